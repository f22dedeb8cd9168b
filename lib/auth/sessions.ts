import "server-only";
import { and, desc, eq, gt, isNull, lt, ne } from "drizzle-orm";
import { type Database, db, type Tx } from "@/db/client";
import { halfSignIns, sessions, signInTickets } from "@/db/schema";
import type { Origin } from "@/lib/authz/actor";
import { now } from "@/lib/clock";
import { sha256 } from "@/lib/crypto";
import { newId, newSecret } from "@/lib/ids";

/** A5: seven days without use, thirty in all. */
export const sessionLimits = { idleDays: 7, absoluteDays: 30 };

const dayMs = 24 * 3600 * 1000;

export function idleSince(at: Date): Date {
  return new Date(at.getTime() - sessionLimits.idleDays * dayMs);
}

/** What makes a row a living session at `at`; every reader of sessions uses it. */
export function sessionLives(at: Date) {
  return and(isNull(sessions.endedAt), gt(sessions.expiresAt, at), gt(sessions.lastSeenAt, idleSince(at)));
}

/** Makes a session and returns its cookie: 256 random bits of which only the hash is stored. */
export async function createSession(
  userId: string,
  { methods, confirmed = true }: { methods: string[]; confirmed?: boolean },
  origin: Origin,
  where: Tx | Database = db(),
): Promise<string> {
  const at = now();
  const cookie = newSecret();
  await where.insert(sessions).values({
    id: newId("session"),
    tokenHash: sha256(cookie),
    userId,
    methods,
    createdAt: at,
    lastSeenAt: at,
    expiresAt: new Date(at.getTime() + sessionLimits.absoluteDays * dayMs),
    confirmedAt: confirmed ? at : null,
    ip: origin.ip,
    agent: origin.agent?.slice(0, 400) ?? null,
  });
  return cookie;
}

/** Whose session a cookie is, while it lives. */
export async function sessionUser(cookie: string): Promise<string | null> {
  const [row] = await db()
    .select({ userId: sessions.userId })
    .from(sessions)
    .where(and(eq(sessions.tokenHash, sha256(cookie)), sessionLives(now())));
  return row?.userId ?? null;
}

/** Ends the session of a cookie, as its owner does by signing out. */
export async function endSessionOfCookie(cookie: string): Promise<void> {
  await db()
    .update(sessions)
    .set({ endedAt: now() })
    .where(and(eq(sessions.tokenHash, sha256(cookie)), isNull(sessions.endedAt)));
}

/** Ends sign-ins that wait for their second factor or their session. Returns how many. */
export async function endSignInsUnderWay(tx: Tx, userId: string): Promise<number> {
  const halves = await tx.delete(halfSignIns).where(eq(halfSignIns.userId, userId)).returning({ id: halfSignIns.id });
  const tickets = await tx
    .delete(signInTickets)
    .where(eq(signInTickets.userId, userId))
    .returning({ browserHash: signInTickets.browserHash });
  return halves.length + tickets.length;
}

/**
 * Ends one session of a user, all, or all but one; with several also the sign-ins under way, which showed what counts no
 * more. Those first: one that becomes a session meanwhile is waited for, and found among the sessions. Returns the ids
 * that ended.
 */
export async function endSessions(
  tx: Tx,
  userId: string,
  which: { only?: string; except?: string },
  by: string,
): Promise<string[]> {
  if (!which.only) await endSignInsUnderWay(tx, userId);
  const rows = await tx
    .update(sessions)
    .set({ endedAt: now(), endedBy: by })
    .where(
      and(
        eq(sessions.userId, userId),
        isNull(sessions.endedAt),
        which.only ? eq(sessions.id, which.only) : undefined,
        which.except ? ne(sessions.id, which.except) : undefined,
      ),
    )
    .returning({ id: sessions.id });
  return rows.map((row) => row.id);
}

/** The newest living sessions of a user, with the device and address of each. */
export function livingSessions(userId: string) {
  return db()
    .select({
      id: sessions.id,
      createdAt: sessions.createdAt,
      lastSeenAt: sessions.lastSeenAt,
      ip: sessions.ip,
      agent: sessions.agent,
      methods: sessions.methods,
    })
    .from(sessions)
    .where(and(eq(sessions.userId, userId), sessionLives(now())))
    .orderBy(desc(sessions.lastSeenAt), desc(sessions.id))
    .limit(100);
}

/** Forgets sessions that ended or ran out more than 30 days ago. */
export async function forgetOldSessions(): Promise<void> {
  await db()
    .delete(sessions)
    .where(lt(sessions.expiresAt, new Date(now().getTime() - 30 * dayMs)));
}
