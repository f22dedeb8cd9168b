import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Page } from "@playwright/test";
import { findings } from "./support/axe";
import { heading, press } from "./support/forms";
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

/** What arrives: the first event of a project, the live feed, and the events that libraries send by themselves (P6, P7). */

let owner: Person;
let org: Org;
let web: Project;

test.beforeEach(async ({ sql, page, site }) => {
  owner = await makePerson(sql, { name: "Ada Okafor", email: `ada.${letters()}@north.test` });
  org = await makeOrg(sql, owner, { name: `Live ${letters()}` });
  web = await makeProject(sql, org, "Web app");
  await signIn(page.context(), sql, owner, site);
});

const home = () => `/project/${web.id}`;

async function send(page: Page, event: string, more: Record<string, unknown> = {}): Promise<void> {
  const data = [{ event, properties: { token: web.token, distinct_id: "grace", $insert_id: letters(), ...more } }];
  expect(await (await page.request.post("/track", { data })).text()).toBe("1");
}

test("[P7] a new project shows the lines to send with, waits, and turns by itself", async ({ page }) => {
  await page.goto(home());
  await expect(page.getByText("Waiting for the first event…")).toBeVisible();
  await expect(page.getByRole("region", { name: "Code for JavaScript" })).toContainText(web.token);
  await page.getByRole("link", { name: "Python" }).click();
  await expect(page.getByRole("region", { name: "Code for Python" })).toContainText(`Mixpanel("${web.token}"`);
  expect(await findings(page)).toEqual([]);
  await send(page, "Signed up");
  await expect(heading(page, "Reports")).toBeVisible();
  await expect(page.getByRole("list", { name: /Recent events/ })).toContainText("Signed up");
});

test("[E1] the lines for Node.js are whole: run as they stand, they send the first event", async ({ page, sql }) => {
  await page.goto(`${home()}?sdk=node`);
  const code = await page.getByRole("region", { name: "Code for Node.js" }).textContent();
  await promisify(execFile)(process.execPath, ["-e", code ?? ""]);
  await expect(heading(page, "Reports")).toBeVisible();
  const stored = await sql`select event from events e join projects p using (dataset_id) where p.id = ${web.id}`;
  expect(stored.map(({ event }) => event)).toEqual(["Signed up"]);
});

test("[R6] the token is not shown to somebody who may not see it", async ({ page, sql, site }) => {
  const analyst = await makePerson(sql, { name: "Ann Alyst", email: `ann.${letters()}@north.test` });
  await addMember(sql, org, analyst, "member");
  await grant(sql, org, web, analyst, "analyst");
  await page.context().clearCookies();
  await signIn(page.context(), sql, analyst, site);
  await page.goto(home());
  await expect(page.getByText("The lines need the project’s token.")).toBeVisible();
  expect(await page.content()).not.toContain(web.token);
});

test("[P7] [C4] events come as they arrive, can be held still, and end with the access", async ({ page, sql }) => {
  await send(page, "Earlier");
  await page.goto(`${home()}/live`);
  const fresh = page.getByRole("list", { name: "Events since you opened this page" });
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  await expect(page.getByRole("list", { name: "Events, the newest first" })).toContainText("Earlier");
  await send(page, "Signed up", { plan: "<img src=x onerror=alert(1)>" });
  await expect(fresh).toContainText("Signed up");
  await fresh.getByText("Signed up").click();
  await expect(fresh.getByText("<img src=x onerror=alert(1)>").last()).toBeVisible();
  expect(await findings(page)).toEqual([]);
  await press(page, "Pause");
  await send(page, "Opened");
  await expect(page.getByText("1 new", { exact: true })).toBeVisible();
  await expect(fresh).not.toContainText("Opened");
  await press(page, "Show 1 new event");
  await expect(fresh).toContainText("Opened");
  await sql`update sessions set ended_at = now() where user_id = ${owner.id}`;
  await expect(page.getByText("The stream ended").or(heading(page, "Sign in"))).toBeVisible();
});

test("[P6] automatic events are turned off: libraries are told, what still comes is not stored", async ({
  page,
  sql,
}) => {
  const told = async () => (await (await page.request.get(`/decide?token=${web.token}`)).json()).automatic_events;
  expect(await told()).toBe(true);
  await send(page, "$ae_session");
  await page.goto(`${home()}/settings/autotrack`);
  await expect(page.getByRole("row").filter({ hasText: "$ae_session" })).toContainText("1");
  await press(page, "Turn autotrack off");
  await expect(page.getByRole("button", { name: "Turn autotrack on" })).toBeVisible();
  expect(await told()).toBe(false);
  await send(page, "$ae_session");
  await send(page, "Opened");
  const stored =
    await sql`select event from events e join projects p using (dataset_id) where p.id = ${web.id} order by 1`;
  expect(stored.map(({ event }) => event)).toEqual(["$ae_session", "Opened"]);
});

test.describe("without script, on a phone", () => {
  test.use({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });

  test("[Q3] the feed's rows, its filter and the toggle work", async ({ page }) => {
    await send(page, "Signed up");
    await send(page, "Opened");
    await page.goto(`${home()}/live`);
    const rows = page.getByRole("list", { name: "Events, the newest first" }).getByRole("listitem");
    await expect(rows).toHaveCount(2);
    await page.getByLabel("Name of an event").fill("Opened");
    await page.getByRole("button", { name: "Show only these" }).click();
    await expect(rows).toHaveCount(1);
    await page.goto(`${home()}/settings/autotrack`);
    await page.getByRole("button", { name: "Turn autotrack off" }).click();
    await expect(page.getByRole("button", { name: "Turn autotrack on" })).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
});
