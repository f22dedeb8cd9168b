import { eq, sql } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { orgs, projects, signUps, users } from "@/db/schema";
import { createSession, sessionUser } from "@/lib/auth/sessions";
import { setClock } from "@/lib/clock";
import { newSecret } from "@/lib/ids";
import { linkToken } from "@/lib/links";
import { limits } from "@/lib/rate-limit";
import { makeUser, outsider, rolesIn, someEmail, waitingJobs } from "@/lib/testing/factories";
import { refusal, refusals } from "@/lib/testing/refusal";
import { race } from "@/lib/testing/two-connections";
import type { SignUpInput } from "./schemas";
import { completeSignUp, knownTimezone, pendingSignUp, signUp } from "./sign-up";

let resetClock: (() => void) | undefined;
afterEach(() => resetClock?.());

function input(given: Partial<SignUpInput> = {}): SignUpInput {
  return { name: "Ada", email: someEmail(), password: "seven lanterns over quiet water", orgName: "Acme", ...given };
}

async function pending(given: Partial<SignUpInput> = {}) {
  const asked = input(given);
  const browserHash = newSecret();
  await signUp(outsider(), asked, browserHash);
  const [row] = await db().select().from(signUps).where(eq(signUps.browserHash, browserHash));
  if (!row) throw new Error("no sign-up");
  return { ...asked, id: row.id, row, browserHash, token: linkToken("sign-up", row.id) };
}

function accountsOf(email: string) {
  return db().select().from(users).where(eq(users.email, email));
}

describe("signing up", () => {
  test("[A1] makes no account, org or session before the address is verified", async () => {
    const asked = await pending();
    expect(await accountsOf(asked.email)).toEqual([]);
    expect(await db().select().from(orgs).where(eq(orgs.name, asked.id))).toEqual([]);
    expect(await waitingJobs("send_sign_up_link", asked.id)).toEqual([{ signUpId: asked.id }]);
    expect(asked.row.passwordHash).toMatch(/^\$argon2id\$/);
  });

  test("[A1] the link makes account, org with this person as Owner, and a first project", async () => {
    const asked = await pending({ timezone: "Europe/Berlin", orgName: "Lovelace & Co" });
    const { userId, orgId } = await completeSignUp(outsider(), asked.token, asked);
    expect(await accountsOf(asked.email)).toMatchObject([{ id: userId, name: "Ada", limitedToOrgId: null }]);
    expect(await rolesIn(orgId)).toEqual(new Map([[userId, "owner"]]));
    expect(await db().select().from(orgs).where(eq(orgs.id, orgId))).toMatchObject([{ name: "Lovelace & Co" }]);
    expect(await db().select().from(projects).where(eq(projects.orgId, orgId))).toMatchObject([
      { name: "First project", timezone: "Europe/Berlin", createdBy: userId },
    ]);
    const sessions = await db().execute(sql`select 1 from sessions where user_id = ${userId}`);
    expect(sessions).toHaveLength(0);
  });

  test("[I2] whoever proves an address takes over the account a copied link made with it, without its sessions", async () => {
    const { user } = await makeUser({ limitedToOrgId: 123_456_789 });
    const stolen = await createSession(user.id, { methods: ["invitation"] }, outsider().origin);
    const asked = await pending({ email: user.email });
    const { userId, orgId } = await completeSignUp(outsider(), asked.token, asked);
    expect(userId).toBe(user.id);
    const [account] = await accountsOf(user.email);
    expect(account).toMatchObject({
      limitedToOrgId: null,
      emailProvenAt: expect.any(Date),
      passwordHash: asked.row.passwordHash,
    });
    expect(await sessionUser(stolen)).toBeNull();
    expect(await rolesIn(orgId)).toEqual(new Map([[user.id, "owner"]]));
  });

  test("[A1] elsewhere than in the browser that signed up, the password is asked for", async () => {
    const asked = await pending();
    expect(await pendingSignUp(outsider(), asked.token, asked.browserHash)).toMatchObject({ needsPassword: false });
    expect(await pendingSignUp(outsider(), asked.token, newSecret())).toMatchObject({ needsPassword: true });
    for (const proof of [{ browserHash: null }, { browserHash: newSecret(), password: "another password entirely" }]) {
      expect(await refusal(completeSignUp(outsider(), asked.token, proof))).toBe("wrong_credentials");
    }
    expect(await accountsOf(asked.email)).toEqual([]);
    const proof = { browserHash: null, password: asked.password };
    expect(await refusal(completeSignUp(outsider(), asked.token, proof))).toBe("done");
  });

  test("[A1] the link works once, for 24 hours", async () => {
    const [used, late] = [await pending(), await pending()];
    await completeSignUp(outsider(), used.token, used);
    expect(await refusal(completeSignUp(outsider(), used.token, used))).toBe("link_used");
    resetClock = setClock(() => new Date(Date.now() + 24 * 3600 * 1000 + 1000));
    expect(await refusal(completeSignUp(outsider(), late.token, late))).toBe("link_expired");
    expect(await accountsOf(late.email)).toEqual([]);
  });

  test("[A1] tokens of another purpose or another sign-up are worth nothing", async () => {
    const [one, two] = [await pending(), await pending()];
    const forged = [
      linkToken("password-reset", one.id),
      linkToken("sign-up", one.id, 2),
      `${one.id}.${two.token.slice(29)}`,
      "",
      one.id,
    ];
    for (const token of forged) expect(await refusal(completeSignUp(outsider(), token, one))).toBe("link_invalid");
    expect(await accountsOf(one.email)).toEqual([]);
  });

  test("[A1] one link in two tabs, and two links of one address at once, make one account (SEC-R37)", async () => {
    const one = await pending();
    const tabs = await refusals(await race([1, 2].map(() => () => completeSignUp(outsider(), one.token, one))));
    expect(tabs.sort()).toEqual(["done", "link_used"]);
    const email = someEmail();
    const links = [await pending({ email }), await pending({ email })];
    const both = await refusals(await race(links.map((link) => () => completeSignUp(outsider(), link.token, link))));
    expect(both.sort()).toEqual(["done", "link_used"]);
    expect(await accountsOf(email)).toHaveLength(1);
  });

  test("[A2] an address with an account leaves the same rows, the same job and the same answer", async () => {
    const user = await makeUser();
    const [known, unknown] = [await pending({ email: user.user.email }), await pending()];
    const shape = ({ row }: { row: typeof known.row }) =>
      Object.entries(row).map(([column, value]) => [column, value === null ? null : typeof value]);
    expect(shape(known)).toEqual(shape(unknown));
    expect(await waitingJobs("send_sign_up_link", known.id)).toEqual([{ signUpId: known.id }]);
    expect(await refusal(completeSignUp(outsider(), known.token, known))).toBe("link_used");
    expect(await accountsOf(user.user.email)).toMatchObject([{ id: user.user.id, passwordHash: null }]);
  });

  test("[A4] a bad password leaves nothing behind", async () => {
    const asked = input({ password: "too short" });
    expect(await refusal(signUp(outsider(), asked, newSecret()))).toBe("password_too_short");
    expect(await db().select().from(signUps).where(eq(signUps.email, asked.email))).toEqual([]);
  });

  test("[A4] mails to one address are limited, alike for known and unknown ones", async () => {
    const user = await makeUser();
    for (const email of [user.user.email, someEmail()]) {
      const answers: string[] = [];
      for (let time = 0; time <= limits["sign-up.email"].points; time += 1) {
        answers.push(await refusal(signUp(outsider(), input({ email }), newSecret())));
      }
      expect(answers).toEqual([...Array(limits["sign-up.email"].points).fill("done"), "throttled"]);
    }
  });

  test("[Q6] a timezone that is none is not kept", () => {
    expect(["Europe/Berlin", "UTC", "Mars/Olympus", "", undefined].map(knownTimezone)).toEqual([
      "Europe/Berlin",
      "UTC",
      null,
      null,
      null,
    ]);
  });
});
