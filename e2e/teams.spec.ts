import type { Page } from "@playwright/test";
import { findings } from "./support/axe";
import { expectFieldError, field, heading, press, scriptReady } from "./support/forms";
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

/** Teams: made, filled through the picker, changed with what it means in sight, deleted (M1, M2). */

let org: Org;
let owner: Person;
let ann: Person;
let ben: Person;
let web: Project;

test.beforeEach(async ({ sql, page, site }) => {
  await forgetLimits(sql);
  const mark = letters();
  owner = await makePerson(sql, { name: "Ada Okafor" });
  org = await makeOrg(sql, owner, { name: `Teams ${mark}` });
  ann = await makePerson(sql, { name: "Ann Zhou", email: `ann.${mark}@north.test` });
  ben = await makePerson(sql, { name: "Ben Lindqvist", email: `ben.${mark}@north.test` });
  for (const person of [ann, ben]) await addMember(sql, org, person, "member");
  web = await makeProject(sql, org, "Web app");
  await signIn(page.context(), sql, owner, site);
});

const search = (page: Page, what: "people" | "projects") =>
  page.getByRole("combobox", { name: what === "people" ? "Search people by name or e-mail" : "Search projects" });

/** Finds by letters and takes the first, by keyboard alone. */
async function pick(page: Page, what: "people" | "projects", text: string, name: string): Promise<void> {
  await search(page, what).focus();
  await page.keyboard.type(text);
  await expect(page.getByRole("option", { name })).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("option", { name })).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: `Remove ${name}` })).toBeVisible();
  await page.keyboard.press("Escape");
}

test("[M1][M2] a team is made: name first, then role, people and projects, each with what it changes", async ({
  page,
  sql,
}) => {
  await grant(sql, org, web, ann, "consumer");
  await page.goto(`/org/${org.id}/teams`);
  await page.getByRole("link", { name: "Create Team" }).first().click();
  await expect(heading(page, "Create Team")).toBeVisible();
  await scriptReady(page);
  await field(page, "Name").fill("Growth");
  await press(page, "Create Team");
  await expect(heading(page, "Growth")).toBeVisible();
  await expect(page.getByText("Members of Growth reach no project through it yet.")).toBeVisible();

  await page.getByRole("combobox", { name: "Role" }).selectOption({ label: "Analyst" });
  await press(page, "Change role…");
  await expect(page.getByText("Nobody gains or loses access.")).toBeVisible();
  await scriptReady(page);
  await press(page, "Change role to Analyst");
  await expect(page.getByText("The team's role is now Analyst.")).toBeVisible();

  await scriptReady(page);
  await pick(page, "projects", "web", "Web app");
  await page.getByRole("button", { name: "Add…" }).last().click();
  await expect(heading(page, "Add 1 project to Growth")).toBeVisible();
  await scriptReady(page);
  await press(page, "Add 1 project");
  await expect(page.getByText("Members of Growth are Analysts on Web app.")).toBeVisible();

  await scriptReady(page);
  await pick(page, "people", "zho", "Ann Zhou");
  await pick(page, "people", ben.email.slice(0, 12), "Ben Lindqvist");
  await page.getByRole("button", { name: "Add…" }).first().click();
  await expect(heading(page, "Add 2 people to Growth")).toBeVisible();
  await expect(page.getByText("1 person will reach projects they do not reach now")).toBeVisible();
  await expect(page.getByText("1 person will have a higher role")).toBeVisible();
  await expect(page.getByRole("row", { name: /Ann Zhou/ })).toContainText("Consumer→ becomes Analyst");
  await scriptReady(page);
  await press(page, "Add 2 people");
  await expect(page.getByText("2 people were added.")).toBeVisible();
  const rows = await sql`select user_id from project_access where project_id = ${web.id} and role = 'analyst'`;
  expect(rows.map((row) => row.user_id).sort()).toEqual([ann.id, ben.id].sort());
});

test("[M1] the picker by keyboard: arrows, Escape, Backspace, what is chosen is not offered again", async ({
  page,
  sql,
}) => {
  const team = await makeTeam(sql, org, { name: "Growth", people: [ben] });
  await page.goto(`/org/${org.id}/teams/${team.id}`);
  await scriptReady(page);
  const input = search(page, "people");
  await input.focus();
  await page.keyboard.press("ArrowDown");
  await expect(input).toHaveAttribute("aria-expanded", "true");
  await expect(page.getByRole("listbox").getByRole("option")).toHaveText([/Ada Okafor/, /Ann Zhou/]);
  expect(await findings(page)).toEqual([]);
  await page.keyboard.press("ArrowUp");
  await expect(page.getByRole("option", { name: /Ann Zhou/ })).toHaveAttribute("aria-selected", "true");
  await expect(input).toHaveAttribute("aria-activedescendant", /.+/);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("listbox").getByRole("option")).toHaveText([/Ada Okafor/]);
  await expect(input).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("listbox")).toHaveCount(0);
  await page.keyboard.press("Backspace");
  await expect(page.getByRole("button", { name: "Remove Ann Zhou" })).toHaveCount(0);
  await page.keyboard.type("nobody like this");
  await expect(page.getByText("Nothing matches.")).toBeVisible();
});

test("[M2] a team changed since it was shown is not changed, and the page shows it anew", async ({ page, sql }) => {
  const team = await makeTeam(sql, org, { name: "Growth", people: [ann], projects: [web] });
  await page.goto(`/org/${org.id}/teams/${team.id}/change?kind=role&role=consumer`);
  await scriptReady(page);
  await expect(page.getByText("1 person will have a lower role")).toBeVisible();
  await sql`insert into team_members (org_id, team_id, user_id, added_at) values (${org.id}, ${team.id}, ${ben.id}, now())`;
  await press(page, "Change role to Consumer");
  await expect(page.getByText("Somebody changed this team meanwhile. Look again at what this does.")).toBeVisible();
  await page.getByRole("link", { name: "Look again" }).click();
  await expect(page.getByText("2 people will have a lower role")).toBeVisible();
  await scriptReady(page);
  await press(page, "Change role to Consumer");
  await expect(page.getByText("The team's role is now Consumer.")).toBeVisible();
});

test("[M1] a name that another team has in other capitals is said at the field, and kept", async ({ page, sql }) => {
  await makeTeam(sql, org, { name: "Support" });
  const team = await makeTeam(sql, org, { name: "Growth" });
  await page.goto(`/org/${org.id}/teams/${team.id}`);
  await scriptReady(page);
  await field(page, "Name").fill("SUPPORT");
  await press(page, "Save name");
  await expectFieldError(page, "Name", /There is a team named Support already/);
  await field(page, "Name").fill("支援チーム");
  await press(page, "Save name");
  await expect(heading(page, "支援チーム")).toBeVisible();
});

test("[M1] all that match are deleted after their number is typed, and nothing else", async ({ page, sql }) => {
  await makeTeam(sql, org, { name: "East one", people: [ann], projects: [web] });
  await makeTeam(sql, org, { name: "East two" });
  await makeTeam(sql, org, { name: "West" });
  await page.goto(`/org/${org.id}/teams?q=east`);
  await page.getByRole("checkbox", { name: "All teams of this page" }).check();
  await page.getByRole("button", { name: "Delete…" }).click();
  await expect(heading(page, "Delete 2 teams")).toBeVisible();
  await expect(page.getByText("1 person will no longer reach projects they reach now")).toBeVisible();
  await scriptReady(page);
  await field(page, "Type “delete 2 teams”").fill("delete 3 teams");
  await press(page, "Delete 2 teams");
  await expectFieldError(page, "Type “delete 2 teams”", /Type delete 2 teams/);
  await field(page, "Type “delete 2 teams”").fill("delete 2 teams");
  await press(page, "Delete 2 teams");
  await expect(page.getByText("2 teams were deleted.")).toBeVisible();
  await expect(page.getByRole("link", { name: "West" })).toBeVisible();
  expect(await sql`select name from teams where org_id = ${org.id}`).toEqual([{ name: "West" }]);
});

test("[M1][M2] without script: made, filled by typing, people taken out, downloaded", async ({
  sql,
  site,
  visitor,
}) => {
  const context = await visitor({ javaScriptEnabled: false });
  await signIn(context, sql, owner, site);
  const page = await context.newPage();
  await page.goto(`/org/${org.id}/teams/new`);
  await field(page, "Name").fill("Growth");
  await press(page, "Create Team");
  await expect(heading(page, "Growth")).toBeVisible();
  await page.getByLabel("Project names, one a line").fill("web APP\nno such thing");
  await page.getByRole("button", { name: "Add…" }).last().click();
  await expect(page.getByText("There is no project named no such thing.")).toBeVisible();
  await expect(page.getByLabel("Project names, one a line")).toHaveValue("web APP\nno such thing");
  await page.getByLabel("Project names, one a line").fill("web APP");
  await press(page, "Add…");
  await press(page, "Add 1 project");
  await expect(page.getByText("1 project was added.")).toBeVisible();
  await page
    .getByLabel("E-mail addresses or whole names, one a line")
    .fill(`${ann.email.toUpperCase()}\nben lindqvist`);
  await page.getByRole("button", { name: "Add…" }).first().click();
  await expect(heading(page, "Add 2 people to Growth")).toBeVisible();
  await press(page, "Add 2 people");
  await page.getByRole("checkbox", { name: "Ben Lindqvist" }).check();
  await press(page, "Take out of the team…");
  await expect(page.getByRole("row", { name: /Ben Lindqvist/ })).toContainText("None");
  await press(page, "Take 1 person out");
  await expect(page.getByText("1 person was taken out of the team.")).toBeVisible();
  const [team] = await sql`select id, member_count from teams where org_id = ${org.id}`;
  expect(team?.member_count).toBe(1);
  const people = await context.request.get(`/org/${org.id}/teams/${team?.id}/csv`);
  expect(await people.text()).toContain(`Ann Zhou,${ann.email},Member,Consumer`);
  const list = await context.request.get(`/org/${org.id}/teams/csv?q=grow`);
  expect(await list.text()).toContain(`${team?.id},Growth,Consumer,1,1,Web app`);
  const exports =
    await sql`select after from audit_entries where org_id = ${org.id} and action = 'list.exported' order by seq`;
  expect(exports.map((row) => row.after)).toEqual([{ filter: { team: team?.id } }, { filter: { q: "grow" } }]);
});

test("[R4] an admin is told that an Owner team is not theirs to change", async ({ page, sql, site }) => {
  const admin = await makePerson(sql, { name: "Al Admin" });
  await addMember(sql, org, admin, "admin");
  const team = await makeTeam(sql, org, { name: "Founders", role: "owner", people: [ann], projects: [web] });
  await page.context().clearCookies();
  await signIn(page.context(), sql, admin, site);
  await page.goto(`/org/${org.id}/teams/${team.id}`);
  await expect(page.getByText("only an owner changes it")).toBeVisible();
  await page.goto(`/org/${org.id}/teams/${team.id}/change?kind=add-people&people=${ben.id}`);
  await scriptReady(page);
  await press(page, "Add 1 person");
  await expect(page.getByText("would give the project role Owner, which is above yours")).toBeVisible();
  expect(await sql`select 1 from team_members where team_id = ${team.id}`).toHaveLength(1);
});
