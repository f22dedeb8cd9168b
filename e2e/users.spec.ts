import { readFile } from "node:fs/promises";
import { addMember, grant, letters, makeOrg, makePerson, makeProject, signIn } from "./support/people";
import { expect, test } from "./support/test";

/** An org with an owner, an admin and some members, one of them in a team and on a project. */
async function makeCompany(sql: Parameters<typeof makePerson>[0], members: number) {
  const mark = letters();
  const owner = await makePerson(sql, { name: "Ada Okafor", email: `ada.${mark}@users.test` });
  const admin = await makePerson(sql, { name: "Bao Admin", email: `bao.${mark}@users.test` });
  const org = await makeOrg(sql, owner);
  await addMember(sql, org, admin, "admin");
  const people = [];
  for (let n = 0; n < members; n += 1) {
    const name = `Person ${String(n).padStart(2, "0")}`;
    const person = await makePerson(sql, { name, email: `person${n}.${mark}@users.test` });
    await addMember(sql, org, person, "member");
    people.push(person);
  }
  const project = await makeProject(sql, org, `Web app ${mark}`);
  const teamId = `team_${mark}`;
  await sql`insert into teams (id, org_id, name, role, created_at) values (${teamId}, ${org.id}, ${`Growth ${mark}`}, 'analyst', now())`;
  await sql`insert into team_projects (org_id, team_id, project_id, added_at) values (${org.id}, ${teamId}, ${project.id}, now())`;
  const [first, second] = people;
  if (first) {
    await sql`insert into team_members (org_id, team_id, user_id, added_at) values (${org.id}, ${teamId}, ${first.id}, now())`;
  }
  if (second) await grant(sql, org, project, second, "consumer");
  return { mark, owner, admin, org, people, project, team: { id: teamId, name: `Growth ${mark}` } };
}

test("[U1] narrows the list by team and project, keeps it in the address, and downloads what it shows", async ({
  page,
  context,
  site,
  sql,
}) => {
  const { owner, org, team, project } = await makeCompany(sql, 4);
  await signIn(context, sql, owner, site);
  await page.goto(`/org/${org.id}/users`);
  await page.getByRole("combobox", { name: "Team" }).fill(team.name.slice(0, 9));
  await page.getByRole("option", { name: team.name }).click();
  await expect(page).toHaveURL(new RegExp(`team=${team.id}`));
  await expect(page.getByRole("link", { name: "Person 00" })).toBeVisible();
  await expect(page.getByText("1–1 of 1")).toBeVisible();
  await expect(page.getByRole("link", { name: `Clear the team ${team.name}` })).toBeVisible();
  await page.getByRole("columnheader", { name: "Last active" }).getByRole("link").click();
  await expect(page).toHaveURL(/team=.*sort=active|sort=active.*team=/);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download CSV" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/users \d{4}-\d{2}-\d{2}\.csv$/);
  const text = await readFile(await file.path(), "utf8");
  expect(text.trimEnd().split("\r\n")).toHaveLength(2);
  expect(text).toContain(`${project.name}: Analyst (Team ${team.name})`);
  const [entry] = await sql`select after from audit_entries where org_id = ${org.id} and action = 'list.exported'`;
  expect(entry?.after).toEqual({ filter: { team: team.id } });
  await page.getByRole("link", { name: `Clear the team ${team.name}` }).click();
  await expect(page.getByText("1–6 of 6")).toBeVisible();
});

test("[U4] removes all that match but who blocks, after the number was typed", async ({ page, context, site, sql }) => {
  const { admin, org } = await makeCompany(sql, 12);
  await signIn(context, sql, admin, site);
  await page.goto(`/org/${org.id}/users`);
  await page.getByRole("checkbox", { name: "Select the people on this page" }).check();
  await expect(page.getByText("14 selected")).toBeVisible();
  await page.getByRole("button", { name: "Remove…" }).click();
  await expect(page.getByRole("heading", { name: "Remove 14 users" })).toBeVisible();
  await expect(page.getByText("2 people cannot be removed by you")).toBeVisible();
  await expect(page.getByText("Ada Okafor: Owner.")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Remove/ })).toHaveCount(0);
  await page.getByRole("link", { name: "Remove the others" }).click();
  await page.getByRole("textbox", { name: "Type “remove 12 users”" }).fill("remove 11 users");
  await page.getByRole("button", { name: "Remove 12 users" }).click();
  await expect(page.getByText("Type “remove 12 users” to remove them.")).toBeVisible();
  await page.getByRole("textbox", { name: "Type “remove 12 users”" }).fill("remove 12 users");
  await page.getByRole("button", { name: "Remove 12 users" }).click();
  await expect(page.getByText("12 users removed")).toBeVisible();
  await expect(page.getByText("1–2 of 2")).toBeVisible();
});

test("[U4] somebody who joined meanwhile changes the number: nothing happens, and what was typed stays", async ({
  page,
  context,
  site,
  sql,
}) => {
  const { owner, org } = await makeCompany(sql, 11);
  await signIn(context, sql, owner, site);
  await page.goto(`/org/${org.id}/users/removal?all=on&role=member`);
  const field = page.getByRole("textbox", { name: "Type “remove 11 users”" });
  await field.fill("remove 11 users");
  await addMember(sql, org, await makePerson(sql), "member");
  await page.getByRole("button", { name: "Remove 11 users" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "It is 12 people now, not 11." })).toBeVisible();
  await expect(field).toHaveValue("remove 11 users");
  await page.getByRole("link", { name: "Show them as they are now" }).click();
  await expect(page.getByRole("heading", { name: "Remove 12 users" })).toBeVisible();
});

test("[U4] gives many a role, and asks who it is where it is Owner", async ({ page, context, site, sql }) => {
  const { owner, org, people } = await makeCompany(sql, 2);
  await signIn(context, sql, owner, site, { confirmed: false });
  await page.goto(`/org/${org.id}/users/role?ids=${people[0]?.id}&ids=${people[1]?.id}`);
  await expect(page.getByText("2 Members → Admin")).toBeVisible();
  await page.getByRole("radio", { name: /^Owner/ }).check();
  await page.getByRole("button", { name: "Change role of 2 users" }).click();
  await expect(page.getByRole("heading", { name: /Confirm/ })).toBeVisible();
  await page.goBack();
  await page.getByRole("radio", { name: /^Admin/ }).check();
  await page.getByRole("button", { name: "Change role of 2 users" }).click();
  await expect(page.getByText("2 people have the role Admin now.")).toBeVisible();
});

test("[U4] puts many into a team, with who gains what in sight", async ({ page, context, site, sql }) => {
  const { owner, org, people, team } = await makeCompany(sql, 3);
  await signIn(context, sql, owner, site);
  await page.goto(`/org/${org.id}/users?role=member`);
  await page.getByRole("checkbox", { name: "Select the people on this page" }).check();
  await page.getByRole("button", { name: "Add to team" }).click();
  await expect(page.getByRole("heading", { name: "Add 3 users to a team" })).toBeVisible();
  await page.getByRole("combobox", { name: "Team" }).fill("growth");
  await page.getByRole("option", { name: team.name }).click();
  await expect(page.getByText("1 is in it already.")).toBeVisible();
  await expect(page.getByText("2 people reach a project or a role that they have not now.")).toBeVisible();
  await page.getByRole("button", { name: `Add 2 users to ${team.name}` }).click();
  await expect(page.getByText("2 people are in the team now.")).toBeVisible();
  const [row] = await sql`select member_count from teams where id = ${team.id}`;
  expect(row?.member_count).toBe(people.length);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("[U1] [U4] filters by a team's name, ticks people and removes them", async ({ page, context, site, sql }) => {
    const { owner, org, team, people } = await makeCompany(sql, 3);
    await signIn(context, sql, owner, site);
    await page.goto(`/org/${org.id}/users`);
    await page.getByRole("textbox", { name: "Team" }).fill(team.name.toUpperCase());
    await page.getByRole("button", { name: "Search", exact: true }).click();
    await expect(page.getByText("1–1 of 1")).toBeVisible();
    await expect(page.getByText(team.name, { exact: true }).first()).toBeVisible();
    await page.getByRole("link", { name: `Clear the team ${team.name}` }).click();
    await page.getByRole("checkbox", { name: "Select Person 01" }).check();
    await page.getByRole("checkbox", { name: "Select Person 02" }).check();
    await page.getByRole("button", { name: "Remove…" }).click();
    await expect(page.getByRole("heading", { name: "Remove 2 users" })).toBeVisible();
    await page.getByRole("button", { name: "Remove 2 users" }).click();
    await expect(page.getByText("2 users removed")).toBeVisible();
    const left = await sql`select user_id from members where org_id = ${org.id} and role = 'member'`;
    expect(left.map((row) => row.user_id)).toEqual([people[0]?.id]);
  });
});
