import "server-only";
import { and, eq, isNull, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { projects } from "@/db/schema";
import type { OrgActor, UserActor } from "@/lib/authz/actor";
import type { ProjectRole } from "@/lib/authz/roles";
import { now } from "@/lib/clock";
import { orgIsOpen } from "./org-gate";
import { containing } from "./page";

export type GrantSource = "organization" | "team" | "individual" | "all_users";
/** `endsAt` as ISO 8601, where an individual grant ends by itself. */
export type Grant = {
  source: GrantSource;
  role: ProjectRole;
  teamId: string | null;
  teamName: string | null;
  endsAt: string | null;
};
export type ExplainedProject = {
  projectId: number;
  name: string;
  timezone: string;
  role: ProjectRole;
  grants: Grant[];
};

/**
 * The first `limit` projects by name that a person of the org reaches, with every grant, the winning one first, and how
 * many there are in all. One query over `project_access`.
 */
export async function explainAccess(
  actor: OrgActor,
  userId: string,
  limit: number,
): Promise<{ projects: ExplainedProject[]; total: number }> {
  const rows = await db().execute<{
    project_id: number;
    name: string;
    timezone: string;
    role: ProjectRole;
    grants: Grant[];
    total: number;
  }>(sql`
    with granted as materialized (
      select a.project_id, a.role, a.source, a.team_id, a.ends_at from project_access a
      where a.org_id = ${actor.org.id} and a.user_id = ${userId}
    ), reached as (
      select p.id, p.name, p.timezone, count(*) over ()::int as total
      from projects p where p.id in (select g.project_id from granted g)
      order by lower(p.name), p.id
      limit ${limit}
    )
    select r.id as project_id, r.name, r.timezone, r.total, max(g.role) as role,
      json_agg(json_build_object('source', g.source, 'role', g.role, 'teamId', g.team_id, 'teamName', t.name,
        'endsAt', g.ends_at)
        order by g.role desc, g.source, lower(t.name)) as grants
    from reached r
      join granted g on g.project_id = r.id
      left join teams t on t.id = g.team_id
    group by r.id, r.name, r.timezone, r.total
    order by lower(r.name), r.id`);
  const projects = rows.map(({ project_id, name, timezone, role, grants }) => ({
    projectId: project_id,
    name,
    timezone,
    role,
    grants,
  }));
  return { projects, total: rows[0]?.total ?? 0 };
}

export type ReachedProject = {
  id: number;
  name: string;
  timezone: string;
  orgId: number;
  orgName: string;
  role: ProjectRole;
};

/** Projects the person signed in reaches, of all their orgs or of one; the first `limit` by name. */
export async function listReachedProjects(
  actor: UserActor,
  options: { orgId?: number; q?: string; limit: number },
): Promise<ReachedProject[]> {
  const orgId = options.orgId ?? null;
  const like = options.q ? containing(options.q) : null;
  const limited = actor.user.limitedToOrgId;
  const rows = await db().execute<{
    id: number;
    name: string;
    timezone: string;
    org_id: number;
    org_name: string;
    role: ProjectRole;
  }>(sql`
    with reached as materialized (
      select a.project_id, max(a.role) as role from project_access a
      where a.user_id = ${actor.user.id}
        and (${orgId}::int is null or a.org_id = ${orgId}::int)
        and (${limited}::int is null or a.org_id = ${limited}::int)
        and ${orgIsOpen(actor, now(), sql`a.org_id`)}
      group by a.project_id
    )
    select p.id, p.name, p.timezone, p.org_id, o.name as org_name, r.role
    from reached r
      join projects p on p.id = r.project_id
      join orgs o on o.id = p.org_id
    where ${like}::text is null or lower(p.name) like ${like}::text
    order by lower(o.name), o.id, lower(p.name), p.id
    limit ${options.limit}`);
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    timezone: row.timezone,
    orgId: row.org_id,
    orgName: row.org_name,
    role: row.role,
  }));
}

/**
 * The first projects by name of an org whose role gives the actor all of them, with the role that it gives: a menu
 * need not judge every project of a large org.
 */
export async function listFirstProjects(actor: OrgActor, role: ProjectRole, limit: number): Promise<ReachedProject[]> {
  const { id: orgId, name: orgName } = actor.org;
  const rows = await db()
    .select({ id: projects.id, name: projects.name, timezone: projects.timezone })
    .from(projects)
    .where(and(eq(projects.orgId, orgId), isNull(projects.deletedAt)))
    .orderBy(sql`lower(${projects.name})`, projects.id)
    .limit(limit);
  return rows.map((row) => ({ ...row, orgId, orgName, role }));
}
