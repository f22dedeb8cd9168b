import "server-only";
import { and, eq, inArray, isNotNull, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { type AlertForSending, getAlertForSending, getAlertSend } from "@/db/queries/alert-sending";
import { getIngestionLag } from "@/db/queries/ingestion-lag";
import { alertSends, alerts } from "@/db/schema";
import { chartPicture } from "@/lib/alerts/chart-picture";
import { chartSize } from "@/lib/alerts/chart-svg";
import { endUnreached } from "@/lib/alerts/ending";
import { alertCodeMinutes, newAlertCode } from "@/lib/alerts/phone";
import { countNow, currentBucketStart, figuresOf } from "@/lib/alerts/report-figures";
import { now } from "@/lib/clock";
import { isRuleBroken } from "@/lib/errors";
import { appUrl, linkToken } from "@/lib/links";
import { type AlertNews, alertLetter, alertText } from "@/lib/mail/letters/alert";
import { sendLetter } from "@/lib/mail/send";
import { isLateBy } from "@/lib/messages/delay-words";
import { sendText } from "@/lib/messages/send-text";
import { paths } from "@/lib/paths";
import { enqueueJob } from "./enqueue";
import type { Handlers } from "./handlers";

type Send = NonNullable<Awaited<ReturnType<typeof getAlertSend>>>;
type Outcome = { outcome: "sent" | "skipped" | "failed"; note?: string };

const lookAgainMs = 5 * 60_000;
const slowAgainMs = 60 * 60_000;

/**
 * Sends one due time of an alert: judged again at this moment, since everything may have changed since it was due. Its
 * row says what came of it, so that a job which is tried again does not send what went out.
 */
export const sendAlert: Handlers["send_alert"] = async ({ alertId, dueAt }) => {
  const due = new Date(dueAt);
  const [found, send] = await Promise.all([getAlertForSending(alertId), getAlertSend(alertId, due)]);
  if (send?.outcome === "sending")
    return note(send, { outcome: "failed", note: "it is not known whether it went out" });
  if (!found || !send || (send.outcome !== "due" && send.outcome !== "held")) return;
  const reason = await whyNot(found);
  if (reason === "ended") return;
  if (reason) return note(send, { outcome: "skipped", note: reason });
  const late = await isLate(found.project.id);
  const { delayPolicy } = found.project;
  if (late && delayPolicy === "skip") return note(send, { outcome: "skipped", note: "data is delayed" });
  if (late && delayPolicy === "hold" && mayWait(found, send)) return hold(send);
  const outcome = await deliver(found, due, late);
  if (outcome) await note(send, outcome);
};

/** A threshold is looked at: passed, it is sent once in the bucket that is running. */
export const checkAlert: Handlers["check_alert"] = async ({ alertId }) => {
  const found = await getAlertForSending(alertId);
  if (!found || (await whyNot(found))) return;
  const { alert, project, report } = found;
  const at = now();
  const running = currentBucketStart(project, report.query, at);
  if (!running || (await getAlertSend(alertId, running))) return;
  const counted = await countOrWait(found, at);
  if (!counted || alert.threshold === null || counted.count <= alert.threshold) return;
  await db().transaction(async (tx) => {
    const made = await tx
      .insert(alertSends)
      .values({ alertId, dueAt: counted.start, outcome: "due", decidedAt: at })
      .onConflictDoNothing()
      .returning();
    if (made.length > 0) await enqueueJob(tx, "send_alert", { alertId, dueAt: counted.start.toISOString() });
  });
};

/** A report that takes too long is looked at again in an hour; one that had no room, at the next round. */
async function countOrWait({ alert, project, report }: AlertForSending, at: Date) {
  try {
    return await countNow(project, report.query, alert, at);
  } catch (error) {
    if (!isRuleBroken(error)) throw error;
    if (error.code === "limit_reached") {
      const later = new Date(at.getTime() + slowAgainMs);
      await db()
        .update(alerts)
        .set({ nextAt: later })
        .where(and(eq(alerts.id, alert.id), isNotNull(alerts.nextAt)));
    }
    return null;
  }
}

/** What it would say now, by mail to whoever asked; the alert itself is not touched. */
export const sendAlertPreview: Handlers["send_alert_preview"] = async ({ alertId }, job) => {
  const found = await getAlertForSending(alertId);
  if (!found || found.deleted || found.closed || !found.role || !found.person.provenAt) return;
  const news = await newsOf(found, now(), await isLate(found.project.id));
  if (news) await sendMail(found, news, job.id);
};

/** Texts a code to a number that is not proven yet. It is made here, so that no queue ever holds one. */
export const sendAlertCode: Handlers["send_alert_code"] = async ({ alertId }) => {
  const fresh = await newAlertCode(alertId);
  if (!fresh) return;
  const body = `${fresh.code} is your Atrium code for alerts. It works for ${alertCodeMinutes} minutes.`;
  const answer = await sendText({ projectId: fresh.projectId, to: fresh.phone, body });
  if (answer.outcome === "retryable") throw new Error(`A code could not be texted: ${answer.reason ?? "no answer"}`);
};

/** Why nothing goes out now; "ended" where the alert is gone with this. */
async function whyNot({ alert, deleted, closed, role, person }: AlertForSending): Promise<string | null> {
  if (deleted) return "the project is deleted";
  if (alert.pausedAt || alert.endedAt) return "it was paused or left";
  if (!role) return (await endUnreached(alert.id)) ? "ended" : "no access";
  if (closed) return "the organization asks them for a second factor first";
  if (alert.channel === "mail" && !person.provenAt) return "the address is not proven";
  if (alert.channel === "text" && !alert.phoneConfirmedAt) return "the number is not proven";
  return null;
}

async function isLate(projectId: number): Promise<boolean> {
  const { minutes } = await getIngestionLag(projectId, now());
  return isLateBy(minutes);
}

function mayWait({ project }: AlertForSending, { decidedAt }: Send): boolean {
  return now().getTime() < decidedAt.getTime() + project.longestWait * 60_000;
}

/** Looked at again in five minutes; how long it waits counts from when it was first decided on. */
function hold({ alertId, dueAt }: Send): Promise<void> {
  return db().transaction(async (tx) => {
    await tx.update(alertSends).set({ outcome: "held", note: "data is delayed" }).where(rowOf({ alertId, dueAt }));
    const runAt = new Date(now().getTime() + lookAgainMs);
    const jobKey = `send_alert:${alertId}:${dueAt.toISOString()}`;
    await enqueueJob(tx, "send_alert", { alertId, dueAt: dueAt.toISOString() }, { runAt, jobKey });
  });
}

async function deliver(found: AlertForSending, due: Date, late: boolean): Promise<Outcome | null> {
  // A threshold speaks of the bucket that it was passed in, also where that has ended meanwhile: `due` is its start.
  const news = await newsOf(found, due, late);
  if (!news) return { outcome: "skipped", note: "the report cannot be counted" };
  if (found.alert.channel === "mail") {
    const taken = await sendMail(found, news, `${found.alert.id} ${due.toISOString()}`);
    return taken ? { outcome: "sent" } : { outcome: "failed", note: "the mailbox refused it" };
  }
  if (!(await claim(found.alert.id, due))) return null;
  return sendAsText(found, news, due);
}

/** A text message that may have gone out is not sent again: whoever claims the row sends it, once. */
async function claim(alertId: string, dueAt: Date): Promise<boolean> {
  const mine = await db()
    .update(alertSends)
    .set({ outcome: "sending" })
    .where(and(rowOf({ alertId, dueAt }), inArray(alertSends.outcome, ["due", "held"])))
    .returning({ id: alertSends.alertId });
  return mine.length > 0;
}

async function sendAsText({ alert, project, report }: AlertForSending, news: AlertNews, dueAt: Date): Promise<Outcome> {
  const body = alertText(news, appUrl(paths.report(project.id, report.id)));
  const answer = await sendText({ projectId: project.id, to: alert.phone ?? "", body });
  if (answer.outcome === "retryable" && answer.reason !== "timeout") {
    await db()
      .update(alertSends)
      .set({ outcome: "due" })
      .where(rowOf({ alertId: alert.id, dueAt }));
    throw new Error(`An alert could not be texted: ${answer.reason ?? "no answer"}`);
  }
  if (answer.outcome === "sent") return { outcome: "sent" };
  return {
    outcome: "failed",
    note: answer.outcome === "no_channel" ? "no Twilio account" : (answer.reason ?? "refused"),
  };
}

async function sendMail(found: AlertForSending, news: AlertNews, id: string): Promise<boolean> {
  const { alert, person, project, report } = found;
  const picture = { png: await chartPicture(news.figures), ...chartSize };
  const letter = alertLetter(news, {
    url: appUrl(paths.report(project.id, report.id)),
    unsubscribe: appUrl(`${paths.unsubscribe}/${linkToken("unsubscribe", alert.id)}`),
    picture,
  });
  return sendLetter(person.email, letter, id);
}

async function newsOf(found: AlertForSending, at: Date, delayed: boolean): Promise<AlertNews | null> {
  const { alert, project, report, orgName } = found;
  const figures = await orNothing(() => figuresOf(project, report.query, alert, at));
  if (!figures || figures.buckets.length === 0) return null;
  const passed = alert.kind === "threshold" ? { threshold: alert.threshold ?? 0, event: alert.event } : undefined;
  // Days are called as they are when this is read: for a threshold now, else from the due time on.
  const read = alert.kind === "threshold" ? now() : at;
  return { reportName: report.name, projectName: project.name, orgName, figures, at: read, passed, delayed };
}

/** A report that takes too long to count is no fault of the job: trying again would take as long. */
async function orNothing<T>(run: () => Promise<T>): Promise<T | null> {
  try {
    return await run();
  } catch (error) {
    if (isRuleBroken(error) && error.code !== "throttled") return null;
    throw error;
  }
}

async function note({ alertId, dueAt }: Send, { outcome, note: why }: Outcome): Promise<void> {
  const at = now();
  await db().transaction(async (tx) => {
    await tx
      .update(alertSends)
      .set({ outcome, decidedAt: at, note: why ?? null })
      .where(rowOf({ alertId, dueAt }));
    if (outcome === "sent")
      await tx
        .update(alerts)
        .set({ lastSentAt: sql`greatest(${alerts.lastSentAt}, ${at.toISOString()}::timestamptz)` })
        .where(eq(alerts.id, alertId));
  });
}

function rowOf({ alertId, dueAt }: Pick<Send, "alertId" | "dueAt">) {
  return and(eq(alertSends.alertId, alertId), eq(alertSends.dueAt, dueAt));
}
