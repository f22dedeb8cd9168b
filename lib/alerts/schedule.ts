import { tzOffset } from "@date-fns/tz";

/** When a daily or weekly alert is due: at a full hour of a timezone's clock. Pure. */

/** `hour` is 0 to 23; `weekday` 1 (Monday) to 7, null for every day. */
export type Schedule = { hour: number; weekday: number | null; timezone: string };

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** How often a threshold is looked at. */
export const checkEveryMs = 5 * minuteMs;

/** The first due time after this moment. */
export function nextDue(schedule: Schedule, after: Date): Date {
  for (let day = localDay(after, schedule.timezone) - 1; ; day += 1) {
    if (!fallsOn(schedule, day)) continue;
    const due = momentOf(day, schedule.hour, schedule.timezone);
    if (due > after.getTime()) return new Date(due);
  }
}

/** The last due time up to this moment: after a time without workers only this one is made up for. */
export function latestDue(schedule: Schedule, until: Date): Date {
  for (let day = localDay(until, schedule.timezone) + 1; ; day -= 1) {
    if (!fallsOn(schedule, day)) continue;
    const due = momentOf(day, schedule.hour, schedule.timezone);
    if (due <= until.getTime()) return new Date(due);
  }
}

/** When a threshold is looked at next: at a full five minutes, so that many share the round. */
export function nextCheck(after: Date): Date {
  return new Date((Math.floor(after.getTime() / checkEveryMs) + 1) * checkEveryMs);
}

/** Days are counted from January 1, 1970, a Thursday. */
function fallsOn({ weekday }: Schedule, day: number): boolean {
  return weekday === null || ((((day + 3) % 7) + 7) % 7) + 1 === weekday;
}

function localDay(at: Date, timeZone: string): number {
  return Math.floor((at.getTime() + offsetAt(at.getTime(), timeZone)) / dayMs);
}

/**
 * The moment at which the clocks there show this hour of this day: the first where they show it twice, and where they
 * jump over it the moment of the jump.
 */
function momentOf(day: number, hour: number, timeZone: string): number {
  const shown = day * dayMs + hour * hourMs;
  const before = shown - offsetAt(shown - dayMs, timeZone);
  const after = shown - offsetAt(shown + dayMs, timeZone);
  const first = Math.min(before, after);
  const last = Math.max(before, after);
  for (const moment of [first, last]) {
    if (moment + offsetAt(moment, timeZone) === shown) return moment;
  }
  return jumpBetween(first, last, timeZone);
}

/** The minute at which the distance from UTC changes, which it does between the two. */
function jumpBetween(from: number, to: number, timeZone: string): number {
  const old = offsetAt(from, timeZone);
  let [low, high] = [from, to];
  while (high - low > minuteMs) {
    const middle = low + Math.floor((high - low) / 2 / minuteMs) * minuteMs;
    if (offsetAt(middle, timeZone) === old) low = middle;
    else high = middle;
  }
  return high;
}

/** A zone that this installation does not know (any more) goes by UTC: one alert must not stop the others. */
function offsetAt(time: number, timeZone: string): number {
  const minutes = tzOffset(timeZone, new Date(time));
  return Number.isNaN(minutes) ? 0 : minutes * minuteMs;
}
