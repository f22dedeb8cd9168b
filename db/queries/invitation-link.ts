import "server-only";
import { and, asc, eq, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { invitationProjects, invitations, invitationTeams, orgs, projects, teams, users } from "@/db/schema";
import type { OrgRole, ProjectRole } from "@/lib/authz/roles";

export type InvitationRow = {
  id: string;
  orgId: number;
  orgName: string;
  email: string;
  role: OrgRole;
  inviterName: string | null;
  mailVersion: number;
  copyVersion: number;
  expiresAt: Date;
  acceptedAt: Date | null;
  declinedAt: Date | null;
  revokedAt: Date | null;
  orgDeletedAt: Date | null;
};

/** The invitation a link names. Whoever shows it checks the link's token first. */
export async function getInvitationOfLink(id: string): Promise<InvitationRow | null> {
  const [row] = await db()
    .select({
      id: invitations.id,
      orgId: invitations.orgId,
      orgName: orgs.name,
      email: invitations.email,
      role: invitations.role,
      inviterName: users.name,
      mailVersion: invitations.mailVersion,
      copyVersion: invitations.copyVersion,
      expiresAt: invitations.expiresAt,
      acceptedAt: invitations.acceptedAt,
      declinedAt: invitations.declinedAt,
      revokedAt: invitations.revokedAt,
      orgDeletedAt: orgs.deletedAt,
    })
    .from(invitations)
    .innerJoin(orgs, eq(orgs.id, invitations.orgId))
    .leftJoin(users, eq(users.id, invitations.roleGivenBy))
    .where(eq(invitations.id, id));
  return row ?? null;
}

export type InvitationParts = { projects: { name: string; role: ProjectRole; endsAt: Date | null }[]; teams: string[] };

/** What an invitation gives besides the role, by name. */
export async function getInvitationParts(id: string): Promise<InvitationParts> {
  const [given, places] = await Promise.all([
    db()
      .select({ name: projects.name, role: invitationProjects.role, endsAt: invitationProjects.endsAt })
      .from(invitationProjects)
      .innerJoin(projects, and(eq(projects.id, invitationProjects.projectId), isNull(projects.deletedAt)))
      .where(eq(invitationProjects.invitationId, id))
      .orderBy(asc(projects.name), asc(projects.id)),
    db()
      .select({ name: teams.name })
      .from(invitationTeams)
      .innerJoin(teams, eq(teams.id, invitationTeams.teamId))
      .where(eq(invitationTeams.invitationId, id))
      .orderBy(asc(teams.name), asc(teams.id)),
  ]);
  return { projects: given, teams: places.map((team) => team.name) };
}
