import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bucketsOf, dayStart, localDay, startOf } from "./buckets";
import type { Unit } from "./query";

const iso = (date: Date) => date.toISOString().replace(":00.000Z", "Z");
const zones = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "Pacific/Apia",
  "America/Santiago",
  "Africa/Cairo",
  "Asia/Kathmandu",
];

function between(unit: Unit, from: string, to: string, zone: string) {
  return bucketsOf({ unit, range: { kind: "between", from, to } }, zone, new Date("2027-01-01T00:00:00Z"));
}

describe("[P7] buckets across clock changes", () => {
  test("the day that clocks go forward has 23 hours, the one they go back 25", () => {
    const lengths = (from: string, to: string) =>
      between("day", from, to, "Europe/Berlin").map(({ start, end }) => (end.getTime() - start.getTime()) / 3_600_000);
    expect(lengths("2026-03-28", "2026-03-30")).toEqual([24, 23, 24]);
    expect(lengths("2026-10-24", "2026-10-26")).toEqual([24, 25, 24]);
    expect(between("hour", "2026-03-29", "2026-03-29", "Europe/Berlin")).toHaveLength(23);
    expect(between("hour", "2026-10-25", "2026-10-25", "Europe/Berlin")).toHaveLength(25);
  });

  test("a day begins at its first moment where midnight does not exist", () => {
    // In Chile clocks went from 23:59:59 to 1:00 on 2026-09-06; in Egypt from 23:59:59 to 1:00 on 2026-04-24.
    expect(iso(dayStart("2026-09-06", "America/Santiago"))).toBe("2026-09-06T04:00Z");
    expect(iso(dayStart("2026-04-24", "Africa/Cairo"))).toBe("2026-04-23T22:00Z");
  });

  test("half hours: in India hours begin at half past, in Lord Howe half an hour repeats", () => {
    expect(iso(startOf("hour", new Date("2026-11-26T10:10:00Z"), "Asia/Kolkata"))).toBe("2026-11-26T09:30Z");
    const hours = between("hour", "2026-04-05", "2026-04-05", "Australia/Lord_Howe");
    expect(hours.at(-1)?.end.getTime()).toBe(dayStart("2026-04-06", "Australia/Lord_Howe").getTime());
  });

  test("weeks begin on Monday, months on their first, and the bucket of now is not complete", () => {
    const now = new Date("2026-11-26T15:20:00Z");
    const weeks = bucketsOf({ unit: "week", range: { kind: "last", count: 2, unit: "week" } }, "UTC", now);
    expect(weeks.map(({ start, complete }) => [iso(start), complete])).toEqual([
      ["2026-11-16T00:00Z", true],
      ["2026-11-23T00:00Z", false],
    ]);
    const months = bucketsOf({ unit: "day", range: { kind: "last", count: 2, unit: "month" } }, "UTC", now);
    expect(months).toHaveLength(31 + 26);
    const hours = bucketsOf({ unit: "hour", range: { kind: "last", count: 24, unit: "hour" } }, "Asia/Kolkata", now);
    expect(hours).toHaveLength(24);
    expect(hours.filter(({ complete }) => complete)).toHaveLength(23);
  });

  test("nothing lies beyond now, and a range in the future is empty", () => {
    const now = new Date("2026-11-26T15:20:00Z");
    const range = { kind: "between", from: "2026-11-25", to: "2026-12-24" } as const;
    expect(bucketsOf({ unit: "day", range }, "UTC", now)).toHaveLength(2);
    const future = { kind: "between", from: "2026-12-01", to: "2026-12-24" } as const;
    expect(bucketsOf({ unit: "day", range: future }, "UTC", now)).toEqual([]);
  });

  test("buckets touch each other, hold their start, and begin where their unit does", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.constantFrom<Unit>("hour", "day", "week"),
        fc.integer({ min: 0, max: 1800 }),
        fc.integer({ min: 0, max: 20 }),
        (zone, unit, offset, days) => {
          const first = new Date(Date.UTC(2022, 0, 1 + offset)).toISOString().slice(0, 10);
          const last = new Date(Date.UTC(2022, 0, 1 + offset + days)).toISOString().slice(0, 10);
          const buckets = between(unit, first, last, zone);
          for (const [index, { start, end }] of buckets.entries()) {
            expect(end.getTime()).toBeGreaterThan(start.getTime());
            expect(startOf(unit, start, zone).getTime()).toBe(start.getTime());
            const next = buckets[index + 1];
            if (next) expect(next.start.getTime()).toBe(end.getTime());
            if (unit !== "hour") {
              expect(localDay(new Date(start.getTime() - 1), zone) < localDay(start, zone)).toBe(true);
            }
          }
          expect(buckets[0]?.start.getTime()).toBeLessThanOrEqual(dayStart(first, zone).getTime());
        },
      ),
      { numRuns: 300 },
    );
  });
});
