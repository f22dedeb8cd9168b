import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { newId } from "@/lib/ids";
import { demoPassword } from "./global-setup";
import { expectFieldError, field, heading, press, scriptReady } from "./support/forms";
import { jobsDone } from "./support/mail";
import {
  addMember,
  grant,
  letters,
  makeOrg,
  makePerson,
  makeProject,
  type Org,
  type Person,
  signIn,
} from "./support/people";
import { expect, test } from "./support/test";

/** Projects of an organization: finding, downloading, creating, deleting, restoring, and their end (O2, O3). */

let owner: Person;
let org: Org;

test.beforeEach(async ({ sql, page, site }) => {
  owner = await makePerson(sql, { name: "Ada Okafor" });
  org = await makeOrg(sql, owner, { name: `Org ${letters()}` });
  await signIn(page.context(), sql, owner, site);
});

async function deletedAt(sql: Parameters<typeof makeOrg>[0], id: number): Promise<boolean> {
  const [row] = await sql`select deleted_at from projects where id = ${id}`;
  return row?.deleted_at !== null;
}

const names = (page: Page) => page.getByRole("main").locator("tbody .name-cell > a").allTextContents();

test("[O2] finds projects by name and team, sorts them, and downloads what it shows", async ({ page, sql }) => {
  const web = await makeProject(sql, org, "Web app");
  const shop = await makeProject(sql, org, "Web shop");
  await makeProject(sql, org, "iOS");
  const team = newId("team");
  await sql`insert into teams (id, org_id, name, role, created_at) values (${team}, ${org.id}, 'Growth', 'analyst', now())`;
  await sql`insert into team_projects (org_id, team_id, project_id, added_at) values (${org.id}, ${team}, ${web.id}, now())`;
  await sql`insert into usage_days (org_id, project_id, day, events) values (${org.id}, ${shop.id}, (now() at time zone 'UTC')::date, 12)`;
  await page.goto(`/org/${org.id}/projects`);
  expect(await names(page)).toEqual(["iOS", "Web app", "Web shop"]);
  await page.getByRole("link", { name: "Events" }).click();
  await expect(page).toHaveURL(/sort=events&dir=asc|sort=events/);
  await page.goto(`/org/${org.id}/projects?sort=events&dir=desc`);
  expect((await names(page))[0]).toBe("Web shop");
  await page.getByLabel("Search by name").fill("web");
  await page.getByLabel("Team").selectOption({ label: "Growth" });
  await press(page, "Search");
  await expect(page.getByText("1–1 of 1")).toBeVisible();
  expect(await names(page)).toEqual(["Web app"]);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download CSV" }).click();
  const text = await readFile(await (await download).path(), "utf8");
  expect(text.split("\r\n").length).toBe(3);
  expect(text).toContain(`${web.id},Web app,UTC,Growth,Former user,`);
  const [entry] = await sql`select after from audit_entries where org_id = ${org.id} and action = 'list.exported'`;
  expect(entry?.after).toEqual({ filter: { q: "web", team } });
});

test("[O2] [A6] ticked projects are deleted after confirming and typing, and restored whole", async ({
  page,
  sql,
  site,
}) => {
  const [one, two] = [await makeProject(sql, org, "One"), await makeProject(sql, org, "Two")];
  await makeProject(sql, org, "Three");
  await page.context().clearCookies();
  await signIn(page.context(), sql, owner, site, { confirmed: false });
  await page.goto(`/org/${org.id}/projects`);
  await page.getByRole("checkbox", { name: "One", exact: true }).check();
  await page.getByRole("checkbox", { name: "Two", exact: true }).check();
  await expect(page.getByText("2 selected")).toBeVisible();
  await page.getByRole("button", { name: "Delete…" }).click();
  await expect(heading(page, "Delete 2 projects")).toBeVisible();
  await scriptReady(page);
  await field(page, "Type “delete 2 projects”").fill("delete 2 projects");
  await press(page, "Delete 2 projects");
  await expect(heading(page, "Confirm that it is you")).toBeVisible();
  await field(page, "Password").fill(demoPassword);
  await page.getByRole("button", { name: "Confirm" }).click();
  await expect(heading(page, "Delete 2 projects")).toBeVisible();
  await expect(field(page, "Type “delete 2 projects”")).toHaveValue("delete 2 projects");
  await press(page, "Delete 2 projects");
  await expect(page.getByText("2 projects are deleted.")).toBeVisible();
  expect([await deletedAt(sql, one.id), await deletedAt(sql, two.id)]).toEqual([true, true]);
  expect((await page.goto(`/project/${one.id}`))?.status()).toBe(404);
  const sent = await page.request.post("/track", {
    data: [{ event: "Late", properties: { token: one.token, distinct_id: "ada" } }],
  });
  expect(await sent.text()).toBe("1");
  expect(await sql`select 1 from usage_days where project_id = ${one.id}`).toHaveLength(0);
  await page.goto(`/org/${org.id}/projects`);
  expect(await names(page)).toEqual(["Three"]);
  await page
    .getByRole("navigation", { name: "Projects" })
    .getByRole("link", { name: /^Deleted/ })
    .click();
  await page.getByRole("button", { name: "Restore One" }).click();
  await expect(page.getByText("One is back, with its data, its keys and everyone who had access.")).toBeVisible();
  expect((await page.goto(`/project/${one.id}`))?.status()).toBe(200);
});

test("[O2] everything that matches goes, also what is on no page, and a number that changed stops it", async ({
  page,
  sql,
}) => {
  for (let n = 0; n < 53; n += 1) await makeProject(sql, org, `Old ${String(n).padStart(2, "0")}`);
  const kept = await makeProject(sql, org, "Kept");
  await page.goto(`/org/${org.id}/projects?q=old`);
  await page.getByRole("checkbox", { name: "All projects of this page" }).check();
  await page.getByLabel("All 53 that match").check();
  await page.getByRole("button", { name: "Delete…" }).click();
  await expect(heading(page, "Delete 53 projects")).toBeVisible();
  await scriptReady(page);
  await makeProject(sql, org, "Old and new");
  await field(page, "Type “delete 53 projects”").fill("delete 53 projects");
  await press(page, "Delete 53 projects");
  await expect(page.getByText("it would be 54 now. Look at the list again; nothing was deleted.")).toBeVisible();
  await page.reload();
  await field(page, "Type “delete 54 projects”").fill("delete 54 projects");
  await press(page, "Delete 54 projects");
  await expect(page.getByText("54 projects are deleted.")).toBeVisible();
  await expect(page.getByText("1–50 of 54")).toBeVisible();
  await page.getByRole("link", { name: "Next" }).click();
  await expect(page.getByText("51–54 of 54")).toBeVisible();
  expect(await deletedAt(sql, kept.id)).toBe(false);
});

test("[O3] a name taken meanwhile is asked for anew, at its field", async ({ page, sql }) => {
  const gone = await makeProject(sql, org, "Gone");
  await sql`update projects set name = 'Web', deleted_at = now() - interval '3 days', deleted_by = ${owner.id} where id = ${gone.id}`;
  await makeProject(sql, org, "web");
  await makeProject(sql, org, "Other");
  await page.goto(`/org/${org.id}/projects/deleted`);
  await scriptReady(page);
  await expect(page.getByText("Another project has its name now. Restore this one as")).toBeVisible();
  await field(page, "New name for Web").fill("OTHER");
  await press(page, "Restore");
  await expectFieldError(page, "New name for Web", /Another project has the name “OTHER” now/);
  await field(page, "New name for Web").fill("Web again");
  await press(page, "Restore");
  await expect(page.getByText("Web again is back")).toBeVisible();
  expect(await deletedAt(sql, gone.id)).toBe(false);
});

test("[O3] somebody without a role in the organization restores the project they own from their account", async ({
  sql,
  site,
  visitor,
}) => {
  const person = await makePerson(sql, { name: "Olu Project" });
  await addMember(sql, org, person, "member");
  const [mine, other] = [await makeProject(sql, org, "Mine"), await makeProject(sql, org, "Not mine")];
  await grant(sql, org, mine, person, "owner");
  await grant(sql, org, other, person, "admin");
  await sql`update projects set deleted_at = now(), deleted_by = ${owner.id} where org_id = ${org.id}`;
  const context = await visitor({ javaScriptEnabled: false });
  await signIn(context, sql, person, site);
  const page = await context.newPage();
  expect((await page.goto(`/org/${org.id}/projects/deleted`))?.status()).toBe(403);
  await page.goto("/account/projects");
  await expect(page.getByText("Not mine")).toHaveCount(0);
  await page.getByRole("button", { name: "Restore Mine" }).click();
  await expect(page.getByText("Mine is back")).toBeVisible();
  expect([await deletedAt(sql, mine.id), await deletedAt(sql, other.id)]).toEqual([false, true]);
});

test("[Q3] without script: create with a city, tick, delete with a slip of the pen, restore", async ({
  sql,
  site,
  visitor,
}) => {
  const context = await visitor({ javaScriptEnabled: false });
  await signIn(context, sql, owner, site);
  const page = await context.newPage();
  await page.goto(`/org/${org.id}/projects/new`);
  await field(page, "Name").fill("Plain");
  await field(page, "Timezone").fill("Atlantis");
  await press(page, "Create Project");
  await expect(page.getByText("Choose a timezone from the list")).toBeVisible();
  await expect(field(page, "Name")).toHaveValue("Plain");
  await field(page, "Timezone").fill("new york");
  await press(page, "Create Project");
  await expect(heading(page, "Project settings")).toBeVisible();
  await expect(page.getByLabel("Timezone")).toHaveValue("America/New_York");
  await page.goto(`/org/${org.id}/projects`);
  await page.getByRole("checkbox", { name: "Plain", exact: true }).check();
  await page.getByRole("button", { name: "Delete…" }).click();
  await field(page, "Type “Plain”").fill("plain");
  await press(page, "Delete Plain");
  await expect(page.getByText("That is not it. Type “Plain”, with the same capitals.")).toBeVisible();
  await expect(field(page, "Type “Plain”")).toHaveValue("plain");
  await field(page, "Type “Plain”").fill("Plain");
  await press(page, "Delete Plain");
  await expect(page.getByText("Plain is deleted.")).toBeVisible();
  await page.getByRole("button", { name: "Restore Plain" }).click();
  await expect(page.getByText("Plain is back")).toBeVisible();
});

test("[O3] when its 60 days are over the worker erases it; its name stays in the log", async ({ page, sql }) => {
  const gone = await makeProject(sql, org, "Old site");
  await sql`insert into usage_days (org_id, project_id, day, events) values (${org.id}, ${gone.id}, '2026-01-01', 3)`;
  await sql`update projects set deleted_at = now() - interval '61 days', deleted_by = ${owner.id} where id = ${gone.id}`;
  await page.goto(`/org/${org.id}/projects/deleted`);
  await expect(page.getByRole("button", { name: "Restore Old site" })).toBeVisible();
  await sql`select graphile_worker.add_job('erase_due', '{}'::json)`;
  await jobsDone(sql);
  const [row] = await sql`select name, erased_at is not null as erased, dataset_id from projects where id = ${gone.id}`;
  expect(row).toEqual({ name: "Old site", erased: true, dataset_id: null });
  await page.reload();
  await expect(page.getByText("No project is deleted.")).toBeVisible();
});
