import type { Page } from "@playwright/test";
import { demoPassword } from "./global-setup";
import { field, heading, press, scriptReady } from "./support/forms";
import { makeInvitation } from "./support/links";
import {
  addMember,
  forgetLimits,
  grant,
  letters,
  makeOrg,
  makePerson,
  makeProject,
  makeTeam,
  type Org,
  type Person,
  type Project,
  signIn,
} from "./support/people";
import { expect, test } from "./support/test";
import { signInByForm } from "./support/walk";

/** A person's page, an invited person's page and off-boarding (U5, U6). */

let owner: Person;
let ben: Person;
let org: Org;
let web: Project;
let shop: Project;

test.beforeEach(async ({ sql, page, site }) => {
  await forgetLimits(sql);
  owner = await makePerson(sql, { name: "Ada Okafor" });
  ben = await makePerson(sql, { name: "Ben Lindqvist" });
  org = await makeOrg(sql, owner, { name: `Org ${letters()}` });
  await addMember(sql, org, ben, "member");
  web = await makeProject(sql, org, "Web app");
  shop = await makeProject(sql, org, "Shop");
  await signIn(page.context(), sql, owner, site);
});

const personPage = () => `/org/${org.id}/users/${ben.id}`;

async function choose(page: Page, label: string, text: string): Promise<void> {
  await field(page, label).fill(text);
  await page.getByRole("option", { name: text }).click();
  await expect(page.getByRole("button", { name: `Remove ${text}` })).toBeVisible();
}

async function rolesOf(sql: import("postgres").Sql, person: Person) {
  const rows = await sql<{ name: string; role: string }[]>`
    select p.name, g.role from project_grants g join projects p on p.id = g.project_id
    where g.user_id = ${person.id} order by p.name`;
  return rows.map((row) => `${row.name} ${row.role}`);
}

test("[U5] adds to projects with what changes in sight, then changes and takes a grant away", async ({ page, sql }) => {
  await makeTeam(sql, org, { name: "Growth", role: "consumer", people: [ben], projects: [web] });
  await page.goto(personPage());
  await expect(page.getByText("Without the team Growth, Ben would not reach this project.")).toBeVisible();
  await page.getByRole("link", { name: "Add to projects" }).click();
  await expect(heading(page, "Add Ben Lindqvist to projects")).toBeVisible();
  await choose(page, "Projects", "Web app");
  await choose(page, "Projects", "Shop");
  await field(page, "Role on these projects").selectOption({ label: "Admin" });
  await press(page, "Show what changes");
  await expect(page.getByRole("row", { name: /^Shop .*No access Admin$/ })).toBeVisible();
  await expect(page.getByRole("row", { name: /^Web app .*Consumer Admin$/ })).toBeVisible();
  await press(page, "Add to 2 projects");
  await expect(page.getByText("Admin on 2 projects from now on.")).toBeVisible();
  expect(await rolesOf(sql, ben)).toEqual(["Shop admin", "Web app admin"]);

  await page.getByRole("link", { name: "Change the individual grant on Web app" }).click();
  await expect(heading(page, "Ben Lindqvist on Web app")).toBeVisible();
  await expect(page.getByText("Without the individual grant, Ben would be Consumer.")).toBeVisible();
  await scriptReady(page);
  await page.getByLabel("Analyst").check();
  await expect(page.getByText("Ben becomes Analyst")).toBeVisible();
  await press(page, "Change role");
  await expect(page.getByText("The individual grant is now Analyst.")).toBeVisible();
  await page.getByRole("link", { name: "Remove the individual grant on Web app" }).click();
  await press(page, "Remove grant");
  await expect(page.getByText("The individual grant is removed.")).toBeVisible();
  expect(await rolesOf(sql, ben)).toEqual(["Shop admin"]);
  const history = page.locator("#history");
  await expect(history.getByText(/Ada Okafor .*Ben Lindqvist.* on Web app/).first()).toBeVisible();
});

test("[U5] [Q3] the same without script, teams too", async ({ visitor, sql, site }) => {
  const team = await makeTeam(sql, org, { name: "Growth", role: "analyst", projects: [web] });
  const context = await visitor({ javaScriptEnabled: false });
  await signIn(context, sql, owner, site);
  const page = await context.newPage();
  await page.goto(`${personPage()}/projects`);
  await page.getByLabel("Project names, one a line").fill("shop\nNo such thing");
  await press(page, "Show what changes");
  await expect(page.getByText("There is no project named No such thing. Check the spelling.")).toBeVisible();
  await press(page, "Add to 1 project");
  expect(await rolesOf(sql, ben)).toEqual(["Shop analyst"]);
  await page.getByRole("link", { name: "Add to teams" }).click();
  await page.getByLabel("Team names, one a line").fill("GROWTH");
  await press(page, "Show what changes");
  await expect(page.getByRole("row", { name: /^Web app .*No access Analyst$/ })).toBeVisible();
  await press(page, "Add to 1 team");
  await expect(page.getByText("Added to 1 team.")).toBeVisible();
  await page.getByRole("link", { name: "Remove from the team Growth" }).click();
  await expect(page.getByRole("row", { name: /^Web app .*Analyst No access$/ })).toBeVisible();
  await press(page, "Remove from Growth");
  await expect(page.getByText("Removed from the team.")).toBeVisible();
  expect(await sql`select 1 from team_members where team_id = ${team.id}`).toHaveLength(0);
  await page.getByRole("link", { name: "Remove the individual grant on Shop" }).click();
  await press(page, "Remove grant");
  await expect(page.getByText("The individual grant is removed.")).toBeVisible();
  expect(await rolesOf(sql, ben)).toEqual([]);
});

test("[U5] [Q2] somebody who reaches many projects: a page at a time, and found by name", async ({ page, sql }) => {
  for (let index = 10; index < 60; index += 1) {
    await grant(sql, org, await makeProject(sql, org, `Site ${index}`), ben, "consumer");
  }
  await page.goto(personPage());
  await expect(page.getByText("1–20 of 50")).toBeVisible();
  await page.getByRole("link", { name: "Next" }).click();
  await expect(page.getByText("21–40 of 50")).toBeVisible();
  await expect(page.getByText("Site 30")).toBeVisible();
  await field(page, "Search these projects").fill("site 57");
  await press(page, "Search");
  await expect(page.getByText("Site 57")).toBeVisible();
  await expect(page.getByText("Site 30")).toBeHidden();
});

test("[U5] a grant meanwhile changed, or a person removed, while a form is open", async ({ page, sql }) => {
  await grant(sql, org, web, ben, "analyst");
  await page.goto(`${personPage()}/grants/${web.id}`);
  await scriptReady(page);
  await sql`update project_grants set role = 'admin' where user_id = ${ben.id}`;
  await press(page, "Remove grant");
  await expect(page.getByText("Somebody changed this grant to Admin meanwhile.")).toBeVisible();
  expect(await rolesOf(sql, ben)).toEqual(["Web app admin"]);
  await sql`delete from members where user_id = ${ben.id}`;
  await press(page, "Change role");
  await expect(heading(page, "There is nothing here")).toBeVisible();
});

test("[U6] somebody invited: projects before they accept; an edit after that leads to them", async ({
  page,
  sql,
  site,
}) => {
  const email = `guest.${letters()}@south.test`;
  const invited = await makeInvitation(sql, site, { org, giver: owner, email });
  await page.goto(`/org/${org.id}/invitations/${invited.id}`);
  await expect(page.getByText("Membership only.")).toBeVisible();
  await page.getByRole("link", { name: "Add to projects" }).click();
  await choose(page, "Projects", "Web app");
  await press(page, "Show what changes");
  await press(page, "Add 1 project");
  await expect(page.getByText("Added to 1 project on joining.")).toBeVisible();
  await expect(page.getByText("Why this person will be Analyst here")).toBeVisible();
  await page.getByRole("link", { name: "Change the individual grant on Web app" }).click();
  await expect(heading(page, `${email} on Web app`)).toBeVisible();
  await scriptReady(page);
  const person = await makePerson(sql, { name: "Gerda Gast", email });
  await sql`insert into members (org_id, user_id, role, joined_at) values (${org.id}, ${person.id}, 'member', now())`;
  await sql`update invitations set accepted_at = now(), accepted_by = ${person.id} where id = ${invited.id}`;
  await page.getByLabel("Consumer").check();
  await press(page, "Change role");
  await expect(page.getByText("This invitation has been accepted meanwhile.")).toBeVisible();
  await page.getByRole("link", { name: "Open their page." }).click();
  await expect(heading(page, "Gerda Gast")).toBeVisible();
  await page.goto(`/org/${org.id}/invitations/${invited.id}`);
  await expect(page.getByRole("link", { name: "Open Gerda Gast" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Add to projects" })).toHaveCount(0);
});

test("[U6] [Q3] an invitation is edited without script", async ({ visitor, sql, site }) => {
  const team = await makeTeam(sql, org, { name: "Growth", role: "analyst", projects: [web] });
  const email = `guest.${letters()}@south.test`;
  const given = { projects: [{ project: web, role: "admin" as const }], teams: [team.id] };
  const invited = await makeInvitation(sql, site, { org, giver: owner, email }, given);
  const context = await visitor({ javaScriptEnabled: false });
  await signIn(context, sql, owner, site);
  const page = await context.newPage();
  await page.goto(`/org/${org.id}/invitations/${invited.id}`);
  await field(page, "Organization role").selectOption({ label: "Billing admin" });
  await press(page, "Change role");
  await expect(page.getByText("They will join as Billing admin.")).toBeVisible();
  await press(page, "Remove the team Growth");
  await expect(page.getByText("The team is taken out of the invitation.")).toBeVisible();
  await page.getByRole("link", { name: "Remove the individual grant on Web app" }).click();
  await expect(page.getByText("They will not reach it without it.")).toBeVisible();
  await press(page, "Take the project out");
  await expect(page.getByText("Membership only.")).toBeVisible();
  const [row] = await sql`select role, (select count(*)::int from invitation_projects where invitation_id = i.id)
    + (select count(*)::int from invitation_teams where invitation_id = i.id) as parts from invitations i where id = ${invited.id}`;
  expect(row).toEqual({ role: "billing_admin", parts: 0 });
});

test("[U5] off-boarding: what goes, what stays, and invitations under another name", async ({ page, sql, site }) => {
  await sql`update members set role = 'admin' where org_id = ${org.id} and user_id = ${ben.id}`;
  await sql`update projects set created_by = ${ben.id} where id = ${shop.id}`;
  const email = `guest.${letters()}@south.test`;
  const given = { projects: [{ project: web, role: "analyst" as const }] };
  const invited = await makeInvitation(sql, site, { org, giver: ben, email }, given);
  await page.goto(personPage());
  await page.getByRole("link", { name: "Remove from organization…" }).click();
  await expect(heading(page, "Remove Ben Lindqvist")).toBeVisible();
  await expect(page.getByText("The role Admin in")).toBeVisible();
  await expect(page.getByText("Ben could see the access keys of 2 projects.")).toBeVisible();
  await expect(page.getByText("Ben made 1 project: Shop.")).toBeVisible();
  await expect(page.getByRole("link", { name: email })).toBeVisible();
  await scriptReady(page);
  await expect(page.getByLabel("Keep them under my name")).toBeChecked();
  await press(page, "Remove Ben Lindqvist");
  await expect(page.getByText("1 invitation is under your name now.")).toBeVisible();
  const [row] = await sql`select role_given_by from invitations where id = ${invited.id}`;
  expect(row?.role_given_by).toBe(owner.id);
  expect(await sql`select 1 from members where user_id = ${ben.id}`).toHaveLength(0);
});

test("[A5] sessions ended here ask for a new sign-in and lead back; other organizations stay open", async ({
  page,
  sql,
  site,
  visitor,
}) => {
  const other = await makeOrg(sql, ben, { name: `Other ${letters()}` });
  const theirs = await visitor();
  await signIn(theirs, sql, ben, site);
  const tab = await theirs.newPage();
  await tab.goto(`/org/${org.id}`);
  await expect(heading(tab, "Overview")).toBeVisible();
  await page.goto(personPage());
  await press(page, "End sessions here");
  await expect(page.getByText("Their sessions ended here.")).toBeVisible();
  await tab.goto(`/org/${org.id}`);
  await expect(heading(tab, "Sign in again")).toBeVisible();
  await tab.goto(`/org/${other.id}`);
  await expect(heading(tab, "Overview")).toBeVisible();
  await tab.goto(`/org/${org.id}`);
  await press(tab, "Sign in again");
  await signInByForm(tab, { email: ben.email, password: demoPassword });
  await expect(tab).toHaveURL(`${site.url}/org/${org.id}`);
  await expect(heading(tab, "Overview")).toBeVisible();
});

test("[U5] [Q1] names of any script, and the words of an admin who may not", async ({ page, sql, site }) => {
  const admin = await makePerson(sql, { name: "佐藤 健" });
  const sara = await makePerson(sql, { name: "سارة العتيبي" });
  await addMember(sql, org, admin, "admin");
  await addMember(sql, org, sara, "billing_admin");
  await grant(sql, org, web, sara, "admin");
  await signIn(page.context(), sql, admin, site);
  await page.goto(`/org/${org.id}/users/${sara.id}`);
  await expect(heading(page, "سارة العتيبي")).toBeVisible();
  await expect(page.getByText("Only an owner can change or remove this role.")).toBeVisible();
  await expect(page.getByRole("link", { name: "Remove from organization…" })).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Remove the individual grant on Web app" })).toHaveCount(0);
  await page.goto(`/org/${org.id}/users/${sara.id}/grants/${web.id}`);
  await expect(page.getByText("Only an owner of the project can change or remove a grant of Admin.")).toBeVisible();
  await page.goto(`/org/${org.id}/users/${admin.id}`);
  await expect(heading(page, "佐藤 健")).toBeVisible();
  await expect(page.getByText("Why 佐藤 is Admin here").first()).toBeVisible();
});
