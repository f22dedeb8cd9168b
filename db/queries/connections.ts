import "server-only";
import { and, asc, desc, eq, isNotNull, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { connections, connectionTeams, domains, type KeptAnswer, ssoAttempts, teams, users } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { pageSize } from "@/lib/pagination";
import { type ListPage, pageByNumber } from "./page";

/** Everything of a connection but its secrets. */
const shown = {
  id: connections.id,
  name: connections.name,
  protocol: connections.protocol,
  provider: connections.provider,
  stage: connections.stage,
  issuer: connections.issuer,
  signInUrl: connections.signInUrl,
  signOutUrl: connections.signOutUrl,
  certificates: connections.certificates,
  signingCertificate: connections.signingCertificate,
  idpInitiated: connections.idpInitiated,
  clientId: connections.clientId,
  hasClientSecret: sql<boolean>`${connections.clientSecret} is not null`,
  secretExpiresAt: connections.secretExpiresAt,
  mapping: connections.mapping,
  createsMembers: connections.createsMembers,
  createdAt: connections.createdAt,
  createdBy: users.name,
  changedAt: connections.changedAt,
  domains: sql<string[]>`array(select ${domains.domain} from ${domains}
    where ${domains.connectionId} = ${connections.id} and ${domains.verifiedAt} is not null order by 1)`,
  /** The last test that succeeded since the set-up was last changed. */
  testedAt: sql<Date | null>`(select max(${ssoAttempts.answeredAt}) from ${ssoAttempts}
    where ${ssoAttempts.connectionId} = ${connections.id} and ${ssoAttempts.purpose} = 'test'
      and ${ssoAttempts.outcome} = 'answered' and ${ssoAttempts.usedAt} is not null
      and ${ssoAttempts.createdAt} > ${connections.changedAt})`.mapWith(ssoAttempts.answeredAt),
  lastSignInAt: sql<Date | null>`(select max(${ssoAttempts.usedAt}) from ${ssoAttempts}
    where ${ssoAttempts.connectionId} = ${connections.id} and ${ssoAttempts.purpose} = 'sign_in')`.mapWith(
    ssoAttempts.usedAt,
  ),
};

export type ConnectionRow = Awaited<ReturnType<typeof listConnections>>[number];

/** The connections of the actor's org, the oldest first. */
export function listConnections({ org }: OrgActor) {
  return db()
    .select(shown)
    .from(connections)
    .leftJoin(users, eq(users.id, connections.createdBy))
    .where(eq(connections.orgId, org.id))
    .orderBy(asc(connections.createdAt), connections.id)
    .limit(100);
}

/** One of them; null for everybody else's. */
export async function getConnection({ org }: OrgActor, connectionId: string): Promise<ConnectionRow | null> {
  const [row] = await db()
    .select(shown)
    .from(connections)
    .leftJoin(users, eq(users.id, connections.createdBy))
    .where(and(eq(connections.orgId, org.id), eq(connections.id, connectionId)));
  return row ?? null;
}

/** The org's verified domains and the connection each points to. */
export function listConnectableDomains({ org }: OrgActor) {
  return db()
    .select({
      id: domains.id,
      domain: domains.domain,
      connectionId: domains.connectionId,
      connection: connections.name,
    })
    .from(domains)
    .leftJoin(connections, eq(connections.id, domains.connectionId))
    .where(and(eq(domains.orgId, org.id), isNotNull(domains.verifiedAt)))
    .orderBy(domains.domain)
    .limit(500);
}

/** Which groups of the provider are in which teams. */
export function listConnectionGroups({ org }: OrgActor, connectionId: string) {
  return db()
    .select({ group: connectionTeams.group, teamId: teams.id, team: teams.name })
    .from(connectionTeams)
    .innerJoin(teams, eq(teams.id, connectionTeams.teamId))
    .where(and(eq(connectionTeams.connectionId, connectionId), eq(teams.orgId, org.id)))
    .orderBy(sql`lower(${connectionTeams.group})`, sql`lower(${teams.name})`, teams.id)
    .limit(500);
}

const logged = {
  id: ssoAttempts.id,
  purpose: ssoAttempts.purpose,
  createdAt: ssoAttempts.createdAt,
  answeredAt: ssoAttempts.answeredAt,
  usedAt: ssoAttempts.usedAt,
  outcome: ssoAttempts.outcome,
  failed: ssoAttempts.failed,
  email: ssoAttempts.email,
  ip: ssoAttempts.ip,
  userId: ssoAttempts.userId,
  person: users.name,
};

export type AttemptRow = Awaited<ReturnType<typeof listAttempts>>["rows"][number];
type LogFilter = { q: string; outcome: "" | "answered" | "refused" | "open" };

/** S3: the log of a connection, the newest first; `q` is an attempt's id, an address or a name of a check. */
export function listAttempts({ org }: OrgActor, connectionId: string, { q, outcome }: LogFilter, page: ListPage) {
  const like = `%${q.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`;
  const where = and(
    eq(connections.orgId, org.id),
    eq(ssoAttempts.connectionId, connectionId),
    q
      ? sql`(${ssoAttempts.id} = ${q} or lower(${ssoAttempts.email}) like ${like} or ${ssoAttempts.failed} = ${q})`
      : undefined,
    outcome === ""
      ? undefined
      : outcome === "open"
        ? sql`${ssoAttempts.outcome} is null`
        : eq(ssoAttempts.outcome, outcome),
  );
  return pageByNumber(page, async (offset) => {
    const [rows, [count]] = await Promise.all([
      db()
        .select(logged)
        .from(ssoAttempts)
        .innerJoin(connections, eq(connections.id, ssoAttempts.connectionId))
        .leftJoin(users, eq(users.id, ssoAttempts.userId))
        .where(where)
        .orderBy(desc(ssoAttempts.createdAt), desc(ssoAttempts.id))
        .limit(pageSize)
        .offset(offset),
      db()
        .select({ total: sql<number>`count(*)::int` })
        .from(ssoAttempts)
        .innerJoin(connections, eq(connections.id, ssoAttempts.connectionId))
        .where(where),
    ]);
    return { rows, total: count?.total ?? 0 };
  });
}

/** One of them with its checks and what arrived. */
export async function getAttempt({ org }: OrgActor, connectionId: string, attemptId: string) {
  const [row] = await db()
    .select({ ...logged, checks: ssoAttempts.checks, answer: ssoAttempts.answer })
    .from(ssoAttempts)
    .innerJoin(connections, eq(connections.id, ssoAttempts.connectionId))
    .leftJoin(users, eq(users.id, ssoAttempts.userId))
    .where(and(eq(connections.orgId, org.id), eq(connections.id, connectionId), eq(ssoAttempts.id, attemptId)));
  return row ?? null;
}

export type LastAnswer = KeptAnswer;

/** What arrived last with attributes, taken or refused: the mapping is picked from it. */
export async function getLastAnswer({ org }: OrgActor, connectionId: string): Promise<KeptAnswer | null> {
  const [row] = await db()
    .select({ answer: ssoAttempts.answer })
    .from(ssoAttempts)
    .innerJoin(connections, eq(connections.id, ssoAttempts.connectionId))
    .where(
      and(
        eq(connections.orgId, org.id),
        eq(connections.id, connectionId),
        sql`${ssoAttempts.answer}->>'subject' <> ''`,
      ),
    )
    .orderBy(desc(ssoAttempts.createdAt))
    .limit(1);
  return row?.answer ?? null;
}
