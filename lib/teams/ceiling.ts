import "server-only";
import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { textArray } from "@/db/queries/page";
import type { OrgActor } from "@/lib/authz/actor";
import {
  mayChangeProjectGrant,
  mayGiveProjectRole,
  type OrgRole,
  type ProjectRole,
  projectRoleFromOrg,
  projectRoleNames,
} from "@/lib/authz/roles";
import { accessView } from "@/lib/authz/service-user";
import { assertPlanHasProjectRole } from "@/lib/billing/capabilities";
import { type PlanId, planAllowsProjectRole } from "@/lib/billing/plans";
import { NotFound, RuleBroken } from "@/lib/errors";

/**
 * R4 for teams: a team gives its role on each of its projects, so whoever gives or takes through it is judged by their
 * own effective role on every one of them, deleted projects too, which may come back. A team without projects gives
 * nothing yet; it is judged by what the org role gives everywhere. What a team gives lasts, to whoever is or comes into
 * it, the giver too: so giving is judged by what lasts of their own role, taking by what it is now.
 */
export type TeamFacts = { id: string; name: string; role: ProjectRole; version: number };
type Judged = TeamFacts & { own: (ProjectRole | null)[] };
type Giver = { orgId: number; userId: string; role: OrgRole | null };

/** Throws `role_above_own` or `role_needs_plan` at `field` unless the actor may put people into all of these teams. */
export async function assertTeamsGivable(
  tx: Tx,
  actor: OrgActor,
  ids: string[],
  field = "teams",
): Promise<TeamFacts[]> {
  const judged = await judgeTeams(tx, giverOf(actor), ids, "give");
  for (const team of judged) {
    assertGivable(team, team.role, field);
    assertPlanHasProjectRole(actor.org.plan, team.role, field);
  }
  return judged;
}

/** Throws `target_not_below` unless the actor may take people or projects out of all of these teams, or delete them. */
export async function assertTeamsTakeable(tx: Tx, actor: OrgActor, ids: string[]): Promise<TeamFacts[]> {
  const judged = await judgeTeams(tx, giverOf(actor), ids, "take");
  for (const team of judged) assertTakeable(team);
  return judged;
}

/** Throws unless the actor may take the team's role away and give `role` in its place. */
export async function assertRoleChangeable(tx: Tx, actor: OrgActor, id: string, role: ProjectRole): Promise<TeamFacts> {
  const [team] = await judgeTeams(tx, giverOf(actor), [id], "take");
  const [giving] = await judgeTeams(tx, giverOf(actor), [id], "give");
  if (!team || !giving) throw new NotFound("team");
  assertTakeable(team);
  assertGivable(giving, role, "role");
  assertPlanHasProjectRole(actor.org.plan, role, "role");
  return team;
}

/** Throws unless the actor's own role on each of these projects lets them cause, or end, the team's role there. */
export function assertMayMoveProjects(own: (ProjectRole | null)[], team: TeamFacts, way: "give" | "take"): void {
  const judged = { ...team, own };
  if (way === "give") assertGivable(judged, team.role, "projects");
  else assertTakeable(judged);
}

/** Which of these teams somebody may still put people into; for parts of invitations given earlier. */
export async function teamsGivableBy(tx: Tx, giver: Giver & { plan: PlanId }, ids: string[]): Promise<Set<string>> {
  const judged = await judgeTeams(tx, giver, ids, "give");
  const mayGive = (team: Judged) => team.own.every((own) => mayGiveProjectRole(own, team.role));
  return new Set(
    judged.filter((team) => mayGive(team) && planAllowsProjectRole(giver.plan, team.role)).map(({ id }) => id),
  );
}

function giverOf(actor: OrgActor): Giver {
  return { orgId: actor.org.id, userId: actor.user.id, role: actor.role };
}

/** The teams with the different roles that the giver has on their projects. Throws NotFound unless all are the org's. */
async function judgeTeams(tx: Tx, giver: Giver, ids: string[], way: "give" | "take"): Promise<Judged[]> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return [];
  const rows = await tx.execute<TeamFacts & { own: (ProjectRole | null)[] | null }>(sql`
    with own as materialized (
      select project_id, max(role) as role from (
        select project_id, case when ${way === "give"} and ends_at is not null then null else role end as role
          from ${sql.identifier(accessView(giver.userId))} where org_id = ${giver.orgId} and user_id = ${giver.userId}
        union all
        select project_id, then_role from project_grants where org_id = ${giver.orgId} and user_id = ${giver.userId}
      ) r group by project_id
    )
    select t.id, t.name, t.role, t.version,
      (select json_agg(distinct o.role) from team_projects tp left join own o on o.project_id = tp.project_id
        where tp.team_id = t.id) as own
    from teams t where t.org_id = ${giver.orgId} and t.id = any(${textArray(wanted)})
    order by lower(t.name), t.id`);
  if (rows.length !== wanted.length) throw new NotFound("team");
  return rows.map((row) => ({ ...row, own: row.own ?? [projectRoleFromOrg(giver.role)] }));
}

function assertGivable(team: Judged, role: ProjectRole, field: string): void {
  if (team.own.every((own) => mayGiveProjectRole(own, role))) return;
  const message = `The team ${team.name} would give the project role ${projectRoleNames[role]}, which is above yours on one of its projects. Ask an owner.`;
  throw new RuleBroken("role_above_own", message, { field });
}

function assertTakeable(team: Judged): void {
  if (team.own.every((own) => mayChangeProjectGrant(own, team.role))) return;
  const message = `The team ${team.name} gives the project role ${projectRoleNames[team.role]}, which is not below yours. Ask an owner to take it away.`;
  throw new RuleBroken("target_not_below", message);
}
