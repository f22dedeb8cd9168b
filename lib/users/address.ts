import "server-only";
import { and, eq, gt, isNull, ne } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { emailChanges, users } from "@/db/schema";

/**
 * Whether an address belongs to somebody else than `userId`: to their account, or to one that had it until lately and
 * may still take it back.
 */
export async function addressTakenBy(tx: Tx, email: string, now: Date, userId: string): Promise<boolean> {
  const [user] = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.email, email), ne(users.id, userId)));
  if (user) return true;
  return addressHeld(tx, email, now, userId);
}

/** Whether an account other than `userId` had this address until lately and may still take it back. */
export async function addressHeld(tx: Tx, email: string, now: Date, userId: string | null = null): Promise<boolean> {
  const [held] = await tx
    .select({ id: emailChanges.id })
    .from(emailChanges)
    .where(
      and(
        eq(emailChanges.oldEmail, email),
        gt(emailChanges.undoUntil, now),
        isNull(emailChanges.undoneAt),
        userId === null ? undefined : ne(emailChanges.userId, userId),
      ),
    )
    .limit(1);
  return held !== undefined;
}

/** The changes of address that still wait for their link; one at a time. */
export function openChangesOf(userId: string) {
  return and(eq(emailChanges.userId, userId), isNull(emailChanges.confirmedAt), isNull(emailChanges.cancelledAt));
}
