import "server-only";
import { randomInt } from "node:crypto";
import { and, eq, gt, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { getFactors } from "@/db/queries/two-factor";
import { textCodes, users } from "@/db/schema";
import { type Actor, nowhere } from "@/lib/authz/actor";
import { now } from "@/lib/clock";
import { RuleBroken } from "@/lib/errors";
import { assertTextsTo } from "@/lib/messages/own-texts";
import { mutate } from "@/lib/mutate";
import { assertLimit, takeLimit } from "@/lib/rate-limit";
import { orgsOf } from "@/lib/users/orgs-of";
import { hashTextCode, textCodeFailures } from "./second-factor";

/**
 * Codes by text message for one sign-in or one session: six digits, ten minutes, five wrong tries however often a new
 * one is asked for (SEC-R15).
 */
export const textCodeMinutes = 10;

/** `trusted`: asked for in a session, or in a browser where the person signed in before. */
type Asked = { id: string; userId: string; trusted: boolean };

/**
 * Has a code texted. Strangers who know the password take from limits of their own, so that they use up nobody's codes;
 * an org that sent too many refuses those who are in no other. `to`: a number that is not a factor yet; else the one that
 * is.
 */
export async function askTextCode(actor: Actor, { id, userId, trusted }: Asked, to?: string): Promise<void> {
  const phone = to ?? (await getFactors(userId))?.textTo;
  if (!phone) throw new RuleBroken("factor_missing", "Your account texts no codes. Use another way.");
  assertTextsTo(phone);
  const apart = trusted ? "|trusted" : "";
  await assertLimit("text_code.user", `${userId}${apart}`);
  const taken = await takeLimit("text_code.phone", `${phone}${apart}`);
  if (!taken.ok) {
    throw new RuleBroken("limit_reached", "This number has been sent enough codes today. Use another way.", {
      retryAfter: taken.retryAfter,
    });
  }
  const orgs = await mutate(actor, ({ tx }) => orgsOf(tx, userId));
  const left = await Promise.all(orgs.map((orgId) => takeLimit("text_code.org", String(orgId))));
  if (left.length > 0 && left.every(({ ok }) => !ok)) {
    throw new RuleBroken("limit_reached", "Your organization has had enough codes texted today. Use another way.");
  }
  await mutate(actor, async ({ tx, audit, enqueue, now: at }) => {
    const [row] = await tx.select().from(textCodes).where(eq(textCodes.attempt, id)).for("update");
    if (row && row.failures >= textCodeFailures) {
      throw new RuleBroken("throttled", "Too many wrong codes. Use another way, or sign in again.");
    }
    const values = { codeHash: null, createdAt: at, expiresAt: afterMinutes(at) };
    await tx
      .insert(textCodes)
      .values({ attempt: id, userId, ...values })
      .onConflictDoUpdate({ target: textCodes.attempt, set: values });
    await enqueue("send_text_code", { attempt: id, userId });
    audit({ userId, action: "user.text_code_asked", object: { type: "user", id: userId } });
  });
}

/** Called by the job that texts it, so that the code is in no queue. Null where nobody waits for one. */
export function newTextCode({ attempt, userId }: { attempt: string; userId: string }) {
  return mutate({ kind: "system" as const, userId, origin: nowhere }, async ({ tx, audit, now: at }) => {
    const [user] = await tx
      .select({ phone: users.phone })
      .from(users)
      .where(and(eq(users.id, userId), sql`${users.phoneVerifiedAt} is not null`));
    if (!user?.phone) return null;
    const code = String(randomInt(1_000_000)).padStart(6, "0");
    const made = await tx
      .update(textCodes)
      .set({ codeHash: hashTextCode(attempt, code), expiresAt: afterMinutes(at) })
      .where(and(eq(textCodes.attempt, attempt), eq(textCodes.userId, userId), gt(textCodes.expiresAt, at)))
      .returning({ attempt: textCodes.attempt });
    if (made.length === 0) return null;
    audit({ userId, action: "user.text_code_made", object: { type: "user", id: userId } });
    return { code, phone: user.phone };
  });
}

/** Whether a code was asked for that can still be typed. */
export async function textCodeWaits(attempt: string): Promise<boolean> {
  const [row] = await db()
    .select({ attempt: textCodes.attempt })
    .from(textCodes)
    .where(and(eq(textCodes.attempt, attempt), gt(textCodes.expiresAt, now())));
  return row !== undefined;
}

function afterMinutes(at: Date): Date {
  return new Date(at.getTime() + textCodeMinutes * 60_000);
}
