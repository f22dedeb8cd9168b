import type { SearchParams } from "@/lib/pagination";
import {
  type Chart,
  charts,
  type Measure,
  measures,
  mostEvents,
  type Operator,
  operators,
  type RangeUnit,
  type ReportFilter,
  type ReportQuery,
  type ReportRange,
  reportQuerySchema,
  takesValue,
  type Unit,
  units,
} from "./query";

/**
 * A whole query in the address of a page, so that a link shares it: `e` for each event, `f`, `op` and `v` of the filter,
 * `m` the measure, `u` the unit, `last` (such as `30d`) or `from` and `to`, and `chart`.
 */

/** What an address asks. `problems` say at which field something was wrong; the query is null while it cannot be run. */
export type ReadQuery = { query: ReportQuery | null; draft: Draft; problems: Record<string, string> };

/** What stands in the builder: as far as it was filled in. */
export type Draft = {
  events: string[];
  property: string;
  op: Operator;
  value: string;
  measure: Measure;
  unit: Unit;
  /** `30d`, or `fixed` for `from` and `to`. */
  last: string;
  from: string;
  to: string;
  chart: Chart;
};

const letters: Record<string, RangeUnit> = { h: "hour", d: "day", w: "week", m: "month" };

/** The relative ranges that the builder offers; an address may hold others. */
export const ranges: readonly { value: string; label: string }[] = [
  { value: "24h", label: "Last 24 hours" },
  { value: "7d", label: "Last 7 days" },
  { value: "30d", label: "Last 30 days" },
  { value: "90d", label: "Last 90 days" },
  { value: "12w", label: "Last 12 weeks" },
  { value: "12m", label: "Last 12 months" },
  { value: "fixed", label: "Fixed days" },
];

/** Names of the address: a page has none of them where the saved query is meant. */
export const queryParams = ["e", "f", "op", "v", "m", "u", "last", "from", "to", "chart", "names"] as const;

export function hasQuery(params: SearchParams): boolean {
  return queryParams.some((name) => params[name] !== undefined);
}

export function readQuery(params: SearchParams): ReadQuery {
  const draft = readDraft(params);
  const parsed = reportQuerySchema.safeParse(queryOf(draft));
  if (parsed.success) return { query: parsed.data, draft, problems: {} };
  const problems: Record<string, string> = {};
  for (const { path, message } of parsed.error.issues) problems[fieldOf(path)] ??= message;
  return { query: null, draft, problems };
}

function readDraft(params: SearchParams): Draft {
  const last = one(params.last);
  const [from, to] = [one(params.from), one(params.to)];
  return {
    events: [...new Set([...many(params.e), ...many(params.names).flatMap((lines) => lines.split(/\r?\n/))])]
      .map((name) => name.trim())
      .filter(Boolean)
      .slice(0, mostEvents + 1),
    property: one(params.f).trim(),
    op: known(operators, params.op) ?? "is",
    value: one(params.v),
    measure: known(measures, params.m) ?? "total",
    unit: known(units, params.u) ?? "day",
    last: last === "fixed" || (!last && from) ? "fixed" : rangeOf(last) ? last : "30d",
    from,
    to,
    chart: known(charts, params.chart) ?? "line",
  };
}

function queryOf({ events, property, op, value, measure, unit, last, from, to, chart }: Draft): unknown {
  const filter: ReportFilter | null = property ? { property, op, value: takesValue(op) ? value : "" } : null;
  const range: ReportRange = rangeOf(last) ?? { kind: "between", from, to };
  return { events, filter, measure, unit, range, chart };
}

function rangeOf(text: string): ReportRange | null {
  const [, count, letter = ""] = /^([1-9]\d{0,3})([hdwm])$/.exec(text) ?? [];
  const unit = letters[letter];
  return count && unit ? { kind: "last", count: Number(count), unit } : null;
}

/** The builder's field that a part of the query stands in. */
function fieldOf(path: readonly PropertyKey[]): string {
  const [part, inner] = path.map(String);
  if (part === "events") return "e";
  if (part === "filter") return inner === "value" ? "v" : "f";
  if (part === "range") return inner === "from" || inner === "to" ? inner : "last";
  return "e";
}

/** The query string of a query; {@link readQuery} reads it back. */
export function writeQuery(query: ReportQuery): string {
  const params = new URLSearchParams();
  for (const event of query.events) params.append("e", event);
  if (query.filter) {
    params.set("f", query.filter.property);
    params.set("op", query.filter.op);
    if (takesValue(query.filter.op)) params.set("v", query.filter.value);
  }
  params.set("m", query.measure);
  params.set("u", query.unit);
  const { range } = query;
  if (range.kind === "last") params.set("last", `${range.count}${range.unit.charAt(0)}`);
  else {
    params.set("last", "fixed");
    params.set("from", range.from);
    params.set("to", range.to);
  }
  params.set("chart", query.chart);
  return params.toString();
}

/** What a form sends for a query: the query string of {@link writeQuery}, to be judged by the schema. */
export function readQueryText(text: string): unknown {
  return queryOf(readDraft(Object.fromEntries(groupBy(new URLSearchParams(text)))));
}

/** What the builder starts with for a query. */
export function draftOf(query: ReportQuery): Draft {
  return readDraft(Object.fromEntries(groupBy(new URLSearchParams(writeQuery(query)))));
}

function groupBy(params: URLSearchParams): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [name, value] of params) found.set(name, [...(found.get(name) ?? []), value]);
  return found;
}

function many(value: SearchParams[string]): string[] {
  const texts = value === undefined ? [] : [value].flat();
  return texts.map((text) => text.replaceAll("\0", "").slice(0, 8000));
}

function one(value: SearchParams[string]): string {
  return many(value)[0] ?? "";
}

function known<T extends string>(list: readonly T[], value: SearchParams[string]): T | undefined {
  return list.find((item) => item === one(value));
}
