import { type ExportedInvitation, readInvitationsForExport } from "@/db/queries/invitation-export";
import type { OrgActor } from "@/lib/authz/actor";
import { orgRoleNames } from "@/lib/authz/roles";
import { type Cell, inBatches } from "@/lib/csv";
import {
  endedState,
  type InvitationState,
  invitationStateNames,
  readInvitationFilter,
  readInvitationPlace,
} from "@/lib/invitations/filter";
import type { SearchParams } from "@/lib/pagination";

const batch = 2000;

export const invitationColumns = [
  "E-mail",
  "Organization role",
  "Teams",
  "Projects",
  "Invited by",
  "Sent (UTC)",
  "Expires (UTC)",
  "State",
];

export function invitationFile(actor: OrgActor, params: SearchParams, at: Date) {
  const filter = readInvitationFilter(params);
  const order = readInvitationPlace(params, filter);
  const batches = inBatches<ExportedInvitation>((after) =>
    readInvitationsForExport(actor, filter, order, after, { size: batch, at }),
  );
  async function* rows(): AsyncGenerator<Cell[][]> {
    for await (const invitations of batches) yield invitations.map((row) => cellsOf(row, filter.state));
  }
  const given = { q: filter.q, role: filter.role ?? "", state: filter.state ?? "" };
  return { filter: given, rows: rows() };
}

function cellsOf(row: ExportedInvitation, state: InvitationState | null): Cell[] {
  return [
    row.email,
    orgRoleNames[row.role],
    row.teams,
    row.projects,
    row.invited_by,
    row.sent_at,
    row.expires_at,
    invitationStateNames[endedState(state) ?? (row.expired ? "expired" : "pending")],
  ];
}
