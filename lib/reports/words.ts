import { countOf, listOf } from "@/lib/format";
import { operatorNames, type ReportQuery, type ReportRange, takesValue, type Unit } from "./query";

/** What a query asks, in words: "Signed up, people per day, last 30 days, where plan is growth". Pure. */
export function queryWords(query: ReportQuery): string {
  const { events, measure, unit, range, filter } = query;
  const what = measure === "unique" ? `people per ${unit}` : `per ${unit}`;
  const parts = [listOf(events, 4), what, rangeWords(range)];
  if (filter) {
    const value = takesValue(filter.op) ? ` ${filter.value || "empty"}` : "";
    parts.push(`where ${filter.property} ${operatorNames[filter.op]}${value}`);
  }
  return parts.join(", ");
}

export function rangeWords(range: ReportRange): string {
  if (range.kind === "last") return `last ${countOf(range.count, range.unit)}`;
  return range.from === range.to ? range.from : `${range.from} to ${range.to}`;
}

/** How a bucket is called, in the project's timezone: "Nov 25, 14:00", "Nov 25", "week of Nov 23". */
export function bucketName(start: Date, unit: Unit, timezone: string, withYear = false): string {
  const day = dayName(start, timezone, withYear);
  if (unit === "day") return day;
  return unit === "week" ? `week of ${day}` : `${day}, ${hourName(start, timezone)}`;
}

/** All of a report's buckets by name. An hour that clocks make twice is told apart. */
export function bucketNames(starts: readonly Date[], unit: Unit, timezone: string): string[] {
  const years = new Set(starts.map((start) => dayName(start, timezone, true).slice(-4)));
  const names = starts.map((start) => bucketName(start, unit, timezone, years.size > 1));
  return names.map((name, at) => (name === names[at - 1] ? `${name} again` : name));
}

/** Under a chart there is room for a part of it: the hour, or the day where one begins. */
export function tickName(start: Date, unit: Unit, timezone: string): string {
  const hour = hourName(start, timezone);
  return unit === "hour" && hour !== "00:00" ? hour : dayName(start, timezone);
}

/** "Nov 24", with its year "Nov 24, 2026" */
export function dayName(at: Date, timeZone: string, withYear = false): string {
  return format(`${timeZone} ${withYear}`, "en-US", {
    month: "short",
    day: "numeric",
    ...(withYear && { year: "numeric" }),
    timeZone,
  }).format(at);
}

/** "14:00" */
export function hourName(at: Date, timeZone: string): string {
  return format(`${timeZone} hour`, "en-GB", { hour: "2-digit", minute: "2-digit", timeZone }).format(at);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Made once: making one takes longer than a thousand uses. */
function format(key: string, locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const made = formats.get(key) ?? new Intl.DateTimeFormat(locale, options);
  formats.set(key, made);
  return made;
}
