import "server-only";
import { and, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { getFactors } from "@/db/queries/two-factor";
import { recoveryCodes, secondFactors, trustedDevices, users } from "@/db/schema";
import { strongestOf } from "./factors";

/** Whether codes are texted to the account's number. */
export async function textsCodes(tx: Tx, userId: string): Promise<boolean> {
  return (await tx.$count(secondFactors, and(eq(secondFactors.userId, userId), eq(secondFactors.kind, "text")))) > 0;
}

/**
 * Building block, after factors were taken away: without any nothing is asked for any more, and what stood for one goes
 * too. Returns whether there still is one.
 */
export async function settleFactors(tx: Tx, userId: string): Promise<boolean> {
  const factors = await getFactors(userId, tx);
  if (factors && strongestOf(factors) !== null) return true;
  await tx.update(users).set({ twoFactorEnrolledAt: null, lastFactor: null }).where(eq(users.id, userId));
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId));
  await tx.delete(trustedDevices).where(eq(trustedDevices.userId, userId));
  return false;
}
