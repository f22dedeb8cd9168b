import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rawSql } from "@/db/client";
import { bucketsOf } from "@/lib/reports/buckets";
import type { Operator, ReportQuery } from "@/lib/reports/query";
import { type EventProject, makeEventProject } from "@/lib/testing/event-project";
import { runReport } from "./report-result";

type Stored = { event: string; person: string; time: Date; properties?: Record<string, unknown> };

async function store({ datasetId }: EventProject, events: readonly Stored[]): Promise<void> {
  const sql = rawSql();
  for (const [index, { event, person, time, properties = {} }] of events.entries()) {
    await sql`
      insert into events (dataset_id, distinct_id, time, event, insert_id, properties, arrived_at)
      values (${datasetId}, ${person}, ${time.toISOString()}, ${event}, ${`i${index}`}, ${JSON.stringify(properties)}::jsonb, now())`;
  }
}

const base: ReportQuery = {
  events: ["Signed up"],
  filter: null,
  measure: "total",
  unit: "day",
  range: { kind: "between", from: "2026-10-23", to: "2026-10-27" },
  chart: "line",
};
const later = new Date("2026-11-26T12:00:00Z");

/** The same by counting one event after the other. */
function counted(events: readonly Stored[], query: ReportQuery, zone: string, now: Date) {
  const buckets = bucketsOf(query, zone, now);
  return query.events.map((event) => {
    const mine = events.filter((one) => one.event === event);
    const inBucket = (start: Date, end: Date) => mine.filter(({ time }) => time >= start && time < end);
    const size = (some: readonly Stored[]) =>
      query.measure === "total" ? some.length : new Set(some.map(({ person }) => person)).size;
    const [first, last] = [buckets[0]?.start ?? now, buckets.at(-1)?.end ?? now];
    return {
      event,
      counts: buckets.map(({ start, end }) => size(inBucket(start, end))),
      total: size(inBucket(first, last)),
    };
  });
}

describe("[P7] counting", () => {
  test("equals counting by hand, in every zone and across clock changes", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia"),
        fc.constantFrom("hour" as const, "day" as const, "week" as const),
        fc.constantFrom("total" as const, "unique" as const),
        // Around a change of clocks: autumn in the north, spring in the south.
        fc.constantFrom("2026-10-25", "2026-11-01", "2026-04-05", "2026-03-29"),
        fc.array(
          fc.record({
            event: fc.constantFrom("Signed up", "Paid", "Left"),
            person: fc.constantFrom("ada", "ben", "cleo"),
            minutes: fc.integer({ min: -3 * 1440, max: 3 * 1440 }),
          }),
          { maxLength: 25 },
        ),
        async (zone, unit, measure, day, given) => {
          const project = await makeEventProject();
          const middle = Date.parse(`${day}T00:00:00Z`);
          const events = given.map(({ minutes, ...rest }) => ({ ...rest, time: new Date(middle + minutes * 60_000) }));
          await store(project, events);
          const around = (days: number) => new Date(middle + days * 86_400_000).toISOString().slice(0, 10);
          const range = { kind: "between" as const, from: around(-2), to: around(2) };
          const query: ReportQuery = { ...base, events: ["Signed up", "Paid"], unit, measure, range };
          const result = await runReport({ id: project.projectId, timezone: zone }, query, later);
          expect(result.series).toEqual(counted(events, query, zone, later));
        },
      ),
      { numRuns: 40 },
    );
  });

  test("people are counted once a day and once in all", async () => {
    const project = await makeEventProject();
    const at = (text: string) => new Date(text);
    await store(project, [
      { event: "Signed up", person: "ada", time: at("2026-10-24T10:00:00Z") },
      { event: "Signed up", person: "ada", time: at("2026-10-24T11:00:00Z") },
      { event: "Signed up", person: "ada", time: at("2026-10-25T11:00:00Z") },
      { event: "Signed up", person: "ben", time: at("2026-10-25T11:00:00Z") },
    ]);
    const { series } = await runReport(
      { id: project.projectId, timezone: "UTC" },
      { ...base, measure: "unique" },
      later,
    );
    expect(series).toEqual([{ event: "Signed up", counts: [0, 1, 2, 0, 0], total: 2 }]);
  });

  test.each<[Operator, string, number]>([
    ["is", "growth", 1],
    ["is_not", "growth", 4],
    ["contains", "ROW", 1],
    ["above", "10", 1],
    ["below", "10", 0],
    ["set", "", 4],
    ["not_set", "", 1],
    ["is", "12", 1],
    ["is", "true", 1],
  ])("filter: plan %s %s", async (op, value, expected) => {
    const project = await makeEventProject();
    const time = new Date("2026-10-24T10:00:00Z");
    const plans: unknown[] = ["growth", "free", 12, true, undefined];
    await store(
      project,
      plans.map((plan) => ({ event: "Signed up", person: "ada", time, properties: { plan } })),
    );
    const query = { ...base, filter: { property: "plan", op, value } };
    const { series } = await runReport({ id: project.projectId, timezone: "UTC" }, query, later);
    expect(series[0]?.total).toBe(expected);
  });

  test.each([`it's`, `"quoted"`, "100 %", "$1", "); drop table events; --", "🚀", "x".repeat(255), "a\\b", "{x}"])(
    "[Q1] the name %j is only a name",
    async (odd) => {
      const project = await makeEventProject();
      const time = new Date("2026-10-24T10:00:00Z");
      await store(project, [{ event: odd, person: "ada", time, properties: { [odd]: odd } }]);
      const query = { ...base, events: [odd, "other"], filter: { property: odd, op: "is" as const, value: odd } };
      const { series } = await runReport({ id: project.projectId, timezone: "UTC" }, query, later);
      expect(series.map(({ total }) => total)).toEqual([1, 0]);
    },
  );

  test("[SEC-R40] another project's events, and a project without data, count nothing", async () => {
    const [mine, theirs] = [await makeEventProject(), await makeEventProject()];
    await store(theirs, [{ event: "Signed up", person: "ada", time: new Date("2026-10-24T10:00:00Z") }]);
    const count = async (id: number) => (await runReport({ id, timezone: "UTC" }, base, later)).series[0]?.total;
    expect(await count(mine.projectId)).toBe(0);
    expect(await count(theirs.projectId)).toBe(1);
    expect(await count(123)).toBe(0);
  });
});

test("[P7] too many reports of one project at once are told to wait, those of others are not", async () => {
  const [project, other] = [await makeEventProject(), await makeEventProject()];
  const of = ({ projectId }: EventProject) => ({ id: projectId, timezone: "UTC" });
  await rawSql().begin(async (sql) => {
    await sql`select pg_advisory_xact_lock(${project.projectId}::int, 70000 + slot) from generate_series(1, 2) slot`;
    await expect(runReport(of(project), base, later)).rejects.toMatchObject({ code: "throttled", retryAfter: 5 });
    expect((await runReport(of(other), base, later)).series).toHaveLength(1);
  });
  expect((await runReport(of(project), base, later)).series).toHaveLength(1);
});
