import "server-only";
import { randomInt } from "node:crypto";
import { and, eq, gt, sql } from "drizzle-orm";
import { phoneCodes, users } from "@/db/schema";
import { nowhere, type UserActor } from "@/lib/authz/actor";
import { assertConfirmed } from "@/lib/authz/confirmation";
import { keyedHash, sameSecret } from "@/lib/crypto";
import { NotFound, RuleBroken } from "@/lib/errors";
import { assertTextsTo, textsAvailable } from "@/lib/messages/own-texts";
import { mutate } from "@/lib/mutate";
import { paths } from "@/lib/paths";
import { assertLimit, takeLimit } from "@/lib/rate-limit";
import { leaveThisSession } from "@/lib/two-factor/sessions";
import { textsCodes } from "@/lib/two-factor/settle";
import { auditAccount } from "./account-entry";
import { phoneWaitsSince } from "./phone-waiting";
import { noteSecurity } from "./security-notices";

/** C1: the phone number for codes, verified by a texted code: six digits, ten minutes, five tries in all. */
export const phoneCodeMinutes = 10;
const mostFailures = 5;
const dayMs = 24 * 3600 * 1000;

/** Has a code texted to a new number; the present one holds until that code is typed. */
export async function askPhone(actor: UserActor, { phone }: { phone: string }): Promise<void> {
  const { id } = actor.user;
  if (!textsAvailable()) {
    throw new RuleBroken("channel_missing", "This installation sends no text messages. Its operator can set them up.", {
      field: "phone",
    });
  }
  assertTextsTo(phone);
  await mutate(actor, async ({ tx, now }) => {
    assertConfirmed(actor, now);
    const [user] = await tx.select({ phone: users.phone }).from(users).where(eq(users.id, id));
    if (user?.phone === phone) throw new RuleBroken("invalid", "That is your number already.", { field: "phone" });
  });
  await countCode(id, phone);
  await mutate(actor, async ({ tx, now, audit, enqueue }) => {
    const [row] = await tx.select().from(phoneCodes).where(eq(phoneCodes.userId, id)).for("update");
    // Wrong tries count for a day, whatever number and however many codes: another number is no way to more of them.
    const failures = row && row.createdAt.getTime() > now.getTime() - dayMs ? row.failures : 0;
    const createdAt = failures > 0 && row ? row.createdAt : now;
    const values = { phone, codeHash: null, failures, createdAt, expiresAt: afterMinutes(now) };
    await tx
      .insert(phoneCodes)
      .values({ userId: id, ...values })
      .onConflictDoUpdate({ target: phoneCodes.userId, set: values });
    await enqueue("send_phone_code", { userId: id });
    audit({ userId: id, action: "user.phone_code_asked", object: { type: "user", id } });
  });
}

export async function resendPhoneCode(actor: UserActor): Promise<void> {
  const { id } = actor.user;
  const [waiting] = await mutate(actor, ({ tx, now }) => tx.select().from(phoneCodes).where(waitingOf(id, now)));
  if (!waiting) throw new RuleBroken("changed_meanwhile", "There is no number that waits for its code.");
  await countCode(id, waiting.phone);
  await mutate(actor, async ({ audit, enqueue }) => {
    await enqueue("send_phone_code", { userId: id });
    audit({ userId: id, action: "user.phone_code_asked", object: { type: "user", id } });
  });
}

async function countCode(userId: string, phone: string): Promise<void> {
  await assertLimit("phone_code.user", userId);
  const number = await takeLimit("phone_code.phone", phone);
  if (number.ok) return;
  throw new RuleBroken("limit_reached", "This number has been sent enough codes today. Try again tomorrow.", {
    field: "phone",
    retryAfter: number.retryAfter,
  });
}

/** Called by the job that texts it, so that the code is in no queue. Null where nobody waits for one. */
export function newPhoneCode(userId: string): Promise<{ code: string; phone: string } | null> {
  return mutate({ kind: "system" as const, userId, origin: nowhere }, async ({ tx, now, audit }) => {
    const [row] = await tx.select().from(phoneCodes).where(waitingOf(userId, now)).for("update");
    if (!row) return null;
    const code = String(randomInt(1_000_000)).padStart(6, "0");
    await tx
      .update(phoneCodes)
      .set({ codeHash: hashOf(userId, row.phone, code), expiresAt: afterMinutes(now) })
      .where(eq(phoneCodes.userId, userId));
    audit({ userId, action: "user.phone_code_made", object: { type: "user", id: userId } });
    return { code, phone: row.phone };
  });
}

/** The number counts from here on; whoever had another one is told. */
export async function verifyPhone(actor: UserActor, { code }: { code: string }): Promise<{ phone: string }> {
  const { id } = actor.user;
  const found = await mutate(actor, async (change) => {
    const { tx, now, audit } = change;
    const [row] = await tx.select().from(phoneCodes).where(eq(phoneCodes.userId, id)).for("update");
    if (!row?.codeHash || row.expiresAt <= now) {
      throw new RuleBroken("link_expired", "That code has run out. Have a new one texted.", { field: "code" });
    }
    if (row.failures >= mostFailures) {
      throw new RuleBroken("throttled", "Too many wrong codes. Begin again with this number tomorrow.", {
        field: "code",
      });
    }
    if (!sameSecret(row.codeHash, hashOf(id, row.phone, code))) {
      await tx
        .update(phoneCodes)
        .set({ failures: sql`${phoneCodes.failures} + 1` })
        .where(eq(phoneCodes.userId, id));
      audit({ userId: id, action: "user.phone_code_failed", object: { type: "user", id } });
      return null;
    }
    await tx.update(users).set({ phone: row.phone, phoneVerifiedAt: now }).where(eq(users.id, id));
    // Codes go to another phone from here on; whoever has the one before is out.
    if (await textsCodes(tx, id)) await leaveThisSession(tx, actor);
    await tx.delete(phoneCodes).where(eq(phoneCodes.userId, id));
    await noteSecurity(change, { kind: "phone_changed", userId: id });
    await auditAccount(change, id, { action: "user.phone_verified" });
    return row.phone;
  });
  if (!found) throw new RuleBroken("wrong_code", "That is not the code in the latest text message.", { field: "code" });
  return { phone: found };
}

/** Forgets a number that waits for its code. */
export function cancelPhone(actor: UserActor): Promise<void> {
  const { id } = actor.user;
  return mutate(actor, async ({ tx, audit, now }) => {
    // The row stays for its wrong tries; without a code it proves nothing, and it waits for none.
    const [row] = await tx
      .update(phoneCodes)
      .set({ codeHash: null, expiresAt: new Date(0) })
      .where(waitingOf(id, now))
      .returning({ id: phoneCodes.userId });
    if (!row) throw new RuleBroken("changed_meanwhile", "There is no number that waits for its code.");
    audit({ userId: id, action: "user.phone_code_cancelled", object: { type: "user", id } });
  });
}

export function removePhone(actor: UserActor): Promise<void> {
  const { id } = actor.user;
  return mutate(actor, async (change) => {
    const { tx, now } = change;
    assertConfirmed(actor, now);
    const [user] = await tx.select({ phone: users.phone }).from(users).where(eq(users.id, id)).for("update");
    if (!user?.phone) throw new NotFound("phone number");
    if (await textsCodes(tx, id)) {
      throw new RuleBroken("factor_required", "Codes for signing in are texted to this number. Turn them off first.", {
        link: { href: paths.accountSecurity, label: "Security" },
      });
    }
    await tx.update(users).set({ phone: null, phoneVerifiedAt: null }).where(eq(users.id, id));
    await noteSecurity(change, { kind: "phone_removed", userId: id });
    await auditAccount(change, id, { action: "user.phone_removed" });
  });
}

function waitingOf(userId: string, now: Date) {
  return and(eq(phoneCodes.userId, userId), gt(phoneCodes.expiresAt, phoneWaitsSince(now)));
}

function hashOf(userId: string, phone: string, code: string): string {
  return keyedHash("phone-code", `${userId}|${phone}|${code}`);
}

function afterMinutes(now: Date): Date {
  return new Date(now.getTime() + phoneCodeMinutes * 60_000);
}
