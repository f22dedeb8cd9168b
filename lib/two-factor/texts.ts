import "server-only";
import { and, eq, isNotNull } from "drizzle-orm";
import { secondFactors, users } from "@/db/schema";
import { proveFactor } from "@/lib/auth/second-factor";
import { askTextCode } from "@/lib/auth/text-codes";
import type { UserActor } from "@/lib/authz/actor";
import { assertConfirmed } from "@/lib/authz/confirmation";
import { now } from "@/lib/clock";
import { RuleBroken } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { mutate } from "@/lib/mutate";
import { verifyPhone } from "@/lib/users/phone";
import { type Added, addFactor, removeFactor } from "./enrolment";

/** Codes by text message to the account's verified number. */

/** Has the code texted that switches them on. */
export async function askFirstText(actor: UserActor): Promise<void> {
  assertConfirmed(actor, now());
  const phone = await verifiedPhone(actor);
  if (!phone) throw new RuleBroken("factor_missing", "Verify a phone number first.");
  await askTextCode(actor, { id: actor.session.id, userId: actor.user.id, trusted: true }, phone);
}

/** The texted code switches them on, judged as at any sign-in. Throws RuleBroken at the field `code`. */
export async function confirmText(
  actor: UserActor,
  { code }: { code: string },
  browserHash: string | null,
): Promise<Added> {
  assertConfirmed(actor, now());
  const attempt = { userId: actor.user.id, id: actor.session.id, purpose: "confirm", browserHash } as const;
  await proveFactor(actor, attempt, { kind: "text", code });
  return switchOn(actor);
}

/** A number that was not verified yet: its one code verifies it and switches them on. */
export async function verifyAndSwitchOn(actor: UserActor, input: { code: string }): Promise<Added> {
  assertConfirmed(actor, now());
  await verifyPhone(actor, input);
  return switchOn(actor);
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

function switchOn(actor: UserActor): Promise<Added> {
  return addFactor(actor, "text", async ({ tx, now: at }) => {
    const before = await tx
      .delete(secondFactors)
      .where(and(eq(secondFactors.userId, actor.user.id), eq(secondFactors.kind, "text")))
      .returning({ id: secondFactors.id });
    const id = newId("secondFactor");
    await tx.insert(secondFactors).values({ id, userId: actor.user.id, kind: "text", createdAt: at, confirmedAt: at });
    return { replaced: before.length > 0 };
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
