import type { Page } from "@playwright/test";
import { newId } from "@/lib/ids";
import { demoPassword } from "./global-setup";
import { findings } from "./support/axe";
import { expectFieldError, field, heading, press, scriptReady } from "./support/forms";
import { mailTo } from "./support/mail";
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

/** The Overview of a project's settings, and the rotation of its keys (P1, P3). */

let owner: Person;
let org: Org;
let web: Project;

test.beforeEach(async ({ sql, page, site }) => {
  owner = await makePerson(sql, { name: "Ada Okafor", email: `ada.${letters()}@north.test` });
  org = await makeOrg(sql, owner, { name: `Keys ${letters()}` });
  web = await makeProject(sql, org, "Web app");
  await signIn(page.context(), sql, owner, site);
});

const settings = () => `/project/${web.id}/settings`;
const rotation = (key: string) => `${settings()}/keys/${key}`;

async function send(page: Page, token: string, event: string): Promise<void> {
  const data = [{ event, properties: { token, distinct_id: letters(), $insert_id: letters() } }];
  expect(await (await page.request.post("/track", { data })).text()).toBe("1");
}

test("[P3] [A6] the API Secret is rotated after confirming, shown once, revealed and hidden again", async ({
  page,
  sql,
  site,
}) => {
  await page.context().clearCookies();
  await signIn(page.context(), sql, owner, site, { confirmed: false });
  await page.goto(settings());
  await page.getByRole("link", { name: "Rotate… the API Secret" }).click();
  await expect(heading(page, "Rotate the API Secret")).toBeVisible();
  await scriptReady(page);
  await page.getByLabel("7 days").check();
  await press(page, "Rotate API Secret");
  await expect(heading(page, "Confirm that it is you")).toBeVisible();
  await field(page, "Password").fill(demoPassword);
  await page.getByRole("button", { name: "Confirm" }).click();
  await expect(heading(page, "Rotate the API Secret")).toBeVisible();
  await expect(page.getByLabel("7 days")).toBeChecked();
  await press(page, "Rotate API Secret");
  const secret = await field(page, "New API Secret").inputValue();
  expect(secret).toMatch(/^[0-9a-f]{32}$/);
  await expect(page.getByText("API Secret works until")).toBeVisible();
  expect(await findings(page)).toEqual([]);
  expect(page.url()).not.toContain(secret);
  expect(JSON.stringify(await page.context().cookies())).not.toContain(secret);
  await page.getByRole("link", { name: "Back to the Overview" }).click();
  await expect(heading(page, "Project settings")).toBeVisible();
  await page.reload();
  expect(await page.content()).not.toContain(secret);
  await scriptReady(page);
  await press(page, "Reveal");
  await expect(field(page, "API Secret")).toHaveValue(secret);
  await expect(field(page, "API Secret")).toBeFocused();
  await press(page, "Hide API Secret");
  await expect(page.getByRole("button", { name: "Reveal" })).toBeVisible();
  expect(await page.content()).not.toContain(secret);
  const mail = await mailTo(sql, owner.email, /was rotated/);
  expect(mail.subject).toBe("The API Secret of Web app was rotated");
  expect(mail.text).not.toContain(secret);
});

test("[P3] [P1] old and new token count beside each other, until an owner ends the overlap", async ({ page, sql }) => {
  await send(page, web.token, "Signed up");
  await page.goto(rotation("token"));
  await scriptReady(page);
  await press(page, "Rotate token");
  const fresh = await field(page, "New token").inputValue();
  await send(page, web.token, "Signed up");
  await send(page, fresh, "Opened");
  await page.getByRole("link", { name: "Back to the Overview" }).click();
  const top = page.getByRole("table", { name: "Top events of the billing period" });
  await expect(top.getByRole("row").nth(1)).toContainText("Signed up266.7 %");
  await expect(top.getByRole("row").nth(2)).toContainText("Opened133.3 %");
  await expect(page.getByText(/Token ….{4} works until/)).toBeVisible();
  await expect(page.getByText("Last used: Just now")).toBeVisible();
  await page.getByText("End now…").click();
  await page.getByRole("button", { name: "End the previous token" }).click();
  await expect(page.getByText("The previous token no longer works.")).toBeVisible();
  await expect(page.getByText(/Token ….{4} stopped/)).toBeVisible();
  await expect(page.getByText("End now…")).toHaveCount(0);
  await send(page, web.token, "Late");
  await send(page, fresh, "Opened");
  expect(
    await sql`select event from event_days d join projects p using (dataset_id) where p.id = ${web.id} order by event`,
  ).toEqual([{ event: "Opened" }, { event: "Signed up" }]);
});

test("[P1] keys are covered until somebody wants to see them, and can be copied covered", async ({ page }) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto(settings());
  await scriptReady(page);
  const token = field(page, "Token");
  const covered = () => token.evaluate((input) => getComputedStyle(input).getPropertyValue("-webkit-text-security"));
  expect(await covered()).toBe("disc");
  await press(page, "Copy Token");
  await expect(page.getByRole("button", { name: "Copied Token" })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(web.token);
  await press(page, "Show Token");
  expect(await covered()).toBe("none");
  await press(page, "Hide Token");
  expect(await covered()).toBe("disc");
  await expect(field(page, "Access URL")).toHaveValue(new RegExp(`/project/${web.id}$`));
});

test("[P1] [Q1] name and timezone are changed in place; a taken name and an older page are told", async ({
  page,
  sql,
}) => {
  await makeProject(sql, org, "iOS");
  await page.goto(settings());
  await scriptReady(page);
  await field(page, "Name").fill("ios");
  await press(page, "Save name");
  await expectFieldError(page, "Name", "The organization has a project of that name. Choose another one.");
  await field(page, "Name").fill("Web shop");
  await press(page, "Save name");
  await expect(page.getByText("Name saved.")).toBeVisible();
  await expect(page.getByText(`Web shop of ${org.name}.`)).toBeVisible();
  await field(page, "Timezone").fill("berlin");
  await press(page, "Save timezone");
  await expect(page.getByText("Timezone saved.")).toBeVisible();
  await expect(field(page, "Timezone")).toHaveValue("Europe/Berlin");
  await sql`update projects set name = 'Elsewhere' where id = ${web.id}`;
  await field(page, "Name").fill("Mine");
  await press(page, "Save name");
  await expectFieldError(page, "Name", /Somebody changed the name to “Elsewhere” meanwhile/);
  await expect(field(page, "Name")).toHaveValue("Mine");
});

test("[Q1] [P3] who opened the page before another rotation is told, and nothing is rotated", async ({ page, sql }) => {
  await page.goto(rotation("api-key"));
  await scriptReady(page);
  await sql`update projects set api_key = ${letters()} where id = ${web.id}`;
  await press(page, "Rotate API Key");
  await expect(page.getByText("The API Key was rotated meanwhile, and nothing was changed.")).toBeVisible();
  expect(await sql`select 1 from previous_keys where project_id = ${web.id}`).toHaveLength(0);
});

test("[P3] with five earlier ones only an end at once is left", async ({ page, sql }) => {
  for (let n = 0; n < 5; n += 1)
    await sql`
      insert into previous_keys (id, project_id, kind, value, rotated_at, rotated_by, works_until)
      values (${newId("previousKey")}, ${web.id}, 'token', ${letters()}, now(), ${owner.id}, now() + interval '1 day')`;
  await page.goto(rotation("token"));
  await expect(page.getByText("5 earlier ones still work, which is the most.")).toBeVisible();
  await expect(page.getByLabel("24 hours")).toBeDisabled();
  await expect(page.getByLabel("Not at all")).toBeChecked();
});

test("[R6] [P3] an admin of the project sees the keys and rotates none", async ({ sql, site, visitor }) => {
  const person = await makePerson(sql, { name: "Ben Lindqvist" });
  await addMember(sql, org, person, "member");
  await grant(sql, org, web, person, "admin");
  await sql`
    insert into previous_keys (id, project_id, kind, value, rotated_at, rotated_by, works_until)
    values (${newId("previousKey")}, ${web.id}, 'token', ${letters()}, now(), ${owner.id}, now() + interval '1 day')`;
  const context = await visitor();
  await signIn(context, sql, person, site);
  const page = await context.newPage();
  await page.goto(settings());
  await expect(page.getByText(/Token ….{4} works until/)).toBeVisible();
  await expect(page.getByText("Rotate…")).toHaveCount(0);
  await expect(page.getByText("End now…")).toHaveCount(0);
  expect((await page.goto(rotation("token")))?.status()).toBe(403);
});

test("[Q3] without script: a taken name, a city, and a token that is rotated", async ({ sql, site, visitor }) => {
  await makeProject(sql, org, "iOS");
  const context = await visitor({ javaScriptEnabled: false });
  await signIn(context, sql, owner, site);
  const page = await context.newPage();
  await page.goto(settings());
  await expect(field(page, "Token")).toHaveValue(web.token);
  await expect(page.getByRole("button", { name: "Show Token" })).toBeHidden();
  await field(page, "Name").fill("IOS");
  await press(page, "Save name");
  await expect(page.getByText("The organization has a project of that name.")).toBeVisible();
  await expect(field(page, "Name")).toHaveValue("IOS");
  await field(page, "Timezone").fill("new york");
  await press(page, "Save timezone");
  await expect(page.getByText("Timezone saved.")).toBeVisible();
  await expect(field(page, "Timezone")).toHaveValue("America/New_York");
  await page.getByRole("link", { name: "Rotate… the token" }).click();
  await page.getByLabel("Not at all").check();
  await press(page, "Rotate token");
  const [row] = await sql`select token from projects where id = ${web.id}`;
  await expect(field(page, "New token")).toHaveValue(row?.token);
  await expect(page.getByText(/Token ….{4} stopped/)).toBeVisible();
  expect(row?.token).not.toBe(web.token);
});
