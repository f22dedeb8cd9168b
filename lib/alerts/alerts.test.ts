import { eq, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { listOwnAlerts, searchProjectAlerts } from "@/db/queries/alerts";
import { alertSends, alerts } from "@/db/schema";
import type { ProjectActor } from "@/lib/authz/actor";
import { newSecret } from "@/lib/ids";
import { handlers } from "@/lib/jobs/tasks";
import { linkToken } from "@/lib/links";
import { saveTwilio } from "@/lib/messages/channels";
import { editReport } from "@/lib/reports/reports";
import { alertRound, happened, makeAlertPlace, runAlertJobs, signUps } from "@/lib/testing/alert-project";
import { movableClock } from "@/lib/testing/clock";
import { addMember, auditedIn, giveGrant, makeUser, onProject, outsider } from "@/lib/testing/factories";
import { refusal } from "@/lib/testing/refusal";
import { startSmtpSink } from "@/lib/testing/smtp-sink";
import { startTwilio } from "@/lib/testing/twilio-server";
import { race } from "@/lib/testing/two-connections";
import { confirmAlertPhone, resendAlertCode } from "./phone";
import type { SubscribeInput } from "./schemas";
import { subscribeSchema } from "./schemas";
import { editAlert, endAlert, pauseAlert, previewAlert, resumeAlert, subscribe, unsubscribe } from "./subscriptions";
import { pendingUnsubscription, subscribeAgain, unsubscribeAtOnce, unsubscribeByLink } from "./unsubscribing";

const account = `AC${"1a".repeat(16)}`;
const authToken = "0123456789abcdef0123456789abcdef";
const twilio = await startTwilio({ accounts: { [account]: authToken } });
const sink = await startSmtpSink();
process.env.TWILIO_URL = twilio.url;
process.env.SMTP_URL = sink.url;
const clock = movableClock();

beforeEach(() => clock.set("2026-11-26T08:30:00Z"));
afterEach(() => clock.reset());
afterAll(async () => {
  await Promise.all([twilio.stop(), sink.stop()]);
  process.env.SMTP_URL = "";
});

function wanted(reportId: string, more: Partial<SubscribeInput> = {}): SubscribeInput {
  const daily = { kind: "daily", hour: "9", weekday: "1", timezone: "UTC", threshold: "", event: "" } as const;
  return { ...daily, channel: "mail", phone: "", reportId, requestKey: newSecret(18), ...more };
}

/** Subscribes, and gives the alert's id. */
async function alertOf(actor: ProjectActor, input: SubscribeInput): Promise<string> {
  await subscribe(actor, input);
  const [row] = await db().select({ id: alerts.id }).from(alerts).where(eq(alerts.requestKey, input.requestKey));
  return row?.id ?? "";
}

async function stored(id: string) {
  const [row] = await db().select().from(alerts).where(eq(alerts.id, id));
  return row;
}

async function outcomes(id: string): Promise<string[]> {
  const rows = await db().select().from(alertSends).where(eq(alertSends.alertId, id)).orderBy(alertSends.dueAt);
  return rows.map(({ outcome, note }) => (note ? `${outcome}: ${note}` : outcome));
}

const mailsTo = (actor: { user: { email: string } }) =>
  sink.mails.filter(({ recipients }) => recipients.includes(actor.user.email));

describe("[P7] [C4] subscribing", () => {
  test("[P7] a daily alert is due at its hour, with an entry; the same form makes one", async () => {
    const { owner, actor, reportId } = await makeAlertPlace();
    const input = wanted(reportId, { timezone: "Europe/Berlin" });
    await race([() => subscribe(actor, input), () => subscribe(actor, input)], {
      holding: `select 1 from orgs where id = ${owner.org.id} for update`,
    });
    const own = await listOwnAlerts(actor, { projectId: actor.project.id, limit: 9 });
    expect(own).toHaveLength(1);
    expect(own[0]?.nextAt).toEqual(new Date("2026-11-27T08:00:00Z"));
    expect(await auditedIn(owner.org.id)).toEqual(["report.created", "alert.subscribed"]);
  });

  test("[R6] an analyst subscribes, who only views does not; but leaves what they have", async () => {
    const { owner, actor, reportId } = await makeAlertPlace();
    const member = await addMember(owner, "member");
    await giveGrant(member, actor.project.id, "analyst");
    const analyst = await onProject(member, actor.project.id);
    const id = await alertOf(analyst, wanted(reportId));
    await db().execute(sql`update project_grants set role = 'consumer' where user_id = ${member.user.id}`);
    const consumer = await onProject(member, actor.project.id);
    expect(await refusal(subscribe(consumer, wanted(reportId)))).toBe("Forbidden");
    expect(await refusal(editAlert(consumer, { ...wanted(reportId), alertId: id }))).toBe("Forbidden");
    await pauseAlert(consumer, id);
    await unsubscribe(consumer, id);
    expect((await stored(id))?.endedAt).not.toBeNull();
  });

  test("[Q1] reports and alerts of others are not found, nor is an alert once the project is lost", async () => {
    const { owner, actor, reportId } = await makeAlertPlace();
    const there = await makeAlertPlace();
    expect(await refusal(subscribe(actor, wanted(there.reportId)))).toBe("NotFound");
    const id = await alertOf(actor, wanted(reportId));
    const member = await addMember(owner, "admin");
    const admin = await onProject(member, actor.project.id);
    for (const other of [admin, there.actor]) {
      for (const verb of [pauseAlert, resumeAlert, unsubscribe, previewAlert, resendAlertCode])
        expect(await refusal(verb(other, id))).toBe("NotFound");
      expect(await refusal(editAlert(other, { ...wanted(reportId), alertId: id }))).toBe("NotFound");
    }
    expect(await refusal(endAlert(there.actor, id))).toBe("NotFound");
    const mine = await alertOf(admin, wanted(reportId));
    await db().execute(sql`update members set role = 'member' where user_id = ${member.user.id}`);
    expect(await refusal(pauseAlert(admin, mine))).toBe("NotFound");
    expect(await listOwnAlerts(admin, { limit: 9 })).toEqual([]);
  });

  test("[Q1] bad input is told at its field; a report of people needs one event", async () => {
    const { actor, reportId } = await makeAlertPlace({ events: ["Signed up", "Opened"], measure: "unique" });
    const bad = (more: object) => subscribeSchema.safeParse({ ...wanted(reportId), ...more }).error?.issues[0]?.path;
    expect(bad({ kind: "threshold", threshold: "many" })).toEqual(["threshold"]);
    expect(bad({ channel: "text" })).toEqual(["phone"]);
    expect(bad({ hour: "24" })).toEqual(["hour"]);
    expect(bad({ timezone: "Atlantis" })).toEqual(["timezone"]);
    const both = subscribe(actor, wanted(reportId, { kind: "threshold", threshold: "5" }));
    await expect(both).rejects.toMatchObject({ code: "invalid", field: "event" });
    const gone = subscribe(actor, wanted(reportId, { kind: "threshold", threshold: "5", event: "Closed" }));
    await expect(gone).rejects.toMatchObject({ code: "invalid", field: "event" });
    const text = subscribe(actor, wanted(reportId, { channel: "text", phone: "+4915123456789" }));
    await expect(text).rejects.toMatchObject({ code: "channel_missing", field: "channel" });
  });

  test("[C4] nobody who has not proven their address is sent mail", async () => {
    const { actor, reportId } = await makeAlertPlace();
    const unproven = { ...actor, user: { ...actor.user, emailProven: false } };
    expect(await refusal(subscribe(unproven, wanted(reportId)))).toBe("email_unproven");
  });

  test("[P7] project admins see everybody's and may end them", async () => {
    const { owner, actor, reportId } = await makeAlertPlace();
    const admin = await onProject(await addMember(owner, "admin"), actor.project.id);
    const id = await alertOf(actor, wanted(reportId));
    const seen = await searchProjectAlerts(admin, { q: "sign-u", page: 1, size: 50 });
    expect(seen.rows.map((row) => row.id)).toEqual([id]);
    await endAlert(admin, id);
    expect(await stored(id)).toBeUndefined();
    expect((await auditedIn(owner.org.id)).at(-1)).toBe("alert.ended");
  });
});

describe("[P7] a mail that is due", () => {
  test("[P7] goes out once with the figures, the chart and a way to leave, however often and by whomever it is looked at", async () => {
    const { actor, reportId } = await makeAlertPlace();
    await happened(actor, "2026-11-24T10:00:00Z", 4);
    await happened(actor, "2026-11-25T10:00:00Z", 5);
    const id = await alertOf(actor, wanted(reportId));
    await alertRound(id);
    expect(mailsTo(actor)).toEqual([]);
    clock.set("2026-11-26T09:00:20Z");
    await Promise.all([handlers.send_due_alerts({}, { id: "a" }), handlers.send_due_alerts({}, { id: "b" })]);
    expect(await runAlertJobs("send_alert", id)).toBe(1);
    await alertRound(id);
    const mails = mailsTo(actor);
    expect(mails).toHaveLength(1);
    const [mail] = mails;
    expect(mail?.subject).toBe("Sign-ups: 5 yesterday, +25 %");
    expect(mail?.text).toContain("Nov 25  ");
    const lines = mail?.headerLines.map(({ line }) => line.replace(/\r?\n\s+/g, " ")) ?? [];
    expect(lines).toContain("List-Unsubscribe-Post: List-Unsubscribe=One-Click");
    const leave = lines.find((line) => line.startsWith("List-Unsubscribe:"));
    expect(leave).toContain(`/unsubscribe/${linkToken("unsubscribe", id)}>`);
    const png = mail?.attachments[0];
    expect(png).toMatchObject({ contentType: "image/png", related: true });
    expect([png?.content.readUInt32BE(16), png?.content.readUInt32BE(20)]).toEqual([976, 380]);
    expect(png?.content.length).toBeGreaterThan(2000);
    expect(await outcomes(id)).toEqual(["sent"]);
    expect((await stored(id))?.nextAt).toEqual(new Date("2026-11-27T09:00:00Z"));
    expect((await stored(id))?.lastSentAt).not.toBeNull();
  });

  test("[P7] after days without a worker only the latest due time is made up for", async () => {
    const { actor, reportId } = await makeAlertPlace();
    const id = await alertOf(actor, wanted(reportId));
    clock.set("2026-11-30T09:30:00Z");
    await alertRound(id);
    const rows = await db().select().from(alertSends).where(eq(alertSends.alertId, id));
    expect(rows.map(({ dueAt }) => dueAt.toISOString())).toEqual(["2026-11-30T09:00:00.000Z"]);
    expect(mailsTo(actor)).toHaveLength(1);
  });

  test("[P7] a weekly one tells of the last whole week, in the project's days", async () => {
    const { actor, reportId } = await makeAlertPlace();
    await happened(actor, "2026-11-18T10:00:00Z", 3);
    await happened(actor, "2026-11-25T10:00:00Z", 9);
    const id = await alertOf(actor, wanted(reportId, { kind: "weekly", weekday: "4" }));
    clock.set("2026-11-26T09:00:00Z");
    await alertRound(id);
    expect(mailsTo(actor)[0]?.subject).toBe("Sign-ups: 3 last week");
  });

  test("[C4] who lost the project gets nothing, and the alert ends; who may only view still gets it", async () => {
    const { owner, actor, reportId } = await makeAlertPlace();
    const member = await addMember(owner, "member");
    await giveGrant(member, actor.project.id, "analyst");
    const id = await alertOf(await onProject(member, actor.project.id), wanted(reportId));
    await db().execute(sql`update project_grants set role = 'consumer' where user_id = ${member.user.id}`);
    clock.set("2026-11-26T09:00:00Z");
    await alertRound(id);
    expect(mailsTo(member)).toHaveLength(1);
    await db().execute(sql`delete from project_grants where user_id = ${member.user.id}`);
    clock.set("2026-11-27T09:00:00Z");
    await alertRound(id);
    expect(mailsTo(member)).toHaveLength(1);
    expect(await stored(id)).toBeUndefined();
    expect((await auditedIn(owner.org.id)).at(-1)).toBe("alert.ended");
  });

  test.each([
    ["has no second factor by the day it is required", "orgs set two_factor_from = '2026-11-26T08:00Z'"],
    ["had theirs reset", "members set two_factor_reset_at = '2026-11-26T08:00Z'"],
  ])("[T2] [SEC-R41] nothing goes to somebody who %s, and the alert waits for them", async (_, closed) => {
    const { actor, reportId } = await makeAlertPlace();
    const id = await alertOf(actor, wanted(reportId));
    const key = closed.startsWith("orgs") ? "id" : "org_id";
    await db().execute(sql`update ${sql.raw(closed)} where ${sql.raw(key)} = ${actor.org.id}`);
    clock.set("2026-11-26T09:00:00Z");
    await alertRound(id);
    expect(mailsTo(actor)).toEqual([]);
    expect(await outcomes(id)).toEqual(["skipped: the organization asks them for a second factor first"]);
    await db().execute(sql`update users set two_factor_enrolled_at = now() where id = ${actor.user.id}`);
    await db().execute(sql`update members set two_factor_reset_at = null where org_id = ${actor.org.id}`);
    clock.set("2026-11-27T09:00:00Z");
    await alertRound(id);
    expect(mailsTo(actor)).toHaveLength(1);
  });

  test("[P7] what was paused or left between its due time and its sending is not sent", async () => {
    const { actor, reportId } = await makeAlertPlace();
    const id = await alertOf(actor, wanted(reportId));
    clock.set("2026-11-26T09:00:00Z");
    await handlers.send_due_alerts({}, { id: "a" });
    await pauseAlert(actor, id);
    await runAlertJobs("send_alert", id);
    expect(await outcomes(id)).toEqual(["skipped: it was paused or left"]);
    clock.set("2026-11-29T10:00:00Z");
    await resumeAlert(actor, id);
    await alertRound(id);
    expect(mailsTo(actor)).toEqual([]);
    expect((await stored(id))?.nextAt).toEqual(new Date("2026-11-30T09:00:00Z"));
  });

  test("[P7] a preview is a mail of now and leaves the alert as it is", async () => {
    const { actor, reportId } = await makeAlertPlace();
    await happened(actor, "2026-11-25T10:00:00Z", 2);
    const id = await alertOf(actor, wanted(reportId));
    await previewAlert(actor, id);
    await runAlertJobs("send_alert_preview", id);
    expect(mailsTo(actor)[0]?.subject).toBe("Sign-ups: 2 yesterday");
    expect(await outcomes(id)).toEqual([]);
  });
});

describe("[P5] when data is delayed", () => {
  async function delayed(policy: string, wait = 30) {
    const place = await makeAlertPlace();
    await db().execute(
      sql`update projects set delay_policy = ${policy}, longest_wait = ${wait} where id = ${place.actor.project.id}`,
    );
    const id = await alertOf(place.actor, wanted(place.reportId));
    await happened(place.actor, "2026-11-26T08:15:00Z", 20, { late: 44 });
    clock.set("2026-11-26T09:00:00Z");
    await alertRound(id);
    return { ...place, id };
  }

  test("[P5] send: it goes out and says so", async () => {
    const { actor } = await delayed("send");
    expect(mailsTo(actor)[0]?.text).toContain("arrives late at the moment");
  });

  test("[P5] skip: it is left out", async () => {
    const { actor, id } = await delayed("skip");
    expect(mailsTo(actor)).toEqual([]);
    expect(await outcomes(id)).toEqual(["skipped: data is delayed"]);
  });

  test("[P5] hold: it waits until data is on time again", async () => {
    const { actor, id } = await delayed("hold");
    expect(await outcomes(id)).toEqual(["held: data is delayed"]);
    clock.set("2026-11-26T09:05:00Z");
    await happened(actor, "2026-11-26T09:04:30Z", 300);
    await runAlertJobs("send_alert", id);
    expect(await outcomes(id)).toEqual(["sent"]);
    expect(mailsTo(actor)[0]?.text).not.toContain("arrives late");
  });

  test("[P5] hold: it waits no longer than it may", async () => {
    const { actor, id } = await delayed("hold", 15);
    for (const at of ["09:05", "09:10", "09:15"]) {
      expect(mailsTo(actor)).toEqual([]);
      clock.set(`2026-11-26T${at}:00Z`);
      await runAlertJobs("send_alert", id);
    }
    expect(mailsTo(actor)[0]?.text).toContain("arrives late at the moment");
  });
});

describe("[P7] a threshold", () => {
  test("[P7] is told once each day that passes it, of the event it watches", async () => {
    const { actor, reportId } = await makeAlertPlace({ events: ["Signed up", "Opened"] });
    const input = wanted(reportId, { kind: "threshold", threshold: "10", event: "Signed up" });
    const id = await alertOf(actor, input);
    await happened(actor, "2026-11-26T08:00:00Z", 10);
    await happened(actor, "2026-11-26T08:01:00Z", 90, { event: "Opened" });
    clock.set("2026-11-26T08:35:00Z");
    await alertRound(id);
    expect(mailsTo(actor)).toEqual([]);
    await happened(actor, "2026-11-26T08:36:00Z", 1);
    for (const at of ["2026-11-26T08:40:00Z", "2026-11-26T08:45:00Z", "2026-11-26T23:50:00Z"]) {
      clock.set(at);
      await alertRound(id);
    }
    expect(mailsTo(actor).map(({ subject }) => subject)).toEqual(["Sign-ups: 11 so far today"]);
    clock.set("2026-11-27T10:00:00Z");
    await happened(actor, "2026-11-27T09:00:00Z", 12);
    await alertRound(id);
    expect(mailsTo(actor)).toHaveLength(2);
  });

  test("[P7] one that was held up speaks of the day that passed it", async () => {
    const { actor, reportId } = await makeAlertPlace();
    const id = await alertOf(actor, wanted(reportId, { kind: "threshold", threshold: "3" }));
    await happened(actor, "2026-11-26T08:00:00Z", 5);
    clock.set("2026-11-26T08:35:00Z");
    await handlers.send_due_alerts({}, { id: "round" });
    await runAlertJobs("check_alert", id);
    await happened(actor, "2026-11-27T00:01:00Z", 1);
    clock.set("2026-11-27T00:05:00Z");
    await runAlertJobs("send_alert", id);
    expect(mailsTo(actor)[0]?.subject).toBe("Sign-ups: 5 yesterday");
  });

  test("[P7] it rests when its report no longer counts what it watches", async () => {
    const { actor, reportId } = await makeAlertPlace({ events: ["Signed up", "Opened"] });
    const id = await alertOf(actor, wanted(reportId, { kind: "threshold", threshold: "3", event: "Opened" }));
    await editReport(actor, { reportId, query: signUps, version: "1" });
    expect((await stored(id))?.pausedAt).not.toBeNull();
    expect(await auditedIn(actor.org.id)).toContain("alert.paused");
  });

  test("[Q2] in the queue it stands once, of one project one at a time, after everything else", async () => {
    const { actor, reportId } = await makeAlertPlace();
    const id = await alertOf(actor, wanted(reportId, { kind: "threshold", threshold: "3" }));
    for (const at of ["2026-11-26T08:35:00Z", "2026-11-26T08:40:00Z"]) {
      clock.set(at);
      await handlers.send_due_alerts({}, { id: "round" });
    }
    const jobs = await db().execute(sql`
      select j.priority, q.queue_name from graphile_worker._private_jobs j join graphile_worker._private_job_queues q on q.id = j.job_queue_id
      where j.payload ->> 'alertId' = ${id}`);
    expect(jobs.map(({ priority, queue_name }) => [priority, queue_name])).toEqual([
      [10, `check_alert:${actor.project.id}`],
    ]);
  });
});

describe("[P5] [P7] text messages", () => {
  async function withTwilio() {
    clock.reset();
    const place = await makeAlertPlace();
    await saveTwilio(place.actor, { accountSid: account, authTokenSecret: authToken, sender: "Atrium", shown: "" });
    clock.set("2026-11-26T08:30:00Z");
    return place;
  }
  const codeOf = (to: string) =>
    /^\d{6}/.exec(twilio.messages.filter((message) => message.to === to).at(-1)?.body ?? "")?.[0] ?? "";

  test("[P7] nothing goes to a number before its code was entered; then one sentence does", async () => {
    const { actor, reportId } = await withTwilio();
    const phone = "+4915123450001";
    const id = await alertOf(actor, wanted(reportId, { channel: "text", phone: "+49 151 2345 0001" }));
    clock.set("2026-11-26T09:00:00Z");
    await alertRound(id);
    expect(twilio.messages.filter(({ to }) => to === phone)).toEqual([]);
    await runAlertJobs("send_alert_code", id);
    const code = codeOf(phone);
    const wrong = code === "000000" ? "111111" : "000000";
    expect(await refusal(confirmAlertPhone(actor, id, wrong))).toBe("wrong_code");
    await confirmAlertPhone(actor, id, code);
    await happened(actor, "2026-11-26T10:00:00Z", 3);
    clock.set("2026-11-27T09:00:00Z");
    await alertRound(id);
    const body = twilio.messages.filter(({ to }) => to === phone).at(-1)?.body ?? "";
    expect(body.split("\n")[0]).toBe("Sign-ups: 3 yesterday");
    expect(body).toContain(`/project/${actor.project.id}/reports/${reportId}`);
    const second = await alertOf(actor, wanted(reportId, { channel: "text", phone, kind: "weekly" }));
    expect((await stored(second))?.phoneConfirmedAt).not.toBeNull();
  });

  test("[Q1] a code runs out, dies with a newer one, and bears five wrong tries", async () => {
    const { actor, reportId } = await withTwilio();
    const id = await alertOf(actor, wanted(reportId, { channel: "text", phone: "+4915123450002" }));
    await runAlertJobs("send_alert_code", id);
    const first = codeOf("+4915123450002");
    clock.set("2026-11-26T08:41:00Z");
    expect(await refusal(confirmAlertPhone(actor, id, first))).toBe("link_expired");
    await resendAlertCode(actor, id);
    await runAlertJobs("send_alert_code", id);
    const second = codeOf("+4915123450002");
    const wrong = second === "000000" ? "111111" : "000000";
    for (let n = 0; n < 5; n += 1) expect(await refusal(confirmAlertPhone(actor, id, wrong))).toBe("wrong_code");
    expect(await refusal(confirmAlertPhone(actor, id, second))).toBe("throttled");
    expect((await stored(id))?.phoneConfirmedAt).toBeNull();
  });

  test("[P5] what Twilio refuses is noted; what may pass later is tried again", async () => {
    const { actor, reportId } = await withTwilio();
    const id = await alertOf(actor, wanted(reportId, { channel: "text", phone: "+4915123450003" }));
    await runAlertJobs("send_alert_code", id);
    await confirmAlertPhone(actor, id, codeOf("+4915123450003"));
    twilio.failNext(503, 20503);
    clock.set("2026-11-27T09:00:00Z");
    await expect(alertRound(id)).rejects.toThrow("could not be texted");
    expect(await outcomes(id)).toEqual(["due"]);
    await db().execute(sql`update alert_sends set outcome = 'sending' where alert_id = ${id}`);
    const sentBefore = twilio.messages.length;
    const [due] = await db().select().from(alertSends).where(eq(alertSends.alertId, id));
    await handlers.send_alert({ alertId: id, dueAt: due?.dueAt.toISOString() ?? "" }, { id: "again" });
    expect(await outcomes(id)).toEqual(["failed: it is not known whether it went out"]);
    expect(twilio.messages).toHaveLength(sentBefore);
    twilio.failNext(400, 21610);
    clock.set("2026-11-28T09:00:00Z");
    await alertRound(id);
    expect((await outcomes(id)).at(-1)).toBe("failed: 21610");
  });
});

describe("[C4] leaving by the link", () => {
  test("[C4] opening changes nothing, the button does, again changes nothing, and it can be taken back", async () => {
    const { actor, reportId } = await makeAlertPlace();
    const id = await alertOf(actor, wanted(reportId));
    const token = linkToken("unsubscribe", id);
    expect(await pendingUnsubscription(outsider(), token)).toMatchObject({ reportName: "Sign-ups", ended: false });
    await unsubscribeByLink(outsider(), token);
    await unsubscribeAtOnce(outsider(), token);
    expect(await pendingUnsubscription(outsider(), token)).toMatchObject({ ended: true });
    clock.set("2026-11-26T09:00:00Z");
    await alertRound(id);
    expect(mailsTo(actor)).toEqual([]);
    await subscribeAgain(outsider(), token);
    expect((await stored(id))?.nextAt).toEqual(new Date("2026-11-27T09:00:00Z"));
  });

  test("[C4] a token of another purpose, another alert or none does nothing and tells nothing", async () => {
    const { actor, reportId } = await makeAlertPlace();
    const id = await alertOf(actor, wanted(reportId));
    const other = linkToken("billing-email", id);
    const forged = `${id}.${"A".repeat(43)}`;
    for (const token of [other, forged, "", "nonsense"]) {
      expect(await refusal(pendingUnsubscription(outsider(), token))).toBe("link_invalid");
      await unsubscribeAtOnce(outsider(), token);
    }
    expect((await stored(id))?.endedAt).toBeNull();
  });

  test("[C4] it is not taken back for somebody who may not subscribe any more", async () => {
    const { owner, actor, reportId } = await makeAlertPlace();
    const member = await addMember(owner, "member", await makeUser());
    await giveGrant(member, actor.project.id, "analyst");
    const id = await alertOf(await onProject(member, actor.project.id), wanted(reportId));
    const token = linkToken("unsubscribe", id);
    await unsubscribeByLink(outsider(), token);
    await db().execute(sql`delete from project_grants where user_id = ${member.user.id}`);
    expect(await refusal(subscribeAgain(outsider(), token))).toBe("link_invalid");
  });

  test("[C4] the daily clean-up forgets old outcomes and ended alerts, and ends those that nobody may get", async () => {
    const { owner, actor, reportId } = await makeAlertPlace();
    const member = await addMember(owner, "member");
    await giveGrant(member, actor.project.id, "analyst");
    const lost = await alertOf(await onProject(member, actor.project.id), wanted(reportId));
    const left = await alertOf(actor, wanted(reportId));
    await unsubscribe(actor, left);
    await db().execute(sql`delete from project_grants where user_id = ${member.user.id}`);
    await handlers.clean_up({}, { id: "c" });
    expect([await stored(lost), (await stored(left))?.id]).toEqual([undefined, left]);
    clock.set("2026-12-27T09:00:00Z");
    await handlers.clean_up({}, { id: "c" });
    expect(await stored(left)).toBeUndefined();
  });
});
