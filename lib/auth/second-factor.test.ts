import { sql } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { knownBrowsers, users } from "@/db/schema";
import type { OutsideActor } from "@/lib/authz/actor";
import { now } from "@/lib/clock";
import { parseEnv } from "@/lib/env";
import { newId } from "@/lib/ids";
import { textsTo } from "@/lib/messages/countries";
import { limits, takeLimit } from "@/lib/rate-limit";
import { auditedOf, idsOf } from "@/lib/testing/account";
import { movableClock } from "@/lib/testing/clock";
import { addMember, makeOrg, makeUser, outsider, waitingJobs } from "@/lib/testing/factories";
import { refusal, refusals } from "@/lib/testing/refusal";
import { totpCode } from "@/lib/testing/totp";
import { race } from "@/lib/testing/two-connections";
import { withApp } from "@/lib/testing/two-factor";
import { mailBrowserLink } from "./known-browsers";
import { proveFactor } from "./second-factor";
import { askTextCode, newTextCode } from "./text-codes";

const clock = movableClock();
afterEach(() => clock.reset());

const seconds = (count: number) => clock.set(new Date(now().getTime() + count * 1000));

function proving(userId: string, { from = outsider(), browserHash = null as string | null } = {}) {
  const attempt = { userId, id: newId("halfSignIn"), purpose: "second_factor", browserHash } as const;
  return (code: string) => refusal(proveFactor(from, attempt, { kind: "totp", code }));
}

describe("guessing codes", () => {
  test("[T1] [SEC-R7] brings a growing delay where it comes from, said with its seconds, and nobody else waits", async () => {
    const { actor, secret } = await withApp(await makeUser());
    const guess = proving(actor.user.id);
    for (let n = 0; n < 4; n += 1) expect(await guess("000000")).toBe("wrong_code");
    expect(await guess("000000")).toBe("throttled");
    await expect(
      proveFactor(
        outsider(),
        { userId: actor.user.id, id: "hsi_x", purpose: "second_factor", browserHash: null },
        {
          kind: "totp",
          code: "000001",
        },
      ),
    ).rejects.toThrow(/does not fit/);
    seconds(60);
    expect(await proving(actor.user.id)(totpCode(secret, now()))).toBe("done");
  });

  test("[T1] guesses sent at once wait for each other", async () => {
    const { actor } = await withApp(await makeUser());
    const from = outsider();
    const guesses = Array.from(
      { length: 12 },
      (_, n) => () =>
        proveFactor(
          from,
          { userId: actor.user.id, id: "hsi_x", purpose: "second_factor", browserHash: null },
          { kind: "totp", code: String(n).padStart(6, "0") },
        ),
    );
    const answers = await refusals(await race(guesses));
    expect(answers.filter((answer) => answer === "wrong_code").length).toBeLessThanOrEqual(4);
    expect(answers.filter((answer) => answer === "throttled").length).toBeGreaterThanOrEqual(8);
  });

  test("[T1] [SEC-R8] after a hundred, strange browsers need a mailed link; known ones and passkeys go on", async () => {
    const { actor, secret } = await withApp(await makeUser());
    for (let n = 0; n < 100; n += 1) await proving(actor.user.id)("000000");
    seconds(60);
    const code = totpCode(secret, now());
    expect(await proving(actor.user.id)(code)).toBe("browser_unknown");
    expect(await waitingJobs("send_browser_link", actor.user.email)).toHaveLength(1);
    const browserHash = "known";
    await db().insert(knownBrowsers).values({ userId: actor.user.id, browserHash, knownSince: now(), seenAt: now() });
    expect(await proving(actor.user.id, { browserHash })(code)).toBe("done");
  });

  test("[SEC-R12] five in a row are told to the person once, and each stands in the log", async () => {
    const { actor } = await withApp(await makeUser());
    const before = (await idsOf(actor, "security_notices")).length;
    for (let n = 0; n < 7; n += 1) await proving(actor.user.id)("000000");
    expect((await idsOf(actor, "security_notices")).length).toBe(before + 1);
    expect((await auditedOf(actor)).filter((action) => action === "user.second_factor_failed")).toHaveLength(7);
  });

  test("[T1] a right one forgets the wrong ones, and is offered first next time", async () => {
    const { actor, secret } = await withApp(await makeUser());
    const from = outsider();
    seconds(60);
    for (let n = 0; n < 3; n += 1) await proving(actor.user.id, { from })("000000");
    expect(await proving(actor.user.id, { from })(totpCode(secret, now()))).toBe("done");
    for (let n = 0; n < 3; n += 1) expect(await proving(actor.user.id, { from })("000000")).toBe("wrong_code");
    const [row] = await db().execute<{ last: string }>(
      sql`select last_factor as last from users where id = ${actor.user.id}`,
    );
    expect(row?.last).toBe("totp");
  });
});

describe("browsers that a mailed link made known", () => {
  async function linked(userId: string, browserHash: string) {
    await db().insert(knownBrowsers).values({ userId, browserHash, seenAt: now() });
    return proving(userId, { browserHash });
  }

  test("[SEC-R7] wait for each other: another link brings no fresh tries", async () => {
    const { actor } = await withApp(await makeUser());
    const one = await linked(actor.user.id, "one");
    for (let n = 0; n < 4; n += 1) expect(await one("000000")).toBe("wrong_code");
    expect(await (await linked(actor.user.id, "two"))("000000")).toBe("throttled");
    expect(await proving(actor.user.id)("000000")).toBe("wrong_code");
  });

  test("[SEC-R7] wait up to a quarter of an hour a try", async () => {
    const { actor } = await withApp(await makeUser());
    const guess = await linked(actor.user.id, "one");
    for (let n = 0; n < 20; n += 1) {
      await guess("000000");
      seconds(15 * 60);
    }
    expect(await guess("000000")).toBe("wrong_code");
    seconds(14 * 60);
    expect(await guess("000000")).toBe("throttled");
  });

  test("[SEC-R8] go on where a strange one needs a link, and are mailed ten an hour", async () => {
    const { actor, secret } = await withApp(await makeUser());
    for (let n = 0; n < 100; n += 1) await proving(actor.user.id)("000000");
    seconds(60);
    const guess = await linked(actor.user.id, "one");
    expect(await guess(totpCode(secret, now()))).toBe("done");
    const { email } = await makeUser().then(({ user }) => user);
    const mailed: number[] = [];
    for (let n = 0; n < 12; n += 1) {
      await mailBrowserLink(email);
      mailed.push((await waitingJobs("send_browser_link", email)).length);
      await db().execute(sql`delete from graphile_worker._private_jobs`);
    }
    expect(mailed).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0]);
  });
});

describe("codes by text message", () => {
  let numbers = 0;
  /** With a number of their own: so many codes a day go to one. */
  async function texted() {
    const person = await makeUser();
    numbers += 1;
    const phone = `+493090182${numbers}`;
    await db()
      .update(users)
      .set({ phone, phoneVerifiedAt: now(), twoFactorEnrolledAt: now() })
      .where(sql`id = ${person.user.id}`);
    await db().execute(sql`
      insert into second_factors (id, user_id, kind, created_at, confirmed_at)
      values (${newId("secondFactor")}, ${person.user.id}, 'text', now(), now())`);
    return person;
  }
  const attemptOf = (userId: string, id = newId("halfSignIn")) =>
    ({ userId, id, purpose: "second_factor", browserHash: null, trusted: false }) as const;
  const prove = (from: OutsideActor, attempt: ReturnType<typeof attemptOf>, code: string) =>
    refusal(proveFactor(from, attempt, { kind: "text", code }));
  const wrongFor = (code: string) => (code === "000000" ? "000001" : "000000");

  async function codeFor(attempt: ReturnType<typeof attemptOf>): Promise<string> {
    await askTextCode(outsider(), attempt);
    return (await newTextCode({ attempt: attempt.id, userId: attempt.userId }))?.code ?? "";
  }

  test("[T1] [SEC-R15] are of one attempt, work once and for ten minutes", async () => {
    const { user } = await texted();
    const [one, other] = [attemptOf(user.id), attemptOf(user.id)];
    const code = await codeFor(one);
    const otherCode = await codeFor(other);
    if (code !== otherCode) expect(await prove(outsider(), other, code)).toBe("wrong_code");
    expect(await prove(outsider(), one, code)).toBe("done");
    expect(await prove(outsider(), one, code)).toBe("wrong_code");
    seconds(11 * 60);
    expect(await prove(outsider(), other, otherCode)).toBe("wrong_code");
  });

  test("[T1] the same one twice at the same moment lets one in", async () => {
    const { user } = await texted();
    const attempt = attemptOf(user.id);
    const code = await codeFor(attempt);
    const run = () => proveFactor(outsider(), attempt, { kind: "text", code });
    expect((await refusals(await race([run, run]))).sort()).toEqual(["done", "wrong_code"]);
  });

  test("[SEC-R15] a new one replaces the old and forgets no wrong try", async () => {
    const { user } = await texted();
    const attempt = attemptOf(user.id);
    const first = await codeFor(attempt);
    for (let n = 0; n < 3; n += 1) await prove(outsider(), attempt, wrongFor(first));
    const second = await codeFor(attempt);
    if (first !== second) expect(await prove(outsider(), attempt, first)).toBe("wrong_code");
    for (let n = 0; n < 2; n += 1) await prove(outsider(), attempt, wrongFor(second));
    expect(await prove(outsider(), attempt, second)).toBe("wrong_code");
    expect(await refusal(askTextCode(outsider(), attempt))).toBe("throttled");
  });

  test("[T1] are limited by person; whoever texts none gets none", async () => {
    const { user } = await texted();
    for (let n = 0; n < 6; n += 1) await askTextCode(outsider(), attemptOf(user.id));
    expect(await refusal(askTextCode(outsider(), attemptOf(user.id)))).toBe("throttled");
    const none = await makeUser();
    expect(await refusal(askTextCode(outsider(), attemptOf(none.user.id)))).toBe("factor_missing");
    expect(await newTextCode({ attempt: "hsi_none", userId: user.id })).toBeNull();
  });

  test("[SEC-R8] a stranger with the password uses up nobody's codes", async () => {
    const { user } = await texted();
    for (let n = 0; n < 6; n += 1) await askTextCode(outsider(), attemptOf(user.id));
    expect(await refusal(askTextCode(outsider(), attemptOf(user.id)))).toBe("throttled");
    expect(await refusal(askTextCode(outsider(), { ...attemptOf(user.id), trusted: true }))).toBe("done");
  });

  test("[T1] an org that sent too many refuses its own people, and nobody who is in another", async () => {
    const [person, both] = [await texted(), await texted()];
    const { org } = await makeOrg({ owner: person });
    const other = await makeOrg({ owner: both });
    await addMember({ ...other, org }, "member", both);
    await takeLimit("text_code.org", String(org.id), limits["text_code.org"].points);
    expect(await refusal(askTextCode(outsider(), attemptOf(person.user.id)))).toBe("limit_reached");
    expect(await refusal(askTextCode(outsider(), attemptOf(both.user.id)))).toBe("done");
  });

  test("[T1] are counted for every org of the person", async () => {
    const person = await texted();
    await makeOrg({ owner: person });
    await askTextCode(outsider(), attemptOf(person.user.id));
    const rows = await db().execute<{ points: number }>(
      sql`select points from rate_limits where key like 'text_code.org:%' and points > 0`,
    );
    expect(rows.length).toBeGreaterThan(0);
  });

  test("[T1] no code stands in the queue or the log", async () => {
    const { user } = await texted();
    const attempt = attemptOf(user.id);
    const code = await codeFor(attempt);
    const [found] = await db().execute<{ text: string }>(sql`
      select coalesce((select string_agg(row::text, ' ') from graphile_worker._private_jobs row), '')
        || coalesce((select string_agg(concat(before, after), ' ') from audit_entries), '')
        || coalesce((select string_agg(row::text, ' ') from text_codes row), '') as text`);
    expect(found?.text).not.toContain(`"${code}"`);
  });
});

describe("countries that codes are texted to", () => {
  test("[T1] are allowed or denied by the installation", () => {
    const given = { ...process.env, TEXT_COUNTRIES: "DE,AT", TEXT_COUNTRIES_DENIED: "RU" };
    expect(parseEnv(given)).toMatchObject({ TEXT_COUNTRIES: ["DE", "AT"], TEXT_COUNTRIES_DENIED: ["RU"] });
    expect(() => parseEnv({ ...process.env, TEXT_COUNTRIES: "Germany" })).toThrow(/TEXT_COUNTRIES is not valid/);
    expect(textsTo("+4930901820", { allowed: ["DE"] })).toBe(true);
    expect(textsTo("+33123456789", { allowed: ["DE"] })).toBe(false);
    expect(textsTo("+33123456789", { denied: ["FR"] })).toBe(false);
    expect(textsTo("+33123456789", {})).toBe(true);
  });
});
