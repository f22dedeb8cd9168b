import { type ExportedMember, readMembersForExport } from "@/db/queries/member-export";
import { settleFilter } from "@/db/queries/member-filter";
import { memberSorts } from "@/db/queries/members";
import type { OrgActor } from "@/lib/authz/actor";
import { orgRoleNames } from "@/lib/authz/roles";
import { type Cell, inBatches } from "@/lib/csv";
import { memberFilterParams, readMemberFilter } from "@/lib/members/filter";
import { readPlace, type SearchParams } from "@/lib/pagination";

/** As many as a query reads at once: enough to be quick, few enough to be held. */
const batch = 2000;

export const memberColumns = [
  "Name",
  "E-mail",
  "Organization role",
  "Teams",
  "Projects",
  "Joined (UTC)",
  "Last active (UTC)",
  "Two-factor authentication",
  "Status",
];

export async function memberFile(actor: OrgActor, params: SearchParams) {
  const { filter } = await settleFilter(actor, readMemberFilter(params));
  const order = readPlace(params, memberSorts, { sort: "name", dir: "asc" });
  const batches = inBatches<ExportedMember>((after) => readMembersForExport(actor, filter, order, after, batch));
  async function* rows(): AsyncGenerator<Cell[][]> {
    for await (const members of batches) yield members.map(cellsOf);
  }
  return { filter: textsOf(memberFilterParams(filter)), rows: rows() };
}

function textsOf(params: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(params).flatMap(([name, value]) => (value ? [[name, value]] : [])));
}

function cellsOf(member: ExportedMember): Cell[] {
  return [
    member.name,
    member.email,
    orgRoleNames[member.role],
    member.teams,
    member.projects,
    member.joined_at,
    member.last_active_at,
    member.two_factor ? "On" : "Off",
    member.email_proven ? "Active" : "Address not confirmed",
  ];
}
