import "server-only";
import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { invitationProjects, invitationTeams, projects } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { effectiveProjectRoles } from "@/lib/authz/project-role";
import { mayGiveProjectRole, type ProjectRole, projectRoleNames } from "@/lib/authz/roles";
import { assertPlanHasProjectRole } from "@/lib/billing/capabilities";
import { NotFound, RuleBroken } from "@/lib/errors";
import type { Change } from "@/lib/mutate";
import { assertTeamsGivable } from "@/lib/teams/ceiling";
import type { InviteInput } from "./schemas";

/** What an invitation gives beside membership: projects with a role, and places in teams. */
export type Parts = { projects: { id: number; role: ProjectRole }[]; teams: string[] };

/** R4 and R7 for what an invitation gives: existing projects and teams, roles at or below one's own, roles the plan has. */
export async function judgeParts(
  tx: Tx,
  actor: OrgActor,
  input: Pick<InviteInput, "projects" | "projectRole" | "teams">,
): Promise<Parts> {
  const role = input.projectRole;
  const ids = [...new Set(input.projects.map(Number))];
  const own = await effectiveProjectRoles(tx, ids, actor.user.id);
  for (const id of ids) {
    const mine = own.get(id);
    if (!mine) throw new NotFound("project");
    if (!mayGiveProjectRole(mine, role)) {
      throw new RuleBroken(
        "role_above_own",
        `You cannot give the project role ${projectRoleNames[role]} here. Choose one at or below your own.`,
        { field: "projectRole" },
      );
    }
  }
  if (ids.length > 0) {
    await assertOfOrg(tx, actor.org.id, ids);
    assertPlanHasProjectRole(actor.org.plan, role, "projectRole");
  }
  const chosen = [...new Set(input.teams)];
  await assertTeamsGivable(tx, actor, chosen);
  return { projects: ids.map((id) => ({ id, role })), teams: chosen };
}

async function assertOfOrg(tx: Tx, orgId: number, ids: number[]): Promise<void> {
  const rows = await tx
    .select({ id: projects.id })
    .from(projects)
    .where(and(eq(projects.orgId, orgId), inArray(projects.id, ids), isNull(projects.deletedAt)));
  if (rows.length !== ids.length) throw new NotFound("project");
}

/** Adds projects and teams; a project given before keeps the higher role and its giver. */
export async function addParts({ tx, actor }: Change<OrgActor>, invitationId: string, parts: Parts): Promise<void> {
  const givenBy = actor.user.id;
  const orgId = actor.org.id;
  if (parts.projects.length > 0) {
    await tx
      .insert(invitationProjects)
      .values(parts.projects.map(({ id, role }) => ({ orgId, invitationId, projectId: id, role, givenBy })))
      .onConflictDoUpdate({
        target: [invitationProjects.invitationId, invitationProjects.projectId],
        set: { role: sql`excluded.role`, givenBy: sql`excluded.given_by` },
        setWhere: sql`excluded.role > ${invitationProjects.role}`,
      });
  }
  if (parts.teams.length > 0) {
    await tx
      .insert(invitationTeams)
      .values(parts.teams.map((teamId) => ({ orgId, invitationId, teamId, givenBy })))
      .onConflictDoNothing();
  }
}
