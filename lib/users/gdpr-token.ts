import "server-only";
import { and, eq, gt, isNull, lte } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { gdprTokens } from "@/db/schema";
import { product, type UserActor } from "@/lib/authz/actor";
import { assertConfirmed } from "@/lib/authz/confirmation";
import { now } from "@/lib/clock";
import { sha256 } from "@/lib/crypto";
import { RuleBroken } from "@/lib/errors";
import { newId, newSecret } from "@/lib/ids";
import { mutate } from "@/lib/mutate";
import { assertLimit } from "@/lib/rate-limit";
import { auditAccount } from "./account-entry";
import { noteSecurity } from "./security-notices";

/** C3: one token a person for the GDPR API. It holds a year; a mail comes 30 days before its end. */
const days = 365;
const reminderDays = 30;
const dayMs = 24 * 3600 * 1000;

/** Returns the token, which is stored nowhere. The one before it stops working. */
export async function makeGdprToken(actor: UserActor): Promise<string> {
  const { id: userId } = actor.user;
  assertConfirmed(actor, now());
  await assertLimit("gdpr_token.user", userId);
  const token = newSecret();
  await mutate(actor, async (change) => {
    const { tx, now } = change;
    const id = newId("gdprToken");
    const before = await revokeLiving(tx, userId, now);
    await tx.insert(gdprTokens).values({
      id,
      userId,
      tokenHash: sha256(token),
      createdAt: now,
      expiresAt: new Date(now.getTime() + days * dayMs),
    });
    await noteSecurity(change, { kind: "gdpr_token_made", userId });
    await auditAccount(change, userId, {
      action: "user.gdpr_token_made",
      ...(before[0] && { before: { token: before[0] } }),
      after: { token: id },
    });
  });
  return token;
}

export function revokeGdprToken(actor: UserActor): Promise<void> {
  const { id: userId } = actor.user;
  return mutate(actor, async (change) => {
    const { tx, now } = change;
    const [revoked] = await revokeLiving(tx, userId, now);
    if (!revoked) throw new RuleBroken("changed_meanwhile", "There is no token to revoke any more.");
    await noteSecurity(change, { kind: "gdpr_token_revoked", userId });
    await auditAccount(change, userId, { action: "user.gdpr_token_revoked", before: { token: revoked } });
  });
}

async function revokeLiving(tx: Tx, userId: string, now: Date) {
  const rows = await tx
    .update(gdprTokens)
    .set({ revokedAt: now })
    .where(and(eq(gdprTokens.userId, userId), isNull(gdprTokens.revokedAt)))
    .returning({ id: gdprTokens.id });
  return rows.map((row) => row.id);
}

/** Those that end within 30 days and whose owners were not told yet; each is told once. */
export function remindOfGdprTokens(): Promise<number> {
  return mutate(product, async ({ tx, now, audit, enqueue }) => {
    const soon = new Date(now.getTime() + reminderDays * dayMs);
    const due = await tx
      .update(gdprTokens)
      .set({ remindedAt: now })
      .where(
        and(
          isNull(gdprTokens.revokedAt),
          isNull(gdprTokens.remindedAt),
          gt(gdprTokens.expiresAt, now),
          lte(gdprTokens.expiresAt, soon),
        ),
      )
      .returning({ id: gdprTokens.id, userId: gdprTokens.userId });
    for (const { id, userId } of due) {
      await enqueue("send_gdpr_token_ending", { tokenId: id });
      audit({
        userId,
        action: "user.gdpr_token_reminded",
        object: { type: "user", id: userId },
        after: { token: id },
      });
    }
    return due.length;
  });
}
