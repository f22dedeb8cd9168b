import "server-only";
import { runReport } from "@/db/queries/report-result";
import { startOf } from "@/lib/reports/buckets";
import { parseReportQuery, type ReportQuery } from "@/lib/reports/query";
import type { StoredAlert } from "./choice";
import type { AlertFigures, AlertUnit } from "./figures";

/** What an alert reads of its report: the numbers of a mail, and the count that a threshold is compared with. */

type OfProject = { id: number; timezone: string };
type Asked = Pick<StoredAlert, "kind" | "event">;

const lengths: Record<AlertUnit, number> = { hour: 24, day: 14, week: 8 };

/**
 * Of daily and weekly alerts the last whole days or weeks before `at`; of a threshold the buckets of the report's own unit
 * up to the one of `at`, and only the event it watches. Null where the report cannot be read.
 */
export async function figuresOf(
  project: OfProject,
  stored: unknown,
  alert: Asked,
  at: Date,
): Promise<AlertFigures | null> {
  const query = parseReportQuery(stored);
  if (!query) return null;
  const unit = unitOf(alert, query);
  const whole = alert.kind !== "threshold";
  const { buckets, series } = await runReport(project, lastOf(query, alert, unit, lengths[unit] + (whole ? 1 : 0)), at);
  const kept = whole ? buckets.filter(({ end }) => end <= at).length : buckets.length;
  return {
    unit,
    timezone: project.timezone,
    people: query.measure === "unique",
    buckets: buckets.slice(0, kept),
    series: series.map(({ event, counts }) => ({ name: event, counts: counts.slice(0, kept) })),
  };
}

/** The bucket that is running, and what it has so far of what a threshold watches. */
export async function countNow(
  project: OfProject,
  stored: unknown,
  alert: Asked,
  at: Date,
): Promise<{ start: Date; count: number } | null> {
  const query = parseReportQuery(stored);
  if (!query) return null;
  const { buckets, series } = await runReport(project, lastOf(query, alert, query.unit, 1), at);
  const start = buckets.at(-1)?.start;
  const count = series.reduce((sum, { counts }) => sum + (counts.at(-1) ?? 0), 0);
  return start ? { start, count } : null;
}

/** Where the bucket of this moment began; null where the report cannot be read, or does not fit the alert any more. */
export function currentBucketStart({ timezone }: OfProject, stored: unknown, at: Date): Date | null {
  const query = parseReportQuery(stored);
  return query ? startOf(query.unit, at, timezone) : null;
}

function unitOf({ kind }: Asked, query: ReportQuery): AlertUnit {
  if (kind === "threshold") return query.unit;
  return kind === "weekly" ? "week" : "day";
}

function lastOf(query: ReportQuery, { kind, event }: Asked, unit: AlertUnit, count: number): ReportQuery {
  const events = kind === "threshold" && event !== null ? [event] : query.events;
  return { ...query, events, unit, range: { kind: "last", count, unit } };
}
