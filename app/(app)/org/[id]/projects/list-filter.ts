import type { ProjectFilter } from "@/db/queries/projects";
import { readText, type SearchParams } from "@/lib/pagination";

/** The list's filter as its address has it; the same for the list, its download and what is done with all of it. */
export function readProjectFilter(params: SearchParams): ProjectFilter {
  const team = readText(params, "team");
  return { q: readText(params, "q"), team: /^[a-z0-9_]{1,64}$/.test(team) ? team : "" };
}
