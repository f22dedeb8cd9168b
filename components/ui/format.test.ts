import { describe, expect, it } from "vitest";
import { formatDay, formatExact, formatRelative } from "./format";

const now = new Date("2026-11-24T10:00:00Z");
const before = (ms: number) => new Date(now.getTime() - ms);
const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

describe("moments", () => {
  it.each([
    [5_000, "Just now"],
    [2 * minute, "2 min ago"],
    [59 * minute, "59 min ago"],
    [5 * hour, "5 h ago"],
    [14 * hour, "Yesterday"],
    [3 * day, "3 days ago"],
    [41 * day, "41 days ago"],
    [90 * day, "Aug 26, 2026"],
    [-2 * hour, "in 2 h"],
    [-day, "Tomorrow"],
    [-6 * day, "in 6 days"],
  ])("[Q6] %i ms ago reads %s", (ms, expected) => {
    expect(formatRelative(before(ms), now, "UTC")).toBe(expected);
  });

  it("[Q6] the day is the viewer's day", () => {
    const late = new Date("2026-03-04T23:30:00Z");
    expect(formatDay(late, "UTC")).toBe("Mar 4, 2026");
    expect(formatDay(late, "Europe/Berlin")).toBe("Mar 5, 2026");
    expect(formatExact(late, "Europe/Berlin")).toContain("00:30:00");
  });

  it("[Q6] yesterday is a day of the viewer's calendar", () => {
    const at = new Date("2026-11-23T20:00:00Z");
    expect(formatRelative(at, now, "UTC")).toBe("Yesterday");
    expect(formatRelative(at, now, "Asia/Tokyo")).toBe("14 h ago");
  });
});
