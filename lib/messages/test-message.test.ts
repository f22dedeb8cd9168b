import { sql } from "drizzle-orm";
import { afterAll, expect, test } from "vitest";
import { db } from "@/db/client";
import { getProjectProgress } from "@/db/queries/progress";
import type { ProjectActor } from "@/lib/authz/actor";
import { handlers } from "@/lib/jobs/tasks";
import { ecKey, publicPem, rsaKey, serviceAccountFile } from "@/lib/testing/certificates";
import { addMember, giveGrant, makeOrg, makeProject, onProject, waitingJobs } from "@/lib/testing/factories";
import { startGoogle } from "@/lib/testing/google-server";
import { refusal } from "@/lib/testing/refusal";
import { startTwilio } from "@/lib/testing/twilio-server";
import { removeChannel, saveApnsKey, saveFcm, saveTwilio } from "./channels";
import { sendTest } from "./test-message";

const account = `AC${"2b".repeat(16)}`;
const token = "b".repeat(32);
const googleKey = rsaKey();
const apnsKey = ecKey();
const robot = serviceAccountFile("north-app", googleKey);
const phone = "+491701234567";
const twilio = await startTwilio({ accounts: { [account]: token }, verified: [phone] });
const google = await startGoogle({
  accounts: { [robot.client_email]: publicPem(googleKey) },
  devices: { "north-app": [`north-device:${"a".repeat(20)}`] },
});
// Apple's is away: nobody listens there.
Object.assign(process.env, {
  TWILIO_URL: twilio.url,
  FCM_URL: google.url,
  GOOGLE_TOKEN_URL: google.tokenUrl,
  APNS_URL: "https://127.0.0.1:9",
});
afterAll(() => Promise.all([twilio.stop(), google.stop()]));

async function withChannels(): Promise<ProjectActor> {
  const owner = await makeOrg();
  const actor = await onProject(owner, await makeProject(owner, { name: "Web app" }));
  await saveTwilio(actor, { accountSid: account, authTokenSecret: token, sender: "+15550100199", shown: "" });
  await saveFcm(actor, { file: null, jsonSecret: JSON.stringify(robot), shown: "" });
  const ids = { keyIdentifier: "ABC123DEFG", teamIdentifier: "TEAM123456", topic: "com.example.app" };
  await saveApnsKey(actor, { file: null, keySecret: apnsKey, ...ids, sandbox: undefined, shown: "" });
  return actor;
}

/** Asks for a test, runs its job, and gives what the page would show. */
async function tested(actor: ProjectActor, kind: "twilio" | "fcm" | "apns_key", to: string) {
  const { progressId } = await sendTest(actor, { kind, to });
  const [job] = await waitingJobs("send_test_message", progressId);
  await handlers.send_test_message(job as Parameters<typeof handlers.send_test_message>[0], { id: "1" });
  return getProjectProgress(actor, progressId);
}

test("[P5] a test goes to the provider by a job, and its answer is kept with what it means", async () => {
  const actor = await withChannels();
  expect((await tested(actor, "twilio", "0049 170 1234567"))?.result).toMatchObject({
    provider: "Twilio",
    accepted: true,
    status: 201,
    id: expect.stringMatching(/^SM/),
    ms: expect.any(Number),
    advice: expect.stringMatching(/took the message/),
  });
  expect(twilio.messages.at(-1)).toMatchObject({ to: phone, body: "This is a test of Web app in Atrium." });
  expect((await tested(actor, "fcm", `north-device:${"a".repeat(20)}`))?.result).toMatchObject({ accepted: true });
  expect(google.messages.at(-1)).toMatchObject({ project: "north-app", title: "Test message" });
});

test("[P5] a refusal says the provider's reason and what to do, and names the receiver by four digits", async () => {
  const actor = await withChannels();
  const refused = await tested(actor, "twilio", "+49 170 7654321");
  expect(refused?.result).toMatchObject({ accepted: false, status: 400, reason: "21608" });
  expect(refused?.result).toMatchObject({ advice: expect.stringMatching(/trial account/) });
  expect(refused?.finishedAt).not.toBeNull();
  expect(JSON.stringify(refused)).toContain("…4321");
  expect(JSON.stringify(refused)).not.toContain("7654321");
  const away = await tested(actor, "apns_key", "0A".repeat(32));
  expect(away?.result).toMatchObject({
    accepted: false,
    status: null,
    advice: expect.stringMatching(/could not be reached/),
  });
});

test("[L1] [P5] it is audited without the receiver, and no secret stands anywhere in clear", async () => {
  const actor = await withChannels();
  await tested(actor, "twilio", phone);
  const [entry] = await db().execute(
    sql`select object_id, after from audit_entries where org_id = ${actor.org.id} and action = 'message_channel.tested'`,
  );
  expect(entry).toEqual({ object_id: "twilio", after: { to: "…4567" } });
  const written = await db().execute(sql`
    select to_jsonb(c) from message_channels c where project_id = ${actor.project.id} union all
    select to_jsonb(a) from audit_entries a where org_id = ${actor.org.id} union all
    select to_jsonb(p) from progress p where org_id = ${actor.org.id}`);
  const text = JSON.stringify(written);
  const lines = (pem: string) => pem.split("\n").filter((line) => line.length > 40);
  for (const secret of [token, ...lines(apnsKey), ...lines(googleKey)]) expect(text).not.toContain(secret);
  expect(text).not.toContain(phone);
});

test("[P5] a job that comes again sends nothing; a channel that went meanwhile is told", async () => {
  const actor = await withChannels();
  const { progressId } = await sendTest(actor, { kind: "twilio", to: phone });
  const before = twilio.messages.length;
  const job = { progressId, to: phone };
  await handlers.send_test_message(job, { id: "1" });
  await handlers.send_test_message(job, { id: "1" });
  expect(twilio.messages.length).toBe(before + 1);
  const late = await sendTest(actor, { kind: "fcm", to: "x".repeat(30) });
  const [row] = await db().execute<{ at: string }>(
    sql`select to_char(added_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at from message_channels
      where project_id = ${actor.project.id} and kind = 'fcm'`,
  );
  await removeChannel(actor, { kind: "fcm", shown: row?.at ?? "" });
  await handlers.send_test_message({ progressId: late.progressId, to: "x" }, { id: "1" });
  expect((await getProjectProgress(actor, late.progressId))?.failure).toMatch(/was removed before/);
  expect(await refusal(sendTest(actor, { kind: "fcm", to: "x".repeat(30) }))).toBe("channel_missing");
});

test.each([
  ["twilio", "0170 1234567"],
  ["twilio", "ada@north.test"],
  ["fcm", "short"],
  ["apns_key", "zz".repeat(32)],
  ["apns_key", "0a".repeat(10)],
] as const)("[Q1] %s does not send to “%s”", async (kind, to) => {
  const actor = await withChannels();
  await expect(sendTest(actor, { kind, to })).rejects.toMatchObject({ code: "invalid", field: "to" });
});

test("[P5] ten tests a minute, for each project and person", async () => {
  const actor = await withChannels();
  for (let n = 0; n < 10; n += 1) await sendTest(actor, { kind: "twilio", to: phone });
  expect(await refusal(sendTest(actor, { kind: "twilio", to: phone }))).toBe("throttled");
  const second = await onProject(await addMember(actor, "owner"), actor.project.id);
  expect(await refusal(sendTest(second, { kind: "twilio", to: phone }))).toBe("done");
});

test("[R6] [R4] by those who may edit settings, in their own org", async () => {
  const actor = await withChannels();
  const member = await addMember(actor, "member");
  await giveGrant(member, actor.project.id, "analyst");
  const analyst = await onProject(member, actor.project.id);
  expect(await refusal(sendTest(analyst, { kind: "twilio", to: phone }))).toBe("Forbidden");
  const elsewhere = await makeOrg();
  const foreign = { ...actor, ...elsewhere, project: actor.project };
  expect(await refusal(sendTest(foreign, { kind: "twilio", to: phone }))).toBe("NotFound");
});
