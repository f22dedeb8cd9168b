import { TZDate } from "@date-fns/tz";
import { runReport } from "@/db/queries/report-result";
import { noteProjectExport } from "@/lib/audit/exports";
import { projectRoute } from "@/lib/auth/handlers";
import { now } from "@/lib/clock";
import { csvResponse } from "@/lib/csv";
import { RuleBroken } from "@/lib/errors";
import { readText, type SearchParams } from "@/lib/pagination";
import { readQuery } from "@/lib/reports/address";
import { localDay } from "@/lib/reports/buckets";
import { queryWords } from "@/lib/reports/words";

/** What the address asks, a line for each hour, day or week; hours with their distance from UTC. */
export const GET = projectRoute("project.reports.edit", async (actor, request) => {
  const params = searchParamsOf(request.url);
  const { query, problems } = readQuery(params);
  if (!query) throw new RuleBroken("query_invalid", Object.values(problems)[0] ?? "Choose an event.");
  const { id, name, timezone } = actor.project;
  await noteProjectExport(actor, "project.reports.edit", "counts", { query: queryWords(query) });
  const { buckets, series } = await runReport({ id, timezone }, query, now());
  async function* lines() {
    yield buckets.map(({ start }, at) => [
      query?.unit === "hour" ? new TZDate(start.getTime(), timezone).toISOString() : localDay(start, timezone),
      ...series.map(({ counts }) => counts[at] ?? 0),
    ]);
  }
  const first = `${query.unit[0]?.toUpperCase()}${query.unit.slice(1)} (${timezone})`;
  const fileName = `${name} ${readText(params, "name") || "report"}.csv`;
  return csvResponse(fileName, [first, ...series.map(({ event }) => event)], lines());
});

function searchParamsOf(address: string): SearchParams {
  const params = new URL(address).searchParams;
  return Object.fromEntries([...new Set(params.keys())].map((name) => [name, params.getAll(name)]));
}
