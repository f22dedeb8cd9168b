import type { InvitationFacts } from "@/db/queries/invitations";

export type InvitationState = "Pending" | "Expired" | "Accepted" | "Declined" | "Revoked";

export function stateOf(invitation: InvitationFacts, at: Date): InvitationState {
  if (invitation.acceptedAt) return "Accepted";
  if (invitation.revokedAt) return "Revoked";
  if (invitation.declinedAt) return "Declined";
  return invitation.expiresAt <= at ? "Expired" : "Pending";
}
