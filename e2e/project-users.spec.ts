import type { Page } from "@playwright/test";
import type postgres from "postgres";
import { field, heading, press } from "./support/forms";
import { linkIn, mailTo } from "./support/mail";
import {
  addMember,
  forgetLimits,
  grant,
  letters,
  makeOrg,
  makePerson,
  makeProject,
  makeTeam,
  type Person,
  signIn,
} from "./support/people";
import { expect, test } from "./support/test";

/** Who reaches a project, on its own pages (P4, I5). */

async function makeScene(sql: postgres.Sql) {
  const owner = await makePerson(sql, { name: "Ada Okafor" });
  const manager = await makePerson(sql, { name: "Ben Lindqvist" });
  const analyst = await makePerson(sql, { name: "Cleo Marsh" });
  const outside = await makePerson(sql, { name: "Dora Without" });
  const org = await makeOrg(sql, owner, { name: `Org ${letters()}` });
  for (const person of [manager, analyst, outside]) await addMember(sql, org, person, "member");
  const project = await makeProject(sql, org, `Web app ${letters()}`);
  await grant(sql, org, project, manager, "admin");
  await grant(sql, org, project, analyst, "consumer");
  await makeTeam(sql, org, { name: "Growth", role: "analyst", people: [analyst], projects: [project] });
  await forgetLimits(sql);
  return { owner, manager, analyst, outside, org, project, path: `/project/${project.id}/settings/users` };
}

const rows = (page: Page) => page.getByRole("table", { name: "Grants on the project" }).locator("tbody tr");

for (const script of [true, false]) {
  const how = script ? "" : ", without script";
  test(`[P4] [R3] looks who reaches it, changes a grant, its end, and takes it away${how}`, async ({
    visitor,
    sql,
    site,
  }) => {
    const { manager, analyst, path } = await makeScene(sql);
    const context = await visitor({ javaScriptEnabled: script });
    await signIn(context, sql, manager, site);
    const page = await context.newPage();
    await page.goto(path);
    await expect(heading(page, "Users")).toBeVisible();
    await expect(rows(page)).toHaveCount(4);
    await page.getByLabel("Search by name or e-mail").fill("cleo");
    await press(page, "Search");
    await expect(rows(page)).toHaveCount(2);
    await expect(rows(page).filter({ hasText: "Team Growth" })).toContainText("(counts)");
    await expect(rows(page).filter({ hasText: "Individual" })).not.toContainText("(counts)");
    // A plain member has no page of teams to open.
    await expect(rows(page).getByRole("link", { name: "Growth" })).toHaveCount(0);
    await page.getByRole("link", { name: "Change the individual grant of Cleo Marsh" }).click();
    await expect(heading(page, "Cleo Marsh")).toBeVisible();
    await expect(page.getByText("Without the individual grant, Cleo stays Analyst.").first()).toBeVisible();

    await page.getByRole("radio", { name: /^Admin/ }).check();
    await press(page, "Change role");
    await expect(page.getByText("The individual grant is now Admin.")).toBeVisible();
    // One's own level can be given, not changed any more.
    await expect(page.getByText("Only an owner of the project can change or remove a grant of Admin.")).toBeVisible();
    await sql`update project_grants set role = 'consumer' where user_id = ${analyst.id}`;
    await page.reload();
    await field(page, "How long it holds").selectOption("date");
    await field(page, "Date and time").fill("2020-01-01T10:00");
    await press(page, "Change end");
    await expect(field(page, "Date and time")).toHaveAccessibleDescription(/That is over already/);
    await expect(field(page, "Date and time")).toHaveValue("2020-01-01T10:00");
    await field(page, "How long it holds").selectOption("3d");
    await press(page, "Change end");
    await expect(page.getByText(/The grant holds until the end of/)).toBeVisible();
    await expect(page.getByText(/Then Cleo stays Analyst/)).toBeVisible();
    await page.goto(path);
    await expect(rows(page).filter({ hasText: "Individual until the end of" })).toHaveCount(1);

    await page.goto(`${path}/${analyst.id}`);
    await press(page, "Remove grant");
    await expect(page.getByText("The individual grant is removed.")).toBeVisible();
    await expect(rows(page)).toHaveCount(3);
  });

  test(`[I5] invites a member, an outsider and says what is wrong, nothing typed lost${how}`, async ({
    visitor,
    sql,
    site,
  }) => {
    const { manager, outside, project, path } = await makeScene(sql);
    const stranger = `new.${letters()}@north.test`;
    const context = await visitor({ javaScriptEnabled: script });
    await signIn(context, sql, manager, site);
    const page = await context.newPage();
    await page.goto(`${path}/invite`);
    await expect(page.getByLabel("Members of the organization")).toHaveCount(0);
    await field(page, "E-mail addresses").fill("rubbish");
    await press(page, "Invite Users");
    await expect(field(page, "E-mail addresses")).toHaveAccessibleDescription(/rubbish/);
    await expect(field(page, "E-mail addresses")).toHaveValue("rubbish");
    await expect(page.getByRole("radio", { name: /^Owner/ })).toHaveCount(0);
    await field(page, "E-mail addresses").fill(`Dora <${outside.email}>, ${stranger}`);
    await page.getByRole("radio", { name: /^Analyst/ }).check();
    await field(page, "How long it holds").selectOption("30d");
    await press(page, "Invite Users");
    await expect(page.getByText(`${outside.email} has access now. ${stranger} is invited`)).toBeVisible();
    await expect(rows(page).filter({ hasText: "Dora Without" })).toContainText("Individual until the end of");
    const given = await mailTo(sql, outside.email, /You have access/);
    expect(linkIn(given.text)).toContain(`/project/${project.id}`);

    const invitation = await mailTo(sql, stranger, /invites you/);
    const visit = await (await visitor({ javaScriptEnabled: script })).newPage();
    await visit.goto(linkIn(invitation.text));
    await expect(visit.getByText(`${project.name} (Analyst until the end of`)).toBeVisible();
    await field(visit, "Your name").fill("Nora New");
    await field(visit, "Password").fill("seven lanterns over quiet water");
    await visit.getByRole("button", { name: /^Join/ }).click();
    if (!script) await press(visit, "Continue");
    await expect(visit.getByText(/You joined the organization/)).toBeVisible();
    expect((await visit.goto(`/project/${project.id}`))?.status()).toBe(200);
    await expect(visit).toHaveURL(`/project/${project.id}`);
  });

  test(`[P4] shows who gains before all users get a role, and saves it${how}`, async ({ visitor, sql, site }) => {
    const { owner, manager, outside, path } = await makeScene(sql);
    const context = await visitor({ javaScriptEnabled: script, viewport: { width: 390, height: 844 } });
    await signIn(context, sql, manager, site);
    const page = await context.newPage();
    await page.goto(path);
    await page.getByRole("link", { name: "All users: no access" }).click();
    await page.getByLabel("Role of all users").selectOption("consumer");
    await press(page, "Show what changes");
    await expect(page.getByText("1 person gets access")).toBeVisible();
    await expect(page.getByText("For 3 people nothing changes.")).toBeVisible();
    // Who is not on the project is not named to somebody who may not browse the organization.
    await expect(page.getByText("Dora Without")).toHaveCount(0);
    await press(page, "Make all users Consumer");
    await expect(page.getByText(/is Consumer here now, or more/)).toBeVisible();
    await page.goto(`${path}?how=all_users&q=dora`);
    await expect(rows(page)).toHaveCount(0);
    expect((await page.goto(`${path}/${outside.id}`))?.status()).toBe(404);
    const looks = await visitor({ javaScriptEnabled: script });
    await signIn(looks, sql, owner, site);
    const sight = await looks.newPage();
    await sight.goto(`${path}?how=all_users&q=dora`);
    await expect(rows(sight)).toHaveCount(1);
    await sight.goto(`${path}/${outside.id}`);
    await expect(sight.getByText("Consumer, given to all users of the organization").first()).toBeVisible();
    await page.goto(`${path}/all?role=none`);
    await expect(page.getByText("1 person loses access")).toBeVisible();
    await press(page, "Take the access of all users away");
    await expect(page.getByText("Being in the organization no longer gives access to this project.")).toBeVisible();
  });
}

test("[I5] [R6] whoever may browse the organization picks members, and its sources are links", async ({
  page,
  sql,
  site,
}) => {
  const { owner, outside, org, path } = await makeScene(sql);
  await signIn(page.context(), sql, owner, site);
  await page.goto(path);
  await expect(page.getByRole("link", { name: "Growth" })).toHaveAttribute("href", /\/teams\//);
  await expect(page.getByRole("link", { name: "Organization role" })).toHaveAttribute(
    "href",
    new RegExp(`/org/${org.id}/users/`),
  );
  await page.goto(`${path}/invite`);
  await page.getByLabel(/^Members of the organization/).fill("dora");
  await page.getByRole("option", { name: /Dora Without/ }).click();
  await press(page, "Invite Users");
  await expect(page.getByText(`${outside.email} has access now.`)).toBeVisible();
});

test("[P4] the file has the grants, safe for spreadsheets, and is noted", async ({ page, sql, site }) => {
  const { manager, org, path } = await makeScene(sql);
  const odd = await makePerson(sql, { name: "=HYPERLINK(1)" });
  await addMember(sql, org, odd, "admin");
  await signIn(page.context(), sql, manager, site);
  const answer = await page.request.get(`${path}/csv?how=organization&sort=role&dir=desc`);
  expect(answer.headers()["content-type"]).toContain("text/csv");
  const lines = (await answer.text()).trim().split("\r\n");
  expect(lines).toHaveLength(3);
  expect(lines[1]).toMatch(/^Ada Okafor,.*,Owner,Owner,Organization role,,,Yes$/);
  expect(lines[2]).toContain("'=HYPERLINK(1)");
  const [entry] = await sql<{ object_id: string }[]>`select object_id from audit_entries where org_id = ${org.id}`;
  expect(entry?.object_id).toBe("project_users");
});

test("[P4] [R6] not for analysts, and people without access are not found", async ({ visitor, sql, site }) => {
  const { manager, analyst, outside, path } = await makeScene(sql);
  const as = async (person: Person) => {
    const context = await visitor();
    await signIn(context, sql, person, site);
    return context.newPage();
  };
  const page = await as(analyst);
  for (const end of ["", "/invite", "/all", `/${manager.id}`]) {
    await page.goto(path + end);
    await expect(page.getByRole("table", { name: "Grants on the project" })).toHaveCount(0);
    await expect(page.getByText(manager.email)).toHaveCount(0);
  }
  expect((await page.request.get(`${path}/csv`)).status()).toBe(403);
  const managed = await as(manager);
  expect((await managed.goto(`${path}/${outside.id}`))?.status()).toBe(404);
});
