import * as z from "zod/mini";

/**
 * A list's place in the URL: sort, direction, page, and a cursor beside it. Next and previous carry the cursor, so
 * they cost the same anywhere in a list of 100,000; a page without one is reached by offset; `page=last` reads from
 * the end.
 */
export const pageSize = 50;

export type ListPlace<Sort extends string> = {
  sort: Sort;
  dir: "asc" | "desc";
  /** 1-based, or "last". */
  page: number | "last";
  cursor: Cursor | null;
};

/** The row a page begins after, or ends before: its sort key as text, and its id. */
export type Cursor = { side: "after" | "before"; key: string; id: string };

export type SearchParams = Record<string, string | string[] | undefined>;

const cursorSchema = z.tuple([z.string(), z.string()]);

/** Reads the place; whatever does not parse falls back to the first page of the default sort. */
export function readPlace<Sort extends string>(
  params: SearchParams,
  sorts: readonly Sort[],
  fallback: { sort: Sort; dir: "asc" | "desc" },
): ListPlace<Sort> {
  const sort = sorts.find((name) => name === params.sort);
  const dir =
    params.dir === "asc" || params.dir === "desc" ? params.dir : sort && sort !== fallback.sort ? "asc" : fallback.dir;
  const page = params.page === "last" ? "last" : readPage(params.page);
  return {
    sort: sort ?? fallback.sort,
    dir,
    page,
    cursor: page === "last" ? null : (readCursor("after", params.after) ?? readCursor("before", params.before)),
  };
}

function readPage(value: string | string[] | undefined): number {
  return typeof value === "string" && /^[1-9]\d{0,6}$/.test(value) ? Number(value) : 1;
}

function readCursor(side: Cursor["side"], value: string | string[] | undefined): Cursor | null {
  if (typeof value !== "string" || value.length > 600) return null;
  try {
    const [key, id] = cursorSchema.parse(JSON.parse(Buffer.from(value, "base64url").toString("utf8")));
    return { side, key, id };
  } catch {
    return null;
  }
}

export function writeCursor(key: string, id: string): string {
  return Buffer.from(JSON.stringify([key, id])).toString("base64url");
}

/** The page's number among `total` rows; "last" and numbers past the end become the last page. */
export function pageNumber(page: number | "last", total: number): number {
  const last = Math.max(1, Math.ceil(total / pageSize));
  return page === "last" ? last : Math.min(page, last);
}

/** A string value of the search parameters, trimmed and cut to what a search needs. */
export function readText(params: SearchParams, name: string): string {
  const value = params[name];
  return typeof value === "string" ? value.normalize("NFC").replace(/\0/g, "").trim().slice(0, 100) : "";
}

/** The query string of a list with some of its parameters changed; empty ones are left out. */
export function listHref(path: string, params: Record<string, string | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) if (value) query.set(name, value);
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

/** What a picker's address asks for: letters, and a team whose own are left out. */
export function readPicker(address: string): { q: string; notInTeam?: string } {
  const params = Object.fromEntries(new URL(address).searchParams);
  return { q: readText(params, "q"), notInTeam: readText(params, "notInTeam") || undefined };
}
