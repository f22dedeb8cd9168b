import { expectFieldError, field, heading, press, scriptReady } from "./support/forms";
import { makeImport } from "./support/imports";
import { makeInvitation } from "./support/links";
import { mailTo } from "./support/mail";
import {
  addMember,
  forgetLimits,
  letters,
  makeOrg,
  makePerson,
  makeProject,
  type Org,
  type Person,
  signIn,
} from "./support/people";
import { expect, test } from "./support/test";

/** Invite Users three ways, a list to its end, and the tab Invited (U3, U4, I1). */

let owner: Person;
let org: Org;
const someone = () => `guest.${letters()}@south.test`;

test.beforeEach(async ({ sql, page, site }) => {
  await forgetLimits(sql);
  owner = await makePerson(sql, { name: "Ada Okafor" });
  org = await makeOrg(sql, owner, { name: `South ${letters()}` });
  await signIn(page.context(), sql, owner, site);
});

const csv = (text: string, name = "people.csv") => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });

test("[U3] people: each with a role, projects with different roles, found by a few letters", async ({ page, sql }) => {
  const [web, shop] = [await makeProject(sql, org, "Web app"), await makeProject(sql, org, "Shop")];
  const [one, two] = [someone(), someone()];
  await page.goto(`/org/${org.id}/users/invite`);
  await scriptReady(page);
  await press(page, "Invite Users");
  await expectFieldError(page, "E-mail 1", "Enter at least one e-mail address.");
  await field(page, "E-mail 1").fill(one);
  await press(page, "Add another");
  await field(page, "E-mail 4").fill("two at south");
  await field(page, "Role 4").selectOption({ label: "Admin" });
  for (const name of ["Web", "Sho"]) {
    const picker = page.getByRole("combobox", { name: /^Projects/ });
    await picker.fill(name);
    await page.getByRole("listbox", { name: "Projects" }).getByRole("option").first().waitFor();
    await picker.press("Enter");
  }
  await field(page, "Role on Shop").selectOption({ label: "Owner" });
  await press(page, "Invite Users");
  await expectFieldError(page, "E-mail 4", /That is not an e-mail address\./);
  await field(page, "E-mail 4").fill(two);
  await press(page, "Invite Users");
  await expect(page.getByText(`${one} and ${two} are invited.`)).toBeVisible();
  const rows = await sql`select email, role from invitations where org_id = ${org.id} order by role`;
  expect(rows.map(({ email, role }) => [email, role])).toEqual([
    [one, "member"],
    [two, "admin"],
  ]);
  const parts = await sql`select distinct project_id, role from invitation_projects where org_id = ${org.id}`;
  expect(new Map(parts.map((part) => [part.project_id, part.role]))).toEqual(
    new Map([
      [web.id, "analyst"],
      [shop.id, "owner"],
    ]),
  );
});

test("[U3] pasted: counted while typing; who was merged and who is a member is said by name", async ({
  page,
  sql,
  site,
}) => {
  const [known, fresh] = [someone(), someone()];
  await makeInvitation(sql, site, { org, giver: owner, email: known });
  await page.goto(`/org/${org.id}/users/invite?way=paste`);
  await scriptReady(page);
  await field(page, "E-mail addresses").fill(`${fresh}, ${known} <${known}>; ${owner.email} rubbish`);
  await expect(page.getByText("3 addresses recognised, 1 entry is no address.")).toBeVisible();
  await field(page, "E-mail addresses").fill(`${fresh}, ${known}; ${owner.email}`);
  await press(page, "Invite Users");
  await expect(
    page.getByText(
      `${fresh} is invited. ${known} was invited already: merged and sent again. ${owner.email} is a member already and got nothing.`,
    ),
  ).toBeVisible();
});

test("[U3] a list: checked line by line, invited, told line by line; its problems can be taken along", async ({
  page,
  sql,
}) => {
  await makeProject(sql, org, "Web app");
  const [one, two] = [someone(), someone()];
  await page.goto(`/org/${org.id}/users/invite?way=csv`);
  await scriptReady(page);
  await press(page, "Check the list");
  await expectFieldError(page, "CSV file", /Choose a CSV file\./);
  await field(page, "CSV file").setInputFiles({
    name: "big.csv",
    mimeType: "text/csv",
    buffer: Buffer.alloc(2_200_000, 97),
  });
  await press(page, "Check the list");
  await expectFieldError(page, "CSV file", /larger than 2 MB/);
  await field(page, "CSV file").setInputFiles(csv("name;role\nAda;Member"));
  await press(page, "Check the list");
  await expectFieldError(page, "CSV file", /None of the columns is called “email”/);
  const lines = [
    "E-Mail;Role;Projects",
    `${one};Admin;Web app:Analyst`,
    `${two};;Nothing:Admin`,
    "=HYPERLINK(1);;",
    owner.email,
  ];
  await field(page, "CSV file").setInputFiles(csv(`\ufeff${lines.join("\r\n")}`, "Neue Leute.csv"));
  await press(page, "Check the list");
  await expect(heading(page, "Neue Leute.csv")).toBeVisible();
  const line = (text: string) => page.getByRole("row").filter({ hasText: text });
  await expect(line(one)).toContainText("Will be invited");
  await expect(line(two)).toContainText("There is no project Nothing.");
  await expect(line("=HYPERLINK(1)")).toContainText("is not an e-mail address.");
  await expect(line(owner.email)).toContainText("Member already");
  expect(await sql`select 1 from invitations where org_id = ${org.id}`).toHaveLength(0);
  await press(page, "Invite 1 person");
  await expect(line(one).getByText("Invited", { exact: true })).toBeVisible();
  expect((await mailTo(sql, one)).subject).toContain(org.name);
  await page.getByRole("link", { name: "With problems" }).click();
  await expect(line(one)).toHaveCount(0);
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download CSV" }).click(),
  ]);
  const text = await (await file.createReadStream()).toArray();
  expect(Buffer.concat(text).toString()).toContain(`'=HYPERLINK(1)`);
  const [exported] = await sql`select action from audit_entries where org_id = ${org.id} order by seq desc limit 1`;
  expect(exported?.action).toBe("list.exported");
});

test("[Q4] 300 people by a job with visible progress to its end; a double click invites nobody twice", async ({
  page,
  sql,
}) => {
  const lines = Array.from({ length: 300 }, (_, index) => `p${index}.${letters()}@many${index % 3}.test`);
  await page.goto(`/org/${org.id}/users/invite?way=csv`);
  await scriptReady(page);
  await field(page, "CSV file").setInputFiles(csv(["email", ...lines].join("\n")));
  await press(page, "Check the list");
  await page.getByRole("button", { name: "Invite 300 people" }).dblclick();
  await expect(page.getByRole("link", { name: "Show invited" })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole("definition").filter({ hasText: "300" })).toBeVisible();
  const rows = await sql`select mail_version from invitations where org_id = ${org.id}`;
  expect(rows).toHaveLength(300);
  expect(rows.every((row) => row.mail_version === 1)).toBe(true);
});

test("[U3] [Q3] all three ways without JavaScript; a file too large comes back with a sentence", async ({
  sql,
  site,
  visitor,
}) => {
  await makeProject(sql, org, "Web app");
  const context = await visitor({ javaScriptEnabled: false });
  await signIn(context, sql, owner, site);
  const page = await context.newPage();
  const [one, two, three] = [someone(), someone(), someone()];
  await page.goto(`/org/${org.id}/users/invite`);
  await field(page, "E-mail 1").fill(one);
  await field(page, "Role on Web app").selectOption({ label: "Admin" });
  await press(page, "Invite Users");
  await expect(page.getByText(`${one} is invited.`)).toBeVisible();
  expect(await sql`select role from invitation_projects where org_id = ${org.id}`).toEqual([{ role: "admin" }]);
  await page.goto(`/org/${org.id}/users/invite?way=paste`);
  await field(page, "E-mail addresses").fill(`${two} rubbish`);
  await press(page, "Invite Users");
  await expect(page.getByText("rubbish is not an e-mail address.")).toBeVisible();
  await expect(field(page, "E-mail addresses")).toHaveValue(`${two} rubbish`);
  await page.goto(`/org/${org.id}/users/invite?way=csv`);
  for (const size of [3_000_000, 9_000_000]) {
    await field(page, "CSV file").setInputFiles({
      name: "big.csv",
      mimeType: "text/csv",
      buffer: Buffer.alloc(size, 97),
    });
    await press(page, "Check the list");
    await expect(page.getByText(/2 MB/).first()).toBeVisible();
    await expect(heading(page, "Invite Users")).toBeVisible();
  }
  await field(page, "CSV file").setInputFiles(csv(`email\n${three}\nrubbish`));
  await press(page, "Check the list");
  await press(page, "Invite 1 person");
  await expect(page.getByRole("row").filter({ hasText: three })).toContainText("Invited");
});

test("[I4] what a limit held back is invited by continuing", async ({ page, sql }) => {
  const id = await makeImport(sql, org, owner);
  await sql`update import_rows set outcome = 'invited' where import_id = ${id} and line = 2`;
  await sql`update progress set done = 2, finished_at = now(), input = input || '{"startedAt":"2026-11-24"}' where id = ${id}`;
  await page.goto(`/org/${org.id}/users/invite/imports/${id}`);
  await expect(page.getByText("1 invitation was held back by a limit")).toBeVisible();
  await press(page, "Continue with 1 person");
  await expect(page.getByRole("row").filter({ hasText: "late@south.test" })).toContainText("Invited", {
    timeout: 20_000,
  });
});

test("[U4] [I1] Invited: many resent and revoked from ticks, an expired one renewed in its row, and what became of all", async ({
  page,
  sql,
  site,
}) => {
  const emails = [someone(), someone(), someone()];
  for (const email of emails) await makeInvitation(sql, site, { org, giver: owner, email });
  const [first = "", second = "", third = ""] = emails;
  await sql`update invitations set expires_at = now() - interval '1 hour' where email = ${first}`;
  await page.goto(`/org/${org.id}/users?tab=invited`);
  const row = (email: string) => page.getByRole("row").filter({ hasText: email });
  await row(first).getByRole("button", { name: "Renew the invitation of" }).click();
  await expect(page.getByText(`A new link is on its way to ${first}.`)).toBeVisible();
  await expect(row(first).getByText("Expired")).toHaveCount(0);

  await page.getByLabel("Select the invitations on this page").check();
  await page.getByRole("main").getByRole("button", { name: "Resend", exact: true }).click();
  await expect(heading(page, "Resend 3 invitations")).toBeVisible();
  await press(page, "Resend 3 invitations");
  await expect(page.getByText("3 new links are on the way. The old ones no longer work.")).toBeVisible();

  await page.getByLabel(`Select ${second}`).check();
  await page.getByLabel(`Select ${third}`).check();
  await page.getByRole("main").getByRole("button", { name: "Revoke", exact: true }).click();
  await expect(heading(page, "Revoke 2 invitations")).toBeVisible();
  await sql`update invitations set accepted_at = now() where email = ${third}`;
  await press(page, "Revoke 2 invitations");
  await expect(page.getByText("1 invitation is chosen now, not 2")).toBeVisible();
  await page.reload();
  await press(page, "Revoke 1 invitation");
  await expect(page.getByText("1 invitation is revoked.")).toBeVisible();
  for (const [state, email] of [
    ["Revoked", second],
    ["Accepted", third],
  ] as const) {
    await page.getByLabel("State").selectOption({ label: state });
    await press(page, "Search");
    await expect(row(email)).toBeVisible();
    await expect(page.getByRole("main").getByRole("row")).toHaveCount(2);
  }
});

test("[R4] an admin's revocation of what an owner sent is refused by name, before anything is pressed", async ({
  page,
  sql,
  site,
}) => {
  const admin = await makePerson(sql);
  await addMember(sql, org, admin, "admin");
  const above = await makeInvitation(sql, site, { org, giver: owner, email: someone() }, { role: "owner" });
  const below = await makeInvitation(sql, site, { org, giver: owner, email: someone() });
  await signIn(page.context(), sql, admin, site);
  await page.goto(`/org/${org.id}/invitations/revocation?ids=${above.id}&ids=${below.id}`);
  await expect(page.getByText("1 invitation stands in the way")).toBeVisible();
  await expect(page.getByText(`${above.email}: Owner`)).toBeVisible();
  await expect(page.getByRole("button", { name: /^Revoke/ })).toHaveCount(0);
});
