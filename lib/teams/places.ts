import "server-only";
import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { textArray, textSet } from "@/db/queries/page";
import { projects, teams } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { effectiveProjectRoles, lastingProjectRoles } from "@/lib/authz/project-role";
import type { ProjectRole } from "@/lib/authz/roles";
import { assertPlanHasProjectRole } from "@/lib/billing/capabilities";
import { NotFound, RuleBroken } from "@/lib/errors";
import type { Change } from "@/lib/mutate";
import { assertTeamsByHand } from "@/lib/scim/owned";
import { assertMayMoveProjects, assertRoleChangeable, assertTeamsGivable, assertTeamsTakeable } from "./ceiling";

/**
 * Building blocks: people and projects of teams, and a team's role. For verbs that hold the org's lock and checked who
 * may. Each judges R4 and R7, writes in a constant number of statements whatever the number of people, and leaves an
 * entry for each place it changed.
 */

type OrgChange = Change<OrgActor>;
type Place = { team_id: string; user_id: string };

/** Puts members of the org into teams; who is in one already stays as they are. Gives how many places are new. */
export async function addTeamMembersIn(
  change: OrgChange,
  { teamIds, userIds, field }: { teamIds: string[]; userIds: string[]; field?: string },
): Promise<number> {
  const { tx, actor, audit, now } = change;
  const orgId = actor.org.id;
  await assertTeamsByHand(tx, actor, teamIds);
  await assertTeamsGivable(tx, actor, teamIds, field);
  await assertMembers(tx, orgId, userIds);
  if (teamIds.length === 0 || userIds.length === 0) return 0;
  const places = await tx.execute<Place>(sql`
    insert into team_members (org_id, team_id, user_id, added_at, added_by)
    select ${orgId}, t.id, m.user_id, ${now.toISOString()}::timestamptz, ${actor.user.id}
    from teams t cross join members m
    where t.org_id = ${orgId} and t.id = any(${textArray(teamIds)})
      and m.org_id = ${orgId} and m.user_id in ${textSet(userIds)}
    on conflict (team_id, user_id) do nothing
    returning team_id, user_id`);
  for (const place of places)
    audit({ orgId, action: "team.member_added", object: team(place.team_id), after: { user: place.user_id } });
  return places.length;
}

/** Takes people out of teams; who is not in one is no error. Gives how many places ended. */
export async function removeTeamMembersIn(
  change: OrgChange,
  { teamIds, userIds }: { teamIds: string[]; userIds: string[] },
): Promise<number> {
  const { tx, actor, audit } = change;
  const orgId = actor.org.id;
  await assertTeamsByHand(tx, actor, teamIds);
  await assertTeamsTakeable(tx, actor, teamIds);
  const places = await tx.execute<Place>(sql`
    delete from team_members where org_id = ${orgId} and team_id = any(${textArray(teamIds)})
      and user_id in ${textSet(userIds)}
    returning team_id, user_id`);
  for (const place of places)
    audit({ orgId, action: "team.member_removed", object: team(place.team_id), before: { user: place.user_id } });
  return places.length;
}

/** Gives the team's role on further projects to everyone in it. */
export async function addTeamProjectsIn(change: OrgChange, teamId: string, projectIds: number[]): Promise<number> {
  const { tx, actor, audit, now } = change;
  const orgId = actor.org.id;
  const facts = await findTeam(tx, orgId, teamId);
  const wanted = [...new Set(projectIds)];
  const living = await tx
    .select({ id: projects.id })
    .from(projects)
    .where(and(eq(projects.orgId, orgId), inArray(projects.id, [0, ...wanted]), isNull(projects.deletedAt)));
  if (living.length !== wanted.length) throw new NotFound("project");
  const lasting = await lastingProjectRoles(tx, wanted, actor.user.id);
  assertMayMoveProjects(
    wanted.map((id) => lasting.get(id) ?? null),
    facts,
    "give",
  );
  assertPlanHasProjectRole(actor.org.plan, facts.role, "projects");
  const added = await tx.execute<{ project_id: number }>(sql`
    insert into team_projects (org_id, team_id, project_id, added_at, added_by)
    select ${orgId}, ${teamId}, p.id, ${now.toISOString()}::timestamptz, ${actor.user.id}
    from projects p where p.org_id = ${orgId} and p.id::text = any(${textArray(wanted.map(String))})
    on conflict (team_id, project_id) do nothing
    returning project_id`);
  for (const { project_id: projectId } of added)
    audit({ orgId, projectId, action: "team.project_added", object: team(teamId), after: { project: projectId } });
  return added.length;
}

/** Ends the team's role on projects. */
export async function removeTeamProjectsIn(change: OrgChange, teamId: string, projectIds: number[]): Promise<number> {
  const { tx, actor, audit } = change;
  const orgId = actor.org.id;
  const facts = await findTeam(tx, orgId, teamId);
  assertMayMoveProjects(await ownRoles(tx, [...new Set(projectIds)], actor), facts, "take");
  const removed = await tx.execute<{ project_id: number }>(sql`
    delete from team_projects where org_id = ${orgId} and team_id = ${teamId}
      and project_id::text = any(${textArray(projectIds.map(String))})
    returning project_id`);
  for (const { project_id: projectId } of removed)
    audit({ orgId, projectId, action: "team.project_removed", object: team(teamId), before: { project: projectId } });
  return removed.length;
}

/** Another role for everyone in the team on all of its projects. */
export async function changeTeamRoleIn(
  { tx, actor, audit }: OrgChange,
  teamId: string,
  role: ProjectRole,
): Promise<void> {
  const was = await assertRoleChangeable(tx, actor, teamId, role);
  if (was.role === role) return;
  await tx.update(teams).set({ role }).where(eq(teams.id, teamId));
  audit({
    orgId: actor.org.id,
    action: "team.role_changed",
    object: team(teamId),
    before: { role: was.role },
    after: { role },
  });
}

/** A team of the org; its version is compared with the one a page showed. */
export async function findTeam(tx: Tx, orgId: number, teamId: string, seen?: number) {
  const [row] = await tx
    .select({ id: teams.id, name: teams.name, role: teams.role, version: teams.version })
    .from(teams)
    .where(and(eq(teams.orgId, orgId), eq(teams.id, teamId)));
  if (!row) throw new NotFound("team");
  if (seen !== undefined && row.version !== seen) {
    throw new RuleBroken("changed_meanwhile", "Somebody changed this team meanwhile. Look again at what this does.");
  }
  return row;
}

async function assertMembers(tx: Tx, orgId: number, userIds: string[]): Promise<void> {
  const [row] = await tx.execute<{ n: number }>(
    sql`select count(*)::int as n from members where org_id = ${orgId} and user_id in ${textSet(userIds)}`,
  );
  if (row?.n !== new Set(userIds).size) throw new NotFound("user");
}

async function ownRoles(tx: Tx, ids: number[], actor: OrgActor): Promise<(ProjectRole | null)[]> {
  const own = await effectiveProjectRoles(tx, ids, actor.user.id);
  return ids.map((id) => own.get(id) ?? null);
}

function team(id: string) {
  return { type: "team" as const, id };
}
