import { eq, sql } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { passwordResets, securityNotices, users } from "@/db/schema";
import { passwordFits } from "@/lib/auth/password-hash";
import { createSession, sessionUser } from "@/lib/auth/sessions";
import { askPasswordReset } from "@/lib/auth/sign-in";
import { nowhere } from "@/lib/authz/actor";
import { setClock } from "@/lib/clock";
import { linkToken } from "@/lib/links";
import { makeOrg, makeUser, outsider, someEmail, waitingJobs } from "@/lib/testing/factories";
import { refusal, refusals } from "@/lib/testing/refusal";
import { race } from "@/lib/testing/two-connections";
import { pendingReset, resetPassword, startPasswordReset } from "./password-reset";

let resetClock: (() => void) | undefined;
afterEach(() => resetClock?.());

const fresh = "seven lanterns over quiet water";
const product = { kind: "system" as const, userId: null, origin: nowhere };

async function started() {
  const user = await makeUser({ password: "an old password of long standing" });
  const start = await startPasswordReset(product, user.user.email);
  return { user, token: linkToken("password-reset", start?.resetId ?? "") };
}

async function storedHash(userId: string): Promise<string | null> {
  const [row] = await db().select({ hash: users.passwordHash }).from(users).where(eq(users.id, userId));
  return row?.hash ?? null;
}

describe("resetting a password", () => {
  test("[A3] sets it, ends every session, mails the person and leaves entries", async () => {
    const { user, token } = await started();
    const org = await makeOrg({ owner: user });
    const cookies = [
      await createSession(user.user.id, { methods: ["password"] }, nowhere),
      await createSession(user.user.id, { methods: ["password"] }, nowhere),
    ];
    expect(await pendingReset(outsider(), token)).toMatchObject({ email: user.user.email });
    await resetPassword(outsider(), token, fresh);
    expect(await passwordFits(fresh, await storedHash(user.user.id))).toBe(true);
    expect(await Promise.all(cookies.map(sessionUser))).toEqual([null, null]);
    const notices = await db().select().from(securityNotices).where(eq(securityNotices.userId, user.user.id));
    expect(notices).toMatchObject([{ kind: "password_changed", email: user.user.email }]);
    expect(await waitingJobs("send_security_notice", notices[0]?.id ?? "")).toHaveLength(1);
    const entries = await db().execute(sql`select chain from audit_entries
      where object_id = ${user.user.id} and action = 'user.password_changed' order by chain`);
    expect(entries.map((entry) => entry.chain)).toEqual([`org:${org.org.id}`, `user:${user.user.id}`]);
  });

  test("[A3] works once, and ends the other links of the account", async () => {
    const { user, token } = await started();
    const second = await startPasswordReset(product, user.user.email);
    await resetPassword(outsider(), token, fresh);
    expect(await refusal(resetPassword(outsider(), token, fresh))).toBe("link_used");
    const other = linkToken("password-reset", second?.resetId ?? "");
    expect(await refusal(resetPassword(outsider(), other, fresh))).toBe("link_used");
  });

  test("[A3] two tabs at once: one sets it (SEC-R37)", async () => {
    const { token } = await started();
    const runs = ["one tab sets this long password", "two tabs set that long password"].map(
      (password) => () => resetPassword(outsider(), token, password),
    );
    expect((await refusals(await race(runs))).sort()).toEqual(["done", "link_used"]);
  });

  test("[A3] after 30 minutes it has run out, a moment before it has not", async () => {
    const { user, token } = await started();
    const at = Date.now();
    resetClock = setClock(() => new Date(at + 30 * 60_000 + 1000));
    expect(await refusal(resetPassword(outsider(), token, fresh))).toBe("link_expired");
    expect(await passwordFits(fresh, await storedHash(user.user.id))).toBe(false);
    resetClock();
    resetClock = setClock(() => new Date(at + 29 * 60_000));
    expect(await refusal(resetPassword(outsider(), token, fresh))).toBe("done");
  });

  test("[A3] [A4] a bad password uses nothing up", async () => {
    const { token } = await started();
    expect(await refusal(resetPassword(outsider(), token, "fourteen chars"))).toBe("password_too_short");
    expect(await refusal(resetPassword(outsider(), token, fresh))).toBe("done");
  });

  test("[A3] tokens of another purpose or another reset are worth nothing", async () => {
    const { token } = await started();
    const id = token.split(".")[0] ?? "";
    const other = (await started()).token;
    for (const forged of [linkToken("browser", id), linkToken("sign-up", id), `${id}.${other.split(".")[1]}`, id, ""]) {
      expect(await refusal(resetPassword(outsider(), forged, fresh))).toBe("link_invalid");
    }
  });

  test("[A2] asking does the same work for known and unknown addresses: one job, nothing else", async () => {
    const user = await makeUser();
    for (const email of [user.user.email, someEmail()]) {
      const before = await tallies();
      expect(await refusal(askPasswordReset(outsider(), email))).toBe("done");
      const after = await tallies();
      expect(after).toEqual({ ...before, jobs: before.jobs + 1, limits: before.limits + 2 });
      expect(await waitingJobs("send_password_reset", email)).toEqual([{ email }]);
    }
  });

  test("[A3] [I2] an account whose address was never proven gets no reset, nor does an unknown one", async () => {
    const org = await makeOrg();
    const user = await makeUser({ limitedToOrgId: org.org.id });
    expect(await startPasswordReset(product, user.user.email)).toBeNull();
    expect(await startPasswordReset(product, someEmail())).toBeNull();
    expect(await db().select().from(passwordResets).where(eq(passwordResets.userId, user.user.id))).toEqual([]);
  });

  test("[A3] asking is limited per address", async () => {
    const email = someEmail();
    const answers: string[] = [];
    for (let time = 0; time < 5; time += 1) answers.push(await refusal(askPasswordReset(outsider(), email)));
    expect(answers).toEqual(["done", "done", "done", "done", "throttled"]);
  });
});

async function tallies() {
  const [row] = await db().execute<{ jobs: number; limits: number; resets: number; entries: number }>(sql`select
    (select count(*)::int from graphile_worker._private_jobs) as jobs, (select count(*)::int from rate_limits) as limits,
    (select count(*)::int from password_resets) as resets, (select count(*)::int from audit_entries) as entries`);
  if (!row) throw new Error("no row");
  return row;
}
