import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { latestDue, nextCheck, nextDue, type Schedule } from "./schedule";

const daily = (hour: number, timezone: string): Schedule => ({ hour, weekday: null, timezone });
const iso = (at: Date) => at.toISOString();
const next = (schedule: Schedule, after: string) => iso(nextDue(schedule, new Date(after)));

describe("nextDue", () => {
  test.each([
    ["the same day", daily(9, "Europe/Berlin"), "2026-11-25T07:59:59Z", "2026-11-25T08:00:00.000Z"],
    ["strictly after", daily(9, "Europe/Berlin"), "2026-11-25T08:00:00Z", "2026-11-26T08:00:00.000Z"],
    ["midnight in Tokyo", daily(0, "Asia/Tokyo"), "2026-11-25T12:00:00Z", "2026-11-25T15:00:00.000Z"],
    ["a zone of 45 minutes", daily(6, "Asia/Kathmandu"), "2026-11-25T12:00:00Z", "2026-11-26T00:15:00.000Z"],
    ["Monday", { hour: 9, weekday: 1, timezone: "UTC" }, "2026-11-25T12:00:00Z", "2026-11-30T09:00:00.000Z"],
    [
      "Sunday",
      { hour: 23, weekday: 7, timezone: "America/Los_Angeles" },
      "2026-11-25T12:00:00Z",
      "2026-11-30T07:00:00.000Z",
    ],
  ])("[P7] %s", (_, schedule, after, due) => {
    expect(next(schedule, after)).toBe(due);
  });

  test("[P7] an hour that is left out is due at the moment of the jump, and the day after at its hour again", () => {
    const schedule = daily(2, "Europe/Berlin");
    expect(next(schedule, "2026-03-28T12:00:00Z")).toBe("2026-03-29T01:00:00.000Z");
    expect(next(schedule, "2026-03-29T01:00:00Z")).toBe("2026-03-30T00:00:00.000Z");
    expect(next(daily(0, "America/Santiago"), "2026-09-05T12:00:00Z")).toBe("2026-09-06T04:00:00.000Z");
  });

  test("[P7] an hour that comes twice is due the first time, once", () => {
    const schedule = daily(2, "Europe/Berlin");
    expect(next(schedule, "2026-10-24T12:00:00Z")).toBe("2026-10-25T00:00:00.000Z");
    expect(next(schedule, "2026-10-25T00:00:00Z")).toBe("2026-10-26T01:00:00.000Z");
    expect(next(daily(1, "America/New_York"), "2026-10-31T12:00:00Z")).toBe("2026-11-01T05:00:00.000Z");
  });

  test("[P7] an unknown timezone goes by UTC", () => {
    expect(next(daily(9, "Mars/Olympus"), "2026-11-25T12:00:00Z")).toBe("2026-11-26T09:00:00.000Z");
  });

  test("[P7] clocks that jump by half an hour", () => {
    expect(next(daily(2, "Australia/Lord_Howe"), "2026-10-03T12:00:00Z")).toBe("2026-10-03T15:30:00.000Z");
  });
});

const zones = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "America/Santiago",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Pacific/Apia",
  "Africa/Casablanca",
  "Pacific/Chatham",
];
const schedules = fc.record({
  hour: fc.integer({ min: 0, max: 23 }),
  weekday: fc.option(fc.integer({ min: 1, max: 7 }), { nil: null }),
  timezone: fc.constantFrom(...zones),
});
const moments = fc.date({ min: new Date("2020-01-01"), max: new Date("2035-01-01"), noInvalidDate: true });

function clockThere(at: Date, timeZone: string) {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hour: "2-digit",
    minute: "2-digit",
    weekday: "short",
    hourCycle: "h23",
  });
  const part = Object.fromEntries(parts.formatToParts(at).map(({ type, value }) => [type, value]));
  return { hour: Number(part.hour), minute: Number(part.minute), weekday: part.weekday ?? "" };
}
const weekdays = ["", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

describe("laws of the schedule", () => {
  test("[P7] the next is after, within a period, and shows the hour unless the clocks jump over it", () => {
    fc.assert(
      fc.property(schedules, moments, (schedule, at) => {
        const due = nextDue(schedule, at);
        expect(due > at).toBe(true);
        const longest = (schedule.weekday === null ? 1 : 7) * 24 + 26;
        expect(due.getTime() - at.getTime()).toBeLessThanOrEqual(longest * 3600_000);
        const shown = clockThere(due, schedule.timezone);
        if (shown.hour === schedule.hour) expect(shown.minute).toBe(0);
        else {
          const before = clockThere(new Date(due.getTime() - 60_000), schedule.timezone);
          expect((before.hour * 60 + before.minute + 1) % 1440).not.toBe(shown.hour * 60 + shown.minute);
        }
        if (schedule.weekday !== null) expect(shown.weekday).toBe(weekdays[schedule.weekday]);
      }),
      { numRuns: 500 },
    );
  });

  test("[P7] the latest is the one before the next: each due time is reached once, going on from any other", () => {
    fc.assert(
      fc.property(schedules, moments, (schedule, at) => {
        const latest = latestDue(schedule, at);
        expect(latest <= at).toBe(true);
        expect(iso(nextDue(schedule, latest))).toBe(iso(nextDue(schedule, at)));
        expect(iso(latestDue(schedule, latest))).toBe(iso(latest));
      }),
      { numRuns: 500 },
    );
  });

  test("[P7] thresholds are looked at on full five minutes", () => {
    expect(iso(nextCheck(new Date("2026-11-25T12:04:59.999Z")))).toBe("2026-11-25T12:05:00.000Z");
    expect(iso(nextCheck(new Date("2026-11-25T12:05:00Z")))).toBe("2026-11-25T12:10:00.000Z");
  });
});
