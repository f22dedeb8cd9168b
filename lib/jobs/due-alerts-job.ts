import "server-only";
import { and, asc, eq, isNotNull, lte, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { alertSends, alerts } from "@/db/schema";
import { latestDue, nextCheck, nextDue, type Schedule } from "@/lib/alerts/schedule";
import { now } from "@/lib/clock";
import { enqueueJob, enqueueJobs } from "./enqueue";
import type { Handlers } from "./handlers";

const atOnce = 200;

/**
 * Once a minute: hands every alert that is due to a job of its own, and says when it is due next, in one transaction a
 * batch. The row of the due time is what makes it happen once, with any number of workers; a worker that dies has
 * either done both or nothing. After a time without workers only the latest due time is made up for.
 */
export const sendDueAlerts: Handlers["send_due_alerts"] = async () => {
  const at = now();
  while ((await takeBatch(at)) === atOnce);
};

function takeBatch(at: Date): Promise<number> {
  return db().transaction(async (tx) => {
    const due = await tx
      .select()
      .from(alerts)
      .where(and(isNotNull(alerts.nextAt), lte(alerts.nextAt, at)))
      .orderBy(asc(alerts.nextAt))
      .limit(atOnce)
      .for("update", { skipLocked: true });
    const thresholds = due.filter(({ kind }) => kind === "threshold");
    // Counting may take long: of one project one at a time, after everything else, and never the same twice in the queue.
    for (const { id, projectId } of thresholds) {
      const place = { jobKey: `check_alert:${id}`, queue: `check_alert:${projectId}`, patient: true };
      await enqueueJob(tx, "check_alert", { alertId: id }, place);
    }
    await takeScheduled(
      tx,
      due.filter(({ kind }) => kind !== "threshold"),
      at,
    );
    await setNext(tx, due, at);
    return due.length;
  });
}

type Alert = typeof alerts.$inferSelect;

async function takeScheduled(tx: Tx, due: Alert[], at: Date): Promise<void> {
  if (due.length === 0) return;
  const rows = due.map((alert) => ({
    alertId: alert.id,
    dueAt: latestDue(scheduleOf(alert), at),
    outcome: "due" as const,
    decidedAt: at,
  }));
  const fresh = await tx.insert(alertSends).values(rows).onConflictDoNothing().returning();
  await enqueueJobs(
    tx,
    "send_alert",
    fresh.map(({ alertId, dueAt }) => ({ alertId, dueAt: dueAt.toISOString() })),
  );
}

async function setNext(tx: Tx, due: Alert[], at: Date): Promise<void> {
  if (due.length === 0) return;
  const next = due.map((alert) => ({
    id: alert.id,
    at: (alert.kind === "threshold" ? nextCheck(at) : nextDue(scheduleOf(alert), at)).toISOString(),
  }));
  await tx
    .update(alerts)
    .set({ nextAt: sql`next.at` })
    .from(sql`jsonb_to_recordset(${JSON.stringify(next)}::jsonb) as next(id text, at timestamptz)`)
    .where(eq(alerts.id, sql`next.id`));
}

function scheduleOf({ hour, weekday, kind, timezone }: Alert): Schedule {
  return { hour: hour ?? 0, weekday: kind === "weekly" ? weekday : null, timezone };
}
