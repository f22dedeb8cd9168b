import { eq } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { getFactors } from "@/db/queries/two-factor";
import { recoveryCodes, secondFactors, sessions, trustedDevices, users } from "@/db/schema";
import { proveFactor } from "@/lib/auth/second-factor";
import { sessionUser } from "@/lib/auth/sessions";
import { askTextCode, newTextCode } from "@/lib/auth/text-codes";
import type { UserActor } from "@/lib/authz/actor";
import { isConfirmed } from "@/lib/authz/confirmation";
import { now } from "@/lib/clock";
import { newId } from "@/lib/ids";
import { auditedOf, userRow } from "@/lib/testing/account";
import { movableClock } from "@/lib/testing/clock";
import { addMember, makeOrg, makeUser, outsider, unconfirmed, waitingJobs } from "@/lib/testing/factories";
import { refusal, refusals } from "@/lib/testing/refusal";
import { totpCode } from "@/lib/testing/totp";
import { race } from "@/lib/testing/two-connections";
import { actorOf, inSession, withApp } from "@/lib/testing/two-factor";
import { changePassword } from "@/lib/users/password-change";
import { askPhone, newPhoneCode, removePhone, verifyPhone } from "@/lib/users/phone";
import { beginApp, confirmApp, removeApp, waitingApp } from "./app";
import { confirmIdentity } from "./confirm";
import { isConfirmation } from "./factors";
import { makeRecoveryCodes } from "./recovery-codes";
import { askFirstText, confirmText, removeTexts, verifyAndSwitchOn } from "./texts";
import { stepOfCode } from "./totp";
import { untrustDevice } from "./trusted";

const clock = movableClock();
afterEach(() => clock.reset());

const minutes = (count: number) => clock.set(new Date(now().getTime() + count * 60_000));
const half = (userId: string, browserHash: string | null = null) =>
  ({ userId, id: newId("halfSignIn"), purpose: "second_factor", browserHash }) as const;

async function attempt(person: UserActor, kind: "totp" | "recovery_code", code: string) {
  return refusal(proveFactor(outsider(), half(person.user.id), { kind, code }));
}

/** Somebody whose phone is verified and texts codes. */
async function withTexts(person?: UserActor) {
  const actor = await inSession(person ?? (await makeUser()));
  await askPhone(actor, { phone: "+4930901820" });
  const made = await newPhoneCode(actor.user.id);
  const { cookie, codes } = await verifyAndSwitchOn(actor, { code: made?.code ?? "" });
  return { actor: await actorOf(cookie), codes };
}

describe("codes of an authenticator app", () => {
  test("[T1] [SEC-R16] are those of RFC 6238 appendix B, one step to both sides", () => {
    const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    // Its table has eight digits; an app shows the last six.
    const table: [number, string][] = [
      [59, "287082"],
      [1111111109, "081804"],
      [1111111111, "050471"],
      [1234567890, "005924"],
      [2000000000, "279037"],
      [20000000000, "353130"],
    ];
    for (const [seconds, code] of table) {
      const step = Math.floor(seconds / 30);
      const found = [-60, -30, 0, 30, 60].map((off) => stepOfCode(secret, code, new Date((seconds + off) * 1000)));
      expect(found).toEqual([null, step, step, step, null]);
    }
  });

  test("[T1] agree with a foreign tool, and its secret has 160 bits", async () => {
    const { secret } = await withApp(await makeUser());
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    const at = new Date("2027-01-31T23:59:59Z");
    expect(stepOfCode(secret, totpCode(secret, at), at)).toBe(Math.floor(at.getTime() / 30_000));
  });

  test("[T1] [SEC-R14] work once, also those of the step before", async () => {
    const { actor, secret } = await withApp(await makeUser());
    minutes(1);
    const code = totpCode(secret, now());
    const before = totpCode(secret, new Date(now().getTime() - 30_000));
    expect(await attempt(actor, "totp", code)).toBe("done");
    expect(await attempt(actor, "totp", code)).toBe("wrong_code");
    expect(await attempt(actor, "totp", before)).toBe("wrong_code");
  });

  test("[T1] [SEC-R14] the same code twice at the same moment lets one in", async () => {
    const { actor, secret } = await withApp(await makeUser());
    minutes(1);
    const code = totpCode(secret, now());
    const prove = () => proveFactor(outsider(), half(actor.user.id), { kind: "totp", code });
    expect((await refusals(await race([prove, prove, prove]))).sort()).toEqual(["done", "wrong_code", "wrong_code"]);
  });

  test("[T1] the code that set it up is used up", async () => {
    const { actor, secret } = await withApp(await makeUser());
    expect(await attempt(actor, "totp", totpCode(secret, now()))).toBe("wrong_code");
  });

  test("[T1] the secret is encrypted, bound to its row, and in no audit entry", async () => {
    const { actor, secret } = await withApp(await makeUser());
    const [row] = await db().select().from(secondFactors).where(eq(secondFactors.userId, actor.user.id));
    expect(row?.secret).toMatch(/^v1\./);
    const found = await db().execute<{ audit: string }>(
      `select string_agg(row::text, ' ') as audit from audit_entries row`,
    );
    expect(found[0]?.audit).not.toContain(secret);
  });
});

describe("setting up an app", () => {
  test("[T1] counts from its first code on; nothing is asked for before", async () => {
    const actor = await inSession(await makeUser());
    await beginApp(actor);
    expect(await getFactors(actor.user.id)).toMatchObject({ totp: false });
    expect(await refusal(confirmApp(actor, { code: "000000" }))).toBe("wrong_code");
    expect((await userRow(actor)).twoFactorEnrolledAt).toBeNull();
    const secret = (await waitingApp(actor))?.secret ?? "";
    const { codes } = await confirmApp(actor, { code: totpCode(secret, now()) });
    expect(codes).toHaveLength(10);
    expect((await userRow(actor)).twoFactorEnrolledAt).not.toBeNull();
    expect(await auditedOf(actor)).toEqual(["user.factor_begun", "user.factor_added"]);
    expect(await waitingJobs("send_security_notice", "snt_")).not.toEqual([]);
  });

  test("[T1] [SEC-R20] needs a fresh confirmation, for beginning as for the code", async () => {
    const actor = await inSession(await makeUser());
    expect(await refusal(beginApp(unconfirmed(actor)))).toBe("ConfirmationNeeded");
    await beginApp(actor);
    const secret = (await waitingApp(actor))?.secret ?? "";
    const code = totpCode(secret, now());
    expect(await refusal(confirmApp(unconfirmed(actor), { code }))).toBe("ConfirmationNeeded");
    expect(await refusal(confirmApp(actor, { code }))).toBe("done");
  });

  test("[T1] the QR code runs out after half an hour", async () => {
    const actor = await inSession(await makeUser());
    await beginApp(actor);
    const secret = (await waitingApp(actor))?.secret ?? "";
    clock.set(new Date(now().getTime() + 31 * 60_000));
    expect(await waitingApp(actor)).toBeNull();
    const fresh = { ...actor, session: { ...actor.session, confirmedAt: now() } };
    expect(await refusal(confirmApp(fresh, { code: totpCode(secret, now()) }))).toBe("link_expired");
  });

  test("[T1] replacing keeps the old app until the new one's first code, and then it is dead", async () => {
    const { actor, secret: old } = await withApp(await makeUser());
    minutes(1);
    await beginApp(actor);
    expect(await attempt(actor, "totp", totpCode(old, now()))).toBe("done");
    const secret = (await waitingApp(actor))?.secret ?? "";
    const { codes } = await confirmApp(actor, { code: totpCode(secret, now()) });
    expect(codes).toBeNull();
    minutes(1);
    expect(await attempt(actor, "totp", totpCode(old, now()))).toBe("wrong_code");
    expect(await attempt(actor, "totp", totpCode(secret, now()))).toBe("done");
  });

  test("[T1] [SEC-R24] gives the session a new cookie and its method, and ends the sessions begun without it", async () => {
    const person = await makeUser();
    const elsewhere = await inSession(person);
    const here = await inSession(person);
    await beginApp(here);
    const secret = (await waitingApp(here))?.secret ?? "";
    const { cookie } = await confirmApp(here, { code: totpCode(secret, now()) });
    expect(await Promise.all([elsewhere.cookie, here.cookie, cookie].map(sessionUser))).toEqual([
      null,
      null,
      person.user.id,
    ]);
    expect((await actorOf(cookie)).session.methods).toEqual(["password", "totp"]);
  });
});

describe("replacing a factor", () => {
  async function trusts(userId: string) {
    const soon = { createdAt: now(), lastUsedAt: now(), expiresAt: new Date(now().getTime() + 1e9) };
    await db()
      .insert(trustedDevices)
      .values({ id: newId("trustedDevice"), userId, tokenHash: newId("session"), ...soon });
  }
  const trusted = (userId: string) => db().$count(trustedDevices, eq(trustedDevices.userId, userId));

  test("[SEC-R20] another app ends every other session and every trust: the old one may be lost", async () => {
    const { actor } = await withApp(await makeUser());
    const other = await inSession(actor, ["password", "totp"]);
    await trusts(actor.user.id);
    await beginApp(actor);
    const secret = (await waitingApp(actor))?.secret ?? "";
    const { cookie } = await confirmApp(actor, { code: totpCode(secret, now()) });
    expect(await Promise.all([other.cookie, cookie].map(sessionUser))).toEqual([null, actor.user.id]);
    expect(await trusted(actor.user.id)).toBe(0);
  });

  test("[SEC-R20] so does another number, where codes go to it; one more factor does not", async () => {
    const { actor } = await withTexts();
    const other = await inSession(actor, ["password", "text"]);
    await trusts(actor.user.id);
    await withApp(actor);
    expect(await sessionUser(other.cookie)).toBe(actor.user.id);
    expect(await trusted(actor.user.id)).toBe(1);
    await askPhone(actor, { phone: "+4930901821" });
    await verifyPhone(actor, { code: (await newPhoneCode(actor.user.id))?.code ?? "" });
    expect(await sessionUser(other.cookie)).toBeNull();
    expect(await trusted(actor.user.id)).toBe(0);
  });

  test("[C1] a number that no code goes to ends nothing", async () => {
    const actor = await inSession(await makeUser());
    const other = await inSession(actor);
    await askPhone(actor, { phone: "+4930901822" });
    await verifyPhone(actor, { code: (await newPhoneCode(actor.user.id))?.code ?? "" });
    expect(await sessionUser(other.cookie)).toBe(actor.user.id);
  });
});

describe("a session that ends meanwhile", () => {
  test("[SEC-R20] adds nothing and confirms nothing", async () => {
    const password = "seven lanterns over quiet water";
    const actor = await inSession(await makeUser({ password }));
    await beginApp(actor);
    const secret = (await waitingApp(actor))?.secret ?? "";
    await db().update(sessions).set({ endedAt: now() }).where(eq(sessions.id, actor.session.id));
    expect(await refusal(confirmApp(actor, { code: totpCode(secret, now()) }))).toBe("changed_meanwhile");
    expect(await getFactors(actor.user.id)).toMatchObject({ totp: false, recoveryCodes: 0 });
    expect((await userRow(actor)).twoFactorEnrolledAt).toBeNull();
    expect(await refusal(confirmIdentity(actor, { password }, null))).toBe("changed_meanwhile");
  });
});

describe("taking a factor away", () => {
  test("[T1] the last one takes recovery codes and trusted devices along, and ends other sessions", async () => {
    const { actor } = await withApp(await makeUser());
    const other = await inSession(actor, ["password", "totp"]);
    await db()
      .insert(trustedDevices)
      .values({
        id: newId("trustedDevice"),
        userId: actor.user.id,
        tokenHash: "x",
        createdAt: now(),
        lastUsedAt: now(),
        expiresAt: new Date(now().getTime() + 1e9),
      });
    await removeApp(actor);
    expect((await userRow(actor)).twoFactorEnrolledAt).toBeNull();
    expect(await db().$count(recoveryCodes, eq(recoveryCodes.userId, actor.user.id))).toBe(0);
    expect(await db().$count(trustedDevices, eq(trustedDevices.userId, actor.user.id))).toBe(0);
    expect(await sessionUser(other.cookie)).toBeNull();
    expect(await refusal(removeApp(actor))).toBe("NotFound");
  });

  test("[T3] one of several takes the trust of every device along: what was lost may be one of them", async () => {
    const { actor } = await withTexts((await withApp(await makeUser())).actor);
    await db()
      .insert(trustedDevices)
      .values({
        id: newId("trustedDevice"),
        userId: actor.user.id,
        tokenHash: "x",
        createdAt: now(),
        lastUsedAt: now(),
        expiresAt: new Date(now().getTime() + 1e9),
      });
    await removeApp(actor);
    expect(await db().$count(trustedDevices, eq(trustedDevices.userId, actor.user.id))).toBe(0);
    expect(await getFactors(actor.user.id)).toMatchObject({ totp: false, textTo: "+4930901820" });
  });

  test("[T1] [SEC-R20] needs a fresh confirmation", async () => {
    const { actor } = await withApp(await makeUser());
    expect(await refusal(removeApp(unconfirmed(actor)))).toBe("ConfirmationNeeded");
  });

  test.each([0, 20])(
    "[T2] [SEC-R22] the last one stays while an org requires it, with the reason (grace %i days)",
    async (days) => {
      const owner = await makeOrg({ name: "North Wind" });
      const { actor } = await withApp(await addMember(owner, "member"));
      await db().execute(
        `update orgs set two_factor_from = now() + interval '${days} days' where id = ${owner.org.id}`,
      );
      await expect(removeApp(actor)).rejects.toThrow(/North Wind requires two-factor authentication/);
      const { actor: both } = await withTexts(actor);
      expect(await refusal(removeApp(both))).toBe("done");
      expect(await refusal(removeTexts(both))).toBe("factor_required");
    },
  );
});

describe("recovery codes", () => {
  test("[T1] [SEC-R17] ten of 80 bits, stored as a hash, each once, however they are typed", async () => {
    const { actor, codes } = await withApp(await makeUser());
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^([2-9a-km-z]{4}-){3}[2-9a-km-z]{4}$/);
    const rows = await db().execute<{ text: string }>(
      `select row::text as text from recovery_codes row where user_id = '${actor.user.id}'`,
    );
    for (const code of codes) expect(rows.map(({ text }) => text).join()).not.toContain(code);
    const [first = "", second = ""] = codes;
    expect(await attempt(actor, "recovery_code", first)).toBe("done");
    expect(await attempt(actor, "recovery_code", first)).toBe("wrong_code");
    expect(await attempt(actor, "recovery_code", second.toUpperCase().replaceAll("-", " "))).toBe("done");
    expect(await getFactors(actor.user.id)).toMatchObject({ recoveryCodes: 8 });
    expect(await auditedOf(actor)).toContain("user.recovery_code_used");
  });

  test("[T1] the same one twice at the same moment lets one in", async () => {
    const { actor, codes } = await withApp(await makeUser());
    const prove = () => proveFactor(outsider(), half(actor.user.id), { kind: "recovery_code", code: codes[0] ?? "" });
    expect((await refusals(await race([prove, prove]))).sort()).toEqual(["done", "wrong_code"]);
  });

  test("[T1] a new set kills the old; it needs a confirmation and a factor", async () => {
    const { actor, codes } = await withApp(await makeUser());
    expect(await refusal(makeRecoveryCodes(unconfirmed(actor)))).toBe("ConfirmationNeeded");
    const fresh = await makeRecoveryCodes(actor);
    expect(fresh).toHaveLength(10);
    expect(await attempt(actor, "recovery_code", codes[0] ?? "")).toBe("wrong_code");
    expect(await attempt(actor, "recovery_code", fresh[0] ?? "")).toBe("done");
    expect(await refusal(makeRecoveryCodes(await inSession(await makeUser())))).toBe("factor_missing");
  });

  test("[T1] somebody else's are no codes of mine", async () => {
    const [one, other] = [await withApp(await makeUser()), await withApp(await makeUser())];
    expect(await attempt(one.actor, "recovery_code", other.codes[0] ?? "")).toBe("wrong_code");
    expect(await attempt(other.actor, "recovery_code", other.codes[0] ?? "")).toBe("done");
  });
});

describe("codes by text message", () => {
  async function texted(userId: string, attemptId: string) {
    return (await newTextCode({ attempt: attemptId, userId }))?.code ?? "";
  }

  test("[T1] the code that verifies the number switches them on", async () => {
    const { actor, codes } = await withTexts();
    expect(codes).toHaveLength(10);
    expect(await getFactors(actor.user.id)).toMatchObject({ textTo: "+4930901820" });
  });

  test("[T1] a verified number is switched on by a code of its own, of this session alone", async () => {
    const person = await makeUser();
    await db().update(users).set({ phone: "+4930901820", phoneVerifiedAt: now() }).where(eq(users.id, person.user.id));
    const [here, elsewhere] = [await inSession(person), await inSession(person)];
    await askFirstText(here);
    await askFirstText(elsewhere);
    const code = await texted(person.user.id, here.session.id);
    const other = await texted(person.user.id, elsewhere.session.id);
    if (code !== other) expect(await refusal(confirmText(elsewhere, { code }, null))).toBe("wrong_code");
    expect(await refusal(confirmText(here, { code }, null))).toBe("done");
    expect(await refusal(confirmText(await inSession(person), { code }, null))).toBe("wrong_code");
  });

  test("[T1] the number cannot be removed while codes go to it", async () => {
    const { actor } = await withTexts();
    expect(await refusal(removePhone(actor))).toBe("factor_required");
    await removeTexts(actor);
    expect(await refusal(removePhone(actor))).toBe("done");
  });
});

describe("[A6] confirmation with the strongest factor", () => {
  const password = "seven lanterns over quiet water";

  test("[A6] an app's code, and no longer the password; a recovery code stands for a lost app", async () => {
    const { actor, secret, codes } = await withApp(await makeUser({ password }));
    minutes(20);
    expect(await refusal(confirmIdentity(actor, { password }, null))).toBe("factor_missing");
    expect(await refusal(confirmIdentity(actor, { factor: "text", code: "123456", password }, null))).toBe(
      "factor_missing",
    );
    expect(await refusal(confirmIdentity(actor, { factor: "totp", code: "" }, null))).toBe("wrong_code");
    const cookie = await confirmIdentity(actor, { factor: "totp", code: totpCode(secret, now()) }, null);
    const fresh = await actorOf(cookie);
    expect(isConfirmed(fresh, now())).toBe(true);
    minutes(20);
    const again = await confirmIdentity(await actorOf(cookie), { factor: "recovery_code", code: codes[3] }, null);
    expect((await actorOf(again)).session.methods).toEqual(["password", "totp", "recovery_code"]);
  });

  test("[A6] a text message needs the password too, and a wrong password leaves the code", async () => {
    const { actor } = await withTexts(await makeUser({ password }));
    await askTextCode(actor, { id: actor.session.id, userId: actor.user.id, trusted: true });
    const code = (await newTextCode({ attempt: actor.session.id, userId: actor.user.id }))?.code ?? "";
    const given = { factor: "text", code } as const;
    expect(await refusal(confirmIdentity(actor, { ...given, password: "wrong" }, null))).toBe("wrong_credentials");
    expect(await refusal(confirmIdentity(actor, { ...given, password }, null))).toBe("done");
  });

  test("[A6] the password is not changed by the password alone where there is a second factor", async () => {
    const { actor } = await withApp(await makeUser({ password }));
    const input = { current: password, password: "nine quiet herons over the marsh" };
    expect(await refusal(changePassword(unconfirmed(actor), input))).toBe("ConfirmationNeeded");
    expect(await refusal(changePassword(actor, input))).toBe("done");
  });

  test("[A6] signing in counts as one only with the strongest factor, or a recovery code", () => {
    const factors = { totp: true, textTo: "+49", passkeys: 0, recoveryCodes: 4 };
    const said = (methods: string[]) => isConfirmation(methods, factors);
    expect(said(["password", "totp"])).toBe(true);
    expect(said(["password", "recovery_code"])).toBe(true);
    expect(said(["password", "text"])).toBe(false);
    expect(said(["password", "trusted_device"])).toBe(false);
    expect(isConfirmation(["password"], { ...factors, totp: false, textTo: null })).toBe(true);
  });
});

describe("trusted devices", () => {
  test("[T3] are taken away one by one; somebody else's are not found", async () => {
    const [mine, other] = [await inSession(await makeUser()), await inSession(await makeUser())];
    const deviceId = newId("trustedDevice");
    await db()
      .insert(trustedDevices)
      .values({
        id: deviceId,
        userId: mine.user.id,
        tokenHash: "x",
        createdAt: now(),
        lastUsedAt: now(),
        expiresAt: new Date(now().getTime() + 1e9),
      });
    expect(await refusal(untrustDevice(other, { deviceId }))).toBe("NotFound");
    expect(await refusal(untrustDevice(mine, { deviceId }))).toBe("done");
  });
});
