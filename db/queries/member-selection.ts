import "server-only";
import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { members } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { mayChangeOrgRole, type OrgRole, orgRoles } from "@/lib/authz/roles";
import type { MemberSelection } from "@/lib/members/selection";
import { matchingMembers } from "./members";
import { textArray } from "./page";

/** The members that a selection names, those the actor may not change among them. */
export function chosenMembers(orgId: number, selection: MemberSelection): SQL | undefined {
  return selection.all
    ? matchingMembers(orgId, selection.filter)
    : and(eq(members.orgId, orgId), inArray(members.userId, selection.ids));
}

/** R4 as a condition: oneself, and whoever is not below. */
function blocked(actor: OrgActor): SQL {
  const open = orgRoles.filter((role) => mayChangeOrgRole(actor.role, role));
  return sql`(${members.userId} = ${actor.user.id} or ${members.role}::text <> all(${textArray(open)}))`;
}

export type SelectionSummary = {
  /** People who can be changed, by role. */
  free: Record<OrgRole, number>;
  freeCount: number;
  blockedCount: number;
  /** Open invitations that lose a part or all when the free ones go, and the first of them. */
  invitations: number;
  invitationEmails: string[];
};

/** Figures of a selection, exact, in one query. */
export async function summarizeSelection(actor: OrgActor, selection: MemberSelection): Promise<SelectionSummary> {
  const [row] = await db().execute<{
    counts: Partial<Record<OrgRole, number>>;
    blocked: number;
    invitations: number;
    emails: string[];
  }>(sql`
    with chosen as materialized (
      select ${members.userId} as user_id, ${members.role} as role, ${blocked(actor)} as blocked
      from members where ${chosenMembers(actor.org.id, selection)}
    ), going as materialized (
      select user_id from chosen where not blocked
    ), losing as materialized (
      select i.email from invitations i
      where i.org_id = ${actor.org.id} and num_nonnulls(i.accepted_at, i.declined_at, i.revoked_at) = 0
        and (i.role_given_by in (select user_id from going)
          or i.id in (select p.invitation_id from invitation_projects p
            where p.org_id = ${actor.org.id} and p.given_by in (select user_id from going))
          or i.id in (select t.invitation_id from invitation_teams t
            where t.org_id = ${actor.org.id} and t.given_by in (select user_id from going)))
    )
    select
      coalesce((select json_object_agg(role, n) from (
        select role, count(*)::int as n from chosen where not blocked group by role) as r), '{}') as counts,
      (select count(*)::int from chosen where blocked) as blocked,
      (select count(*)::int from losing) as invitations,
      array(select email from losing order by email limit 5) as emails`);
  const free = { owner: 0, admin: 0, billing_admin: 0, member: 0, ...row?.counts };
  return {
    free,
    freeCount: Object.values(free).reduce((sum, count) => sum + count, 0),
    blockedCount: row?.blocked ?? 0,
    invitations: row?.invitations ?? 0,
    invitationEmails: row?.emails ?? [],
  };
}

export type ChosenPerson = {
  userId: string;
  name: string;
  email: string;
  role: OrgRole;
  blocked: boolean;
  teams: number;
  projects: number;
};

/** The first people of a selection by name with what they have: `limits.blocked` that block, `limits.free` that do not. */
export async function listChosen(
  actor: OrgActor,
  selection: MemberSelection,
  limits: { blocked: number; free: number },
): Promise<ChosenPerson[]> {
  const orgId = actor.org.id;
  const first = (which: SQL, limit: number) =>
    sql`(select * from chosen where ${which} order by lower(name), user_id limit ${limit})`;
  const rows = await db().execute<{
    user_id: string;
    name: string;
    email: string;
    role: OrgRole;
    blocked: boolean;
    teams: number;
    projects: number;
  }>(sql`
    with chosen as (
      select ${members.userId} as user_id, ${members.name} as name, ${members.email} as email, ${members.role} as role,
        ${blocked(actor)} as blocked
      from members where ${chosenMembers(orgId, selection)}
    ), shown as materialized (
      ${first(sql`blocked`, limits.blocked)} union all ${first(sql`not blocked`, limits.free)}
    )
    select s.user_id, s.name, s.email, s.role, s.blocked,
      (select count(*)::int from team_members t where t.org_id = ${orgId} and t.user_id = s.user_id) as teams,
      (select count(distinct a.project_id)::int from project_access a
        where a.org_id = ${orgId} and a.user_id = s.user_id) as projects
    from shown s order by lower(s.name), s.user_id`);
  return rows.map(({ user_id, ...row }) => ({ userId: user_id, ...row }));
}
