import { eq, sql } from "drizzle-orm";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { knownBrowsers, signInFailures, users } from "@/db/schema";
import { setClock } from "@/lib/clock";
import { newSecret } from "@/lib/ids";
import { linkToken } from "@/lib/links";
import { makeUser, outsider, someEmail, waitingJobs } from "@/lib/testing/factories";
import { refusal } from "@/lib/testing/refusal";
import { confirmBrowser, startBrowserLink } from "@/lib/users/password-reset";
import { signInWithPassword } from "./sign-in";
import { failureKeys, readThrottle, reserveAttempt } from "./throttle";

const password = "seven lanterns over quiet water";
let passwordHash: string | null = null;
let resetClock: (() => void) | undefined;
afterEach(() => resetClock?.());

beforeAll(async () => {
  const { user } = await makeUser({ password });
  const [row] = await db().select({ hash: users.passwordHash }).from(users).where(eq(users.id, user.id));
  passwordHash = row?.hash ?? null;
});

/** Somebody with the password, without hashing it anew. */
async function someone() {
  const { user } = await makeUser();
  await db().update(users).set({ passwordHash }).where(eq(users.id, user.id));
  return user;
}

function attempt(email: string, typed = password, from = outsider(), browser: string | null = null) {
  return refusal(signInWithPassword(from, { email, password: typed }, browser));
}

function later(seconds: number): void {
  const at = Date.now() + seconds * 1000;
  resetClock?.();
  resetClock = setClock(() => new Date(at));
}

/** As many failures in a row as asked for, from places all over the world. */
async function failed(email: string, times: number): Promise<void> {
  const { account } = failureKeys(email, null);
  await db().insert(signInFailures).values({ key: account, failures: times, lastFailureAt: new Date() });
}

describe("signing in with a password", () => {
  test("[A2] the right one gives the account, the wrong one and an unknown address the same refusal", async () => {
    const user = await someone();
    expect(await signInWithPassword(outsider(), { email: user.email, password }, null)).toEqual({ userId: user.id });
    const sayings = await Promise.all(
      [user.email, someEmail()].map((email) =>
        signInWithPassword(outsider(), { email, password: "not this one at all" }, null).catch((error) => ({
          code: error.code,
          message: error.message,
          field: error.field,
        })),
      ),
    );
    expect(sayings[0]).toEqual(sayings[1]);
    expect(sayings[0]).toMatchObject({ code: "wrong_credentials", field: "password" });
  });

  test("[A2] a failure leaves the same rows and the same job, whether the account exists or not (SEC-R9)", async () => {
    const user = await someone();
    for (const email of [user.email, someEmail()]) {
      const from = outsider();
      expect(await attempt(email, "not this one at all", from)).toBe("wrong_credentials");
      const keys = failureKeys(email, from.origin.ip);
      const rows = await db()
        .select()
        .from(signInFailures)
        .where(sql`${signInFailures.key} in ${[keys.account, keys.source]}`);
      expect(rows.map((row) => [row.failures, row.blockedUntil])).toEqual([
        [1, null],
        [1, null],
      ]);
      expect(await waitingJobs("note_sign_in_failure", email)).toHaveLength(1);
    }
  });

  test("[A2] an account without a password answers like a wrong one", async () => {
    const { user } = await makeUser();
    expect(await attempt(user.email)).toBe("wrong_credentials");
    expect(await attempt(user.email, "")).toBe("wrong_credentials");
  });

  test("[A4] an old hash is made anew at the next sign-in (SEC-R6)", async () => {
    const { hash } = await import("@node-rs/argon2");
    const { createHmac } = await import("node:crypto");
    const user = await someone();
    const peppered = createHmac("sha256", process.env.PASSWORD_PEPPER ?? "")
      .update(password)
      .digest("base64");
    const weak = await hash(peppered, { memoryCost: 1024, timeCost: 1, parallelism: 1 });
    await db().update(users).set({ passwordHash: weak }).where(eq(users.id, user.id));
    expect(await attempt(user.email)).toBe("done");
    const [row] = await db().select({ hash: users.passwordHash }).from(users).where(eq(users.id, user.id));
    expect(row?.hash).toMatch(/m=47104,/);
    expect(await attempt(user.email)).toBe("done");
  });
});

describe("[A4] the throttle", () => {
  test("[A4] the delay grows and stops at a minute (SEC-R7)", async () => {
    const keys = failureKeys(someEmail(), "203.0.113.7");
    const delays: number[] = [];
    let passed = 0;
    for (let time = 0; time < 12; time += 1) {
      expect(await reserveAttempt(keys)).toBe(0);
      const { waitSeconds } = await readThrottle(keys);
      delays.push(waitSeconds);
      passed += waitSeconds + 1;
      later(passed);
    }
    expect(delays).toEqual([0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]);
  });

  test("[A4] one place waits, also with the right password; another place does not (SEC-R8)", async () => {
    const user = await someone();
    const from = outsider();
    for (let time = 0; time < 4; time += 1) expect(await attempt(user.email, "wrong", from)).toBe("wrong_credentials");
    expect(await attempt(user.email, password, from)).toBe("throttled");
    expect(await attempt(user.email, password)).toBe("done");
  });

  test("[A4] after the delay it goes on, and success forgets the failures", async () => {
    const user = await someone();
    const from = outsider();
    for (let time = 0; time < 4; time += 1) await attempt(user.email, "wrong", from);
    later(2);
    expect(await attempt(user.email, password, from)).toBe("done");
    expect(await attempt(user.email, "wrong", from)).toBe("wrong_credentials");
    expect(await attempt(user.email, "wrong", from)).toBe("wrong_credentials");
    expect(await attempt(user.email, password, from)).toBe("done");
  });

  test("[A4] neighbours of one network count as one place, capitals of the address do not matter to others", async () => {
    expect(failureKeys("a@b.test", "203.0.113.7")).toEqual(failureKeys("a@b.test", "203.0.113.99"));
    expect(failureKeys("a@b.test", "203.0.113.7")).not.toEqual(failureKeys("a@b.test", "203.0.114.7"));
    expect(failureKeys("a@b.test", "2001:db8:1:2::1")).toEqual(failureKeys("a@b.test", "2001:db8:1:2:ffff::9"));
    expect(failureKeys("a@b.test", "::ffff:203.0.113.7")).toEqual(failureKeys("a@b.test", "203.0.113.8"));
    expect(failureKeys("a@b.test", null).account).not.toBe(failureKeys("c@b.test", null).account);
  });

  test("[A4] of guesses sent at the same moment only as many are judged as the delay allows", async () => {
    const user = await someone();
    const from = outsider();
    const answers = await Promise.all(Array.from({ length: 12 }, () => attempt(user.email, "wrong", from)));
    expect(answers.filter((answer) => answer === "wrong_credentials")).toHaveLength(4);
    expect(answers.filter((answer) => answer === "throttled")).toHaveLength(8);
  });

  test("[A4] after 100 failures an unknown browser needs the mailed link, known or unknown address alike", async () => {
    const user = await someone();
    for (const email of [user.email, someEmail()]) {
      await failed(email, 100);
      expect(await attempt(email, password, outsider(), newSecret())).toBe("browser_unknown");
      expect(await attempt(email, password)).toBe("browser_unknown");
      expect(await waitingJobs("send_browser_link", email)).toHaveLength(1);
    }
  });

  test("[SEC-R12] who signs in after five wrong passwords is told, after four not", async () => {
    const told: number[] = [];
    for (const times of [4, 5]) {
      const user = await someone();
      await failed(user.email, times);
      expect(await attempt(user.email)).toBe("done");
      const notices = await db().execute(
        sql`select kind from security_notices where user_id = ${user.id} and kind = 'after_failures'`,
      );
      told.push(notices.length);
      expect(await attempt(user.email)).toBe("done");
    }
    expect(told).toEqual([0, 1]);
  });

  test("[A4] 99 failures are not 100", async () => {
    const user = await someone();
    await failed(user.email, 99);
    expect(await attempt(user.email)).toBe("done");
  });

  test("[A4] a known browser goes on meanwhile: nobody is locked out by somebody else (SEC-R8)", async () => {
    const user = await someone();
    const browserHash = newSecret();
    await db().insert(knownBrowsers).values({ userId: user.id, browserHash, seenAt: new Date() });
    await failed(user.email, 5000);
    expect(await attempt(user.email, "wrong", outsider(), browserHash)).toBe("wrong_credentials");
    expect(await attempt(user.email, password, outsider(), browserHash)).toBe("done");
  });

  test("[A4] a known browser is not delayed by failures from its own network", async () => {
    const user = await someone();
    const browserHash = newSecret();
    const from = outsider();
    await db().insert(knownBrowsers).values({ userId: user.id, browserHash, seenAt: new Date() });
    for (let time = 0; time < 4; time += 1) await attempt(user.email, "wrong", from);
    expect(await attempt(user.email, password, from)).toBe("throttled");
    expect(await attempt(user.email, password, from, browserHash)).toBe("done");
  });

  test("[A4] the mailed link makes one browser known, once, for 30 minutes", async () => {
    const user = await someone();
    await failed(user.email, 100);
    const link = await startBrowserLink(outsider(), user.email);
    const token = linkToken("browser", link?.id ?? "");
    const browser = newSecret();
    await confirmBrowser(outsider(), token, browser);
    expect(await refusal(confirmBrowser(outsider(), token, newSecret()))).toBe("link_used");
    expect(await attempt(user.email, password, outsider(), browser)).toBe("done");
    const late = await startBrowserLink(outsider(), user.email);
    later(30 * 60 + 1);
    expect(await refusal(confirmBrowser(outsider(), linkToken("browser", late?.id ?? ""), browser))).toBe(
      "link_expired",
    );
    expect(await startBrowserLink(outsider(), someEmail())).toBeNull();
  });

  test("[A4] tries from one address are limited over all accounts (SEC-R76)", async () => {
    const { takeLimit, limits } = await import("@/lib/rate-limit");
    const from = outsider();
    await takeLimit("sign-in.address", from.origin.ip ?? "", limits["sign-in.address"].points);
    const user = await someone();
    expect(await attempt(user.email, password, from)).toBe("throttled");
    expect(await attempt(user.email)).toBe("done");
  });
});
