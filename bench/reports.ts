import { rawSql } from "@/db/client";
import { runReport } from "@/db/queries/report-result";
import type { ProjectActor } from "@/lib/authz/actor";
import type { Measure, ReportQuery } from "@/lib/reports/query";
import { byTurns, timeOf } from "./load";
import { atMost, type Line, median } from "./table";

const base: Omit<ReportQuery, "measure"> = {
  events: ["Signed up"],
  filter: null,
  unit: "day",
  range: { kind: "last", count: 29, unit: "day" },
  chart: "line",
};

/** A month by day over one project with very many events, against the same question as one would type it. */
export async function measureReports({ project }: ProjectActor, events: number, rounds: number): Promise<Line[]> {
  const values = await byTurns(
    {
      "bare total": () => timeOf(() => bare(project, "count(*)")),
      "ours total": () => timeOf(() => ours(project, "total")),
      "bare unique": () => timeOf(() => bare(project, "count(distinct distinct_id)")),
      "ours unique": () => timeOf(() => ours(project, "unique")),
    },
    rounds,
  );
  const of = (which: string) => median(values.get(which) ?? []);
  return (["total", "unique"] as const).map((measure) =>
    atMost(
      `Report over ${events.toLocaleString("en-US")} events by day, ${measure === "total" ? "events" : "people"}, against the bare SQL`,
      of(`ours ${measure}`) / of(`bare ${measure}`),
      1.5,
      `${of(`ours ${measure}`).toFixed(0)} ms, SQL ${of(`bare ${measure}`).toFixed(0)} ms`,
    ),
  );
}

function ours(project: ProjectActor["project"], measure: Measure) {
  return runReport(project, { ...base, measure }, new Date());
}

async function bare({ id, timezone }: ProjectActor["project"], counted: string): Promise<void> {
  await rawSql().unsafe(
    `select date_trunc('day', time, $2) as day, ${counted} from events
     where dataset_id = (select dataset_id from projects where id = $1) and event = any($3)
       and time >= now() - interval '29 days' and time < now()
     group by 1 order by 1`,
    [id, timezone, base.events],
  );
}
