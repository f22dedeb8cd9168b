import "server-only";
import { and, eq, inArray, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { invitationProjects, invitations, invitationTeams, projects, teams } from "@/db/schema";
import type { Json } from "@/lib/audit/chain";
import type { OrgActor } from "@/lib/authz/actor";
import { assertConfirmed } from "@/lib/authz/confirmation";
import { effectiveProjectRole } from "@/lib/authz/project-role";
import {
  higherProjectRole,
  mayChangeOrgRole,
  mayChangeProjectGrant,
  mayGiveOrgRole,
  mayGiveProjectRole,
  orgRoleNames,
  type ProjectRole,
  projectRoleNames,
} from "@/lib/authz/roles";
import { assertPlanHasProjectRole } from "@/lib/billing/capabilities";
import { NotFound, RuleBroken } from "@/lib/errors";
import { assertMayGive } from "@/lib/members/members";
import { type Change, mutateOrg } from "@/lib/mutate";
import { assertTeamsTakeable } from "@/lib/teams/ceiling";
import { findOpen } from "./invitations";
import { addParts, factsOfParts, judgeParts, type Parts } from "./parts";
import type {
  AddPartsInput,
  ChangeInvitationProjectInput,
  ChangeInvitationRoleInput,
  InvitationProjectInput,
  InvitationTeamInput,
} from "./schemas";
import { roleOf } from "./standing";

/**
 * What an open invitation gives is edited under the same ceiling as what people have (R4): a part is changed or taken
 * away by its giver and by those above its role, and whoever gives it last is its giver (I1). Accepting locks the same
 * org row, so an edit is either in what the person joins with, or refused with the way to their page.
 */

/** Another organization role. The same one again is taken over from a giver who may not give it any more. */
export function changeInvitationRole(actor: OrgActor, input: ChangeInvitationRoleInput): Promise<void> {
  return mutateOrg(actor, "org.members.invite", async (change) => {
    const { tx, actor: fresh, now } = change;
    const invitation = await findOpen(tx, fresh, input.invitationId);
    if (invitation.role !== input.was) throw changedTo(orgRoleNames[invitation.role]);
    const giverRole = await roleOf(tx, fresh.org.id, invitation.roleGivenBy);
    const stands = giverRole !== null && mayGiveOrgRole(giverRole, invitation.role);
    if (invitation.role === input.role && (stands || invitation.roleGivenBy === fresh.user.id)) return;
    if (!mayChangeOrgRole(fresh.role, invitation.role) && invitation.roleGivenBy !== fresh.user.id) {
      throw new RuleBroken("target_not_below", "Only an owner, or the person who gave this role, can change it.");
    }
    assertMayGive(fresh, input.role);
    if (invitation.role === "owner" || input.role === "owner") assertConfirmed(fresh, now);
    await tx
      .update(invitations)
      .set({ role: input.role, roleGivenBy: fresh.user.id })
      .where(eq(invitations.id, invitation.id));
    edited(change, invitation.id, { role: invitation.role, givenBy: invitation.roleGivenBy }, { role: input.role });
  });
}

/** More projects and teams. A project that is in it already keeps the higher role. Returns how many parts changed. */
export function addInvitationParts(actor: OrgActor, input: AddPartsInput): Promise<number> {
  return mutateOrg(actor, "org.members.invite", async (change) => {
    const { tx, actor: fresh } = change;
    const { id } = await findOpen(tx, fresh, input.invitationId);
    const parts = await onlyNew(tx, id, await judgeParts(tx, fresh, input));
    const count = parts.projects.length + parts.teams.length;
    if (count === 0) return 0;
    await addParts(change, id, parts);
    edited(change, id, null, factsOfParts(parts));
    return count;
  });
}

/** Another role on one project of the invitation; the actor becomes its giver. */
export function changeInvitationProject(actor: OrgActor, input: ChangeInvitationProjectInput): Promise<void> {
  return mutateOrg(actor, "org.members.invite", async (change) => {
    const { tx, actor: fresh } = change;
    const { id } = await findOpen(tx, fresh, input.invitationId);
    const { part, own } = await findProject(tx, fresh, id, input.projectId);
    if (!part) throw new RuleBroken("changed_meanwhile", "Somebody took this project out meanwhile. Add it again.");
    if (part.role !== input.was) throw changedTo(projectRoleNames[part.role]);
    if (part.role === input.role && part.givenBy === fresh.user.id) return;
    assertMayChangePart(fresh, own, part);
    if (!mayGiveProjectRole(own, input.role)) {
      const message = `You cannot give the project role ${projectRoleNames[input.role]} here. Choose one at or below your own.`;
      throw new RuleBroken("role_above_own", message, { field: "role" });
    }
    assertPlanHasProjectRole(fresh.org.plan, input.role, "role");
    await tx
      .update(invitationProjects)
      .set({ role: input.role, givenBy: fresh.user.id })
      .where(projectKey(id, input.projectId));
    const of = (role: ProjectRole, givenBy: string | null) => ({ projects: [{ id: input.projectId, role }], givenBy });
    edited(change, id, of(part.role, part.givenBy), of(input.role, fresh.user.id));
  });
}

/** Takes one project out of the invitation. One that is not in it any more is no error. */
export function removeInvitationProject(actor: OrgActor, input: InvitationProjectInput): Promise<void> {
  return mutateOrg(actor, "org.members.invite", async (change) => {
    const { tx, actor: fresh } = change;
    const { id } = await findOpen(tx, fresh, input.invitationId);
    const { part, own } = await findProject(tx, fresh, id, input.projectId);
    if (!part) return;
    assertMayChangePart(fresh, own, part);
    await tx.delete(invitationProjects).where(projectKey(id, input.projectId));
    edited(change, id, { projects: [{ id: input.projectId, role: part.role }] }, null);
  });
}

/** Takes one team out of the invitation. One that is not in it any more is no error. */
export function removeInvitationTeam(actor: OrgActor, input: InvitationTeamInput): Promise<void> {
  return mutateOrg(actor, "org.members.invite", async (change) => {
    const { tx, actor: fresh } = change;
    const { id } = await findOpen(tx, fresh, input.invitationId);
    const [team] = await tx
      .select({ id: teams.id })
      .from(teams)
      .where(and(eq(teams.orgId, fresh.org.id), eq(teams.id, input.teamId)));
    if (!team) throw new NotFound("team");
    const key = and(eq(invitationTeams.invitationId, id), eq(invitationTeams.teamId, input.teamId));
    const [part] = await tx.select({ givenBy: invitationTeams.givenBy }).from(invitationTeams).where(key);
    if (!part) return;
    if (part.givenBy !== fresh.user.id) await assertTeamsTakeable(tx, fresh, [input.teamId]);
    await tx.delete(invitationTeams).where(key);
    edited(change, id, { teams: [input.teamId] }, null);
  });
}

type Part = { role: ProjectRole; givenBy: string | null };
type Facts = { [key: string]: Json } | null;

function edited({ actor, audit }: Change<OrgActor>, id: string, before: Facts, after: Facts): void {
  audit({
    orgId: actor.org.id,
    action: "invitation.edited",
    object: { type: "invitation", id },
    ...(before && { before }),
    ...(after && { after }),
  });
}

function assertMayChangePart(actor: OrgActor, own: ProjectRole | null, part: Part): void {
  if (mayChangeProjectGrant(own, part.role) || part.givenBy === actor.user.id) return;
  const message = `Only an owner, or the person who gave the role ${projectRoleNames[part.role]}, can change or remove it.`;
  throw new RuleBroken("target_not_below", message);
}

function changedTo(role: string): RuleBroken {
  return new RuleBroken(
    "changed_meanwhile",
    `Somebody changed this role to ${role} meanwhile. Look again, then decide.`,
  );
}

/** The project's part under the lock, and the actor's own role there. Projects of elsewhere are not found. */
async function findProject(
  tx: Tx,
  actor: OrgActor,
  invitationId: string,
  projectId: number,
): Promise<{ part: Part | undefined; own: ProjectRole | null }> {
  const [project] = await tx
    .select({ id: projects.id })
    .from(projects)
    .where(and(eq(projects.orgId, actor.org.id), eq(projects.id, projectId), isNull(projects.deletedAt)));
  if (!project) throw new NotFound("project");
  const [part] = await tx
    .select({ role: invitationProjects.role, givenBy: invitationProjects.givenBy })
    .from(invitationProjects)
    .where(projectKey(invitationId, projectId));
  return { part, own: await effectiveProjectRole(tx, projectId, actor.user.id) };
}

function projectKey(invitationId: string, projectId: number) {
  return and(eq(invitationProjects.invitationId, invitationId), eq(invitationProjects.projectId, projectId));
}

/** Without what the invitation gives already, or gives more of. */
async function onlyNew(tx: Tx, id: string, wanted: Parts): Promise<Parts> {
  const known = await tx
    .select({
      id: invitationProjects.projectId,
      role: invitationProjects.role,
      endsAt: invitationProjects.endsAt,
    })
    .from(invitationProjects)
    .where(eq(invitationProjects.invitationId, id));
  const places =
    wanted.teams.length === 0
      ? []
      : await tx
          .select({ id: invitationTeams.teamId })
          .from(invitationTeams)
          .where(and(eq(invitationTeams.invitationId, id), inArray(invitationTeams.teamId, wanted.teams)));
  const roles = new Map(known.map((part) => [part.id, part]));
  return {
    projects: wanted.projects.filter(({ id: projectId, role }) => {
      const has = roles.get(projectId);
      return !has || higherProjectRole(has.role, role) !== has.role || (has.role === role && has.endsAt !== null);
    }),
    teams: wanted.teams.filter((team) => !places.some((place) => place.id === team)),
  };
}
