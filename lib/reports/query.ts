import * as z from "zod/mini";

/**
 * What a report asks (P7): how often chosen events happened, or how many people did them, per hour, day or week of the
 * project's timezone. The same value stands in the database, in the address of a page and behind an alert.
 */

export const measures = ["total", "unique"] as const;
export const units = ["hour", "day", "week"] as const;
export const rangeUnits = ["hour", "day", "week", "month"] as const;
export const charts = ["line", "bar"] as const;
export const operators = ["is", "is_not", "contains", "above", "below", "set", "not_set"] as const;

export type Measure = (typeof measures)[number];
export type Unit = (typeof units)[number];
export type RangeUnit = (typeof rangeUnits)[number];
export type Chart = (typeof charts)[number];
export type Operator = (typeof operators)[number];

export type ReportFilter = { property: string; op: Operator; value: string };
/** `between`: days as `YYYY-MM-DD`, both inclusive. */
export type ReportRange =
  | { kind: "last"; count: number; unit: RangeUnit }
  | { kind: "between"; from: string; to: string };

export type ReportQuery = {
  /** 1 to 20 names. */
  events: string[];
  filter: ReportFilter | null;
  /** `unique`: people, told apart by distinct id. */
  measure: Measure;
  /** Weeks begin on Monday. */
  unit: Unit;
  range: ReportRange;
  chart: Chart;
};

export const mostEvents = 20;
/** As the wire cuts names and texts (WIRE 2.3). */
const longestText = 255;

export const operatorNames: Record<Operator, string> = {
  is: "is",
  is_not: "is not",
  contains: "contains",
  above: "is above",
  below: "is below",
  set: "is set",
  not_set: "is not set",
};

/** Whether an operator compares with a value. */
export function takesValue(op: Operator): boolean {
  return op !== "set" && op !== "not_set";
}

const longText = `Use at most ${longestText} characters.`;
const text = z.string().check(z.minLength(1), z.maxLength(longestText, longText));
const day = z.string().check(z.refine(isDay, "Choose a date, such as 2026-11-30."));

const filterSchema = z
  .object({
    property: text,
    op: z.enum(operators),
    value: z.string().check(z.maxLength(longestText, longText)),
  })
  .check(
    z.refine(({ op, value }) => (op !== "above" && op !== "below") || isNumber(value), {
      path: ["value"],
      error: "Enter a number to compare with.",
    }),
    z.refine(({ op, value }) => op !== "contains" || value !== "", {
      path: ["value"],
      error: "Enter what it should contain.",
    }),
  );

const rangeSchema = z.union([
  z.object({ kind: z.literal("last"), count: z.int().check(z.minimum(1), z.maximum(1825)), unit: z.enum(rangeUnits) }),
  z.object({ kind: z.literal("between"), from: day, to: day }).check(
    z.refine(({ from, to }) => from <= to, {
      path: ["to"],
      error: "The last day lies before the first one. Swap them.",
    }),
  ),
]);

export const reportQuerySchema = z
  .object({
    events: z
      .array(text)
      .check(z.minLength(1, "Choose an event."), z.maxLength(mostEvents, `Choose at most ${mostEvents} events.`)),
    filter: z.nullable(filterSchema),
    measure: z.enum(measures),
    unit: z.enum(units),
    range: rangeSchema,
    chart: z.enum(charts),
  })
  .check(
    z.refine((query) => daysOf(query.range) <= longestRange[query.unit], {
      path: ["range"],
      error: (issue) => tooLong((issue.input as ReportQuery).unit),
    }),
  );

/** In days; so no chart has more than about 750 points. */
const longestRange: Record<Unit, number> = { hour: 31, day: 731, week: 1830 };

function tooLong(unit: Unit): string {
  if (unit === "hour") return "Per hour, a report covers at most 31 days. Choose fewer days, or count per day.";
  return unit === "day"
    ? "Per day, a report covers at most two years. Choose fewer days, or count per week."
    : "A report covers at most five years.";
}

const unitDays: Record<RangeUnit, number> = { hour: 1 / 24, day: 1, week: 7, month: 30.5 };

function daysOf(range: ReportRange): number {
  if (range.kind === "last") return range.count * unitDays[range.unit];
  return (Date.parse(range.to) - Date.parse(range.from)) / 86_400_000 + 1;
}

/** A query as it was stored; null where it is none. */
export function parseReportQuery(json: unknown): ReportQuery | null {
  const parsed = reportQuerySchema.safeParse(json);
  return parsed.success ? parsed.data : null;
}

export function sameQuery(a: ReportQuery, b: ReportQuery): boolean {
  return JSON.stringify(reportQuerySchema.parse(a)) === JSON.stringify(reportQuerySchema.parse(b));
}

/** A date that exists, from the year 2000 on. */
export function isDay(value: string): boolean {
  if (!/^2\d{3}-\d{2}-\d{2}$/.test(value)) return false;
  const at = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(value);
}

function isNumber(value: string): boolean {
  return /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?$/i.test(value.trim()) && value.length <= 40;
}
