import { and, eq, isNull, sql } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { getAccount } from "@/db/queries/account";
import { gdprTokens, outboxMessages, phoneCodes, securityNotices, users } from "@/db/schema";
import { passwordFits } from "@/lib/auth/password-hash";
import { sessionUser } from "@/lib/auth/sessions";
import type { UserActor } from "@/lib/authz/actor";
import { setClock } from "@/lib/clock";
import { sha256 } from "@/lib/crypto";
import { handlers } from "@/lib/jobs/tasks";
import { auditedOf, signedIn, userRow } from "@/lib/testing/account";
import { auditedIn, makeOrg, makeUser, unconfirmed, waitingJobs } from "@/lib/testing/factories";
import { refusal, refusals } from "@/lib/testing/refusal";
import { race } from "@/lib/testing/two-connections";
import { makeGdprToken, remindOfGdprTokens, revokeGdprToken } from "./gdpr-token";
import { askPasswordLink, changePassword } from "./password-change";
import { askPhone, cancelPhone, removePhone, resendPhoneCode, verifyPhone } from "./phone";
import { phoneSchema } from "./phone-schema";
import { renameUser, savePreferences } from "./profile";
import { preferencesSchema } from "./schemas";

let resetClock: (() => void) | undefined;
afterEach(() => resetClock?.());
function later(ms: number) {
  resetClock?.();
  const at = Date.now() + ms;
  resetClock = setClock(() => new Date(at));
}

const day = 24 * 3600 * 1000;
const present = "an old password of long standing";
const fresh = "seven lanterns over quiet water";

async function noticesOf({ user }: UserActor): Promise<string[]> {
  const rows = await db().select().from(securityNotices).where(eq(securityNotices.userId, user.id));
  return rows.map(({ kind }) => kind);
}

describe("name and preferences", () => {
  test("[C1] a name changes in every org, and no log holds it", async () => {
    const user = await makeUser({ name: "Ada Before" });
    const org = await makeOrg({ owner: user });
    await renameUser(user, { name: "Ada Afterwards" });
    await renameUser(user, { name: "Ada Afterwards" });
    const [row] = await db().execute(sql`select name from members where org_id = ${org.org.id}`);
    expect(row?.name).toBe("Ada Afterwards");
    expect(await auditedIn(org.org.id)).toEqual(["user.renamed"]);
    const [told] = await db().execute(
      sql`select count(*)::int as count from audit_entries where coalesce(before, '{}')::text || coalesce(after, '{}')::text like '%Ada %'`,
    );
    expect(told?.count).toBe(0);
  });

  test("[C1] [Q6] a language and a timezone for every device, or each device its own", async () => {
    const user = await makeUser();
    await savePreferences(user, { locale: "de-DE", timezone: "Asia/Tokyo" });
    expect(await userRow(user)).toMatchObject({ locale: "de-DE", timezone: "Asia/Tokyo", timezoneFixed: true });
    await savePreferences(user, { locale: "de-DE", timezone: "" });
    expect(await userRow(user)).toMatchObject({ timezone: "Asia/Tokyo", timezoneFixed: false });
    expect(await auditedOf(user)).toEqual(["user.preferences_changed", "user.preferences_changed"]);
  });

  test("[C1] [Q1] a city is its timezone, nothing is the device's; other languages and places are refused", () => {
    const parse = (timezone: string, locale = "fr-FR") => preferencesSchema.safeParse({ locale, timezone });
    expect(parse("berlin").data).toEqual({ locale: "fr-FR", timezone: "Europe/Berlin" });
    expect(parse("  ").data).toEqual({ locale: "fr-FR", timezone: "" });
    expect(parse("Atlantis").success).toBe(false);
    expect(parse("UTC", "xx-XX").success).toBe(false);
  });
});

describe("changing the password", () => {
  test("[C1] [A5] with the present one; other sessions end, this one gets another cookie, the person is told", async () => {
    const user = await makeUser({ password: present });
    const [here, there] = [await signedIn(user), await signedIn(user)];
    const cookie = await changePassword(here, { current: present, password: fresh });
    expect(await passwordFits(fresh, (await userRow(user)).passwordHash)).toBe(true);
    expect(await Promise.all([cookie, here.cookie, there.cookie].map(sessionUser))).toEqual([user.user.id, null, null]);
    expect(await noticesOf(user)).toEqual(["password_changed"]);
  });

  test("[C1] [A4] a wrong present one, a bad new one, and the same one change nothing", async () => {
    const user = await signedIn(await makeUser({ password: present }));
    const tries = [
      [{ current: fresh, password: fresh }, "wrong_credentials"],
      [{ current: present, password: "aaaaaaaaaaaaaaaaaaaa" }, "password_repetitive"],
      [{ current: present, password: present }, "password_common"],
    ] as const;
    for (const [input, expected] of tries) expect(await refusal(changePassword(user, input))).toBe(expected);
    expect(await passwordFits(present, (await userRow(user)).passwordHash)).toBe(true);
    expect(await sessionUser(user.cookie)).toBe(user.user.id);
  });

  test("[C1] two tabs at once: one changes it, the other is told", async () => {
    const user = await makeUser({ password: present });
    const runs = [fresh, "nine quiet herons over the marsh"].map(
      (password) => async () => changePassword(await signedIn(user), { current: present, password }),
    );
    const answers = await refusals(await race(runs));
    expect(answers.sort()).toEqual(["changed_meanwhile", "done"]);
  });

  test("[C1] an account without one has a link mailed", async () => {
    const user = await makeUser();
    expect(await refusal(changePassword(user, { current: "x", password: fresh }))).toBe("wrong_credentials");
    await askPasswordLink(user);
    expect(await waitingJobs("send_password_reset", user.user.email)).toHaveLength(1);
  });
});

describe("the phone number", () => {
  const phone = "+4930901820";
  async function texted({ user }: UserActor): Promise<string> {
    await handlers.send_phone_code({ userId: user.id }, { id: "1" });
    const [row] = await db().select().from(outboxMessages).where(eq(outboxMessages.recipient, phone));
    await db().delete(outboxMessages).where(eq(outboxMessages.recipient, phone));
    expect(row?.kind).toBe("text");
    return /^\d{6}/.exec(row?.text ?? "")?.[0] ?? "";
  }

  test("[C1] [T1] of any country, in one spelling, verified by the texted code, which works once", async () => {
    expect(phoneSchema.safeParse({ phone: " 0049 (30) 901820 " }).data).toEqual({ phone });
    for (const bad of ["", "030 901820", "+49 1", "+999 123456789", "call me"]) {
      expect(phoneSchema.safeParse({ phone: bad }).success, bad).toBe(false);
    }
    const user = await makeUser();
    await askPhone(user, { phone });
    expect((await userRow(user)).phone).toBeNull();
    const code = await texted(user);
    const wrong = code === "000000" ? "000001" : "000000";
    expect(await refusal(verifyPhone(user, { code: wrong }))).toBe("wrong_code");
    await verifyPhone(user, { code });
    expect(await userRow(user)).toMatchObject({ phone, phoneVerifiedAt: expect.any(Date) });
    expect(await refusal(verifyPhone(user, { code }))).toBe("link_expired");
    expect(await noticesOf(user)).toEqual(["phone_changed"]);
    expect(await refusal(askPhone(user, { phone }))).toBe("invalid");
    const [leak] = await db().execute(
      sql`select count(*)::int as count from audit_entries where coalesce(before, '{}')::text || coalesce(after, '{}')::text like ${`%${code}%`} and object_id = ${user.user.id}`,
    );
    expect(leak?.count).toBe(0);
  });

  test("[C1] a new code ends the old one, ten minutes end any, cancelling ends the wait", async () => {
    const user = await makeUser();
    await askPhone(user, { phone });
    const first = await texted(user);
    await resendPhoneCode(user);
    const second = await texted(user);
    if (first !== second) expect(await refusal(verifyPhone(user, { code: first }))).toBe("wrong_code");
    later(10 * 60_000 + 1000);
    expect(await refusal(verifyPhone(user, { code: second }))).toBe("link_expired");
    resetClock?.();
    expect((await getAccount(user, new Date())).pendingPhone).toMatchObject({ phone });
    await cancelPhone(user);
    expect(await refusal(verifyPhone(user, { code: second }))).toBe("link_expired");
    expect((await getAccount(user, new Date())).pendingPhone).toBeNull();
    expect(await refusal(resendPhoneCode(user))).toBe("changed_meanwhile");
    await handlers.send_phone_code({ userId: user.user.id }, { id: "2" });
    expect(await db().select().from(outboxMessages).where(eq(outboxMessages.recipient, phone))).toEqual([]);
  });

  test("[SEC-R15] five wrong tries are all, whatever number is asked for next", async () => {
    const user = await makeUser();
    await askPhone(user, { phone });
    const code = await texted(user);
    const wrong = code === "111111" ? "222222" : "111111";
    for (let time = 0; time < 5; time += 1)
      expect(await refusal(verifyPhone(user, { code: wrong }))).toBe("wrong_code");
    expect(await refusal(verifyPhone(user, { code }))).toBe("throttled");
    await cancelPhone(user);
    await askPhone(user, { phone: "+4930901821" });
    await db().update(phoneCodes).set({ phone }).where(eq(phoneCodes.userId, user.user.id));
    const next = await texted(user);
    expect(await refusal(verifyPhone(user, { code: next }))).toBe("throttled");
  });

  test("[A6] asking and removing need a confirmation; removing is told", async () => {
    const user = await makeUser();
    expect(await refusal(askPhone(unconfirmed(user), { phone }))).toBe("ConfirmationNeeded");
    await db().update(users).set({ phone, phoneVerifiedAt: new Date() }).where(eq(users.id, user.user.id));
    expect(await refusal(removePhone(unconfirmed(user)))).toBe("ConfirmationNeeded");
    await removePhone(user);
    expect((await userRow(user)).phone).toBeNull();
    expect(await noticesOf(user)).toEqual(["phone_removed"]);
    expect(await refusal(removePhone(user))).toBe("NotFound");
  });
});

describe("the GDPR token", () => {
  const living = ({ user }: UserActor) =>
    db()
      .select()
      .from(gdprTokens)
      .where(and(eq(gdprTokens.userId, user.id), isNull(gdprTokens.revokedAt)));

  test("[C3] [A6] is made after a confirmation, for a year, and stored as a hash alone; a new one ends it", async () => {
    const user = await makeUser();
    expect(await refusal(makeGdprToken(unconfirmed(user)))).toBe("ConfirmationNeeded");
    const first = await makeGdprToken(user);
    const [row] = await living(user);
    expect(row).toMatchObject({ tokenHash: sha256(first), lastUsedAt: null });
    expect((row?.expiresAt.getTime() ?? 0) - (row?.createdAt.getTime() ?? 0)).toBe(365 * day);
    expect(JSON.stringify(row)).not.toContain(first);
    const second = await makeGdprToken(user);
    expect((await living(user)).map(({ tokenHash }) => tokenHash)).toEqual([sha256(second)]);
    expect(await noticesOf(user)).toEqual(["gdpr_token_made", "gdpr_token_made"]);
    await revokeGdprToken(user);
    expect(await living(user)).toEqual([]);
    expect(await refusal(revokeGdprToken(user))).toBe("changed_meanwhile");
  });

  test("[C3] two at the same moment leave one that works", async () => {
    const user = await makeUser();
    await race([() => makeGdprToken(user), () => makeGdprToken(user)]);
    expect(await living(user)).toHaveLength(1);
  });

  test("[C3] a mail comes once, 30 days before its end", async () => {
    const user = await makeUser();
    await makeGdprToken(user);
    const [row] = await living(user);
    const waiting = () => waitingJobs("send_gdpr_token_ending", row?.id ?? "");
    later(334 * day);
    await remindOfGdprTokens();
    expect(await waiting()).toHaveLength(0);
    later(336 * day);
    await Promise.all([remindOfGdprTokens(), remindOfGdprTokens()]);
    expect(await waiting()).toHaveLength(1);
  });
});
