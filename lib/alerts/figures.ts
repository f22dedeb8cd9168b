import { dayName, hourName } from "@/lib/reports/words";

/** What an alert tells: the last whole days or weeks of a report, or the count that passed a threshold. Pure. */

export type AlertUnit = "hour" | "day" | "week";

export type Bucket = { start: Date; end: Date };

/** Whole buckets, the oldest first; each series has one count a bucket. */
export type AlertFigures = {
  unit: AlertUnit;
  /** Of the project: where its days begin. */
  timezone: string;
  /** Different people instead of events. */
  people: boolean;
  buckets: Bucket[];
  series: { name: string; counts: number[] }[];
};

export type Headline = { name: string | null; now: number; before: number | null };

/**
 * The figures that stand first: events of several series add up to one; people do not, since one may be in several, so
 * each series has its own then, the first two of them.
 */
export function headlinesOf({ series, people }: Pick<AlertFigures, "series" | "people">): Headline[] {
  if (people && series.length > 1) return series.slice(0, 2).map(({ name, counts }) => ({ name, ...lastTwo(counts) }));
  const length = series[0]?.counts.length ?? 0;
  const sums = Array.from({ length }, (_, at) => series.reduce((sum, { counts }) => sum + (counts[at] ?? 0), 0));
  return [{ name: null, ...lastTwo(sums) }];
}

export function lastTwo(counts: readonly number[]): { now: number; before: number | null } {
  return { now: counts.at(-1) ?? 0, before: counts.at(-2) ?? null };
}

/** "+12 %", "−3 %", "±0 %"; "" where there was nothing to compare with. */
export function changeInWords(now: number, before: number | null): string {
  if (before === null || before === 0) return "";
  const percent = Math.round(((now - before) / before) * 100);
  if (percent === 0) return "±0 %";
  return `${percent > 0 ? "+" : "−"}${Math.abs(percent).toLocaleString("en-US")} %`;
}

/** "yesterday", "on Nov 24", "last week", "in the week of Nov 16"; of hours "at 14:00, Nov 24". */
export function bucketInWords(unit: AlertUnit, bucket: Bucket, timezone: string, at: Date): string {
  const day = dayName(bucket.start, timezone);
  if (unit === "hour") return `at ${hourName(bucket.start, timezone)}, ${day}`;
  const isLast =
    bucket.end <= at && at.getTime() < bucket.end.getTime() + (unit === "day" ? 23 : 7 * 24 - 1) * 3600_000;
  if (unit === "day") return isLast ? "yesterday" : `on ${day}`;
  return isLast ? "last week" : `in the week of ${day}`;
}

/** "this hour", "today", "this week": the bucket that has not ended. */
export const currentBucket: Record<AlertUnit, string> = { hour: "this hour", day: "today", week: "this week" };
