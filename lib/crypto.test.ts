import { afterEach, describe, expect, test, vi } from "vitest";
import { decrypt, encrypt, keyedHash, sameSecret, sha256 } from "./crypto";

const old = process.env.ENCRYPTION_KEYS ?? "";
const secret = process.env.APP_SECRET ?? "";
const fresh = `k2:${Buffer.alloc(32, 9).toString("base64")}`;

afterEach(() => {
  Object.assign(process.env, { ENCRYPTION_KEYS: old, APP_SECRET: secret });
  vi.resetModules();
});

/** The module as it is after a restart with these keys. */
async function restartedWith(keys: string) {
  process.env.ENCRYPTION_KEYS = keys;
  vi.resetModules();
  return import("./crypto");
}

describe("[P5] secrets that are read again (SEC-R66)", () => {
  test("[P5] come back as they were, and never look the same twice", () => {
    for (const plain of ["", "secret", "ключ 🔑", "x".repeat(10_000)]) {
      const [one, two] = [encrypt(plain, "place"), encrypt(plain, "place")];
      expect(one).toMatch(/^v1\.k1\.[\w-]{16}\.[\w-]+$/);
      expect(one).not.toBe(two);
      expect([decrypt(one, "place"), decrypt(two, "place")]).toEqual([plain, plain]);
    }
  });

  test("[P5] moved to another row, they are refused", () => {
    const value = encrypt("secret", "projects.api_secret.123456789");
    expect(decrypt(value, "projects.api_secret.123456789")).toBe("secret");
    expect(() => decrypt(value, "projects.api_secret.123456780")).toThrow();
    expect(() => decrypt(value, "projects.api_key.123456789")).toThrow();
  });

  test("[P5] changed in any part, they are refused", () => {
    const [version, name, nonce, body] = encrypt("secret", "place").split(".");
    const flipped = Buffer.from(body ?? "", "base64url");
    flipped[0] = (flipped[0] ?? 0) ^ 1;
    const other = encrypt("other!", "place").split(".");
    const spoiled = [
      [version, name, nonce, flipped.toString("base64url")],
      [version, name, other[2], body],
      [version, name, nonce, other[3]],
      [
        version,
        name,
        nonce,
        Buffer.from(body ?? "", "base64url")
          .subarray(-4)
          .toString("base64url"),
      ],
      [
        version,
        name,
        nonce,
        Buffer.from(body ?? "", "base64url")
          .subarray(0, 15)
          .toString("base64url"),
      ],
      [version, "k9", nonce, body],
      ["v2", name, nonce, body],
      [version, name, nonce],
      [""],
    ];
    for (const parts of spoiled) expect(() => decrypt(parts.join("."), "place"), parts.join(".")).toThrow();
  });

  test("[P5] after a new key old values are still read, and new ones made with it", async () => {
    const value = encrypt("secret", "place");
    const rotated = await restartedWith(`${fresh},${old}`);
    expect(rotated.decrypt(value, "place")).toBe("secret");
    const again = rotated.encrypt("secret", "place");
    expect(again).toMatch(/^v1\.k2\./);
    const without = await restartedWith(fresh);
    expect(without.decrypt(again, "place")).toBe("secret");
    expect(() => without.decrypt(value, "place")).toThrow("unknown key");
  });
});

describe("[A7] keyed hashes", () => {
  test("[A7] differ by purpose, value and the installation's secret", async () => {
    const hash = keyedHash("link:invitation.mail", "inv_1.1");
    expect(hash).toHaveLength(43);
    expect(hash).toBe(keyedHash("link:invitation.mail", "inv_1.1"));
    expect(
      new Set([
        hash,
        keyedHash("link:invitation.copy", "inv_1.1"),
        keyedHash("link:invitation.mail", "inv_1.2"),
        sha256("inv_1.1"),
      ]).size,
    ).toBe(4);
    process.env.APP_SECRET = `${secret}!`;
    const elsewhere = await restartedWith(old);
    expect(elsewhere.keyedHash("link:invitation.mail", "inv_1.1")).not.toBe(hash);
  });

  test("[A7] are compared whole", () => {
    expect([
      sameSecret("abc", "abc"),
      sameSecret("abc", "abd"),
      sameSecret("abc", "abcd"),
      sameSecret("", "a"),
    ]).toEqual([true, false, false, false]);
  });
});
