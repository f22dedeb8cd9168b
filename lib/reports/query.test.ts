import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { draftOf, hasQuery, readQuery, writeQuery } from "./address";
import { operators, parseReportQuery, type ReportQuery, takesValue } from "./query";
import { queryWords } from "./words";

const plain: ReportQuery = {
  events: ["Signed up"],
  filter: null,
  measure: "total",
  unit: "day",
  range: { kind: "last", count: 30, unit: "day" },
  chart: "line",
};

function params(address: string) {
  const found: Record<string, string | string[]> = {};
  const search = new URLSearchParams(address);
  for (const name of new Set(search.keys())) {
    const values = search.getAll(name);
    found[name] = values.length > 1 ? values : (values[0] ?? "");
  }
  return found;
}

const name = fc
  .string({ minLength: 1, maxLength: 60, unit: "grapheme" })
  .map((text) => text.replaceAll("\0", "").trim())
  .filter((text) => text.length > 0 && text.length <= 255);
const anyQuery: fc.Arbitrary<ReportQuery> = fc.record({
  events: fc.uniqueArray(name, { minLength: 1, maxLength: 20 }),
  filter: fc.option(
    fc.record({ property: name, op: fc.constantFrom(...operators), value: name }).map(({ op, ...rest }) => ({
      ...rest,
      op,
      value: op === "above" || op === "below" ? "12.5" : takesValue(op) ? rest.value : "",
    })),
  ),
  measure: fc.constantFrom("total", "unique"),
  unit: fc.constantFrom("hour", "day", "week"),
  range: fc.oneof(
    fc.record({
      kind: fc.constant("last" as const),
      count: fc.integer({ min: 1, max: 4 }),
      unit: fc.constantFrom("hour", "day", "week"),
    }),
    fc.constant({ kind: "between" as const, from: "2026-02-01", to: "2026-02-28" }),
  ),
  chart: fc.constantFrom("line", "bar"),
}) as fc.Arbitrary<ReportQuery>;

describe("[P7] the address holds the whole query", () => {
  test("whatever it is, it comes back the same", () => {
    fc.assert(
      fc.property(anyQuery, (query) => {
        const read = readQuery(params(writeQuery(query)));
        expect(read.problems).toEqual({});
        expect(read.query).toEqual(query);
        expect(parseReportQuery(JSON.parse(JSON.stringify(query)))).toEqual(query);
        expect(draftOf(query).events).toEqual(query.events);
      }),
    );
  });

  test("any address is read without a fault", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.array(fc.string()))), (given) => {
        const read = readQuery({ e: "x", ...given });
        expect(read.query === null).toBe(Object.keys(read.problems).length > 0);
      }),
    );
  });

  test.each([
    ["", "e", "Choose an event."],
    ["e=a&last=60d&u=hour", "last", "at most 31 days"],
    ["e=a&last=fixed&from=2026-02-30&to=2026-03-01", "from", "Choose a date"],
    ["e=a&last=fixed&from=2026-03-02&to=2026-03-01", "to", "Swap them"],
    ["e=a&f=plan&op=above&v=many", "v", "Enter a number"],
    ["e=a&f=plan&op=contains&v=", "v", "Enter what it should contain"],
    [`e=${"x".repeat(256)}`, "e", "at most 255"],
    [Array.from({ length: 21 }, (_, at) => `e=${at}`).join("&"), "e", "at most 20"],
    ["e=a&last=fixed&from=2020-01-01&to=2026-01-01&u=week", "last", "five years"],
  ])("[Q1] %s is refused at %s: %s", (address, field, message) => {
    const read = readQuery(params(address));
    expect(read.query).toBeNull();
    expect(read.problems[field]).toContain(message);
  });

  test("names typed one a line count as events, and addresses without a query are known", () => {
    expect(readQuery({ names: "Signed up\r\n Paid \n" }).query?.events).toEqual(["Signed up", "Paid"]);
    expect(hasQuery({ page: "2" })).toBe(false);
    expect(hasQuery({ m: "unique" })).toBe(true);
  });
});

test("[P7] a query is said in words", () => {
  const filter = { property: "plan", op: "is", value: "growth" } as const;
  expect(queryWords({ ...plain, filter, measure: "unique" })).toBe(
    "Signed up, people per day, last 30 days, where plan is growth",
  );
});
