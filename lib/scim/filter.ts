import { type Filter, parse } from "scim2-parse-filter";
import { ScimError } from "./errors";

/** Filters of RFC 7644 §3.4.2.2, read with bounds. */
const longest = 2000;
const deepest = 20;

/** Throws ScimError `invalidFilter`. */
export function readFilter(text: string): Filter {
  if (text.length > longest) throw invalid(`It is longer than ${longest} characters.`);
  let read: Filter;
  try {
    read = parse(text);
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : "It cannot be read.");
  }
  assertDepth(read, 0);
  return read;
}

function assertDepth(filter: Filter, depth: number): void {
  if (depth > deepest) throw invalid("It is nested too deeply.");
  if ("filters" in filter) for (const each of filter.filters) assertDepth(each, depth + 1);
  if ("filter" in filter) assertDepth(filter.filter, depth + 1);
  if ("valFilter" in filter) assertDepth(filter.valFilter, depth + 1);
}

export function invalid(why: string): ScimError {
  return new ScimError(400, `The filter cannot be used. ${why}`, "invalidFilter");
}

/** Without the schema in front, in lower case: names are not case-sensitive (RFC 7643 §2.1). */
export function plainPath(path: string): string {
  return path.replace(/^urn:ietf:params:scim:schemas:[^:]+:2\.0:(User|Group):?/i, "").toLowerCase();
}
