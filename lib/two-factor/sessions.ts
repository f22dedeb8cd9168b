import "server-only";
import { and, eq, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { sessions, trustedDevices } from "@/db/schema";
import { endSessions } from "@/lib/auth/sessions";
import type { UserActor } from "@/lib/authz/actor";
import { sha256 } from "@/lib/crypto";
import { RuleBroken } from "@/lib/errors";
import type { FactorKind } from "./factors";

/** What becomes of sessions when factors are proven, added and taken away. */

/** Every session but this one ends, and no device is trusted any more: what was lost may be one of them. */
export async function leaveThisSession(tx: Tx, { user, session }: UserActor): Promise<void> {
  await endSessions(tx, user.id, { except: session.id }, user.id);
  await tx.delete(trustedDevices).where(eq(trustedDevices.userId, user.id));
}

type Renewal = { cookie: string; method: FactorKind | "password" | "sso"; confirmedAt?: Date };

/** A new cookie for the session that proved something; one that ended meanwhile gets none, and nothing is written. */
export async function renewSession(
  tx: Tx,
  { session }: UserActor,
  { cookie, method, confirmedAt }: Renewal,
): Promise<void> {
  const renewed = await tx
    .update(sessions)
    .set({
      tokenHash: sha256(cookie),
      methods: sql`array_append(array_remove(${sessions.methods}, ${method}), ${method})`,
      ...(confirmedAt && { confirmedAt }),
    })
    .where(and(eq(sessions.id, session.id), isNull(sessions.endedAt)))
    .returning({ id: sessions.id });
  if (renewed.length === 0) {
    throw new RuleBroken("changed_meanwhile", "This session has ended meanwhile. Nothing was changed. Sign in again.");
  }
}
