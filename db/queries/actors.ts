import "server-only";
import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { members, orgs, projects, sessions, users } from "@/db/schema";
import type { OrgActor, Origin, ProjectActor, UserActor } from "@/lib/authz/actor";
import type { ProjectRole } from "@/lib/authz/roles";
import { type OrgStep, orgStep, sessionInQuery } from "./org-gate";

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
  twoFactorSince: users.twoFactorEnrolledAt,
  sessionId: sessions.id,
  methods: sessions.methods,
  sessionCreatedAt: sessions.createdAt,
  confirmedAt: sessions.confirmedAt,
  lastSeenAt: sessions.lastSeenAt,
  longestIdleSeconds: sessions.longestIdleSeconds,
};
const inOrg = {
  orgId: orgs.id,
  orgName: orgs.name,
  plan: orgs.plan,
  orgCreatedAt: orgs.createdAt,
  twoFactorFrom: orgs.twoFactorFrom,
  trustedDevices: orgs.trustedDevices,
  role: members.role,
};

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

/** An actor of an org or project, with what stands between their session and the org; null where nothing does. */
export type Reached<A> = { actor: A; step: OrgStep | null };

const openAt = (key: SessionKey) => orgStep(sessionInQuery, key.at);

/** A member of the org; null for everybody else. */
export async function findOrgActor(key: SessionKey, orgId: number): Promise<Reached<OrgActor> | null> {
  const [row] = await db()
    .select({ ...person, ...inOrg, step: openAt(key) })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .innerJoin(members, and(eq(members.userId, users.id), eq(members.orgId, orgId)))
    .innerJoin(orgs, and(eq(orgs.id, members.orgId), isNull(orgs.deletedAt)))
    .where(living(key));
  return row ? { actor: toOrg(row, key.origin), step: row.step } : null;
}

/**
 * The org whose project this is, where the session is a member's: whether they reach the project is not asked. Null for everybody else's project and for none, after the same one query.
 */
export async function findOrgOfProject(key: SessionKey, projectId: number): Promise<number | null> {
  const [row] = await db()
    .select({ orgId: projects.orgId })
    .from(sessions)
    .innerJoin(projects, and(eq(projects.id, projectId), isNull(projects.deletedAt)))
    .innerJoin(members, and(eq(members.userId, sessions.userId), eq(members.orgId, projects.orgId)))
    .innerJoin(orgs, and(eq(orgs.id, members.orgId), isNull(orgs.deletedAt)))
    .where(living(key));
  return row?.orgId ?? null;
}

/** A member who reaches the project; null for everybody else. */
export async function findProjectActor(key: SessionKey, projectId: number): Promise<Reached<ProjectActor> | null> {
  const [row] = await db()
    .select({
      ...person,
      ...inOrg,
      projectId: projects.id,
      projectName: projects.name,
      projectTimezone: projects.timezone,
      step: openAt(key),
      projectRole: sql<ProjectRole | null>`(select max(a.role) from project_access a
        where a.project_id = ${projects.id} and a.user_id = ${users.id})`,
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .innerJoin(projects, and(eq(projects.id, projectId), isNull(projects.deletedAt)))
    .innerJoin(members, and(eq(members.userId, users.id), eq(members.orgId, projects.orgId)))
    .innerJoin(orgs, and(eq(orgs.id, members.orgId), isNull(orgs.deletedAt)))
    .where(living(key));
  if (!row?.projectRole) return null;
  const project = { id: row.projectId, name: row.projectName, timezone: row.projectTimezone };
  return { actor: { ...toOrg(row, key.origin), project, projectRole: row.projectRole }, step: row.step };
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
  twoFactorSince: Date | null;
  sessionId: string;
  methods: string[];
  sessionCreatedAt: Date;
  confirmedAt: Date | null;
  lastSeenAt: Date;
  longestIdleSeconds: number;
};
type OrgRow = PersonRow & {
  orgId: number;
  orgName: string;
  plan: OrgActor["org"]["plan"];
  orgCreatedAt: Date;
  twoFactorFrom: Date | null;
  trustedDevices: boolean;
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
      twoFactorSince: row.twoFactorSince,
    },
    session: {
      id: row.sessionId,
      methods: row.methods,
      createdAt: row.sessionCreatedAt,
      confirmedAt: row.confirmedAt,
      lastSeenAt: row.lastSeenAt,
      longestIdleSeconds: row.longestIdleSeconds,
    },
    origin,
  };
}

function toOrg(row: OrgRow, origin: Origin): OrgActor {
  return {
    ...toUser(row, origin),
    org: {
      id: row.orgId,
      name: row.orgName,
      plan: row.plan,
      createdAt: row.orgCreatedAt,
      twoFactorFrom: row.twoFactorFrom,
      trustedDevices: row.trustedDevices,
    },
    role: row.role,
  };
}
