import "server-only";
import { and, eq, gt, isNotNull, isNull, ne, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { connections, members, orgs, sessionProofs, sessions, ssoAttempts, ssoIdentities } from "@/db/schema";
import type { Origin } from "@/lib/authz/actor";
import { now } from "@/lib/clock";
import { sha256 } from "@/lib/crypto";
import { newSecret } from "@/lib/ids";
import { createSession, sessionLives } from "./sessions";

/** What an org's identity provider showed to a session (S2). */
export type Shown = {
  connectionId: string;
  orgId: number;
  amr: string[];
  subject: string;
  subjectFormat: string | null;
  sessionIndex: string | null;
  /** When the person proved themselves there; null where the provider does not say. */
  authenticatedAt: Date | null;
};

/** How old a sign-in at the provider may be to count as a confirmation here, in seconds. */
const freshSeconds = 300;
const attemptLife = 15 * 60_000;

/** What the attempt behind a ticket showed: it ended in this account, lately, and its connection still signs people in. */
export async function provedBy(tx: Tx, attemptId: string, userId: string): Promise<Shown | null> {
  const [row] = await tx
    .select({ connectionId: connections.id, orgId: connections.orgId, answer: ssoAttempts.answer })
    .from(ssoAttempts)
    .innerJoin(connections, eq(connections.id, ssoAttempts.connectionId))
    .innerJoin(orgs, and(eq(orgs.id, connections.orgId), isNull(orgs.deletedAt)))
    .innerJoin(members, and(eq(members.orgId, connections.orgId), eq(members.userId, userId)))
    .where(
      and(
        eq(ssoAttempts.id, attemptId),
        eq(ssoAttempts.userId, userId),
        eq(ssoAttempts.outcome, "answered"),
        eq(ssoAttempts.purpose, "sign_in"),
        isNotNull(ssoAttempts.usedAt),
        gt(ssoAttempts.usedAt, new Date(now().getTime() - attemptLife)),
        ne(connections.stage, "draft"),
      ),
    );
  if (!row?.answer) return null;
  const { amr, subject, subjectFormat, sessionIndex, authenticatedAt } = row.answer;
  const { connectionId, orgId } = row;
  const proved = authenticatedAt ? new Date(authenticatedAt) : null;
  return { connectionId, orgId, amr, subject, subjectFormat, sessionIndex, authenticatedAt: proved };
}

/** Whose session at the provider showed a session of ours, living or ended; null where none did. */
export async function shownTo(sessionId: string, connectionId: string) {
  const [row] = await db()
    .select({
      subject: sessionProofs.subject,
      subjectFormat: sessionProofs.subjectFormat,
      sessionIndex: sessionProofs.sessionIndex,
    })
    .from(sessionProofs)
    .where(and(eq(sessionProofs.sessionId, sessionId), eq(sessionProofs.connectionId, connectionId)));
  return row ?? null;
}

/** The provider that can be signed out of, too, of this cookie's session: `session.connection`; "" where none can. */
export async function providerToLeave(cookie: string): Promise<string> {
  const [row] = await db()
    .select({ sessionId: sessions.id, connectionId: connections.id })
    .from(sessions)
    .innerJoin(sessionProofs, eq(sessionProofs.sessionId, sessions.id))
    .innerJoin(connections, and(eq(connections.id, sessionProofs.connectionId), isNotNull(connections.signOutUrl)))
    .where(and(eq(sessions.tokenHash, sha256(cookie)), ne(connections.stage, "draft")))
    .limit(1);
  return row ? `${row.sessionId}.${row.connectionId}` : "";
}

export function isFresh({ authenticatedAt }: Shown, at: Date): boolean {
  return authenticatedAt !== null && at.getTime() - authenticatedAt.getTime() < freshSeconds * 1000;
}

type Opening = {
  userId: string;
  methods: string[];
  confirmed: boolean;
  shown: Shown | null;
  before: string | null;
};

/**
 * A new session, or the same person's session of this browser with a new cookie: a proof for one org neither ends what
 * the person proved themselves nor makes it younger. A session by the person's own proof keeps what was shown before.
 */
export async function openSession(
  tx: Tx,
  { userId, methods, confirmed, shown, before }: Opening,
  origin: Origin,
): Promise<string> {
  const here = before === null ? null : await livingSession(tx, before, userId);
  if (shown && here) {
    const cookie = newSecret();
    await tx
      .update(sessions)
      .set({
        tokenHash: sha256(cookie),
        methods: sql`array_append(array_remove(${sessions.methods}, 'sso'), 'sso')`,
        // A session of single sign-on alone is confirmed by its provider; another by the person's own factor.
        ...(confirmed && here.methods.every((method) => method === "sso") ? { confirmedAt: now() } : {}),
      })
      .where(eq(sessions.id, here.id));
    await keepProof(tx, here.id, shown);
    return cookie;
  }
  const cookie = await createSession(userId, { methods, confirmed }, origin, tx);
  const [made] = await tx
    .select({ id: sessions.id })
    .from(sessions)
    .where(eq(sessions.tokenHash, sha256(cookie)));
  if (!made) throw new Error("A session was not written.");
  if (shown) await keepProof(tx, made.id, shown);
  else if (here) await carryProofs(tx, here.id, made.id);
  return cookie;
}

async function livingSession(tx: Tx, cookie: string, userId: string) {
  const [row] = await tx
    .select({ id: sessions.id, methods: sessions.methods })
    .from(sessions)
    .where(and(eq(sessions.tokenHash, sha256(cookie)), eq(sessions.userId, userId), sessionLives(now())))
    .for("update");
  return row ?? null;
}

async function keepProof(tx: Tx, sessionId: string, { authenticatedAt: _, ...shown }: Shown): Promise<void> {
  const row = { ...shown, provedAt: now() };
  await tx
    .insert(sessionProofs)
    .values({ sessionId, ...row })
    .onConflictDoUpdate({ target: [sessionProofs.sessionId, sessionProofs.connectionId], set: row });
  await tx
    .update(ssoIdentities)
    .set({ lastSignInAt: now() })
    .where(and(eq(ssoIdentities.connectionId, shown.connectionId), eq(ssoIdentities.subject, shown.subject)));
}

/** What was shown to the session before; not where its org ended it since, or asks for a newer one. */
async function carryProofs(tx: Tx, from: string, to: string): Promise<void> {
  const at = now().toISOString();
  await tx.execute(sql`
    insert into session_proofs (session_id, connection_id, org_id, proved_at, amr, subject, subject_format, session_index)
    select ${to}, p.connection_id, p.org_id, p.proved_at, p.amr, p.subject, p.subject_format, p.session_index
    from session_proofs p join sessions s on s.id = p.session_id join orgs o on o.id = p.org_id
      join members m on m.org_id = p.org_id and m.user_id = s.user_id
    where p.session_id = ${from} and (m.sessions_valid_from is null or p.proved_at > m.sessions_valid_from)
      and (o.session_hours is null
        or p.proved_at + o.session_hours * interval '1 hour' > ${at}::timestamptz)`);
}
