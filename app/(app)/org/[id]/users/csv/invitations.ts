import { type ExportedInvitation, readInvitationsForExport } from "@/db/queries/invitation-export";
import { type InvitationFilter, invitationSorts } from "@/db/queries/invitations";
import type { OrgActor } from "@/lib/authz/actor";
import { orgRoleNames, orgRoles } from "@/lib/authz/roles";
import { type Cell, inBatches } from "@/lib/csv";
import { readPlace, readText, type SearchParams } from "@/lib/pagination";

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
  const filter: InvitationFilter = {
    q: readText(params, "q"),
    role: orgRoles.find((role) => role === params.role) ?? null,
    state: params.state === "pending" || params.state === "expired" ? params.state : null,
  };
  const order = readPlace(params, invitationSorts, { sort: "sent", dir: "desc" });
  const batches = inBatches<ExportedInvitation>((after) =>
    readInvitationsForExport(actor, filter, order, after, { size: batch, at }),
  );
  async function* rows(): AsyncGenerator<Cell[][]> {
    for await (const invitations of batches) yield invitations.map(cellsOf);
  }
  const given = { q: filter.q, role: filter.role ?? "", state: filter.state ?? "" };
  return { filter: given, rows: rows() };
}

function cellsOf(row: ExportedInvitation): Cell[] {
  return [
    row.email,
    orgRoleNames[row.role],
    row.teams,
    row.projects,
    row.invited_by,
    row.sent_at,
    row.expires_at,
    row.expired ? "Expired" : "Pending",
  ];
}
