import "server-only";
import {
  getInvitationOfLink,
  getInvitationParts,
  type InvitationParts,
  type InvitationRow,
} from "@/db/queries/invitation-link";
import { now } from "@/lib/clock";
import { tokenId } from "@/lib/links";
import { type Joined, linkKind } from "./acceptance";

export type OpenState = "gone" | "open" | "expired" | "revoked" | "declined" | "used";
type Shown = Pick<InvitationRow, "orgId" | "orgName" | "email" | "role" | "inviterName"> & InvitationParts;

/** What a link leads to. `unknown` was never a link of ours or its organization is gone; `replaced` was one once. */
export type InvitationLink = { state: "unknown" } | { state: "replaced" } | { state: OpenState; invitation: Shown };

/** Reads what a link shows and changes nothing (I2). */
export async function readInvitationLink(token: string): Promise<InvitationLink> {
  const id = tokenId(token);
  const row = id ? await getInvitationOfLink(id) : null;
  if (!row) return { state: "unknown" };
  if (!linkKind(token, row)) return { state: "replaced" };
  const { orgId, orgName, email, role, inviterName } = row;
  const parts = await getInvitationParts(row.id);
  return { state: stateOf(row), invitation: { orgId, orgName, email, role, inviterName, ...parts } };
}

function stateOf(row: InvitationRow): OpenState {
  if (row.orgDeletedAt) return "gone";
  if (row.acceptedAt) return "used";
  if (row.revokedAt) return "revoked";
  if (row.declinedAt) return "declined";
  return row.expiresAt <= now() ? "expired" : "open";
}

/** What somebody reads when they arrive: also what fell away because its giver may no longer give it. */
export function joinedSentence({ already, fellAway, asides }: Pick<Joined, "already" | "fellAway" | "asides">): string {
  const arrived = already
    ? "You were a member already; what the invitation adds is yours."
    : "You joined the organization.";
  const told = [arrived, ...asides].join(" ");
  if (fellAway.length === 0) return told;
  const list = new Intl.ListFormat("en").format(fellAway);
  return `${told} Not given, because the person who offered it may no longer do so: ${list}. Ask an owner or admin.`;
}
