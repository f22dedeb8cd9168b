import type { Page } from "@playwright/test";
import { newId } from "@/lib/ids";
import { findings } from "./support/axe";
import { expectFieldError, field, heading, press, scriptReady } from "./support/forms";
import { linkOf } from "./support/links";
import {
  addMember,
  grant,
  letters,
  makeOrg,
  makePerson,
  makeProject,
  type Org,
  type Person,
  type Project,
  signIn,
} from "./support/people";
import { expect, test } from "./support/test";

/** Alerts on a report: subscribed, mailed with their chart, paused, left, also by the link of a mail (P7, C4). */

let owner: Person;
let org: Org;
let web: Project;
let reportId: string;

test.beforeEach(async ({ sql, page, site }) => {
  owner = await makePerson(sql, { name: "Ada Okafor", email: `ada.${letters()}@north.test` });
  org = await makeOrg(sql, owner, { name: `Alerts ${letters()}` });
  web = await makeProject(sql, org, "Web app");
  reportId = newId("report");
  const query = { events: ["Signed up"], filter: null, measure: "total", unit: "day", chart: "line" };
  const asked = JSON.stringify({ ...query, range: { kind: "last", count: 30, unit: "day" } });
  await sql`
    insert into reports (id, project_id, name, query, created_at, created_by, edited_at, edited_by)
    values (${reportId}, ${web.id}, 'Sign-ups', ${asked}::text::jsonb, now(), ${owner.id}, now(), ${owner.id})`;
  await sql`
    insert into events (dataset_id, distinct_id, time, event, insert_id, properties, arrived_at)
    select p.dataset_id, 'p' || n, now() - n * interval '5 hours', 'Signed up', 'i' || n, '{}', now() - n * interval '5 hours'
    from projects p, generate_series(1, 60) n where p.id = ${web.id}`;
  await signIn(page.context(), sql, owner, site);
});

const report = () => `/project/${web.id}/reports/${reportId}`;
const rows = (page: Page) => page.getByRole("table", { name: "Your alerts" }).locator("tbody tr");

test("[P7] [C4] subscribe, get one, edit, pause and leave", async ({ page, sql }) => {
  await page.goto(report());
  await page.getByRole("link", { name: "Alerts" }).last().click();
  await expect(page.getByText("You hear nothing of this report yet.")).toBeVisible();
  await scriptReady(page);
  await page.getByLabel("When a count passes a number").check();
  await expect(field(page, "Number")).toBeVisible();
  await press(page, "Subscribe");
  await expectFieldError(page, "Number", "Enter a whole number, such as 1,000.");
  await page.getByLabel("Every week").check();
  await field(page, "Day").selectOption("Friday");
  await field(page, "Time").selectOption("07:00");
  await field(page, "Timezone").fill("berlin");
  await press(page, "Subscribe");
  await expect(page.getByText("You subscribed.")).toBeVisible();
  await expect(rows(page)).toContainText("Every Friday at 07:00");
  await expect(rows(page)).toContainText("Europe/Berlin");
  expect(await findings(page)).toEqual([]);
  await page.getByRole("button", { name: /^Mail me one now/ }).click();
  await expect(page.getByText(`A mail with the numbers of now is on its way to ${owner.email}.`)).toBeVisible();
  await expect(async () => {
    const [mail] =
      await sql`select id from outbox_messages where recipient = ${owner.email} and subject like 'Sign-ups:%'`;
    await page.goto(`/outbox/${mail?.id}`);
    const picture = page.frameLocator("iframe").getByRole("img", { name: /^Chart of the last/ });
    await expect(picture).toBeVisible({ timeout: 2000 });
    expect(await picture.evaluate((img) => (img instanceof HTMLImageElement ? img.naturalWidth : 0))).toBe(976);
  }).toPass();
  await page.goto("/account/alerts");
  await expect(rows(page)).toContainText(`Web app · ${org.name}`);
  await page.getByRole("link", { name: /^Edit/ }).click();
  await expect(page.getByRole("heading", { name: "Edit alert" })).toBeVisible();
  await scriptReady(page);
  await expect(field(page, "Timezone")).toHaveValue("Europe/Berlin");
  await page.getByLabel("Every day").check();
  await press(page, "Save alert");
  await expect(rows(page)).toContainText("Every day at 07:00");
  await page.getByRole("button", { name: /^Pause/ }).click();
  await expect(page.getByText("Your alert on Sign-ups is paused.")).toBeVisible();
  await expect(rows(page)).toContainText("Paused");
  await page.goto(`/project/${web.id}/alerts`);
  await expect(page.getByRole("table", { name: "Alerts of everybody" })).toContainText("Ada Okafor");
  await page.getByRole("button", { name: /^Unsubscribe/ }).click();
  await expect(page.getByText("You unsubscribed from Sign-ups.")).toBeVisible();
  await expect(page.getByText("You subscribed to no report of this project.")).toBeVisible();
});

test("[C4] leaving by the link of a mail needs no account, and can be taken back; a mail program does it at once", async ({
  page,
  sql,
  site,
  request,
}) => {
  const alertId = newId("alert");
  await sql`
    insert into alerts (id, org_id, project_id, report_id, user_id, kind, hour, timezone, channel, next_at, created_at)
    values (${alertId}, ${org.id}, ${web.id}, ${reportId}, ${owner.id}, 'daily', 9, 'UTC', 'mail', now() + interval '1 year', now())`;
  const ended = async () => (await sql`select ended_at from alerts where id = ${alertId}`)[0]?.ended_at ?? null;
  await page.context().clearCookies();
  const link = linkOf(site, "unsubscribe", alertId);
  await page.goto(link);
  await expect(heading(page, "Unsubscribe")).toBeVisible();
  expect(page.url()).not.toContain(alertId);
  expect(await ended()).toBeNull();
  expect(await findings(page)).toEqual([]);
  await press(page, "Unsubscribe");
  await expect(heading(page, "You are unsubscribed")).toBeVisible();
  expect(await ended()).not.toBeNull();
  await press(page, "Subscribe again");
  await expect(page.getByText("You are subscribed again.")).toBeVisible();
  expect(await ended()).toBeNull();
  const posted = await request.post(link, {
    form: { "List-Unsubscribe": "One-Click" },
    headers: { origin: "https://mail.example" },
  });
  expect(posted.status()).toBe(200);
  expect(await ended()).not.toBeNull();
  expect((await request.post(`${link.slice(0, -3)}AAA`)).status()).toBe(200);
});

test("[R6] [C4] who may only view the reports leaves alerts, and subscribes to none", async ({ page, sql, site }) => {
  const consumer = await makePerson(sql, { name: "Con Sumer", email: `con.${letters()}@north.test` });
  await addMember(sql, org, consumer, "member");
  await grant(sql, org, web, consumer, "consumer");
  await page.context().clearCookies();
  await signIn(page.context(), sql, consumer, site);
  await page.goto(`${report()}/alerts`);
  await expect(page.getByText("subscribing takes an analyst")).toBeVisible();
  await expect(page.getByRole("button", { name: "Subscribe" })).toHaveCount(0);
  await page.goto(`/project/${web.id}/alerts`);
  await expect(page.getByRole("heading", { name: "Everybody’s" })).toHaveCount(0);
});

test.describe("without script, on a phone", () => {
  test.use({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });

  test("[Q3] [P7] subscribe with a slip of the pen, then leave", async ({ page }) => {
    await page.goto(`${report()}/alerts`);
    await page.getByLabel("When a count passes a number").check();
    await page.getByLabel("Number", { exact: true }).fill("many");
    await page.getByRole("button", { name: "Subscribe" }).click();
    await expect(page.getByText("Enter a whole number, such as 1,000.")).toBeVisible();
    await expect(page.getByLabel("Number", { exact: true })).toHaveValue("many");
    await page.getByLabel("Number", { exact: true }).fill("1,000");
    await page.getByRole("button", { name: "Subscribe" }).click();
    await expect(rows(page)).toContainText("Above 1,000");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.getByRole("button", { name: /^Unsubscribe/ }).click();
    await expect(page.getByText("You hear nothing of this report yet.")).toBeVisible();
  });
});
