import "server-only";
import { randomInt } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { emailCodes, users } from "@/db/schema";
import { endSessions, endSignInsUnderWay } from "@/lib/auth/sessions";
import type { UserActor } from "@/lib/authz/actor";
import { keyedHash, sameSecret } from "@/lib/crypto";
import { NotFound, RuleBroken } from "@/lib/errors";
import { mutate } from "@/lib/mutate";
import { assertLimit } from "@/lib/rate-limit";

/** What people change about their own account. */

export const codeMinutes = 10;
const codeFailures = 5;

/** Ends one session of one's own. Somebody else's is not found. */
export function endSession(actor: UserActor, sessionId: string): Promise<void> {
  return mutate(actor, async ({ tx, audit }) => {
    const ended = await endSessions(tx, actor.user.id, { only: sessionId }, actor.user.id);
    if (ended.length === 0) throw new NotFound("session");
    audit({ userId: actor.user.id, action: "session.ended", object: { type: "session", id: sessionId } });
  });
}

/** Ends every session of one's own but this one. Returns how many. */
export function endOtherSessions(actor: UserActor): Promise<number> {
  return mutate(actor, async ({ tx, audit }) => {
    const { id: userId } = actor.user;
    const underWay = await endSignInsUnderWay(tx, userId);
    if (underWay > 0) audit({ userId, action: "user.sign_ins_ended", object: { type: "user", id: userId } });
    const ended = await endSessions(tx, userId, { except: actor.session.id }, userId);
    for (const id of ended) audit({ userId, action: "session.ended", object: { type: "session", id } });
    return ended.length;
  });
}

/** Mails a new code to an account whose address is not proven. It replaces the old one; wrong tries keep counting. */
export async function sendEmailCode(actor: UserActor): Promise<void> {
  await assertLimit("code.user", actor.user.id);
  const { id } = actor.user;
  await mutate(actor, async ({ audit, enqueue }) => {
    audit({ userId: id, action: "user.email_code_sent", object: { type: "user", id } });
    await enqueue("send_email_code", { userId: id });
  });
}

/** Called by the job that mails it, so that the code is in no queue. */
export function newEmailCode(userId: string): Promise<{ code: string; email: string } | null> {
  const actor = { kind: "system" as const, userId, origin: { ip: null, agent: null, requestId: null } };
  return mutate(actor, async ({ tx, audit, now }) => {
    const [user] = await tx
      .select({ email: users.email, provenAt: users.emailProvenAt })
      .from(users)
      .where(eq(users.id, userId));
    if (!user || user.provenAt) return null;
    const code = String(randomInt(1_000_000)).padStart(6, "0");
    const values = {
      codeHash: keyedHash("email-code", `${userId}|${code}`),
      createdAt: now,
      expiresAt: new Date(now.getTime() + codeMinutes * 60_000),
    };
    await tx
      .insert(emailCodes)
      .values({ userId, ...values })
      .onConflictDoUpdate({ target: emailCodes.userId, set: values });
    audit({ userId, action: "user.email_code_made", object: { type: "user", id: userId } });
    return { code, email: user.email };
  });
}

/** Proves the address with the mailed code; from then on the account is like any other. */
export async function proveEmailWithCode(actor: UserActor, code: string): Promise<void> {
  const { id } = actor.user;
  const right = await mutate(actor, async ({ tx, audit, now }) => {
    const [row] = await tx.select().from(emailCodes).where(eq(emailCodes.userId, id)).for("update");
    if (!row || row.expiresAt <= now)
      throw new RuleBroken("link_expired", "That code has run out. Have a new one mailed.", { field: "code" });
    if (row.failures >= codeFailures)
      throw new RuleBroken("throttled", "Too many wrong codes. Wait a day, or ask for a new invitation.", {
        field: "code",
      });
    const fits = sameSecret(row.codeHash, keyedHash("email-code", `${id}|${code}`));
    if (fits) {
      await tx.update(users).set({ emailProvenAt: now, limitedToOrgId: null }).where(eq(users.id, id));
      await tx.delete(emailCodes).where(eq(emailCodes.userId, id));
      audit({ userId: id, action: "user.email_proven", object: { type: "user", id } });
    } else {
      await tx
        .update(emailCodes)
        .set({ failures: sql`${emailCodes.failures} + 1` })
        .where(eq(emailCodes.userId, id));
      audit({ userId: id, action: "user.email_code_failed", object: { type: "user", id } });
    }
    return fits;
  });
  if (!right) throw new RuleBroken("wrong_code", "That is not the code in the latest e-mail.", { field: "code" });
}
