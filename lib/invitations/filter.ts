import { type OrgRole, orgRoles } from "@/lib/authz/roles";
import { type ListPlace, readPlace, readText, type SearchParams } from "@/lib/pagination";

/** The filter of the list of invitations, and the order it stands in, as the address has them. Pure. */

export const openStates = ["pending", "expired"] as const;
export const endedStates = ["accepted", "declined", "revoked"] as const;
export type EndedState = (typeof endedStates)[number];
export type InvitationState = (typeof openStates)[number] | EndedState;
export const invitationStateNames: Record<InvitationState, string> = {
  pending: "Pending",
  expired: "Expired",
  accepted: "Accepted",
  declined: "Declined",
  revoked: "Revoked",
};
/** Without a state: all that are open. */
export type InvitationFilter = { q: string; role: OrgRole | null; state: InvitationState | null };

export const invitationSorts = ["sent", "email", "role", "expires"] as const;
/** What has ended is listed by when it did. */
export type InvitationSort = (typeof invitationSorts)[number] | "ended";

export function readInvitationFilter(params: SearchParams): InvitationFilter {
  return {
    q: readText(params, "q"),
    role: orgRoles.find((role) => role === params.role) ?? null,
    state: [...openStates, ...endedStates].find((state) => state === params.state) ?? null,
  };
}

export function readInvitationPlace(params: SearchParams, { state }: InvitationFilter): ListPlace<InvitationSort> {
  return endedState(state)
    ? readPlace<InvitationSort>(params, ["ended"], { sort: "ended", dir: "desc" })
    : readPlace<InvitationSort>(params, invitationSorts, { sort: "sent", dir: "desc" });
}

export function endedState(state: InvitationState | null): EndedState | null {
  return endedStates.find((each) => each === state) ?? null;
}

export function invitationFilterParams({ q, role, state }: InvitationFilter): Record<string, string | undefined> {
  return { q: q || undefined, role: role ?? undefined, state: state ?? undefined };
}

export function isFilteredInvitations({ q, role, state }: InvitationFilter): boolean {
  return Boolean(q || role || state);
}
