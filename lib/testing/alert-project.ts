import { sql } from "drizzle-orm";
import { db, rawSql } from "@/db/client";
import type { OrgActor, ProjectActor } from "@/lib/authz/actor";
import { newSecret } from "@/lib/ids";
import { handlers } from "@/lib/jobs/tasks";
import type { ReportQuery } from "@/lib/reports/query";
import { createReport } from "@/lib/reports/reports";
import { makeOrg, makeProject, onProject } from "./factories";

export const signUps: ReportQuery = {
  events: ["Signed up"],
  filter: null,
  measure: "total",
  unit: "day",
  range: { kind: "last", count: 30, unit: "day" },
  chart: "line",
};

export type AlertPlace = { owner: OrgActor; actor: ProjectActor; reportId: string };

/** A project with one report that alerts can be on. */
export async function makeAlertPlace(query: Partial<ReportQuery> = {}): Promise<AlertPlace> {
  const owner = await makeOrg({ plan: "enterprise" });
  const actor = await onProject(owner, await makeProject(owner, { name: "Web app" }));
  const report = { name: "Sign-ups", query: { ...signUps, ...query }, requestKey: newSecret(18) };
  return { owner, actor, ...(await createReport(actor, report)) };
}

/** So many events at a moment, which arrived `late` minutes after it. */
export async function happened(
  { project }: ProjectActor,
  at: string,
  count: number,
  { event = "Signed up", late = 0 }: { event?: string; late?: number } = {},
): Promise<void> {
  await rawSql()`
    insert into events (dataset_id, distinct_id, time, event, insert_id, properties, arrived_at)
    select p.dataset_id, 'p' || n, ${at}, ${event}, ${at} || n, '{}', ${at}::timestamptz + ${late} * interval '1 minute'
    from projects p, generate_series(1, ${count}) n where p.id = ${project.id}`;
}

/** Runs the waiting jobs of one kind about an alert that are due by then, as a worker would. Returns how many ran. */
export async function runAlertJobs(
  task: "send_alert" | "check_alert" | "send_alert_code" | "send_alert_preview",
  alertId: string,
): Promise<number> {
  const jobs = await db().execute<{ id: string; payload: { alertId: string; dueAt: string } }>(sql`
    delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
    where t.id = j.task_id and t.identifier = ${task} and j.payload ->> 'alertId' = ${alertId}
    returning j.id::text as id, j.payload`);
  for (const { id, payload } of jobs) await handlers[task](payload, { id });
  return jobs.length;
}

/** The minute's round, and everything it hands out about an alert. */
export async function alertRound(alertId: string): Promise<void> {
  await handlers.send_due_alerts({}, { id: "round" });
  await runAlertJobs("check_alert", alertId);
  await runAlertJobs("send_alert", alertId);
}
