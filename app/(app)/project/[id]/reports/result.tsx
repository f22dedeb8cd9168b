import { ReportChart, ReportLegend } from "@/components/charts/report-chart";
import { ReportTable } from "@/components/charts/report-table";
import { Card, CardSection } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { EmptyState } from "@/components/ui/page-header";
import { newestEvent } from "@/db/queries/event-names";
import { type ReportResult, runReport } from "@/db/queries/report-result";
import type { ProjectActor } from "@/lib/authz/actor";
import { now } from "@/lib/clock";
import { isRuleBroken } from "@/lib/errors";
import { monthDay } from "@/lib/format";
import type { ReportQuery } from "@/lib/reports/query";
import { rangeWords } from "@/lib/reports/words";

/** What a query answers: chart, legend and table; a sentence where it is nothing, or too much to count. */
export async function Result({ actor, query }: { actor: ProjectActor; query: ReportQuery }) {
  const { project } = actor;
  const result = await counted(actor, query);
  if (typeof result === "string")
    return (
      <Notice tone="warn" className="mb-4" live>
        {result}
      </Notice>
    );
  const look = { result, measure: query.measure, unit: query.unit, timezone: project.timezone };
  const empty = result.series.every(({ total }) => total === 0);
  return (
    <Card className="mb-4">
      <CardSection>
        <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
          <ReportLegend series={result.series} measure={query.measure} />
          <p className="text-xs text-ink-3">
            {rangeWords(query.range)}, {project.timezone.replaceAll("_", " ")}
          </p>
        </div>
        {empty ? <Nothing actor={actor} query={query} /> : <ReportChart {...look} chart={query.chart} />}
      </CardSection>
      {!empty && (
        <div className="border-t border-line">
          <ReportTable {...look} />
        </div>
      )}
    </Card>
  );
}

async function counted(actor: ProjectActor, query: ReportQuery): Promise<ReportResult | string> {
  try {
    return await runReport(actor.project, query, now());
  } catch (error) {
    if (isRuleBroken(error)) return error.message;
    throw error;
  }
}

async function Nothing({ actor, query }: { actor: ProjectActor; query: ReportQuery }) {
  const lastDay = await newestEvent(actor.project.id, query.events);
  const one = query.events.length === 1;
  return (
    <EmptyState>
      Nothing in these days{query.filter && ", with this filter"}.{" "}
      {lastDay
        ? `The last ${one ? "one" : "of these events"} arrived on ${monthDay(lastDay)}, ${lastDay.slice(0, 4)}.`
        : `No event of ${one ? "this name" : "these names"} has arrived yet.`}
    </EmptyState>
  );
}
