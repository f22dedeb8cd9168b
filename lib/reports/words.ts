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
  const day = new Intl.DateTimeFormat("en-US", {
    month: "short",
    day: "numeric",
    ...(withYear && { year: "numeric" }),
    timeZone: timezone,
  }).format(start);
  if (unit === "day") return day;
  if (unit === "week") return `week of ${day}`;
  const hour = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: timezone });
  return `${day}, ${hour.format(start)}`;
}
