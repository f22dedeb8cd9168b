import type { Page } from "@playwright/test";
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
  makeReset,
  makeTeam,
  type Org,
  type Person,
  type Project,
  signIn,
} from "./support/people";
import { expect, test } from "./support/test";

/** Resetting and deleting a project from its own settings, taking both back, and the end of what was taken away (P2). */

let owner: Person;
let org: Org;
let project: Project;

test.beforeEach(async ({ sql, page, site }) => {
  owner = await makePerson(sql, { name: "Ada Okafor" });
  org = await makeOrg(sql, owner, { name: `Org ${letters()}` });
  project = await makeProject(sql, org, "Web app");
  await signIn(page.context(), sql, owner, site);
});

/** The same moment whenever it is sent: late ones are refused, and the same one counts once. */
const time = Math.floor(Date.now() / 1000) - 60;

async function send(page: Page, token: string, id: string) {
  const answers = await Promise.all([
    page.request.post("/track", {
      data: [{ event: "Seen", properties: { token, distinct_id: "ada", $insert_id: id, time } }],
    }),
    page.request.post("/engage", { data: [{ $token: token, $distinct_id: id, $set: { plan: "pro" } }] }),
  ]);
  return Promise.all(answers.map((answer) => answer.text()));
}

test("[P2] [A6] reset after confirming: empty at once, new keys, taken back beside what came since", async ({
  page,
  sql,
  site,
}) => {
  expect(await send(page, project.token, "before")).toEqual(["1", "1"]);
  await page.context().clearCookies();
  await signIn(page.context(), sql, owner, site, { confirmed: false });
  await page.goto(`/project/${project.id}/settings/reset`);
  await expect(heading(page, "Reset Web app")).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: "event of 1 name" })).toContainText("1");
  await scriptReady(page);
  await field(page, "Type “Web app”").fill("web app");
  await press(page, "Reset Web app");
  await expect(heading(page, "Confirm that it is you")).toBeVisible();
  await field(page, "Password").fill(demoPassword);
  await page.getByRole("button", { name: "Confirm" }).click();
  await expect(field(page, "Type “Web app”")).toHaveValue("web app");
  await scriptReady(page);
  await press(page, "Reset Web app");
  await expectFieldError(page, "Type “Web app”", "That is not it. Type “Web app”, with the same capitals.");
  await field(page, "Type “Web app”").fill("Web app");
  await press(page, "Reset Web app");
  await expect(page.getByText("Web app is reset. Give its applications the new token")).toBeVisible();
  await expect(heading(page, "Project settings")).toBeVisible();
  await expect(page.getByText(project.token)).toHaveCount(0);

  const [row] = await sql<[{ token: string }]>`select token from projects where id = ${project.id}`;
  expect(await send(page, project.token, "stray")).toEqual(["1", "1"]);
  expect(await send(page, row.token, "since")).toEqual(["1", "1"]);
  await page.goto(`/project/${project.id}/settings/reset`);
  const line = page.getByRole("row").filter({ hasText: "Ada Okafor" });
  await line.getByRole("button", { name: "Bring the data back" }).click();
  await expect(page.getByText("The data is back.")).toBeVisible();
  await jobsDone(sql);
  const ids = await sql`
    select e.insert_id from events e join projects p using (dataset_id) where p.id = ${project.id} order by 1`;
  expect(ids.map((event) => event.insert_id)).toEqual(["before", "since"]);
  const people = await sql`
    select f.distinct_id from profiles f join projects p using (dataset_id) where p.id = ${project.id} order by 1`;
  expect(people.map((person) => person.distinct_id)).toEqual(["before", "since"]);
  const [kept] = await sql`select token from projects where id = ${project.id}`;
  expect(kept?.token).toBe(row.token);
  await page.reload();
  await expect(page.getByRole("button", { name: "Bring the data back" })).toHaveCount(0);
});

test("[P2] a page that knows an older state is told, and nothing is done", async ({ page, sql }) => {
  await page.goto(`/project/${project.id}/settings/reset`);
  await scriptReady(page);
  const other = await makePerson(sql, { name: "Ben Lindqvist" });
  await addMember(sql, org, other, "owner");
  await makeReset(sql, project, other, 0);
  await field(page, "Type “Web app”").fill("Web app");
  await press(page, "Reset Web app");
  await expect(page.getByText("This project was reset meanwhile.")).toBeVisible();
  await expect(field(page, "Type “Web app”")).toHaveValue("Web app");
  expect(await sql`select 1 from project_resets where project_id = ${project.id}`).toHaveLength(1);
});

test("[P2] [Q4] after 60 days it says so, shows how far erasing is, and the data goes for good", async ({
  page,
  sql,
}) => {
  const resetId = await makeReset(sql, project, owner, 61);
  await page.goto(`/project/${project.id}/settings/reset`);
  await expect(page.getByText("The time to bring it back is over.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Bring the data back" })).toHaveCount(0);
  await sql`select graphile_worker.add_job('erase_due', '{}'::json)`;
  await jobsDone(sql);
  const [row] = await sql`select dataset_id, erased_at is not null as erased from project_resets where id = ${resetId}`;
  expect(row).toEqual({ dataset_id: null, erased: true });
  const erasing = await makeReset(sql, project, owner, 62);
  await sql`
    insert into progress (id, org_id, kind, input, total, done, created_at)
    values (${`prg_${erasing}`}, ${org.id}, 'reset_erasure', ${sql.json({ projectId: project.id, resetId: erasing })}, 40, 10, now())`;
  await sql`update project_resets set erasing_at = now(), progress_id = ${`prg_${erasing}`} where id = ${erasing}`;
  await page.reload();
  await expect(page.getByText("Being erased.")).toBeVisible();
  await expect(page.getByText("10 of 40")).toBeVisible();
  await sql`update progress set done = 30 where id = ${`prg_${erasing}`}`;
  await expect(page.getByText("30 of 40")).toBeVisible();
});

test("[P2] [Q3] without script: reset with a slip of the pen, bring back; a project admin finds neither page", async ({
  sql,
  site,
  visitor,
}) => {
  const context = await visitor({ javaScriptEnabled: false });
  await signIn(context, sql, owner, site);
  const page = await context.newPage();
  await page.goto(`/project/${project.id}/settings/reset`);
  await field(page, "Type “Web app”").fill("Webapp");
  await press(page, "Reset Web app");
  await expect(page.getByText("That is not it. Type “Web app”, with the same capitals.")).toBeVisible();
  await field(page, "Type “Web app”").fill("Web app");
  await press(page, "Reset Web app");
  await expect(page.getByText("Web app is reset.")).toBeVisible();
  await page.goto(`/project/${project.id}/settings/reset`);
  await page.getByRole("button", { name: "Bring the data back" }).click();
  await expect(page.getByText("The data is back.")).toBeVisible();

  const admin = await makePerson(sql, { name: "Cho Admin" });
  await addMember(sql, org, admin, "admin");
  const theirs = await visitor();
  await signIn(theirs, sql, admin, site);
  const their = await theirs.newPage();
  for (const name of ["reset", "deletion"]) {
    expect((await their.goto(`/project/${project.id}/settings/${name}`))?.status()).toBe(403);
  }
});

test("[P2] [O3] deleted from its settings by its owner who is a plain member, and restored from the account", async ({
  sql,
  site,
  visitor,
}) => {
  const person = await makePerson(sql, { name: "Olu Project" });
  const other = await makePerson(sql, { name: "Vic Viewer" });
  for (const one of [person, other]) await addMember(sql, org, one, "member");
  await grant(sql, org, project, person, "owner");
  await makeTeam(sql, org, { people: [person, other], projects: [project] });
  const context = await visitor();
  await signIn(context, sql, person, site);
  const page = await context.newPage();
  await page.goto(`/project/${project.id}/settings/deletion`);
  await expect(heading(page, "Delete Web app")).toBeVisible();
  await expect(
    page.getByText("people lose access: 1 individually, 1 by organization role and 2 by a team"),
  ).toBeVisible();
  await scriptReady(page);
  await field(page, "Type “Web app”").fill("Web app");
  await press(page, "Delete Web app");
  await expect(heading(page, "Projects")).toBeVisible();
  await expect(page.getByText("Web app is deleted. For 60 days you can restore it from here.")).toBeVisible();
  expect((await page.goto(`/project/${project.id}`))?.status()).toBe(404);
  expect(await send(page, project.token, "late")).toEqual(["1", "1"]);
  expect(await sql`select 1 from usage_days where project_id = ${project.id}`).toHaveLength(0);
  await page.goto("/account/projects");
  await page.getByRole("button", { name: "Restore Web app" }).click();
  await expect(page.getByText("Web app is back, with its data, its keys and everyone who had access.")).toBeVisible();
  expect(await send(page, project.token, "again")).toEqual(["1", "1"]);
  expect(await sql`select 1 from usage_days where project_id = ${project.id}`).toHaveLength(1);
});

test("[P2] an owner of the organization lands on its deleted projects; an open transfer is off", async ({
  page,
  sql,
}) => {
  const target = await makeOrg(sql, owner, { name: `Target ${letters()}` });
  await sql`
    insert into project_transfers (id, project_id, from_org_id, to_org_id, requested_at, requested_by, expires_at)
    values (${`trf_${letters()}`}, ${project.id}, ${org.id}, ${target.id}, now(), ${owner.id}, now() + interval '7 days')`;
  await page.goto(`/project/${project.id}/settings/deletion`);
  await expect(page.getByText(`open transfer to ${target.name}, which is cancelled`)).toBeVisible();
  await scriptReady(page);
  await field(page, "Type “Web app”").fill("Web app");
  await press(page, "Delete Web app");
  await expect(page).toHaveURL(new RegExp(`/org/${org.id}/projects/deleted$`));
  await expect(page.getByRole("button", { name: "Restore Web app" })).toBeVisible();
  const [transfer] = await sql`select cancelled_by from project_transfers where project_id = ${project.id}`;
  expect(transfer?.cancelled_by).toBe(owner.id);
});
