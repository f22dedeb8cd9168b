import "server-only";
import { and, eq, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { projects, teams } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { effectiveProjectRoles } from "@/lib/authz/project-role";
import { mayGiveProjectRole, type ProjectRole, projectRoleNames } from "@/lib/authz/roles";
import { assertPlanHasProjectRole } from "@/lib/billing/capabilities";
import { isNotFound, isRuleBroken, NotFound, RuleBroken } from "@/lib/errors";
import type { Change } from "@/lib/mutate";
import { assertTeamsGivable, teamsGivableBy } from "@/lib/teams/ceiling";
import { givenOf, type InviteInput } from "./schemas";

/** What an invitation gives beside membership: projects, each with a role, and places in teams. */
export type Parts = { projects: { id: number; role: ProjectRole; endsAt?: Date | null }[]; teams: string[] };

/** As the audit log has them. */
export function factsOfParts({ projects: given, teams: places }: Parts) {
  return {
    projects: given.map(({ id, role, endsAt }) => ({ id, role, ...(endsAt && { endsAt: endsAt.toISOString() }) })),
    teams: places,
  };
}

/** R4 and R7 for what an invitation gives: existing projects and teams, roles at or below one's own, roles the plan has. */
export async function judgeParts(
  tx: Tx,
  actor: OrgActor,
  input: Pick<InviteInput, "projects" | "projectRole" | "teams">,
): Promise<Parts> {
  const parts = givenOf(input);
  await assertParts(tx, actor, parts);
  return parts;
}

/** The same for parts that were read already. */
export async function assertParts(tx: Tx, actor: OrgActor, parts: Parts): Promise<void> {
  const givable = await readProjects(tx, actor, [parts]);
  for (const project of parts.projects) assertGivable(actor, givable, project);
  await assertTeamsGivable(tx, actor, parts.teams);
}

/** What is known of the projects and teams of many invitations, read at once. */
export type Givable = {
  projects: Map<number, ProjectRole | undefined>;
  teams: Set<string>;
  givableTeams: Set<string>;
};

export async function readGivable(tx: Tx, actor: OrgActor, all: readonly Parts[]): Promise<Givable> {
  const ids = [...new Set(all.flatMap((parts) => parts.teams))];
  const found =
    ids.length === 0
      ? []
      : await tx
          .select({ id: teams.id })
          .from(teams)
          .where(and(eq(teams.orgId, actor.org.id), listed(teams.id, ids, "text")));
  const existing = found.map(({ id }) => id);
  const giver = { orgId: actor.org.id, userId: actor.user.id, role: actor.role, plan: actor.org.plan };
  return {
    projects: await readProjects(tx, actor, all),
    teams: new Set(existing),
    givableTeams: await teamsGivableBy(tx, giver, existing),
  };
}

/** Why these cannot be given by the actor, as {@link assertParts} judges, or null. */
export function problemOfParts(actor: OrgActor, givable: Givable, parts: Parts): string | null {
  try {
    for (const project of parts.projects) assertGivable(actor, givable.projects, project);
  } catch (error) {
    if (isRuleBroken(error)) return error.message;
    if (isNotFound(error)) return "A project is gone meanwhile.";
    throw error;
  }
  if (parts.teams.some((id) => !givable.teams.has(id))) return "A team is gone meanwhile.";
  return parts.teams.every((id) => givable.givableTeams.has(id))
    ? null
    : "A team gives a project role that is above yours, or not part of the plan. Ask an owner.";
}

/** The actor's own role on each of these projects that the org has. */
async function readProjects(tx: Tx, actor: OrgActor, all: readonly Parts[]): Promise<Givable["projects"]> {
  const ids = [...new Set(all.flatMap((parts) => parts.projects.map(({ id }) => id)))];
  if (ids.length === 0) return new Map();
  const own = await effectiveProjectRoles(tx, ids, actor.user.id);
  const found = await tx
    .select({ id: projects.id })
    .from(projects)
    .where(and(eq(projects.orgId, actor.org.id), isNull(projects.deletedAt), listed(projects.id, ids, "int")));
  return new Map(found.map(({ id }) => [id, own.get(id)]));
}

function assertGivable(
  actor: OrgActor,
  known: Givable["projects"],
  { id, role }: { id: number; role: ProjectRole },
): void {
  const own = known.get(id);
  if (!own) throw new NotFound("project");
  if (!mayGiveProjectRole(own, role)) {
    const message = `You cannot give the project role ${projectRoleNames[role]} here. Choose one at or below your own.`;
    throw new RuleBroken("role_above_own", message, { field: "projects" });
  }
  assertPlanHasProjectRole(actor.org.plan, role, "projects");
}

/**
 * What is given again replaces a part only where it lowers and shortens nothing and adds something: a part is one role with
 * one end. A part that has ended by now is no part.
 */
const adds = sql`had.ends_at <= now() or (excluded.role >= had.role
  and coalesce(excluded.ends_at, 'infinity') >= coalesce(had.ends_at, 'infinity')
  and (excluded.role, coalesce(excluded.ends_at, 'infinity')) <> (had.role, coalesce(had.ends_at, 'infinity')))`;

/** Adds projects and teams; a project given before keeps the higher role and its giver. */
export function addParts(change: Change<OrgActor>, invitationId: string, parts: Parts): Promise<void> {
  return addPartsToMany(change, [{ invitationId, parts }]);
}

/**
 * Adds projects and teams to many invitations by two statements; a project given before keeps the higher role and its
 * giver. Those that share one `parts` are sent as one.
 */
export async function addPartsToMany(
  { tx, actor }: Change<OrgActor>,
  given: readonly { invitationId: string; parts: Parts }[],
): Promise<void> {
  const sets = [...new Set(given.map(({ parts }) => parts))];
  const ids = JSON.stringify(given.map(({ invitationId, parts }) => ({ id: invitationId, set: sets.indexOf(parts) })));
  const invited = sql`jsonb_to_recordset(${ids}::jsonb) as i(id text, set int)`;
  const ofProjects = sets.flatMap(({ projects }, set) =>
    projects.map(({ id, role, endsAt }) => ({ set, id, role, ends: endsAt?.toISOString() ?? null })),
  );
  if (ofProjects.length > 0) {
    await tx.execute(sql`
      insert into invitation_projects as had (org_id, invitation_id, project_id, role, given_by, ends_at)
      select ${actor.org.id}::int, i.id, p.id, p.role, ${actor.user.id}::text, p.ends from ${invited}
      join jsonb_to_recordset(${JSON.stringify(ofProjects)}::jsonb) as p(set int, id int, role project_role, ends timestamptz) on p.set = i.set
      on conflict (invitation_id, project_id) do update
        set role = excluded.role, given_by = excluded.given_by, ends_at = excluded.ends_at
        where ${adds}`);
  }
  const ofTeams = sets.flatMap(({ teams }, set) => teams.map((id) => ({ set, id })));
  if (ofTeams.length > 0) {
    await tx.execute(sql`
      insert into invitation_teams (org_id, invitation_id, team_id, given_by)
      select ${actor.org.id}::int, i.id, t.id, ${actor.user.id}::text from ${invited}
      join jsonb_to_recordset(${JSON.stringify(ofTeams)}::jsonb) as t(set int, id text) on t.set = i.set
      on conflict do nothing`);
  }
}

/** `column = any of these` in one parameter, so that the statement is the same for any number of them. */
export function listed(column: unknown, values: readonly (string | number)[], type: "text" | "int") {
  return sql`${column} in (select value::${sql.raw(type)} from jsonb_array_elements_text(${JSON.stringify(values)}::jsonb))`;
}
