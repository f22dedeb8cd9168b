import { expect, test } from "vitest";
import { pageSize } from "@/lib/pagination";
import { pageByNumber } from "./page";

/** A list of so many numbers, which tells its total only beside a row, as a query with `count(*) over ()` does. */
function listOf(total: number) {
  const all = Array.from({ length: total }, (_, index) => index);
  return async (offset: number) => {
    const rows = all.slice(offset, offset + pageSize);
    return { rows, total: rows.length > 0 ? total : 0 };
  };
}

test("[Q2] a page by its number; one past the end, and the last, are the last", async () => {
  const read = listOf(2 * pageSize + 3);
  const first = async (page: number | "last") => (await pageByNumber(page, read)).rows[0];
  expect(await first(1)).toBe(0);
  expect(await first(2)).toBe(pageSize);
  expect(await first(3)).toBe(2 * pageSize);
  expect(await first(99)).toBe(2 * pageSize);
  expect(await first("last")).toBe(2 * pageSize);
  expect((await pageByNumber("last", listOf(2 * pageSize))).rows[0]).toBe(pageSize);
  for (const page of [1, 7, "last"] as const)
    expect(await pageByNumber(page, listOf(0))).toEqual({ rows: [], total: 0 });
});
