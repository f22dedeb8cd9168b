import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Page } from "@playwright/test";
import type postgres from "postgres";
import { newId } from "@/lib/ids";
import { startApns } from "@/lib/testing/apns-server";
import { type App, discardApp, startApp } from "@/lib/testing/app";
import { ecKey, makeCertificate, pkcs12Of, publicPem, rsaKey, serviceAccountFile } from "@/lib/testing/certificates";
import { startGoogle } from "@/lib/testing/google-server";
import { startTwilio } from "@/lib/testing/twilio-server";
import { databaseOf } from "./event-app";
import { demoPassword } from "./global-setup";
import { findings } from "./support/axe";
import { expectFieldError, field, heading, press, scriptReady } from "./support/forms";
import { letters, makeOrg, makePerson, makeProject, type Person, type Project, signIn } from "./support/people";
import { expect, test } from "./support/test";

/** Messages of a project (P5): what it sends through, on servers that answer as Apple, Google and Twilio do. */

const bundle = "com.north.app";
const device = "0a".repeat(32);
const registration = `north-device:${"b".repeat(60)}`;
const account = `AC${"1a".repeat(16)}`;
const authToken = "0123456789abcdef0123456789abcdef";
const apnsKey = ecKey();
const googleKey = rsaKey();
const robot = serviceAccountFile("north-app", googleKey);
const server = makeCertificate({ name: "localhost" });
const certificate = makeCertificate({ name: `Apple Push Services: ${bundle}`, uid: bundle });

let apns: Awaited<ReturnType<typeof startApns>>;
let google: Awaited<ReturnType<typeof startGoogle>>;
let twilio: Awaited<ReturnType<typeof startTwilio>>;
let app: App;
let sql: postgres.Sql;
let owner: Person;
let web: Project;
let page: Page;

test.beforeAll(async () => {
  const keys = { ABC123DEFG: { teamId: "TEAM123456", privateKey: apnsKey } };
  const known = { certificates: [certificate.certificate], topics: [bundle], devices: [device] };
  apns = await startApns({ server, keys, ...known });
  google = await startGoogle({
    accounts: { [robot.client_email]: publicPem(googleKey) },
    devices: { "north-app": [registration] },
  });
  twilio = await startTwilio({ accounts: { [account]: authToken }, verified: ["+491701234567"] });
  const ca = path.join(mkdtempSync(path.join(tmpdir(), "apns-")), "ca.pem");
  writeFileSync(ca, server.certificate);
  app = await startApp({
    env: {
      APNS_URL: apns.url,
      APNS_SANDBOX_URL: apns.url,
      APNS_CA: ca,
      FCM_URL: google.url,
      GOOGLE_TOKEN_URL: google.tokenUrl,
      TWILIO_URL: twilio.url,
    },
  });
  sql = await databaseOf(app);
});

test.afterAll(async () => {
  await sql.end({ timeout: 5 });
  await discardApp(app);
  await Promise.all([apns.stop(), google.stop(), twilio.stop()]);
});

test.beforeEach(async ({ visitor }) => {
  owner = await makePerson(sql, { name: "Ada Okafor", email: `ada.${letters()}@north.test` });
  web = await makeProject(sql, await makeOrg(sql, owner, { name: `North ${letters()}` }), "Web app");
  const context = await visitor({ baseURL: app.url });
  await signIn(context, sql, owner, app);
  page = await context.newPage();
});

const messages = () => `/project/${web.id}/settings/messages`;

async function open(channel: string): Promise<void> {
  await page.goto(`${messages()}/${channel}`);
  await scriptReady(page);
}

async function choose(name: string, content: string | Buffer): Promise<void> {
  await page.locator("input[type=file]").setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(content) });
}

async function sendTest(label: string, to: string): Promise<void> {
  await scriptReady(page);
  await field(page, label).fill(to);
  await press(page, "Send a test");
}

async function makeTextAlert(): Promise<void> {
  const [reportId, alertId] = [newId("report"), newId("alert")];
  await sql`
    insert into reports (id, project_id, name, query, created_at, created_by, edited_at)
    values (${reportId}, ${web.id}, 'Sign-ups', '{}', now(), ${owner.id}, now())`;
  await sql`
    insert into alerts (id, org_id, project_id, report_id, user_id, kind, hour, timezone, channel, phone, created_at, next_at)
    select ${alertId}, org_id, id, ${reportId}, ${owner.id}, 'daily', 9, 'UTC', 'text', '+491701234567', now(), now() + interval '1 year'
    from projects where id = ${web.id}`;
}

test("[P5] Twilio: errors at the fields, a real test with its answer, and removed", async () => {
  await page.goto(messages());
  await page.getByRole("link", { name: "Set up the Twilio account" }).click();
  await expect(heading(page, "Twilio account")).toBeVisible();
  await scriptReady(page);
  await press(page, "Save Twilio account");
  await expectFieldError(page, "Account SID", "Enter the Account SID.");
  await field(page, "Account SID").fill("AC123");
  await field(page, "Auth token").fill(authToken);
  await field(page, "Sender").fill("+1 555 010 0199");
  await press(page, "Save Twilio account");
  await expectFieldError(page, "Account SID", /AC followed by 32/);
  await expect(field(page, "Sender")).toHaveValue("+1 555 010 0199");
  await field(page, "Account SID").fill(account);
  await press(page, "Save Twilio account");
  await expect(page.getByText("The Twilio account is saved.")).toBeVisible();
  await expect(page.getByText("•••• cdef")).toBeVisible();
  expect(await page.content()).not.toContain(authToken);

  await sendTest("Phone number", "0049 170 1234567");
  await expect(page.getByText("Twilio accepted the message")).toBeVisible();
  expect(twilio.messages.at(-1)).toMatchObject({ to: "+491701234567", from: "+15550100199" });
  await sendTest("Phone number", "+49 170 7654321");
  await expect(page.getByText("Twilio refused the message: 21608")).toBeVisible();
  await expect(page.getByText(/A trial account sends only to numbers that were verified/)).toBeVisible();
  expect(await findings(page)).toEqual([]);
  expect(await page.content()).not.toContain("7654321");

  await makeTextAlert();
  await page.reload();
  await page.getByText("Remove the Twilio account…").click();
  await expect(page.getByText("1 alert goes out as text messages through it, on Sign-ups.")).toBeVisible();
  await page.getByRole("button", { name: "Remove the Twilio account now" }).click();
  await expect(page.getByText("The Twilio account is removed.")).toBeVisible();
  await expect(page.getByRole("link", { name: "Set up the Twilio account" })).toBeVisible();
  expect(app.output()).not.toContain(authToken);
  expect(await sql`select 1 from message_channels where project_id = ${web.id}`).toHaveLength(0);
});

test("[P5] an APNs key: another kind of key is refused at the file, Apple's answer is shown", async () => {
  await open("apns-key");
  await choose("key.p8", googleKey);
  await field(page, "Key id").fill("abc123defg");
  await field(page, "Team id").fill("TEAM123456");
  await field(page, "Bundle id").fill(bundle);
  await press(page, "Save APNs key");
  await expectFieldError(page, "Key file", /That is an RSA key/);
  await expect(field(page, "Team id")).toHaveValue("TEAM123456");
  await choose("AuthKey_ABC123DEFG.p8", apnsKey.replaceAll("\n", "\r\n"));
  await press(page, "Save APNs key");
  await expect(page.getByText("The APNs key is saved.")).toBeVisible();
  await sendTest("Device token", device.toUpperCase());
  await expect(page.getByText("Apple accepted the message")).toBeVisible();
  expect(apns.pushed.at(-1)).toMatchObject({ device, by: "key", body: "This is a test of Web app in Atrium." });
  await sendTest("Device token", "ff".repeat(32));
  await expect(page.getByText("Apple refused the message: BadDeviceToken")).toBeVisible();
  await page.goto(messages());
  await expect(page.getByText(`${bundle} · added`)).toBeVisible();
});

test("[P5] an APNs certificate: its passphrase is asked for, topic and end are read from it", async () => {
  await open("apns-certificate");
  await choose("push.p12", pkcs12Of(certificate, "open sesame"));
  await press(page, "Save APNs certificate");
  const passphrase = page.getByLabel("Passphrase");
  await expect(passphrase).toHaveAccessibleDescription(/The file is locked\. Enter its passphrase\./);
  await passphrase.fill("wrong");
  await press(page, "Save APNs certificate");
  await expect(passphrase).toHaveAccessibleDescription(/That is not the passphrase of the file\./);
  await passphrase.fill("open sesame");
  await press(page, "Save APNs certificate");
  await expect(page.getByText("The APNs certificate is saved.")).toBeVisible();
  await expect(page.getByText(bundle)).toBeVisible();
  await expect(page.getByText("Valid until")).toBeVisible();
  await sendTest("Device token", device);
  await expect(page.getByText("Apple accepted the message")).toBeVisible();
  expect(apns.pushed.at(-1)).toMatchObject({ by: "certificate" });
});

test("[P5] FCM: a file of an app is refused, Google's answer is shown, another account replaces it", async () => {
  await open("fcm");
  await choose("google-services.json", JSON.stringify({ project_info: {}, client: [] }));
  await press(page, "Save FCM service account");
  await expectFieldError(page, "Service account file", /google-services\.json of an app/);
  await choose("key.json", JSON.stringify(robot));
  await press(page, "Save FCM service account");
  await expect(page.getByText("The FCM service account is saved.")).toBeVisible();
  await sendTest("Registration token", registration);
  await expect(page.getByText("Google accepted the message")).toBeVisible();
  expect(google.messages.at(-1)).toMatchObject({ device: registration });
  await choose("key.json", JSON.stringify(serviceAccountFile("north-app", rsaKey())));
  await press(page, "Replace FCM service account");
  await expect(page.getByText("Google accepted the message")).toBeHidden();
  await expect(page.getByText("The FCM service account is saved.")).toBeVisible();
  await sendTest("Registration token", registration);
  await expect(page.getByText("Google refused the message: invalid_grant")).toBeVisible();
  const output = app.output() + (await page.content());
  for (const line of googleKey.split("\n").filter((text) => text.length > 40)) expect(output).not.toContain(line);
});

test("[A6] a credential is entered after confirming, on the page that leads back to its form", async ({
  page: tab,
  sql: shared,
  site,
}) => {
  const person = await makePerson(shared, { name: "Ada Okafor" });
  const project = await makeProject(shared, await makeOrg(shared, person), "Web app");
  await signIn(tab.context(), shared, person, site, { confirmed: false });
  await tab.goto(`/project/${project.id}/settings/messages/fcm`);
  await expect(tab.locator("input[type=file]")).toHaveCount(0);
  await tab.getByRole("link", { name: "Confirm and go on" }).click();
  await field(tab, "Password").fill(demoPassword);
  await tab.getByRole("button", { name: "Confirm" }).click();
  await expect(heading(tab, "FCM service account")).toBeVisible();
  await expect(tab.locator("input[type=file]")).toBeVisible();
});

test("[Q1] who opened the page before somebody replaced it is told, and nothing changes", async () => {
  await open("twilio");
  await field(page, "Account SID").fill(account);
  await field(page, "Auth token").fill(authToken);
  await field(page, "Sender").fill("North");
  const facts = JSON.stringify({ accountSid: account, sender: "Other", lastFour: "0000" });
  await sql`
    insert into message_channels (project_id, kind, facts, credential, added_at, added_by)
    values (${web.id}, 'twilio', ${facts}::text::jsonb, 'none', now() - interval '5 minutes', ${owner.id})`;
  await press(page, "Save Twilio account");
  await expect(page.getByText("Somebody changed the Twilio account meanwhile.")).toBeVisible();
  await expect(field(page, "Sender")).toHaveValue("North");
});

test("[Q3] [P5] without script and on a phone: delay handling, and a test after a reload", async ({ visitor }) => {
  const size = { width: 390, height: 844 };
  const context = await visitor({ baseURL: app.url, javaScriptEnabled: false, viewport: size });
  await signIn(context, sql, owner, app);
  page = await context.newPage();
  await page.goto(messages());
  await expect(page.getByText("Nothing arrived in the last hour")).toBeVisible();
  await expect(field(page, "Longest wait")).toBeHidden();
  await page.getByLabel("Hold until caught up").check();
  await field(page, "Longest wait").selectOption({ label: "8 hours" });
  await press(page, "Save delay handling");
  await expect(page.getByText("Saved.", { exact: true })).toBeVisible();
  await expect(field(page, "Longest wait")).toHaveValue("480");
  await page.goto(`${messages()}/twilio`);
  await field(page, "Account SID").fill(account);
  await field(page, "Auth token").fill("too short");
  await field(page, "Sender").fill("North");
  await press(page, "Save Twilio account");
  await expect(page.getByText(/An auth token is 32 digits/)).toBeVisible();
  await expect(field(page, "Account SID")).toHaveValue(account);
  await expect(field(page, "Auth token")).toHaveValue("");
  await field(page, "Auth token").fill(authToken);
  await press(page, "Save Twilio account");
  await field(page, "Phone number").fill("+491701234567");
  await press(page, "Send a test");
  await expect(async () => {
    await page.reload();
    await expect(page.getByText("Twilio accepted the message")).toBeVisible({ timeout: 500 });
  }).toPass();
});
