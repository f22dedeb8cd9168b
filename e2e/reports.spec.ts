import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { findings } from "./support/axe";
import { expectFieldError, field, heading, press, scriptReady } from "./support/forms";
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

/** Reports of a project: built, shared by their address, saved, changed and deleted (P7). */

let owner: Person;
let org: Org;
let web: Project;

test.beforeEach(async ({ sql, page, site }) => {
  owner = await makePerson(sql, { name: "Ada Okafor", email: `ada.${letters()}@north.test` });
  org = await makeOrg(sql, owner, { name: `Reports ${letters()}` });
  web = await makeProject(sql, org, "Web app");
  await signIn(page.context(), sql, owner, site);
});

const home = () => `/project/${web.id}`;

/** `count` of an event by as many people, an hour ago. */
async function send(page: Page, event: string, count: number, more: Record<string, unknown> = {}): Promise<void> {
  const time = Math.floor(Date.now() / 1000) - 60;
  const data = Array.from({ length: count }, (_, n) => ({
    event,
    properties: { token: web.token, distinct_id: `p${n % 2}`, $insert_id: letters() + n, time, ...more },
  }));
  expect(await (await page.request.post("/track", { data })).text()).toBe("1");
}

const choice = (page: Page, name: string) => page.locator(`select[name=${name}]`);

async function choose(page: Page, typed: string, event: RegExp): Promise<void> {
  const option = page.getByRole("option", { name: event });
  await expect(async () => {
    await page.getByRole("combobox", { name: "Events" }).fill(typed);
    await expect(option).toBeVisible({ timeout: 2000 });
  }).toPass();
  await option.click();
}

const legend = (page: Page) => page.getByRole("main").getByRole("listitem");

test("[P7] a report is built, shared by its address, saved, and found in the list", async ({ page, context }) => {
  await send(page, "Signed up", 5, { plan: "growth" });
  await send(page, "Signed up", 2, { plan: "free" });
  await send(page, "Opened", 4);
  await page.goto(home());
  await expect(page.getByText("There is no report yet.")).toBeVisible();
  await page.getByRole("link", { name: "Create Report" }).first().click();
  await expect(heading(page, "New report")).toBeVisible();
  await choose(page, "sign", /Signed up/);
  await choose(page, "open", /Opened/);
  await page.keyboard.press("Escape");
  await press(page, "Show");
  await expect(page.getByText("Signed up and Opened, per day, last 30 days")).toBeVisible();
  await expect(legend(page).filter({ hasText: "Signed up" }).last()).toContainText("7");
  await expect(page.getByRole("table", { name: "Events per day" }).getByRole("row").nth(1)).toContainText(/so far74/);
  expect(await findings(page)).toEqual([]);

  await page.getByLabel("Property").fill("plan");
  await page.getByLabel("Value", { exact: true }).fill("growth");
  await choice(page, "m").selectOption("unique");
  await press(page, "Show");
  await expect(page.getByText(/people per day, last 30 days, where plan is growth/)).toBeVisible();
  await expect(legend(page).filter({ hasText: "Signed up" }).last()).toContainText("2people");

  const shared = await context.newPage();
  await shared.goto(page.url());
  await expect(shared.getByText(/where plan is growth/)).toBeVisible();
  await expect(shared.getByLabel("Value", { exact: true })).toHaveValue("growth");
  await shared.close();

  await press(page, "Save report");
  await expectFieldError(page, "Name of the report", "Enter a name for the report.");
  await field(page, "Name of the report").fill("=Growth sign-ups");
  await press(page, "Save report");
  await expect(heading(page, "=Growth sign-ups")).toBeVisible();
  await expect(page.getByText("=Growth sign-ups is saved.")).toBeVisible();
  await page.goto(home());
  await expect(page.getByRole("row").nth(1)).toContainText("where plan is growth");
  await expect(page.getByRole("row").nth(1)).toContainText("Ada Okafor");
});

test("[P7] [Q1] a saved one is changed, its change told to whoever was slower, renamed, copied and deleted", async ({
  page,
  sql,
}) => {
  await send(page, "Signed up", 3);
  await page.goto(`${home()}/reports/new?e=Signed+up`);
  await scriptReady(page);
  await field(page, "Name of the report").fill("Sign-ups");
  await press(page, "Save report");
  await expect(heading(page, "Sign-ups")).toBeVisible();
  const saved = new URL(page.url()).pathname;
  await choice(page, "u").selectOption("week");
  await choice(page, "chart").selectOption("bar");
  await press(page, "Show");
  await expect(page.getByText("Changed, not saved.")).toBeVisible();
  await press(page, "Save changes");
  await expect(page.getByText("Changes saved.")).toBeVisible();
  await expect(page.getByText("Signed up, per week, last 30 days")).toBeVisible();
  expect(new URL(page.url()).search).toBe("");

  await choice(page, "u").selectOption("hour");
  await press(page, "Show");
  await expect(page.getByText("Changed, not saved.")).toBeVisible();
  await sql`update reports set version = version + 1 where project_id = ${web.id}`;
  await press(page, "Save changes");
  await expect(page.getByText("Somebody changed this report meanwhile.")).toBeVisible();
  await page.getByRole("link", { name: "Save as new…" }).click();
  await expect(page.getByText("Signed up, per hour, last 30 days")).toBeVisible();

  await page.goto(saved);
  await scriptReady(page);
  await page.getByLabel("Name", { exact: true }).fill("Sign-ups by week");
  await press(page, "Save name");
  await expect(heading(page, "Sign-ups by week")).toBeVisible();
  await press(page, "Duplicate");
  await expect(heading(page, "Copy of Sign-ups by week")).toBeVisible();
  await page.getByRole("link", { name: "Delete…" }).click();
  await expect(page.getByText("Nobody has an alert on it.")).toBeVisible();
  await press(page, "Delete report");
  await expect(page.getByText("Copy of Sign-ups by week is deleted.")).toBeVisible();
  await expect(page.getByRole("table", { name: "Reports of the project" }).getByRole("row")).toHaveCount(2);
});

test("[P7] [Q1] what cannot be counted is said at its field, and nothing typed is lost", async ({ page }) => {
  await page.goto(`${home()}/reports/new?e=Signed+up&f=price&op=above&v=cheap&u=hour&last=12m`);
  await expect(page.getByText("Enter a number to compare with.")).toBeVisible();
  await expect(page.getByLabel("Value", { exact: true })).toHaveValue("cheap");
  await page.goto(`${home()}/reports/new?e=Signed+up&u=hour&last=12m`);
  await expect(page.getByText("Per hour, a report covers at most 31 days.")).toBeVisible();
  await page.goto(`${home()}/reports/new?e=Signed+up&last=fixed&from=2026-11-09&to=2026-11-01`);
  await expect(page.getByText("The last day lies before the first one. Swap them.")).toBeVisible();
  await expect(page.getByLabel("First day")).toHaveValue("2026-11-09");
  const odd = new URLSearchParams({ e: `'; drop table events; -- <img src=x onerror=alert(1)>` });
  await page.goto(`${home()}/reports/new?${odd}`);
  await expect(page.getByText("No event of this name has arrived yet.")).toBeVisible();
});

test("[P7] the file has a line a day, its header no formula, and is written down", async ({ page, sql }) => {
  await send(page, "=SUM(A1)", 3);
  await page.goto(`${home()}/reports/new?e=%3DSUM(A1)&last=7d`);
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download CSV" }).click(),
  ]);
  const text = (await readFile(await file.path(), "utf8")).replace("\ufeff", "");
  const lines = text.trim().split("\r\n");
  expect(lines[0]).toBe("Day (UTC),'=SUM(A1)");
  expect(lines).toHaveLength(8);
  expect(lines.at(-1)).toMatch(/^\d{4}-\d\d-\d\d,3$/);
  expect(await sql`select after from audit_entries where org_id = ${org.id} and action = 'list.exported'`).toHaveLength(
    1,
  );
});

test("[R6] [P7] who may only view sees reports and shared links, without a builder", async ({ page, sql, site }) => {
  await send(page, "Signed up", 3);
  await page.goto(`${home()}/reports/new?e=Signed+up`);
  await scriptReady(page);
  await field(page, "Name of the report").fill("Sign-ups");
  await press(page, "Save report");
  await expect(heading(page, "Sign-ups")).toBeVisible();
  const saved = page.url();
  const consumer = await makePerson(sql, { name: "Con Sumer", email: `con.${letters()}@north.test` });
  await addMember(sql, org, consumer, "member");
  await grant(sql, org, web, consumer, "consumer");
  await page.context().clearCookies();
  await signIn(page.context(), sql, consumer, site);
  await page.goto(saved);
  await expect(heading(page, "Sign-ups")).toBeVisible();
  await expect(page.getByRole("table", { name: "Events per day" })).toBeVisible();
  await expect(page.getByRole("combobox", { name: "Events" })).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Download CSV" })).toHaveCount(0);
  await page.goto(`${saved}?e=Signed+up&u=week`);
  await expect(page.getByText("This link shows other numbers than the saved report.")).toBeVisible();
  await page.goto(`${home()}/reports/new?e=Signed+up&u=week`);
  await expect(heading(page, "Shared report")).toBeVisible();
  expect((await page.request.get(`${home()}/reports/csv?e=Signed+up`)).status()).toBe(403);
  expect((await page.request.get(`/api${home()}/events?q=a`)).status()).toBe(403);
  await page.goto(home());
  await expect(page.getByRole("link", { name: "Sign-ups" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Create Report" })).toHaveCount(0);
});

test.describe("without script, on a phone", () => {
  test.use({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });

  test("[Q3] [P7] a report is built, saved, changed and deleted", async ({ page }) => {
    await send(page, "Signed up", 3);
    await page.goto(`${home()}/reports/new`);
    await page.locator("textarea[name=names]").fill("Signed up\nOpened");
    await page.getByRole("button", { name: "Show" }).click();
    await expect(page.getByText("Signed up and Opened, per day, last 30 days")).toBeVisible();
    await page.getByRole("checkbox", { name: "Opened" }).uncheck();
    await page.getByRole("button", { name: "Show" }).click();
    await expect(page.getByText("Signed up, per day, last 30 days")).toBeVisible();
    await page.getByLabel("Name of the report").fill("Sign-ups");
    await page.getByRole("button", { name: "Save report" }).click();
    await expect(heading(page, "Sign-ups")).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await choice(page, "u").selectOption("week");
    await page.getByRole("button", { name: "Show" }).click();
    await page.getByRole("button", { name: "Save changes" }).click();
    await expect(page.getByText("Changes saved.")).toBeVisible();
    await page.getByRole("link", { name: "Delete…" }).click();
    await page.getByRole("button", { name: "Delete report" }).click();
    await expect(page.getByText("Sign-ups is deleted.")).toBeVisible();
  });
});
