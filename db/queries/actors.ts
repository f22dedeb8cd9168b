import "server-only";
import { and, eq, gt, isNull, or, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { members, orgs, projects, sessions, users } from "@/db/schema";
import type { OrgActor, Origin, ProjectActor, UserActor } from "@/lib/authz/actor";
import type { ProjectRole } from "@/lib/authz/roles";

/** A session cookie's hash, and the moment it is judged at. */
export type SessionKey = { tokenHash: string; at: Date; idleSince: Date; origin: Origin };

const person = {
  userId: users.id,
  email: users.email,
  userName: users.name,
  timezone: users.timezone,
  timezoneFixed: users.timezoneFixed,
  locale: users.locale,
  usageRecorded: users.usageRecorded,
  emailProvenAt: users.emailProvenAt,
  limitedToOrgId: users.limitedToOrgId,
  sessionId: sessions.id,
  methods: sessions.methods,
  sessionCreatedAt: sessions.createdAt,
  confirmedAt: sessions.confirmedAt,
};
const inOrg = { orgId: orgs.id, orgName: orgs.name, plan: orgs.plan, orgCreatedAt: orgs.createdAt, role: members.role };

function living(key: SessionKey) {
  return and(
    eq(sessions.tokenHash, key.tokenHash),
    isNull(sessions.endedAt),
    gt(sessions.expiresAt, key.at),
    gt(sessions.lastSeenAt, key.idleSince),
  );
}

export async function findUserActor(key: SessionKey): Promise<UserActor | null> {
  const [row] = await db()
    .select(person)
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(living(key));
  return row ? toUser(row, key.origin) : null;
}

/** Whether the org's part of a session still stands: it was not ended for this member since (A5). */
const reachesOrg = or(isNull(members.sessionsValidFrom), gt(sessions.createdAt, members.sessionsValidFrom));

export async function findOrgActor(key: SessionKey, orgId: number): Promise<OrgActor | null> {
  const [row] = await db()
    .select({ ...person, ...inOrg })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .innerJoin(members, and(eq(members.userId, users.id), eq(members.orgId, orgId)))
    .innerJoin(orgs, and(eq(orgs.id, members.orgId), isNull(orgs.deletedAt)))
    .where(and(living(key), reachesOrg));
  return row ? toOrg(row, key.origin) : null;
}

/** Whether a living session of a member no longer reaches this org, or the org of this project. */
export async function isEndedThere(
  key: SessionKey,
  there: { orgId: number } | { projectId: number },
): Promise<boolean> {
  const orgId =
    "orgId" in there
      ? sql`${there.orgId}`
      : sql`(select ${projects.orgId} from ${projects} where ${projects.id} = ${there.projectId})`;
  const [row] = await db()
    .select({ ended: sql<boolean>`not coalesce(${reachesOrg}, true)` })
    .from(sessions)
    .innerJoin(members, and(eq(members.userId, sessions.userId), eq(members.orgId, orgId)))
    .where(living(key));
  return row?.ended ?? false;
}

/**
 * The org whose project this is, where the session is one of a member who reaches the org: whether they reach the
 * project is not asked. Null for everybody else's project and for none, after the same one query.
 */
export async function findOrgOfProject(key: SessionKey, projectId: number): Promise<number | null> {
  const [row] = await db()
    .select({ orgId: projects.orgId })
    .from(sessions)
    .innerJoin(projects, and(eq(projects.id, projectId), isNull(projects.deletedAt)))
    .innerJoin(members, and(eq(members.userId, sessions.userId), eq(members.orgId, projects.orgId)))
    .innerJoin(orgs, and(eq(orgs.id, members.orgId), isNull(orgs.deletedAt)))
    .where(and(living(key), reachesOrg));
  return row?.orgId ?? null;
}

export async function findProjectActor(key: SessionKey, projectId: number): Promise<ProjectActor | null> {
  const [row] = await db()
    .select({
      ...person,
      ...inOrg,
      projectId: projects.id,
      projectName: projects.name,
      projectTimezone: projects.timezone,
      projectRole: sql<ProjectRole | null>`(select max(a.role) from project_access a
        where a.project_id = ${projects.id} and a.user_id = ${users.id})`,
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .innerJoin(projects, and(eq(projects.id, projectId), isNull(projects.deletedAt)))
    .innerJoin(members, and(eq(members.userId, users.id), eq(members.orgId, projects.orgId)))
    .innerJoin(orgs, and(eq(orgs.id, members.orgId), isNull(orgs.deletedAt)))
    .where(and(living(key), reachesOrg));
  if (!row?.projectRole) return null;
  const project = { id: row.projectId, name: row.projectName, timezone: row.projectTimezone };
  return { ...toOrg(row, key.origin), project, projectRole: row.projectRole };
}

type PersonRow = {
  userId: string;
  email: string;
  userName: string;
  timezone: string | null;
  timezoneFixed: boolean;
  locale: string | null;
  usageRecorded: boolean;
  emailProvenAt: Date | null;
  limitedToOrgId: number | null;
  sessionId: string;
  methods: string[];
  sessionCreatedAt: Date;
  confirmedAt: Date | null;
};
type OrgRow = PersonRow & {
  orgId: number;
  orgName: string;
  plan: OrgActor["org"]["plan"];
  orgCreatedAt: Date;
  role: OrgActor["role"];
};

function toUser(row: PersonRow, origin: Origin): UserActor {
  return {
    kind: "user",
    user: {
      id: row.userId,
      email: row.email,
      name: row.userName,
      timezone: row.timezone,
      timezoneFixed: row.timezoneFixed,
      locale: row.locale,
      usageRecorded: row.usageRecorded,
      emailProven: row.emailProvenAt !== null,
      limitedToOrgId: row.limitedToOrgId,
    },
    session: { id: row.sessionId, methods: row.methods, createdAt: row.sessionCreatedAt, confirmedAt: row.confirmedAt },
    origin,
  };
}

function toOrg(row: OrgRow, origin: Origin): OrgActor {
  return {
    ...toUser(row, origin),
    org: { id: row.orgId, name: row.orgName, plan: row.plan, createdAt: row.orgCreatedAt },
    role: row.role,
  };
}
