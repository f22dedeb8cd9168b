import "server-only";
import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { recoveryCodes, users } from "@/db/schema";
import type { UserActor } from "@/lib/authz/actor";
import { assertConfirmed } from "@/lib/authz/confirmation";
import { now } from "@/lib/clock";
import { RuleBroken } from "@/lib/errors";
import { mutate } from "@/lib/mutate";
import { assertLimit } from "@/lib/rate-limit";
import { auditAccount } from "@/lib/users/account-entry";
import { noteSecurity } from "@/lib/users/security-notices";
import { recoveryCodeCount } from "./factors";
import { hashRecoveryCode, newRecoveryCode, newSalt } from "./recovery-hash";

/** T1: ten codes, each once, for whoever lost their factor. They are shown when they are made, and never again. */

export type Prepared = { codes: string[]; salt: string; hashes: string[] };

export async function prepareCodes(): Promise<Prepared> {
  const codes = Array.from({ length: recoveryCodeCount }, newRecoveryCode);
  const salt = newSalt();
  return { codes, salt, hashes: await Promise.all(codes.map((code) => hashRecoveryCode(code, salt))) };
}

/** Building block: this set in place of every code before. */
export async function storeCodes(tx: Tx, userId: string, { hashes, salt }: Prepared, at: Date): Promise<void> {
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId));
  await tx.insert(recoveryCodes).values(hashes.map((codeHash) => ({ userId, codeHash, salt, createdAt: at })));
}

/** A new set; the one before is dead. Returns the codes, once. */
export async function makeRecoveryCodes(actor: UserActor): Promise<string[]> {
  const { id } = actor.user;
  assertConfirmed(actor, now());
  await assertLimit("recovery_codes.user", id);
  const prepared = await prepareCodes();
  await mutate(actor, async (change) => {
    const { tx, now: at } = change;
    assertConfirmed(actor, at);
    const [user] = await tx
      .select({ enrolledAt: users.twoFactorEnrolledAt })
      .from(users)
      .where(eq(users.id, id))
      .for("update");
    if (!user?.enrolledAt) {
      throw new RuleBroken("factor_missing", "Set up two-factor authentication first. Its codes are made with it.");
    }
    await storeCodes(tx, id, prepared, at);
    await noteSecurity(change, { kind: "recovery_codes_made", userId: id });
    await auditAccount(change, id, { action: "user.recovery_codes_made" });
  });
  return prepared.codes;
}
