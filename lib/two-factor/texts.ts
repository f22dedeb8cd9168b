import "server-only";
import { and, eq, gt, isNotNull, lt } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { secondFactors, textCodes, users } from "@/db/schema";
import { hashTextCode, textCodeFailures } from "@/lib/auth/second-factor";
import { askTextCode } from "@/lib/auth/text-codes";
import type { UserActor } from "@/lib/authz/actor";
import { assertConfirmed } from "@/lib/authz/confirmation";
import { now } from "@/lib/clock";
import { RuleBroken } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { mutate } from "@/lib/mutate";
import { assertLimit } from "@/lib/rate-limit";
import { verifyPhone } from "@/lib/users/phone";
import { type Added, addFactor, removeFactor } from "./enrolment";

/** Codes by text message to the account's verified number. */

/** Has the code texted that switches them on. */
export async function askFirstText(actor: UserActor): Promise<void> {
  assertConfirmed(actor, now());
  const phone = await verifiedPhone(actor);
  if (!phone) throw new RuleBroken("factor_missing", "Verify a phone number first.");
  await askTextCode(actor, { id: actor.session.id, userId: actor.user.id }, phone);
}

/** The texted code switches them on. Throws RuleBroken at the field `code`. */
export async function confirmText(actor: UserActor, { code }: { code: string }): Promise<Added> {
  const { user, session } = actor;
  assertConfirmed(actor, now());
  await assertLimit("factor_code.user", user.id);
  const right = await mutate(actor, async ({ tx, now: at, audit }) => {
    const ofSession = and(eq(textCodes.attempt, session.id), eq(textCodes.userId, user.id));
    const [row] = await tx.select().from(textCodes).where(ofSession).for("update");
    const fits = row?.codeHash === hashTextCode(session.id, code) && row.expiresAt > at;
    if (row && (!fits || row.failures >= textCodeFailures)) {
      await tx
        .update(textCodes)
        .set({ failures: row.failures + 1 })
        .where(ofSession);
      audit({
        userId: user.id,
        action: "user.second_factor_failed",
        object: { type: "user", id: user.id },
        after: { factor: "text" },
      });
    }
    return fits && row.failures < textCodeFailures;
  });
  if (!right) {
    throw new RuleBroken("wrong_code", "That is not the code in the latest text message, or it has run out.", {
      field: "code",
    });
  }
  return switchOn(actor, async (tx) => {
    // Once: whoever typed the same code at the same moment comes too late.
    const taken = await tx
      .delete(textCodes)
      .where(
        and(
          eq(textCodes.attempt, session.id),
          eq(textCodes.codeHash, hashTextCode(session.id, code)),
          gt(textCodes.expiresAt, now()),
          lt(textCodes.failures, textCodeFailures),
        ),
      )
      .returning({ attempt: textCodes.attempt });
    if (taken.length === 0) throw new RuleBroken("changed_meanwhile", "That code was used a moment ago.");
  });
}

/** A number that was not verified yet: its one code verifies it and switches them on. */
export async function verifyAndSwitchOn(actor: UserActor, input: { code: string }): Promise<Added> {
  assertConfirmed(actor, now());
  await verifyPhone(actor, input);
  return switchOn(actor, async () => undefined);
}

export function removeTexts(actor: UserActor): Promise<void> {
  return removeFactor(actor, "text", async (tx) => {
    const gone = await tx
      .delete(secondFactors)
      .where(and(eq(secondFactors.userId, actor.user.id), eq(secondFactors.kind, "text")))
      .returning({ id: secondFactors.id });
    return gone.length > 0;
  });
}

function switchOn(actor: UserActor, take: (tx: Tx) => Promise<void>): Promise<Added> {
  return addFactor(actor, "text", async ({ tx, now: at }) => {
    await take(tx);
    const id = newId("secondFactor");
    await tx.delete(secondFactors).where(and(eq(secondFactors.userId, actor.user.id), eq(secondFactors.kind, "text")));
    await tx.insert(secondFactors).values({ id, userId: actor.user.id, kind: "text", createdAt: at, confirmedAt: at });
  });
}

function verifiedPhone(actor: UserActor): Promise<string | null> {
  const { user } = actor;
  return mutate(actor, async ({ tx }) => {
    const [row] = await tx
      .select({ phone: users.phone })
      .from(users)
      .where(and(eq(users.id, user.id), isNotNull(users.phoneVerifiedAt)));
    return row?.phone ?? null;
  });
}
