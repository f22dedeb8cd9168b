import "server-only";
import { and, eq, gt, isNull } from "drizzle-orm";
import { cookies } from "next/headers";
import { counters, type Tx } from "@/db/client";
import { halfSignIns } from "@/db/schema";
import { now } from "@/lib/clock";
import { sha256 } from "@/lib/crypto";
import { newId, newSecret } from "@/lib/ids";
import { browserHash, cookieName, cookieOptions, ensureBrowserHash } from "./cookies";

/**
 * A sign-in between its two factors: a row of its own for ten minutes, bound to the browser it began in. It is no
 * session, and nothing but `/sign-in/two-factor` reads it.
 */
const halfMinutes = 10;

export type HalfSignIn = { id: string; userId: string; methods: string[]; returnTo: string };

export async function beginHalfSignIn(userId: string, methods: string[], returnTo: string): Promise<void> {
  const token = newSecret();
  const at = now();
  // Lost in a power cut it is another sign-in, so nobody waits for the disk.
  await counters()
    .insert(halfSignIns)
    .values({
      id: newId("halfSignIn"),
      tokenHash: sha256(token),
      browserHash: await ensureBrowserHash(),
      userId,
      methods,
      returnTo,
      createdAt: at,
      expiresAt: new Date(at.getTime() + halfMinutes * 60_000),
    });
  (await cookies()).set(cookieName("half"), token, cookieOptions(halfMinutes * 60));
}

/** The one that waits in this browser, or null. */
export async function halfSignInHere(): Promise<HalfSignIn | null> {
  const token = (await cookies()).get(cookieName("half"))?.value;
  const browser = await browserHash();
  if (!token || !browser) return null;
  const { id, userId, methods, returnTo } = halfSignIns;
  const [row] = await counters()
    .select({ id, userId, methods, returnTo })
    .from(halfSignIns)
    .where(
      and(
        eq(halfSignIns.tokenHash, sha256(token)),
        eq(halfSignIns.browserHash, browser),
        isNull(halfSignIns.usedAt),
        gt(halfSignIns.expiresAt, now()),
      ),
    );
  return row ?? null;
}

/** Uses it up; false where it was used by another request, or ran out meanwhile. */
export async function takeHalfSignIn(id: string, tx: Tx): Promise<boolean> {
  const used = await tx
    .update(halfSignIns)
    .set({ usedAt: now() })
    .where(and(eq(halfSignIns.id, id), isNull(halfSignIns.usedAt), gt(halfSignIns.expiresAt, now())))
    .returning({ id: halfSignIns.id });
  return used.length === 1;
}
