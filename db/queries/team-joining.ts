import "server-only";
import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { members } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import type { OrgRole, ProjectRole } from "@/lib/authz/roles";
import type { MemberSelection } from "@/lib/members/selection";
import { chosenMembers } from "./member-selection";

export type JoiningPerson = { userId: string; name: string; email: string; role: OrgRole; gains: number };
export type TeamJoining = {
  name: string;
  role: ProjectRole;
  projects: number;
  /** The first of them by name. */
  projectNames: string[];
  joining: number;
  /** Those who come to a project they did not reach, or to a higher role. */
  gaining: number;
  /** The first who join, with the number of projects on which they gain. */
  people: JoiningPerson[];
};

/** What becomes of the chosen members when they come into a team, exact, in one query; null where there is no such team. */
export async function previewTeamJoining(
  actor: OrgActor,
  selection: MemberSelection,
  teamId: string,
): Promise<TeamJoining | null> {
  const orgId = actor.org.id;
  const [row] = await db().execute<{
    name: string;
    role: ProjectRole;
    projects: number;
    project_names: string[];
    joining: number;
    gaining: number;
    people: JoiningPerson[] | null;
  }>(sql`
    with team as materialized (
      select id, name, role from teams where org_id = ${orgId} and id = ${teamId}
    ), given as materialized (
      select p.id, p.name from team_projects tp join projects p on p.id = tp.project_id
      where tp.team_id = ${teamId} and p.org_id = ${orgId} and p.deleted_at is null
    ), chosen as materialized (
      select ${members.userId} as user_id, ${members.name} as name, ${members.email} as email, ${members.role} as role
      from members where ${chosenMembers(orgId, selection)}
    ), joining as materialized (
      select c.* from chosen c
      where not exists (select 1 from team_members i where i.team_id = ${teamId} and i.user_id = c.user_id)
    ), covered as (
      select a.user_id, count(distinct a.project_id)::int as projects
      from project_access a
      where a.org_id = ${orgId} and a.project_id in (select id from given) and a.role >= (select role from team)
        and a.user_id in (select user_id from joining)
      group by a.user_id
    ), gains as materialized (
      select j.*, (select count(*)::int from given) - coalesce(c.projects, 0) as gains
      from joining j left join covered c on c.user_id = j.user_id
    )
    select t.name, t.role,
      (select count(*)::int from given) as projects,
      array(select name from given order by lower(name), id limit 6) as project_names,
      (select count(*)::int from gains) as joining,
      (select count(*)::int from gains where gains > 0) as gaining,
      (select json_agg(json_build_object('userId', user_id, 'name', name, 'email', email, 'role', role, 'gains', gains)
          order by lower(name), user_id)
        from (select * from gains order by lower(name), user_id limit 50) as first) as people
    from team t`);
  if (!row) return null;
  const { project_names: projectNames, people, ...facts } = row;
  return { ...facts, projectNames, people: people ?? [] };
}
