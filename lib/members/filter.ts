import { type OrgRole, orgRoles } from "@/lib/authz/roles";
import { listHref, readText, type SearchParams } from "@/lib/pagination";

/** What the list of users is narrowed to; the same words in its address, its CSV and a selection of "all that match". */
export type MemberFilter = {
  q: string;
  role: OrgRole | null;
  /** A team's id. */
  team: string | null;
  /** The id of a project that they reach, by whatever grant. */
  project: string | null;
  twoFactor: "on" | "off" | null;
};

export const noFilter: MemberFilter = { q: "", role: null, team: null, project: null, twoFactor: null };

/** Whatever does not parse is no filter. A team or project nobody has heard of is one that fits nobody. */
export function readMemberFilter(params: SearchParams): MemberFilter {
  const twoFactor = params.two_factor;
  return {
    q: readText(params, "q"),
    role: orgRoles.find((role) => role === params.role) ?? null,
    team: lastText(params, "team"),
    project: lastText(params, "project"),
    twoFactor: twoFactor === "on" || twoFactor === "off" ? twoFactor : null,
  };
}

/** Without script a box that is still ticked and a name typed beside it arrive together: the later one counts. */
function lastText(params: SearchParams, name: string): string | null {
  const given = [params[name] ?? []].flat().filter((text) => text.trim() !== "");
  return readText({ [name]: given.at(-1) }, name) || null;
}

/** The filter as it stands in an address. */
export function memberFilterParams(filter: MemberFilter): Record<string, string | undefined> {
  return {
    q: filter.q || undefined,
    role: filter.role ?? undefined,
    team: filter.team ?? undefined,
    project: filter.project ?? undefined,
    two_factor: filter.twoFactor ?? undefined,
  };
}

export function isFiltered(filter: MemberFilter): boolean {
  return Object.values(memberFilterParams(filter)).some(Boolean);
}

/** The list without one of its filters. */
export function withoutFilter(path: string, filter: MemberFilter, name: keyof MemberFilter): string {
  return listHref(path, memberFilterParams({ ...filter, [name]: noFilter[name] }));
}
