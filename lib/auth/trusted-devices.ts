import "server-only";
import { and, eq, gt } from "drizzle-orm";
import { cookies } from "next/headers";
import { counters, db } from "@/db/client";
import { trustedDevices } from "@/db/schema";
import type { Origin } from "@/lib/authz/actor";
import { now } from "@/lib/clock";
import { sha256 } from "@/lib/crypto";
import { newId, newSecret } from "@/lib/ids";
import { cookieName, cookieOptions } from "./cookies";

/** T3: a browser in which the second factor is not asked for, for 30 days; a record of its own, revocable. */
const trustDays = 30;
const daySeconds = 24 * 3600;

/** Whether this browser is one that the person trusts. */
export async function isTrustedHere(userId: string): Promise<boolean> {
  const token = (await cookies()).get(cookieName("trusted"))?.value;
  if (!token) return false;
  const at = now();
  const [row] = await counters()
    .update(trustedDevices)
    .set({ lastUsedAt: at })
    .where(
      and(
        eq(trustedDevices.userId, userId),
        eq(trustedDevices.tokenHash, sha256(token)),
        gt(trustedDevices.expiresAt, at),
      ),
    )
    .returning({ id: trustedDevices.id });
  return row !== undefined;
}

/** From now on this browser is trusted. Several accounts may trust the same one. */
export async function trustThisBrowser(userId: string, origin: Origin): Promise<void> {
  const jar = await cookies();
  const before = jar.get(cookieName("trusted"))?.value;
  const token = newSecret();
  const at = now();
  // Other accounts go on trusting it; a value that somebody planted is worth nothing from here on.
  if (before) {
    const moved = { tokenHash: sha256(token) };
    await db()
      .update(trustedDevices)
      .set(moved)
      .where(eq(trustedDevices.tokenHash, sha256(before)));
  }
  const values = {
    agent: origin.agent,
    ip: origin.ip,
    createdAt: at,
    lastUsedAt: at,
    expiresAt: new Date(at.getTime() + trustDays * daySeconds * 1000),
  };
  await db()
    .insert(trustedDevices)
    .values({ id: newId("trustedDevice"), userId, tokenHash: sha256(token), ...values })
    .onConflictDoUpdate({ target: [trustedDevices.userId, trustedDevices.tokenHash], set: values });
  jar.set(cookieName("trusted"), token, cookieOptions(trustDays * daySeconds));
}
