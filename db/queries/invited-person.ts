import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import type { OrgActor } from "@/lib/authz/actor";
import { type OrgRole, type ProjectRole, projectRoleFromOrg } from "@/lib/authz/roles";
import { personPageSize } from "@/lib/members/access-words";
import { containing, textArray } from "./page";
import type { PersonGrant, PersonProject } from "./person";
import type { UsagePeriod } from "./projects";

/** What of the invitation stands; the rest gives nothing. */
type Stands = { role: OrgRole; projects: number[]; teams: string[] };
type Row = Omit<PersonProject, "projectId" | "own"> & {
  id: number;
  total: number;
  reached: number;
  own: ProjectRole | null;
};

/** The projects that somebody invited will reach on joining, as `searchPersonProjects` lists those of a member. */
export async function searchInvitedProjects(
  actor: OrgActor,
  invitationId: string,
  stands: Stands,
  { q, page }: { q: string; page: number },
  period: UsagePeriod,
): Promise<{ rows: PersonProject[]; total: number; reached: number }> {
  const orgId = actor.org.id;
  const like = q ? containing(q) : null;
  const rows = await db().execute<Row>(sql`
    with granted as materialized (${grantedBy(orgId, invitationId, stands)}
    ), found as materialized (
      select p.id, p.name, p.timezone from projects p
      where p.id in (select g.project_id from granted g)
        and (${like}::text is null or lower(p.name) like ${like}::text)
    ), shown as (
      select f.id, f.name, f.timezone, g.role, g.grants
      from (select * from found order by lower(name), id limit ${personPageSize} offset ${(page - 1) * personPageSize}) f
      cross join lateral (
        select max(x.role) as role, json_agg(json_build_object('source', x.source, 'role', x.role, 'teamId', x.team_id,
          'teamName', t.name, 'givenBy', u.name, 'endsAt', x.ends_at) order by x.role desc, x.source, lower(t.name)) as grants
        from granted x left join teams t on t.id = x.team_id left join users u on u.id = x.given_by
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
  return {
    rows: rows
      .filter((row) => row.id !== null)
      .map(({ id, total: _, reached: __, ...row }) => ({ ...row, projectId: id })),
    total,
    reached,
  };
}

/** Every grant that the invitation would make, as the view `project_access` has those of members. */
function grantedBy(orgId: number, invitationId: string, stands: Stands): SQL {
  const everywhere = projectRoleFromOrg(stands.role);
  return sql`
      select p.id as project_id, ${everywhere}::project_role as role, 'organization' as source, null as team_id,
          null as given_by, null::timestamptz as ends_at
        from projects p where p.org_id = ${orgId} and p.deleted_at is null and ${everywhere !== null}::boolean
      union all select p.id, t.role, 'team', t.id, i.given_by, null
        from invitation_teams i join teams t on t.id = i.team_id join team_projects tp on tp.team_id = t.id
          join projects p on p.id = tp.project_id
        where i.invitation_id = ${invitationId} and t.id = any(${textArray(stands.teams)}) and p.deleted_at is null
      union all select p.id, i.role, 'individual', null, i.given_by, i.ends_at
        from invitation_projects i join projects p on p.id = i.project_id
        where i.invitation_id = ${invitationId} and p.id::text = any(${textArray(stands.projects.map(String))})
          and p.deleted_at is null
      union all select p.id, p.all_users_role, 'all_users', null, null, null
        from projects p where p.org_id = ${orgId} and p.deleted_at is null and p.all_users_role is not null`;
}

export type InvitedTo = { id: number; name: string; grants: PersonGrant[]; own: ProjectRole | null };

/** Projects of the org by id or by name, each with what the invitation gives on it now. */
export function getInvitedProjects(
  actor: OrgActor,
  invitationId: string,
  stands: Stands,
  { ids, names }: { ids: number[]; names: string[] },
): Promise<InvitedTo[]> {
  if (ids.length + names.length === 0) return Promise.resolve([]);
  const lowered = names.map((name) => name.toLowerCase());
  return db().execute<InvitedTo>(sql`
    with granted as materialized (${grantedBy(actor.org.id, invitationId, stands)})
    select p.id, p.name, coalesce((
        select json_agg(json_build_object('source', g.source, 'role', g.role, 'teamId', g.team_id, 'teamName', t.name,
          'givenBy', u.name, 'endsAt', g.ends_at) order by g.role desc, g.source, lower(t.name))
        from granted g left join teams t on t.id = g.team_id left join users u on u.id = g.given_by
        where g.project_id = p.id), '[]') as grants,
      (select max(a.role) from project_access a where a.project_id = p.id and a.user_id = ${actor.user.id}) as own
    from projects p
    where p.org_id = ${actor.org.id} and p.deleted_at is null
      and (p.id::text = any(${textArray(ids.map(String))}) or lower(p.name) = any(${textArray(lowered)}))
    order by lower(p.name), p.id
    limit 200`);
}
