import "server-only";
import { type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { type ListPlace, pageNumber, pageSize } from "@/lib/pagination";

/** How one sort reads: its expression, and the type a cursor's text is cast back to. */
export type Sorting = { by: SQL; type: "text" | "timestamptz" | "org_role" | "project_role" | "int" | "float8" };

export type PageClauses = { where: SQL | undefined; orderBy: SQL; limit: number; offset: number };

/**
 * The clauses that cut one page out of an ordered list. Rows are ordered by the sort and the id in the same direction,
 * so that one index serves both; a page before a cursor, and the last page, are read backwards and turned around.
 */
export function pageClauses(place: ListPlace<string>, sorting: Sorting, id: SQL, total: number): PageClauses {
  const number = pageNumber(place.page, total);
  const isLast = place.page === "last" || (place.cursor === null && number > 1 && number * pageSize >= total);
  const reversed = isLast || place.cursor?.side === "before";
  const descending = (place.dir === "desc") !== reversed;
  const direction = sql.raw(descending ? "desc" : "asc");
  const where = place.cursor && !isLast ? beyond(place.cursor, sorting, id, descending) : undefined;
  return {
    where,
    orderBy: sql`${sorting.by} ${direction}, ${id} ${direction}`,
    limit: isLast ? total - (number - 1) * pageSize : pageSize,
    offset: place.cursor || isLast ? 0 : (number - 1) * pageSize,
  };
}

function beyond(cursor: { key: string; id: string }, sorting: Sorting, id: SQL, descending: boolean): SQL {
  const key = sql`${cursor.key}::text::${sql.raw(sorting.type)}`;
  return descending
    ? sql`(${sorting.by}, ${id}) < (${key}, ${cursor.id})`
    : sql`(${sorting.by}, ${id}) > (${key}, ${cursor.id})`;
}

/** The list's own order again, for the rows of a page that was cut out in a subquery, also one read backwards. */
export function ordered(place: SQLWrapper, id: SQLWrapper, dir: "asc" | "desc"): SQL {
  const direction = sql.raw(dir);
  return sql`${place} ${direction}, ${id} ${direction}`;
}

/** A LIKE pattern that finds `text` anywhere; its own wildcards are taken literally. */
export function containing(text: string): string {
  return `%${text.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`;
}

/** Any number of texts as one parameter: `in` it asks for 10 and for 10,000 in the same statement, by a hash. */
export function textSet(values: readonly string[]): SQL {
  return sql`(select json_array_elements_text(${JSON.stringify(values)}::json))`;
}

/** The same as an array, for `= any(…)` of few: an index is asked for each of them. */
export function textArray(values: readonly string[]): SQL {
  return sql`array${textSet(values)}`;
}

/**
 * Whether `text`, an expression in small letters that has a trigram index, holds what was typed. The database folds the
 * letters, as it did for the index; a sigma matches in both its forms, because which one stands there depends on what follows.
 */
export function holds(text: SQL, typed: string): SQL {
  const pattern = typed.replace(/[\\%_]/g, "\\$&").replace(/[Σσς]/g, "_");
  return sql`${text} like '%' || lower(${pattern}::text) || '%'`;
}

/** A moment as files have it: ISO 8601 in UTC. */
export function isoText(moment: SQL): SQL {
  return sql`to_char(${moment} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
}

export type ListPage = number | "last";

/**
 * A page of a list that is read by offset, for lists that stay short of many thousands. `read` gives the rows from an
 * offset on and how many there are in all; a page past the end is the last one.
 */
export async function pageByNumber<Row>(
  page: ListPage,
  read: (offset: number) => Promise<{ rows: Row[]; total: number }>,
): Promise<{ rows: Row[]; total: number }> {
  const asked = await read(page === "last" ? 0 : (page - 1) * pageSize);
  if (asked.rows.length > 0 && page !== "last") return asked;
  const total = asked.rows.length > 0 || asked.total > 0 ? asked.total : (await read(0)).total;
  return total === 0 ? { rows: [], total } : read((pageNumber("last", total) - 1) * pageSize);
}
