import "server-only";
import { and, count, eq, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { textArray } from "@/db/queries/page";
import { alerts, reports } from "@/db/schema";
import type { ProjectActor } from "@/lib/authz/actor";
import { NotFound, RuleBroken } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { type Change, mutateProject } from "@/lib/mutate";
import { parseReportQuery, type ReportQuery, sameQuery } from "./query";
import type {
  CreateReportInput,
  DeleteReportInput,
  DuplicateReportInput,
  EditReportInput,
  RenameReportInput,
} from "./schemas";
import { queryWords } from "./words";

/** P7: saved reports. Two may have one name; what tells them apart is what they count. */

export const mostReports = 5000;
const longestName = 120;

/** The same form sent twice makes one. Throws `limit_reached` in a project that has as many as it may. */
export function createReport(actor: ProjectActor, input: CreateReportInput): Promise<{ reportId: string }> {
  return mutateProject(actor, "project.reports.edit", (change) => insertReport(change, input));
}

/** A copy beside it, which is the actor's own from then on. */
export function duplicateReport(actor: ProjectActor, input: DuplicateReportInput): Promise<{ reportId: string }> {
  return mutateProject(actor, "project.reports.edit", async (change) => {
    const { name, query } = await findReport(change.tx, change.actor.project.id, input.reportId);
    const parsed = parseReportQuery(query);
    if (!parsed) throw new RuleBroken("query_invalid", "This report cannot be read. Create a new one.");
    const copied = [...`Copy of ${name}`].slice(0, longestName).join("").trim();
    return insertReport(change, { name: copied, query: parsed, requestKey: input.requestKey });
  });
}

async function insertReport(
  { tx, actor, now, audit }: Change<ProjectActor>,
  { name, query, requestKey }: CreateReportInput,
): Promise<{ reportId: string }> {
  const projectId = actor.project.id;
  const [again] = await tx
    .select({ id: reports.id })
    .from(reports)
    .where(and(eq(reports.projectId, projectId), eq(reports.requestKey, requestKey)));
  if (again) return { reportId: again.id };
  const [kept] = await tx.select({ count: count() }).from(reports).where(eq(reports.projectId, projectId));
  if ((kept?.count ?? 0) >= mostReports)
    throw new RuleBroken("limit_reached", "A project keeps at most 5,000 reports. Delete one that nobody opens.");
  const id = newId("report");
  const who = { createdAt: now, createdBy: actor.user.id, editedAt: now, editedBy: actor.user.id };
  await tx.insert(reports).values({ id, projectId, name, query, requestKey, ...who });
  audit({ ...about(actor, id), action: "report.created", after: { name, counts: queryWords(query) } });
  return { reportId: id };
}

/** What it counts from now on, alerts on it included. Throws `changed_meanwhile` to whoever began from an older one. */
export function editReport(actor: ProjectActor, { reportId, query, version }: EditReportInput): Promise<void> {
  return mutateProject(actor, "project.reports.edit", async ({ tx, actor: fresh, now, audit }) => {
    const report = await findReport(tx, fresh.project.id, reportId);
    const before = parseReportQuery(report.query);
    if (before && sameQuery(before, query)) return;
    if (report.version !== Number(version)) {
      const message = "Somebody changed this report meanwhile. Save yours as a new one, or discard it to see theirs.";
      throw new RuleBroken("changed_meanwhile", message);
    }
    await tx
      .update(reports)
      .set({ query, version: report.version + 1, editedAt: now, editedBy: fresh.user.id })
      .where(eq(reports.id, reportId));
    await pauseUnfit(tx, reportId, query, now, (id) =>
      audit({
        ...about(fresh, reportId),
        action: "alert.paused",
        object: { type: "alert", id },
        after: { report: report.name },
      }),
    );
    audit({
      ...about(fresh, reportId),
      action: "report.edited",
      before: { counts: wordsOf(before) },
      after: { name: report.name, counts: queryWords(query) },
    });
  });
}

/** Thresholds on an event that it does not count any more, or on people of several events, who cannot be added up. */
async function pauseUnfit(tx: Tx, reportId: string, query: ReportQuery, at: Date, tell: (id: string) => void) {
  const unfit =
    query.measure === "unique" && query.events.length > 1
      ? sql`(${alerts.event} is null or ${alerts.event} <> all(${textArray(query.events)}))`
      : sql`${alerts.event} <> all(${textArray(query.events)})`;
  const paused = await tx
    .update(alerts)
    .set({ pausedAt: at, nextAt: null })
    .where(and(eq(alerts.reportId, reportId), eq(alerts.kind, "threshold"), isNull(alerts.pausedAt), unfit))
    .returning({ id: alerts.id });
  for (const { id } of paused) tell(id);
}

export function renameReport(actor: ProjectActor, { reportId, name, was }: RenameReportInput): Promise<void> {
  return mutateProject(actor, "project.reports.edit", async ({ tx, actor: fresh, now, audit }) => {
    const report = await findReport(tx, fresh.project.id, reportId);
    if (report.name === name) return;
    if (report.name !== was) {
      const message = `Somebody named this report “${report.name}” meanwhile. Reload to begin from there.`;
      throw new RuleBroken("changed_meanwhile", message, { field: "name" });
    }
    await tx.update(reports).set({ name, editedAt: now, editedBy: fresh.user.id }).where(eq(reports.id, reportId));
    audit({ ...about(fresh, reportId), action: "report.edited", before: { name: report.name }, after: { name } });
  });
}

/** With every alert on it. */
export function deleteReport(actor: ProjectActor, { reportId }: DeleteReportInput): Promise<{ name: string }> {
  return mutateProject(actor, "project.reports.edit", async ({ tx, actor: fresh, audit }) => {
    const { name, query } = await findReport(tx, fresh.project.id, reportId);
    await tx.delete(reports).where(eq(reports.id, reportId));
    audit({
      ...about(fresh, reportId),
      action: "report.deleted",
      before: { name, counts: wordsOf(parseReportQuery(query)) },
    });
    return { name };
  });
}

/** Locked, and of this project: another project's reports are not found. */
async function findReport(tx: Tx, projectId: number, reportId: string) {
  const [report] = await tx
    .select({ name: reports.name, query: reports.query, version: reports.version })
    .from(reports)
    .where(and(eq(reports.projectId, projectId), eq(reports.id, reportId)))
    .for("update");
  if (!report) throw new NotFound("report");
  return report;
}

function about({ org, project }: ProjectActor, id: string) {
  return { orgId: org.id, projectId: project.id, object: { type: "report" as const, id } };
}

function wordsOf(query: ReportQuery | null): string {
  return query ? queryWords(query) : "what cannot be read";
}
