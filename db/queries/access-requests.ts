import "server-only";
import { and, desc, eq, isNull, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { accessRequests, members, orgs, projects, users } from "@/db/schema";
import type { OrgActor, ProjectActor } from "@/lib/authz/actor";
import type { OrgRole, ProjectRole } from "@/lib/authz/roles";

/** Of the project and person at hand, now: null for nobody's project. */
const reaches = sql<ProjectRole | null>`(select max(a.role) from project_access a
  where a.project_id = ${accessRequests.projectId} and a.user_id = ${accessRequests.userId})`;

export type OwnRequest = {
  reason: string;
  askedAt: Date;
  outcome: "granted" | "declined" | "withdrawn" | null;
  answeredAt: Date | null;
  answer: string;
};

export type Askable = {
  /** What the person has by now, where it came while the page was open. */
  role: ProjectRole | null;
  /** Their latest request. */
  request: OwnRequest | null;
};

/** What somebody may know of a project of their org that they do not reach. Null where there is none. */
export async function getAskable(actor: OrgActor, projectId: number): Promise<Askable | null> {
  const [row] = await db()
    .select({
      id: projects.id,
      role: sql<ProjectRole | null>`(select max(a.role) from project_access a
        where a.project_id = ${projects.id} and a.user_id = ${actor.user.id})`,
      reason: accessRequests.reason,
      askedAt: accessRequests.askedAt,
      outcome: accessRequests.outcome,
      answeredAt: accessRequests.answeredAt,
      answer: accessRequests.answer,
    })
    .from(projects)
    .leftJoin(accessRequests, and(eq(accessRequests.projectId, projects.id), eq(accessRequests.userId, actor.user.id)))
    .where(and(eq(projects.orgId, actor.org.id), eq(projects.id, projectId), isNull(projects.deletedAt)))
    .orderBy(desc(accessRequests.askedAt))
    .limit(1);
  if (!row) return null;
  const { role, reason, askedAt, outcome, answeredAt, answer } = row;
  return {
    role,
    request: askedAt ? { reason: reason ?? "", askedAt, outcome, answeredAt, answer: answer ?? "" } : null,
  };
}

export type OpenRequest = { id: string; userId: string; name: string; email: string; reason: string; askedAt: Date };

/** Who waits for an answer, the longest first; who reaches the project by now does not. */
export async function listOpenAccessRequests(
  actor: ProjectActor,
  limit: number,
): Promise<{ rows: OpenRequest[]; total: number }> {
  const rows = await db()
    .select({
      id: accessRequests.id,
      userId: accessRequests.userId,
      name: members.name,
      email: members.email,
      reason: accessRequests.reason,
      askedAt: accessRequests.askedAt,
      total: sql<number>`count(*) over ()::int`,
    })
    .from(accessRequests)
    .innerJoin(members, and(eq(members.orgId, accessRequests.orgId), eq(members.userId, accessRequests.userId)))
    .where(
      and(
        eq(accessRequests.orgId, actor.org.id),
        eq(accessRequests.projectId, actor.project.id),
        isNull(accessRequests.outcome),
        sql`${reaches} is null`,
      ),
    )
    .orderBy(accessRequests.askedAt, accessRequests.id)
    .limit(limit);
  return { rows: rows.map(({ total: _, ...row }) => row), total: rows[0]?.total ?? 0 };
}

export type AccessRequest = OpenRequest & {
  orgRole: OrgRole;
  outcome: OwnRequest["outcome"];
  answeredAt: Date | null;
  answeredBy: string | null;
  answer: string;
  given: ProjectRole | null;
  /** What they have on the project by now. */
  role: ProjectRole | null;
};

/** One request of the project, for somebody who may answer it. */
export async function getAccessRequest(actor: ProjectActor, id: string): Promise<AccessRequest | null> {
  const [row] = await db()
    .select({
      id: accessRequests.id,
      userId: accessRequests.userId,
      name: members.name,
      email: members.email,
      orgRole: members.role,
      reason: accessRequests.reason,
      askedAt: accessRequests.askedAt,
      outcome: accessRequests.outcome,
      answeredAt: accessRequests.answeredAt,
      answeredBy: users.name,
      answer: accessRequests.answer,
      given: accessRequests.role,
      role: reaches,
    })
    .from(accessRequests)
    .innerJoin(members, and(eq(members.orgId, accessRequests.orgId), eq(members.userId, accessRequests.userId)))
    .leftJoin(users, eq(users.id, accessRequests.answeredBy))
    .where(
      and(
        eq(accessRequests.id, id),
        eq(accessRequests.orgId, actor.org.id),
        eq(accessRequests.projectId, actor.project.id),
      ),
    );
  return row ?? null;
}

export type RequestForMail = {
  person: { name: string; email: string };
  projectId: number;
  projectName: string;
  orgName: string;
  reason: string;
  outcome: OwnRequest["outcome"];
  role: ProjectRole | null;
  answer: string;
  answeredBy: string | null;
};

/** What the mails about a request say, at the moment they are sent; null where person or project is gone. */
export async function getRequestForMail(id: string): Promise<RequestForMail | null> {
  const [row] = await db()
    .select({
      name: members.name,
      email: members.email,
      projectId: projects.id,
      projectName: projects.name,
      orgName: orgs.name,
      reason: accessRequests.reason,
      outcome: accessRequests.outcome,
      role: accessRequests.role,
      answer: accessRequests.answer,
      answeredBy: users.name,
    })
    .from(accessRequests)
    .innerJoin(members, and(eq(members.orgId, accessRequests.orgId), eq(members.userId, accessRequests.userId)))
    .innerJoin(projects, and(eq(projects.id, accessRequests.projectId), isNull(projects.deletedAt)))
    .innerJoin(orgs, and(eq(orgs.id, accessRequests.orgId), isNull(orgs.deletedAt)))
    .leftJoin(users, eq(users.id, accessRequests.answeredBy))
    .where(eq(accessRequests.id, id));
  if (!row) return null;
  const { name, email, ...rest } = row;
  return { person: { name, email }, ...rest };
}

/**
 * Whom a request is mailed to: people with a proven address who may manage the project, nearest first: by a grant of
 * their own, by a team, by their role in the organization.
 */
export async function listRequestReceivers(projectId: number, limit: number): Promise<string[]> {
  const rows = await db().execute<{ email: string }>(sql`
    select u.email
    from project_access a join users u on u.id = a.user_id
    where a.project_id = ${projectId} and a.role >= 'admin' and u.email_proven_at is not null
    group by u.id, u.email
    order by min(case a.source when 'individual' then 0 when 'team' then 1 when 'organization' then 2 else 3 end), u.email
    limit ${limit}`);
  return rows.map(({ email }) => email);
}
