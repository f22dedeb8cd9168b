import { TZDate } from "@date-fns/tz";
import type { RangeUnit, ReportQuery, ReportRange, Unit } from "./query";

/**
 * The hours, days or weeks that a report counts in, as moments. Days and weeks begin at the first moment of a local day,
 * so that one has 23 or 25 hours where clocks change; an hour that exists twice is two buckets.
 */

/** `complete`: nothing that happens from now on falls into it. */
export type Bucket = { start: Date; end: Date; complete: boolean };

const hourMs = 3_600_000;

export function bucketsOf(query: Pick<ReportQuery, "unit" | "range">, timezone: string, now: Date): Bucket[] {
  const { unit, range } = query;
  const [from, to] = boundsOf(range, timezone, now);
  const buckets: Bucket[] = [];
  let start = startOf(unit, from, timezone);
  while (start < to) {
    const end = nextStart(unit, start, timezone);
    buckets.push({ start, end, complete: end <= now });
    start = end;
  }
  return buckets;
}

/** The first moment and the one after the last. Nothing lies beyond the bucket of now. */
function boundsOf(range: ReportRange, timezone: string, now: Date): [Date, Date] {
  const after = new Date(now.getTime() + 1);
  if (range.kind === "last") return [startOfLast(range.count, range.unit, timezone, now), after];
  const from = dayStart(range.from, timezone);
  const to = dayStart(addDays(range.to, 1), timezone);
  return [from, to > after ? after : to];
}

/** Where the last `count` hours, days, weeks or months begin, the one of now among them. */
function startOfLast(count: number, unit: RangeUnit, timezone: string, now: Date): Date {
  if (unit === "hour") return new Date(startOf("hour", now, timezone).getTime() - (count - 1) * hourMs);
  const today = localDay(now, timezone);
  if (unit === "day") return dayStart(addDays(today, 1 - count), timezone);
  if (unit === "week") return dayStart(addDays(monday(today), 7 * (1 - count)), timezone);
  const [year = 0, month = 0] = today.split("-").map(Number);
  return dayStart(new Date(Date.UTC(year, month - count, 1)).toISOString().slice(0, 10), timezone);
}

/** The start of the bucket that a moment lies in. */
export function startOf(unit: Unit, at: Date, timezone: string): Date {
  if (unit === "hour") {
    const offset = offsetMs(at, timezone);
    const start = new Date(Math.floor((at.getTime() + offset) / hourMs) * hourMs - offset);
    return offsetMs(start, timezone) === offset ? start : lastChange(start, at, timezone);
  }
  const day = localDay(at, timezone);
  return dayStart(unit === "day" ? day : monday(day), timezone);
}

function nextStart(unit: Unit, start: Date, timezone: string): Date {
  if (unit === "hour") {
    const next = startOf("hour", new Date(start.getTime() + hourMs), timezone);
    return next > start ? next : new Date(start.getTime() + hourMs);
  }
  // From noon, so that days of 23 and 25 hours count as one.
  const day = localDay(new Date(start.getTime() + 12 * hourMs), timezone);
  return dayStart(addDays(day, unit === "day" ? 1 : 7), timezone);
}

/** When clocks changed between two moments, to the second. An hour that a change cuts begins there. */
function lastChange(before: Date, after: Date, timezone: string): Date {
  let [low, high] = [before.getTime(), after.getTime()];
  while (high - low > 1000) {
    const middle = Math.round((low + high) / 2000) * 1000;
    if (offsetMs(new Date(middle), timezone) === offsetMs(after, timezone)) high = middle;
    else low = middle;
  }
  return new Date(high);
}

/** The local date of a moment, `YYYY-MM-DD`. */
export function localDay(at: Date, timezone: string): string {
  const local = new Date(at.getTime() + offsetMs(at, timezone));
  return local.toISOString().slice(0, 10);
}

/** The first moment of a local date: also where clocks go forward at midnight and 0:00 does not exist. */
export function dayStart(day: string, timezone: string): Date {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  // Offsets of the day before and after bracket every change around it.
  const guesses = [-1, 0, 1].map((days) => midnight - offsetMs(new Date(midnight + days * 24 * hourMs), timezone));
  const inside = [...new Set(guesses)].sort((a, b) => a - b).filter((at) => localDay(new Date(at), timezone) >= day);
  let first = inside[0] ?? midnight;
  // Where 0:00 was skipped the guess lies an hour or so late; go back to the change itself.
  for (let step = hourMs; step >= 60_000; step /= 2) {
    while (localDay(new Date(first - step), timezone) >= day) first -= step;
  }
  return new Date(first);
}

function monday(day: string): string {
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  return addDays(day, -weekday);
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 24 * hourMs).toISOString().slice(0, 10);
}

function offsetMs(at: Date, timezone: string): number {
  // A TZDate tells the offset of the zone at its moment, in minutes west of UTC.
  return -new TZDate(at.getTime(), timezone).getTimezoneOffset() * 60_000;
}
