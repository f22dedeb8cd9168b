import { mayChangeOrgRole, mayGiveOrgRole, type OrgRole } from "@/lib/authz/roles";

/** R4 for what may be done to an invitation that somebody else sent. Pure. */

type Judge = { role: OrgRole; user: { id: string } };
type Judged = { role: OrgRole; roleGivenBy: string | null };

/** Those below, and what one gave oneself. */
export function mayRevoke(actor: Judge, invitation: Judged): boolean {
  return mayChangeOrgRole(actor.role, invitation.role) || invitation.roleGivenBy === actor.user.id;
}

/** Sending a link again offers its role once more. */
export function mayResend(actor: Judge, invitation: Judged): boolean {
  return mayGiveOrgRole(actor.role, invitation.role);
}
