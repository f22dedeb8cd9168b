import { describe, expect, test } from "vitest";
import { newId, newNumericId, newSecret } from "./ids";
import { appUrl, type LinkPurpose, linkToken, tokenFits, tokenId } from "./links";

const purposes: LinkPurpose[] = ["invitation.mail", "invitation.copy", "sign-up", "password-reset", "browser"];

describe("[A7] links", () => {
  test("[A7] a token fits its own purpose, row and version, and nothing else", () => {
    const id = newId("invitation");
    for (const made of purposes) {
      for (const asked of purposes) expect(tokenFits(linkToken(made, id, 2), asked, id, 2)).toBe(made === asked);
    }
    expect(tokenFits(linkToken("sign-up", id, 1), "sign-up", id, 2)).toBe(false);
    expect(tokenFits(linkToken("sign-up", id), "sign-up", newId("invitation"))).toBe(false);
    expect(tokenFits(`${linkToken("sign-up", id)}x`, "sign-up", id)).toBe(false);
  });

  test("[A7] only what has the form of a token names a row", () => {
    const id = newId("reset");
    const token = linkToken("password-reset", id);
    expect(tokenId(token)).toBe(id);
    const hash = token.split(".")[1] ?? "";
    for (const bad of [
      "",
      id,
      `${id}.`,
      `${id}.${hash}x`,
      `${id}.${hash.slice(1)}`,
      ` ${token}`,
      `${token}\n`,
      `RST_${token.slice(4)}`,
      `${id}.${hash}.${hash}`,
      `x' or 1=1.${hash}`,
    ]) {
      expect(tokenId(bad), JSON.stringify(bad)).toBeNull();
    }
  });

  test("[A7] addresses begin with the configured origin", () => {
    expect(appUrl("/account")).toBe("http://localhost:3000/account");
  });
});

describe("ids (SEC-R67)", () => {
  test("[Q1] are of their form and do not repeat", () => {
    const ids = Array.from({ length: 5000 }, () => newId("team"));
    expect(new Set(ids).size).toBe(5000);
    expect(ids.every((id) => /^team_[0-9a-hjkmnp-tv-z]{24}$/.test(id))).toBe(true);
    const numbers = Array.from({ length: 5000 }, newNumericId);
    expect(numbers.every((id) => id >= 100_000_000 && id <= 999_999_999)).toBe(true);
    expect(Buffer.from(newSecret(), "base64url")).toHaveLength(32);
  });
});
