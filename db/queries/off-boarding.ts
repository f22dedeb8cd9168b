import "server-only";
import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import type { OrgActor } from "@/lib/authz/actor";
import type { OrgRole, ProjectRole } from "@/lib/authz/roles";
import type { Grant } from "./access";

/** How many of each list the page names; it says how many there are in all. */
const most = 8;

export type LostProject = { id: number; name: string; role: ProjectRole; grants: Grant[] };
export type GivenInvitation = {
  id: string;
  email: string;
  /** Null where somebody else gave the role. */
  role: OrgRole | null;
  projects: string[];
  teams: string[];
};
export type OffBoarding = {
  projects: { total: number; rows: LostProject[] };
  /** Projects whose keys they could see. */
  keys: { total: number; rows: { id: number; name: string }[] };
  invitations: { total: number; rows: GivenInvitation[] };
  made: { projects: number; teams: number; names: string[] };
  /** Other owners, who have what they made. */
  owners: string[];
  /** Billing mails go to their address. */
  billed: boolean;
};

/** What a member has here, gave and made, for the page that takes them out. One query. */
export async function getOffBoarding(actor: OrgActor, userId: string): Promise<OffBoarding> {
  const orgId = actor.org.id;
  const [row] = await db().execute<OffBoarding>(sql`
    with granted as materialized (
      select a.project_id, a.role, a.source, a.team_id, a.ends_at from project_access a
      where a.org_id = ${orgId} and a.user_id = ${userId}
    ), reached as materialized (
      select p.id, p.name, max(g.role) as role from granted g join projects p on p.id = g.project_id group by p.id, p.name
    ), given as materialized (
      select i.id, i.email, case when i.role_given_by = ${userId} then i.role end as role from invitations i
      where i.org_id = ${orgId} and num_nonnulls(i.accepted_at, i.declined_at, i.revoked_at) = 0
        and (i.role_given_by = ${userId}
          or i.id in (select x.invitation_id from invitation_projects x where x.org_id = ${orgId} and x.given_by = ${userId})
          or i.id in (select x.invitation_id from invitation_teams x where x.org_id = ${orgId} and x.given_by = ${userId}))
    ), made as materialized (
      select 'p' as kind, p.name from projects p
        where p.org_id = ${orgId} and p.created_by = ${userId} and p.deleted_at is null
      union all select 't', t.name from teams t where t.org_id = ${orgId} and t.created_by = ${userId}
    )
    select
      json_build_object('total', (select count(*)::int from reached), 'rows', coalesce((
        select json_agg(json_build_object('id', r.id, 'name', r.name, 'role', r.role, 'grants', (
          select json_agg(json_build_object('source', g.source, 'role', g.role, 'teamId', g.team_id, 'teamName', t.name,
            'endsAt', g.ends_at)
            order by g.role desc, g.source, lower(t.name))
          from granted g left join teams t on t.id = g.team_id where g.project_id = r.id)) order by lower(r.name), r.id)
        from (select * from reached order by lower(name), id limit ${most}) r), '[]')) as projects,
      json_build_object('total', (select count(*)::int from reached where role >= 'admin'), 'rows', coalesce((
        select json_agg(json_build_object('id', r.id, 'name', r.name) order by lower(r.name), r.id)
        from (select * from reached where role >= 'admin' order by lower(name), id limit ${most}) r), '[]')) as keys,
      json_build_object('total', (select count(*)::int from given), 'rows', coalesce((
        select json_agg(json_build_object('id', g.id, 'email', g.email, 'role', g.role,
          'projects', array(select p.name from invitation_projects x join projects p on p.id = x.project_id
            where x.invitation_id = g.id and x.given_by = ${userId} and p.deleted_at is null order by lower(p.name)),
          'teams', array(select t.name from invitation_teams x join teams t on t.id = x.team_id
            where x.invitation_id = g.id and x.given_by = ${userId} order by lower(t.name))) order by g.email)
        from (select * from given order by email limit ${most}) g), '[]')) as invitations,
      json_build_object('projects', (select count(*)::int from made where kind = 'p'),
        'teams', (select count(*)::int from made where kind = 't'),
        'names', array(select name from made order by kind, lower(name) limit ${most})) as made,
      array(select m.name from members m where m.org_id = ${orgId} and m.role = 'owner' and m.user_id <> ${userId}
        order by lower(m.name), m.user_id limit 4) as owners,
      exists (select 1 from billing_emails b join members m on m.org_id = b.org_id and m.email = b.email
        where b.org_id = ${orgId} and m.user_id = ${userId}) as billed`);
  if (!row) throw new Error("Nothing was read about a member.");
  return row;
}
