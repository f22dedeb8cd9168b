import { type ProjectRole, projectRoles } from "@/lib/authz/roles";
import { readText, type SearchParams } from "@/lib/pagination";

/** What the list of a project's users is narrowed to; the same words in its address and its CSV. */
export const grantSources = ["organization", "team", "individual", "all_users"] as const;
export type ProjectUserFilter = { q: string; role: ProjectRole | null; how: (typeof grantSources)[number] | null };

export const projectUserSorts = ["name", "role", "how"] as const;
export type ProjectUserSort = (typeof projectUserSorts)[number];

export const grantSourceNames: Record<(typeof grantSources)[number], string> = {
  organization: "Organization role",
  team: "Team",
  individual: "Individual",
  all_users: "All users",
};

/** Whatever does not parse is no filter. */
export function readProjectUserFilter(params: SearchParams): ProjectUserFilter {
  return {
    q: readText(params, "q"),
    role: projectRoles.find((role) => role === params.role) ?? null,
    how: grantSources.find((source) => source === params.how) ?? null,
  };
}

/** The filter as it stands in an address. */
export function projectUserParams({ q, role, how }: ProjectUserFilter): Record<string, string | undefined> {
  return { q: q || undefined, role: role ?? undefined, how: how ?? undefined };
}
