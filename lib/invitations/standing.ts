import "server-only";
import { and, eq, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import {
  invitationProjects,
  type invitations,
  invitationTeams,
  members,
  projectGrants,
  projects,
  teamMembers,
  teams,
} from "@/db/schema";
import { orgRoleMay } from "@/lib/authz/permissions";
import { effectiveProjectRole } from "@/lib/authz/project-role";
import type { OrgRole } from "@/lib/authz/roles";
import type { PlanId } from "@/lib/billing/plans";
import { RuleBroken } from "@/lib/errors";
import { teamsGivableBy } from "@/lib/teams/ceiling";
import { projectPartStands, roleStands } from "./stands";

/** The parts of an invitation that stand at acceptance: those whose givers may still give them (I1). */

type Invitation = typeof invitations.$inferSelect;

export type Standing = {
  role: OrgRole;
  projects: { projectId: number; role: typeof invitationProjects.$inferSelect.role; givenBy: string | null }[];
  teams: { teamId: string; givenBy: string | null }[];
  fellAway: string[];
};

export async function partsThatStand(tx: Tx, invitation: Invitation, plan: PlanId): Promise<Standing> {
  const { orgId, id } = invitation;
  const fellAway: string[] = [];
  const givenProjects = await tx
    .select({
      projectId: projects.id,
      name: projects.name,
      role: invitationProjects.role,
      givenBy: invitationProjects.givenBy,
    })
    .from(invitationProjects)
    .innerJoin(projects, and(eq(projects.id, invitationProjects.projectId), isNull(projects.deletedAt)))
    .where(eq(invitationProjects.invitationId, id));
  const standingProjects: Standing["projects"] = [];
  for (const part of givenProjects) {
    const own = part.givenBy && (await effectiveProjectRole(tx, part.projectId, part.givenBy));
    if (projectPartStands(own || null, part.role, plan)) standingProjects.push(part);
    else fellAway.push(`the project ${part.name}`);
  }
  const givenTeams = await tx
    .select({
      teamId: teams.id,
      name: teams.name,
      givenBy: invitationTeams.givenBy,
      giverRole: members.role,
    })
    .from(invitationTeams)
    .innerJoin(teams, eq(teams.id, invitationTeams.teamId))
    .leftJoin(members, and(eq(members.orgId, orgId), eq(members.userId, invitationTeams.givenBy)))
    .where(eq(invitationTeams.invitationId, id));
  const standingTeams: typeof givenTeams = [];
  for (const part of givenTeams) {
    const giver = part.givenBy && part.giverRole && { orgId, userId: part.givenBy, role: part.giverRole, plan };
    if (giver && (await teamsGivableBy(tx, giver, [part.teamId])).has(part.teamId)) standingTeams.push(part);
  }
  fellAway.push(...givenTeams.filter((part) => !standingTeams.includes(part)).map((part) => `the team ${part.name}`));
  const giverRole = await roleOf(tx, orgId, invitation.roleGivenBy);
  const mayInvite = giverRole !== null && orgRoleMay(giverRole, "org.members.invite");
  if (!mayInvite && standingProjects.length + standingTeams.length === 0) {
    throw new RuleBroken(
      "invitation_revoked",
      "The person who invited you may no longer do so. Ask for a new invitation.",
    );
  }
  const stands = roleStands(giverRole, invitation.role);
  if (!stands && invitation.role !== "member") fellAway.unshift("the organization role");
  return { role: stands ? invitation.role : "member", projects: standingProjects, teams: standingTeams, fellAway };
}

export async function roleOf(tx: Tx, orgId: number, userId: string | null): Promise<OrgRole | null> {
  if (!userId) return null;
  const [row] = await tx
    .select({ role: members.role })
    .from(members)
    .where(and(eq(members.orgId, orgId), eq(members.userId, userId)));
  return row?.role ?? null;
}

export async function giveParts(tx: Tx, orgId: number, userId: string, standing: Standing, now: Date): Promise<void> {
  if (standing.projects.length > 0) {
    await tx
      .insert(projectGrants)
      .values(
        standing.projects.map(({ projectId, role, givenBy }) => ({
          orgId,
          projectId,
          userId,
          role,
          givenAt: now,
          givenBy,
        })),
      )
      .onConflictDoUpdate({
        target: [projectGrants.projectId, projectGrants.userId],
        set: { role: sql`excluded.role`, givenBy: sql`excluded.given_by` },
        setWhere: sql`excluded.role > ${projectGrants.role}`,
      });
  }
  if (standing.teams.length > 0) {
    await tx
      .insert(teamMembers)
      .values(standing.teams.map(({ teamId, givenBy }) => ({ orgId, teamId, userId, addedAt: now, addedBy: givenBy })))
      .onConflictDoNothing();
  }
}
