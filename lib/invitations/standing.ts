import "server-only";
import { and, eq, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import {
  invitationProjects,
  type invitations,
  invitationTeams,
  members,
  projects,
  teamMembers,
  teams,
} from "@/db/schema";
import type { OutsideActor, UserActor } from "@/lib/authz/actor";
import { orgRoleMay } from "@/lib/authz/permissions";
import { effectiveProjectRole } from "@/lib/authz/project-role";
import type { OrgRole, ProjectRole } from "@/lib/authz/roles";
import { isServiceUser } from "@/lib/authz/service-user";
import type { PlanId } from "@/lib/billing/plans";
import { RuleBroken } from "@/lib/errors";
import { keyOf, termsOf, writeTerms } from "@/lib/members/grant-rows";
import { addedTo } from "@/lib/members/grant-terms";
import { type Change, serviceRoleOf } from "@/lib/mutate";
import { teamsGivableBy } from "@/lib/teams/ceiling";
import { hasEnded, projectPartStands, roleStands } from "./stands";

/** The parts of an invitation that stand at acceptance: those whose givers may still give them (I1). */

type Invitation = typeof invitations.$inferSelect;

export type Standing = {
  role: OrgRole;
  projects: { projectId: number; name: string; role: ProjectRole; endsAt: Date | null; givenBy: string | null }[];
  teams: { teamId: string; givenBy: string | null }[];
  fellAway: string[];
  /** Sentences on what is not given for other reasons than its giver. */
  asides: string[];
};

export async function partsThatStand(tx: Tx, invitation: Invitation, plan: PlanId, now: Date): Promise<Standing> {
  const { orgId, id } = invitation;
  const fellAway: string[] = [];
  const asides: string[] = [];
  const givenProjects = await tx
    .select({
      projectId: projects.id,
      name: projects.name,
      role: invitationProjects.role,
      endsAt: invitationProjects.endsAt,
      givenBy: invitationProjects.givenBy,
    })
    .from(invitationProjects)
    .innerJoin(projects, and(eq(projects.id, invitationProjects.projectId), isNull(projects.deletedAt)))
    .where(eq(invitationProjects.invitationId, id));
  const standingProjects: Standing["projects"] = [];
  for (const part of givenProjects) {
    if (hasEnded(part.endsAt, now)) {
      asides.push(`The access to ${part.name} that it gave has ended meanwhile.`);
      continue;
    }
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
    const role = part.giverRole ?? (await roleOf(tx, orgId, part.givenBy));
    const giver = part.givenBy && role && { orgId, userId: part.givenBy, role, plan };
    if (giver && (await teamsGivableBy(tx, giver, [part.teamId])).has(part.teamId)) standingTeams.push(part);
  }
  fellAway.push(...givenTeams.filter((part) => !standingTeams.includes(part)).map((part) => `the team ${part.name}`));
  const giverRole = await roleOf(tx, orgId, invitation.roleGivenBy);
  const mayInvite = giverRole !== null && orgRoleMay(giverRole, "org.members.invite");
  if (!mayInvite && standingProjects.length + standingTeams.length === 0) {
    const over = givenProjects.length > 0 && givenProjects.every(({ endsAt }) => hasEnded(endsAt, now));
    const message = over
      ? "The access you were invited to has ended meanwhile. Ask for a new invitation."
      : "The person who invited you may no longer do so. Ask for a new invitation.";
    throw new RuleBroken("invitation_revoked", message);
  }
  const stands = roleStands(giverRole, invitation.role);
  if (!stands && invitation.role !== "member") fellAway.unshift("the organization role");
  return {
    role: stands ? invitation.role : "member",
    projects: standingProjects,
    teams: standingTeams,
    fellAway,
    asides,
  };
}

export async function roleOf(tx: Tx, orgId: number, userId: string | null): Promise<OrgRole | null> {
  if (!userId) return null;
  if (isServiceUser(userId)) return serviceRoleOf(tx, orgId, userId);
  const [row] = await tx
    .select({ role: members.role })
    .from(members)
    .where(and(eq(members.orgId, orgId), eq(members.userId, userId)));
  return row?.role ?? null;
}

/**
 * Grants and team places at once. What somebody has already is neither lowered nor shortened; a part that one grant cannot
 * hold beside it is left out, and a sentence on it is answered.
 */
export async function giveParts(
  change: Change<UserActor | OutsideActor>,
  orgId: number,
  userId: string,
  standing: Standing,
): Promise<string[]> {
  const { tx, now } = change;
  const projectIds = standing.projects.map(({ projectId }) => projectId);
  const present = await termsOf(change, orgId, { userIds: [userId], projectIds });
  const asides: string[] = [];
  const rows = standing.projects.flatMap(({ projectId, name, role, endsAt, givenBy }) => {
    const before = present.get(keyOf({ projectId, userId })) ?? null;
    const term = addedTo(before, { role, endsAt });
    if (term === "unclear")
      asides.push(`Your role on ${name} stays as it is: it ends at another time than the one given.`);
    return term === "unclear" || term === before ? [] : [{ projectId, userId, term, givenBy }];
  });
  await writeTerms(change, orgId, rows);
  if (standing.teams.length > 0) {
    await tx
      .insert(teamMembers)
      .values(standing.teams.map(({ teamId, givenBy }) => ({ orgId, teamId, userId, addedAt: now, addedBy: givenBy })))
      .onConflictDoNothing();
  }
  return asides;
}
