import { expect, test } from "vitest";
import { billingPeriodOf, daysOf } from "./period";

test.each([
  ["2026-02-28T23:59:59.999Z", "2026-02-01", "2026-02-28", 28],
  ["2028-02-01T00:00:00Z", "2028-02-01", "2028-02-29", 29],
  ["2026-12-31T23:00:00-05:00", "2027-01-01", "2027-01-31", 31],
])("[E3] the billing period of %s is the calendar month in UTC", (now, firstDay, lastDay, days) => {
  const period = billingPeriodOf(new Date(now));
  expect(period).toMatchObject({ firstDay, lastDay });
  expect(daysOf(period)).toHaveLength(days);
  expect(daysOf(period).at(-1)).toBe(lastDay);
  expect(period.end.getTime() - period.start.getTime()).toBe(days * 24 * 60 * 60 * 1000);
});
