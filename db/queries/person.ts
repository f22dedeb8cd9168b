import "server-only";
import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import type { OrgActor } from "@/lib/authz/actor";
import type { ProjectRole } from "@/lib/authz/roles";
import { personPageSize } from "@/lib/members/access-words";
import type { Grant } from "./access";
import { containing } from "./page";
import type { UsagePeriod } from "./projects";

/** A grant with who gave it, where one person did. */
export type PersonGrant = Grant & {
  givenBy: string | null;
  givenAt: string | null;
  /** What one that ends becomes then. */
  thenRole?: ProjectRole | null;
};
export type PersonProject = {
  projectId: number;
  name: string;
  timezone: string;
  /** In the billing period. */
  events: number;
  role: ProjectRole;
  grants: PersonGrant[];
  /** What the viewer is there. */
  own: ProjectRole | null;
};
type ProjectRow = Omit<PersonProject, "projectId"> & { id: number; total: number; reached: number };

/**
 * One page of the projects that a member reaches, by name, each with every grant, the winning one first. `total` counts
 * those the search finds, `reached` all. The caller knows that the person is a member.
 */
export async function searchPersonProjects(
  actor: OrgActor,
  userId: string,
  { q, page }: { q: string; page: number },
  period: UsagePeriod,
): Promise<{ rows: PersonProject[]; total: number; reached: number }> {
  const like = q ? containing(q) : null;
  const rows = await db().execute<ProjectRow>(sql`
    with granted as materialized (
      select a.project_id, a.role, a.source, a.team_id, a.ends_at from project_access a
      where a.org_id = ${actor.org.id} and a.user_id = ${userId}
    ), found as materialized (
      select p.id, p.name, p.timezone from projects p
      where p.id in (select g.project_id from granted g)
        and (${like}::text is null or lower(p.name) like ${like}::text)
    ), shown as (
      select f.id, f.name, f.timezone, g.role, g.grants
      from (select * from found order by lower(name), id limit ${personPageSize} offset ${(page - 1) * personPageSize}) f
      cross join lateral (
        select max(x.role) as role, json_agg(json_build_object('source', x.source, 'role', x.role, 'teamId', x.team_id,
          'teamName', t.name, 'givenBy', u.name, 'givenAt', i.given_at, 'endsAt', x.ends_at)
          order by x.role desc, x.source, lower(t.name)) as grants
        from granted x
          left join teams t on t.id = x.team_id
          left join project_grants i on x.source = 'individual' and i.project_id = f.id and i.user_id = ${userId}
          left join users u on u.id = i.given_by
        where x.project_id = f.id
      ) g
    )
    select s.*, n.total, n.reached,
      (select max(a.role) from project_access a where a.project_id = s.id and a.user_id = ${actor.user.id}) as own,
      (select coalesce(sum(d.events), 0)::float8 from usage_days d where d.project_id = s.id
        and d.day between ${period.firstDay}::date and ${period.lastDay}::date) as events
    from (select (select count(*)::int from found) as total,
      (select count(distinct project_id)::int from granted) as reached) n
      left join shown s on true
    order by lower(s.name), s.id`);
  const { total, reached } = rows[0] ?? { total: 0, reached: 0 };
  const shown = rows.filter((row) => row.id !== null);
  return {
    rows: shown.map(({ id, name, timezone, events, role, grants, own }) => ({
      projectId: id,
      name,
      timezone,
      events,
      role,
      grants,
      own,
    })),
    total,
    reached,
  };
}

export type GrantedProject = {
  id: number;
  name: string;
  grants: PersonGrant[];
  /** What the viewer is there. */
  own: ProjectRole | null;
};

/**
 * Projects of the org by id or by name in any capitals, each with a member's grants on it, none where they reach it by
 * nothing. Ids and names of other orgs are left out.
 */
export function getPersonProjects(
  actor: OrgActor,
  userId: string,
  { ids = [], names = [] }: { ids?: number[]; names?: string[] },
): Promise<GrantedProject[]> {
  if (ids.length + names.length === 0) return Promise.resolve([]);
  const lowered = names.map((name) => name.toLowerCase());
  const wanted = sql.join(
    [
      ...(ids.length > 0 ? [sql`p.id in ${ids}`] : []),
      ...(lowered.length > 0 ? [sql`lower(p.name) in ${lowered}`] : []),
    ],
    sql` or `,
  );
  return db().execute<GrantedProject>(sql`
    select p.id, p.name, coalesce((
        select json_agg(json_build_object('source', a.source, 'role', a.role, 'teamId', a.team_id, 'teamName', t.name,
          'givenBy', u.name, 'givenAt', i.given_at, 'endsAt', a.ends_at, 'thenRole', case when a.ends_at is not null
            then i.then_role end) order by a.role desc, a.source, lower(t.name))
        from project_access a
          left join teams t on t.id = a.team_id
          left join project_grants i on a.source = 'individual' and i.project_id = p.id and i.user_id = ${userId}
          left join users u on u.id = i.given_by
        where a.project_id = p.id and a.user_id = ${userId}), '[]') as grants,
      (select max(a.role) from project_access a where a.project_id = p.id and a.user_id = ${actor.user.id}) as own
    from projects p
    where p.org_id = ${actor.org.id} and p.deleted_at is null and (${wanted})
    order by lower(p.name), p.id
    limit 200`);
}
