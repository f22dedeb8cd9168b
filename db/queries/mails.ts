import "server-only";
import { and, asc, eq, isNotNull, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import {
  gdprTokens,
  invitationProjects,
  invitations,
  invitationTeams,
  members,
  orgs,
  projects,
  securityNotices,
  signUps,
  teams,
  users,
} from "@/db/schema";
import type { OrgRole, ProjectRole } from "@/lib/authz/roles";

/** What the mails say, read at the moment they are sent. */

export type InvitationForMail = {
  email: string;
  role: OrgRole;
  orgName: string;
  expiresAt: Date;
  mailVersion: number;
  /** Neither accepted, declined nor revoked. */
  open: boolean;
  giver: { name: string; email: string } | null;
  projects: { name: string; role: ProjectRole; endsAt: Date | null }[];
  teams: string[];
};

export async function getInvitationForMail(id: string): Promise<InvitationForMail | null> {
  const [[row], givenProjects, givenTeams] = await Promise.all([
    db()
      .select({ invitation: invitations, orgName: orgs.name, giverName: users.name, giverEmail: users.email })
      .from(invitations)
      .innerJoin(orgs, and(eq(orgs.id, invitations.orgId), isNull(orgs.deletedAt)))
      .leftJoin(users, eq(users.id, invitations.roleGivenBy))
      .where(eq(invitations.id, id)),
    db()
      .select({ name: projects.name, role: invitationProjects.role, endsAt: invitationProjects.endsAt })
      .from(invitationProjects)
      .innerJoin(projects, and(eq(projects.id, invitationProjects.projectId), isNull(projects.deletedAt)))
      .where(eq(invitationProjects.invitationId, id))
      .orderBy(asc(projects.name)),
    db()
      .select({ name: teams.name })
      .from(invitationTeams)
      .innerJoin(teams, eq(teams.id, invitationTeams.teamId))
      .where(eq(invitationTeams.invitationId, id))
      .orderBy(asc(teams.name)),
  ]);
  if (!row) return null;
  const { invitation, orgName, giverName, giverEmail } = row;
  const { email, role, expiresAt, mailVersion, acceptedAt, declinedAt, revokedAt } = invitation;
  return {
    email,
    role,
    orgName,
    expiresAt,
    mailVersion,
    open: !acceptedAt && !declinedAt && !revokedAt,
    giver: giverName !== null && giverEmail !== null ? { name: giverName, email: giverEmail } : null,
    projects: givenProjects,
    teams: givenTeams.map((team) => team.name),
  };
}

export type AcceptedForMail = {
  orgId: number;
  orgName: string;
  giverEmail: string;
  person: { id: string; name: string; email: string };
  role: OrgRole;
};

/** Who accepted, for the giver of the role while both are members; else null. */
export async function getAcceptedForMail(invitationId: string): Promise<AcceptedForMail | null> {
  const [row] = await db()
    .select({
      orgId: orgs.id,
      orgName: orgs.name,
      giver: invitations.roleGivenBy,
      id: members.userId,
      name: members.name,
      email: members.email,
      role: members.role,
    })
    .from(invitations)
    .innerJoin(orgs, and(eq(orgs.id, invitations.orgId), isNull(orgs.deletedAt)))
    .innerJoin(members, and(eq(members.orgId, invitations.orgId), eq(members.userId, invitations.acceptedBy)))
    .where(eq(invitations.id, invitationId));
  if (!row?.giver) return null;
  const { orgId, orgName, role, id, name, email } = row;
  const [giver] = await db()
    .select({ email: members.email })
    .from(members)
    .where(and(eq(members.orgId, orgId), eq(members.userId, row.giver)));
  return giver ? { orgId, orgName, giverEmail: giver.email, person: { id, name, email }, role } : null;
}

/** A sign-up that waits for its address, and whether the address has an account already. */
export async function getSignUpForMail(id: string) {
  const [row] = await db()
    .select({
      email: signUps.email,
      name: signUps.name,
      orgName: signUps.orgName,
      expiresAt: signUps.expiresAt,
      account: users.id,
    })
    .from(signUps)
    .leftJoin(users, and(eq(users.email, signUps.email), isNotNull(users.emailProvenAt)))
    .where(and(eq(signUps.id, id), isNull(signUps.usedAt)));
  return row ? { ...row, account: row.account !== null } : null;
}

export async function getUserForMail(id: string) {
  const [row] = await db()
    .select({
      email: users.email,
      name: users.name,
      timezone: users.timezone,
    })
    .from(users)
    .where(eq(users.id, id));
  return row ?? null;
}

/** The account of an address and the orgs it is a member of; deleted ones take no more entries. */
export async function getAccountOrgs(email: string): Promise<{ userId: string; orgIds: number[] } | null> {
  const rows = await db()
    .select({ userId: users.id, orgId: orgs.id })
    .from(users)
    .leftJoin(members, eq(members.userId, users.id))
    .leftJoin(orgs, and(eq(orgs.id, members.orgId), isNull(orgs.deletedAt)))
    .where(eq(users.email, email));
  const [first] = rows;
  return first ? { userId: first.userId, orgIds: rows.flatMap((row) => row.orgId ?? []) } : null;
}

/** What a security notice says, for the person as they are called now. */
export async function getNoticeForMail(id: string) {
  const [row] = await db()
    .select({
      kind: securityNotices.kind,
      email: securityNotices.email,
      ip: securityNotices.ip,
      agent: securityNotices.agent,
      createdAt: securityNotices.createdAt,
      expiresAt: securityNotices.expiresAt,
      refusedAt: securityNotices.refusedAt,
      name: users.name,
      timezone: users.timezone,
    })
    .from(securityNotices)
    .innerJoin(users, eq(users.id, securityNotices.userId))
    .where(eq(securityNotices.id, id));
  return row ?? null;
}

export async function getGdprTokenForMail(id: string) {
  const [row] = await db()
    .select({
      expiresAt: gdprTokens.expiresAt,
      revokedAt: gdprTokens.revokedAt,
      email: users.email,
      name: users.name,
      timezone: users.timezone,
    })
    .from(gdprTokens)
    .innerJoin(users, eq(users.id, gdprTokens.userId))
    .where(eq(gdprTokens.id, id));
  return row ?? null;
}
