import "server-only";
import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { getFactors } from "@/db/queries/two-factor";
import { recoveryCodes, trustedDevices, users } from "@/db/schema";
import { strongestOf } from "./factors";

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
