import { expect, test } from "vitest";
import { untilText } from "./access-words";
import { endOf, localText, untilOptions } from "./ends";
import { changeGrantEndSchema } from "./schemas";

// A Thursday, 01:30 of Friday in Berlin.
const now = new Date("2026-11-26T00:30:00Z");
const berlin = "Europe/Berlin";

test.each([
  ["today", "UTC", "2026-11-27T00:00:00.000Z"],
  ["today", "America/New_York", "2026-11-26T05:00:00.000Z"],
  ["3d", "UTC", "2026-11-30T00:00:00.000Z"],
  ["week", "UTC", "2026-11-30T00:00:00.000Z"],
  ["week", "America/New_York", "2026-11-30T05:00:00.000Z"],
  ["30d", berlin, "2026-12-26T23:00:00.000Z"],
] as const)("[P4] %s in %s ends with the day, at %s", (until, timeZone, end) => {
  expect(endOf({ until }, now, timeZone)?.toISOString()).toBe(end);
});

test("[P4] a week ends on Sunday, also on Sunday itself and where clocks change", () => {
  const sunday = new Date("2026-10-25T12:00:00Z");
  expect(endOf({ until: "week" }, sunday, berlin)?.toISOString()).toBe("2026-10-25T23:00:00.000Z");
  expect(endOf({ until: "today" }, new Date("2026-10-24T12:00:00Z"), berlin)?.toISOString()).toBe(
    "2026-10-24T22:00:00.000Z",
  );
});

test("[P4] [Q6] a date and time is one of the viewer's timezone, and is shown as it was typed", () => {
  const end = endOf({ until: "date", untilAt: "2026-12-03T17:45" }, now, berlin);
  expect(end?.toISOString()).toBe("2026-12-03T16:45:00.000Z");
  expect(localText(end ?? now, berlin)).toBe("2026-12-03T17:45");
  expect(untilText(end ?? now, berlin)).toBe("Dec 3, 2026, 17:45");
  expect(untilText(endOf({ until: "3d" }, now, "UTC") ?? now, "UTC")).toBe("the end of Nov 29, 2026");
  expect(endOf({ until: "" }, now, berlin)).toBeNull();
});

test("[P4] the choices say which day they mean", () => {
  expect(untilOptions(now, "UTC").map(({ label }) => label)).toEqual([
    "No end",
    "Today, until the end of Nov 26, 2026",
    "3 days, until the end of Nov 29, 2026",
    "This week, until the end of Nov 29, 2026",
    "30 days, until the end of Dec 26, 2026",
    "Until a date and time",
  ]);
});

test.each(["", "tomorrow", "2026-13-01T00:00", "2026-12-01", "2026-12-01T25:00"])(
  "[Q1] %j as a date and time is refused at its field",
  (untilAt) => {
    const parsed = changeGrantEndSchema.safeParse({
      userId: "u",
      projectId: "123456789",
      was: "admin",
      until: "date",
      untilAt,
    });
    expect(parsed.error?.issues).toMatchObject([{ path: ["untilAt"], message: "Choose a date and a time." }]);
    expect(
      changeGrantEndSchema.safeParse({ userId: "u", projectId: "123456789", was: "admin", until: "3d", untilAt })
        .success,
    ).toBe(true);
  },
);
