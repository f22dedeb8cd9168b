import "server-only";
import { and, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { alerts, reports } from "@/db/schema";
import type { ProjectActor, UserActor } from "@/lib/authz/actor";
import { NotFound } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { mutate, mutateProject } from "@/lib/mutate";
import { assertLimit } from "@/lib/rate-limit";
import { chosenFields, isConfirmed, lookedAtNext, type StoredAlert } from "./choice";
import { assertRoomFor, entryOf, findOwn } from "./own";
import { takeCodeLimits } from "./phone";
import type { EditAlertInput, SubscribeInput } from "./schemas";
import { unproven } from "./unproven";

/**
 * Alerts of a report. Who may edit reports may subscribe; whoever still views them may pause and leave what is theirs.
 * Nothing is sent to a phone before its code was entered, nor to an address that was never proven.
 */
/** The same form sent twice makes one. `waiting`: a code was texted and has to be entered first. */
export async function subscribe(actor: ProjectActor, input: SubscribeInput): Promise<{ waiting: boolean }> {
  if (input.channel === "text") await takeCodeLimits(actor, input.phone);
  return mutateProject(actor, "project.reports.edit", async ({ tx, actor: fresh, now, audit, enqueue }) => {
    const [again] = await tx
      .select({ phoneConfirmedAt: alerts.phoneConfirmedAt, channel: alerts.channel })
      .from(alerts)
      .where(and(eq(alerts.requestKey, input.requestKey), eq(alerts.userId, fresh.user.id)));
    if (again) return { waiting: !isConfirmed(again) };
    const report = await findReport(tx, fresh, input.reportId);
    await assertRoomFor(tx, { projectId: fresh.project.id, userId: fresh.user.id });
    const chosen = await chosenFields(tx, fresh, report.query, input);
    const id = newId("alert");
    const nextAt = lookedAtNext({ ...chosen, pausedAt: null, endedAt: null }, now);
    const place = { orgId: fresh.org.id, projectId: fresh.project.id, reportId: report.id, userId: fresh.user.id };
    await tx.insert(alerts).values({ id, ...place, ...chosen, nextAt, createdAt: now, requestKey: input.requestKey });
    audit({ ...entryOf({ ...place, id }, "alert.subscribed"), after: told(report.name, chosen) });
    const waiting = !isConfirmed(chosen);
    if (waiting) await enqueue("send_alert_code", { alertId: id });
    return { waiting };
  });
}

/** Another time, threshold or way. A new phone number is not sent anything before its code was entered. */
export async function editAlert(
  actor: ProjectActor,
  input: EditAlertInput,
): Promise<{ waiting: boolean; reportId: string }> {
  if (input.channel === "text") await takeCodeLimits(actor, input.phone);
  return mutateProject(actor, "project.reports.edit", async ({ tx, actor: fresh, now, audit, enqueue }) => {
    const { alert, reportName, query } = await findInProject(tx, fresh, input.alertId);
    const chosen = await chosenFields(tx, fresh, query, input);
    const nextAt = lookedAtNext({ ...alert, ...chosen }, now);
    await tx
      .update(alerts)
      .set({ ...chosen, nextAt, codeHash: null, codeExpiresAt: null, codeFailures: 0 })
      .where(eq(alerts.id, alert.id));
    audit({ ...entryOf(alert, "alert.edited"), before: told(reportName, alert), after: told(reportName, chosen) });
    const waiting = !isConfirmed(chosen);
    if (waiting) await enqueue("send_alert_code", { alertId: alert.id });
    return { waiting, reportId: alert.reportId };
  });
}

/** Nothing is sent until it is resumed; what would have been due meanwhile is not made up for. */
export function pauseAlert(actor: UserActor, alertId: string): Promise<{ reportName: string }> {
  return mutate(actor, async ({ tx, now, audit }) => {
    const { alert, reportName } = await findOwn(tx, actor, alertId);
    if (alert.pausedAt) return { reportName };
    await tx.update(alerts).set({ pausedAt: now, nextAt: null }).where(eq(alerts.id, alertId));
    audit({ ...entryOf(alert, "alert.paused"), after: { report: reportName } });
    return { reportName };
  });
}

export function resumeAlert(actor: UserActor, alertId: string): Promise<{ reportName: string }> {
  return mutate(actor, async ({ tx, now, audit }) => {
    const { alert, reportName } = await findOwn(tx, actor, alertId);
    if (!alert.pausedAt) return { reportName };
    const nextAt = lookedAtNext({ ...alert, pausedAt: null }, now);
    await tx.update(alerts).set({ pausedAt: null, nextAt }).where(eq(alerts.id, alertId));
    audit({ ...entryOf(alert, "alert.resumed"), after: { report: reportName } });
    return { reportName };
  });
}

export function unsubscribe(actor: UserActor, alertId: string): Promise<{ reportName: string }> {
  return mutate(actor, async ({ tx, now, audit }) => {
    const { alert, reportName } = await findOwn(tx, actor, alertId);
    await tx.update(alerts).set({ endedAt: now, nextAt: null }).where(eq(alerts.id, alertId));
    audit({ ...entryOf(alert, "alert.unsubscribed"), before: { report: reportName } });
    return { reportName };
  });
}

/** A mail with today's figures to oneself, whatever the alert's own way and time. */
export async function previewAlert(actor: UserActor, alertId: string): Promise<{ email: string }> {
  if (!actor.user.emailProven) throw unproven();
  await assertLimit("alert_preview.user", actor.user.id);
  return mutate(actor, async ({ tx, audit, enqueue }) => {
    const { alert, reportName } = await findOwn(tx, actor, alertId);
    await enqueue("send_alert_preview", { alertId });
    audit({ ...entryOf(alert, "alert.preview_asked"), after: { report: reportName } });
    return { email: actor.user.email };
  });
}

/** Takes somebody's alert away, for those who set up the project. */
export function endAlert(actor: ProjectActor, alertId: string): Promise<void> {
  return mutateProject(actor, "project.settings.edit", async ({ tx, actor: fresh, audit }) => {
    const [gone] = await tx
      .delete(alerts)
      .where(and(eq(alerts.id, alertId), eq(alerts.orgId, fresh.org.id), eq(alerts.projectId, fresh.project.id)))
      .returning();
    if (!gone) throw new NotFound("alert");
    audit({ ...entryOf(gone, "alert.ended"), before: { user: gone.userId } });
  });
}

/** What the log keeps of a choice: no number and no address. */
function told(report: string, { kind, channel }: Pick<StoredAlert, "kind" | "channel">) {
  return { report, kind, channel };
}

async function findReport(tx: Tx, actor: ProjectActor, reportId: string) {
  const [report] = await tx
    .select({ id: reports.id, name: reports.name, query: reports.query })
    .from(reports)
    .where(and(eq(reports.projectId, actor.project.id), eq(reports.id, reportId)));
  if (!report) throw new NotFound("report");
  return report;
}

async function findInProject(tx: Tx, actor: ProjectActor, alertId: string) {
  const found = await findOwn(tx, actor, alertId);
  if (found.alert.projectId !== actor.project.id) throw new NotFound("alert");
  return found;
}
