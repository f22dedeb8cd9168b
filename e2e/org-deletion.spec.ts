import { demoPassword } from "./global-setup";
import { expectFieldError, field, heading, press, scriptReady } from "./support/forms";
import { makeInvitation } from "./support/links";
import { linkIn, mailTo } from "./support/mail";
import { addMember, letters, makeOrg, makePerson, makeProject, type Org, type Person, signIn } from "./support/people";
import { expect, test } from "./support/test";

/** Deleting an organization, what everybody sees then, and the way back (Z1). */

let owner: Person;
let second: Person;
let org: Org;

test.beforeEach(async ({ sql }) => {
  owner = await makePerson(sql, { name: "Ada Okafor", email: `ada.${letters()}@north.test` });
  second = await makePerson(sql, { name: "Sam Second", email: `sam.${letters()}@north.test` });
  org = await makeOrg(sql, owner, { name: `North ${letters()}` });
  await addMember(sql, org, second, "owner");
});

test("[Z1] [A6] an owner deletes it, nobody finds it, and another owner restores it from the mail", async ({
  page,
  sql,
  site,
  visitor,
}) => {
  const member = await makePerson(sql, { name: "Ben Lindqvist" });
  await addMember(sql, org, member, "member");
  const project = await makeProject(sql, org, "Web app");
  const theirs = await (await visitor()).newPage();
  await signIn(theirs.context(), sql, member, site);
  expect((await theirs.goto(`/org/${org.id}`))?.status()).toBe(200);
  await expect(theirs.getByText("Delete organization")).toHaveCount(0);

  await signIn(page.context(), sql, owner, site, { confirmed: false });
  await page.goto(`/org/${org.id}`);
  await page.getByRole("link", { name: "Delete organization" }).click();
  await expect(heading(page, `Delete ${org.name}`)).toBeVisible();
  await expect(page.getByText("people lose their place")).toBeVisible();
  await scriptReady(page);
  await field(page, `Type “${org.name}”`).fill(org.name);
  await press(page, `Delete ${org.name}`);
  await field(page, "Password").fill(demoPassword);
  await page.getByRole("button", { name: "Confirm" }).click();
  await expect(field(page, `Type “${org.name}”`)).toHaveValue(org.name);
  await field(page, `Type “${org.name}”`).fill(org.name.toLowerCase());
  await press(page, `Delete ${org.name}`);
  await expectFieldError(page, `Type “${org.name}”`, /with the same capitals/);
  await field(page, `Type “${org.name}”`).fill(org.name);
  await press(page, `Delete ${org.name}`);
  await page.waitForURL(`${site.url}/account`);
  await expect(page.getByText(`${org.name} is deleted.`)).toBeVisible();

  for (const path of [
    `/org/${org.id}`,
    `/org/${org.id}/users`,
    `/org/${org.id}/projects/csv`,
    `/project/${project.id}`,
  ]) {
    expect((await page.request.get(path)).status(), path).toBe(404);
    expect((await theirs.request.get(path)).status(), path).toBe(404);
  }
  expect((await theirs.goto(`/org/${org.id}/restoration`))?.status()).toBe(404);
  await theirs.goto("/account");
  await expect(theirs.getByText(org.name)).toHaveCount(0);

  const mail = await mailTo(sql, second.email, /was deleted/);
  expect(mail.text).toContain("Ada Okafor");
  const other = await (await visitor()).newPage();
  await signIn(other.context(), sql, second, site);
  await other.goto(linkIn(mail.text));
  await expect(heading(other, `Restore ${org.name}`)).toBeVisible();
  await scriptReady(other);
  await press(other, `Restore ${org.name}`);
  await other.waitForURL(`${site.url}/org/${org.id}`);
  await expect(other.getByText(`${org.name} is back as it was.`)).toBeVisible();
  expect((await theirs.goto(`/org/${org.id}`))?.status()).toBe(200);
});

test("[Z1] [I2] its invitation links say that it is gone", async ({ page, sql, site }) => {
  const invited = await makeInvitation(sql, site, { org, giver: owner, email: `guest.${letters()}@south.test` });
  await page.goto(invited.link);
  await expect(heading(page, `Join ${org.name}`)).toBeVisible();
  await sql`update orgs set deleted_at = now() where id = ${org.id}`;
  await page.goto(invited.link);
  await expect(heading(page, "The organization is gone")).toBeVisible();
  await expect(page.getByText(`${org.name} was deleted`)).toBeVisible();
});

test("[Z1] [Q3] without script: delete it, see it in the account, restore it", async ({ sql, site, visitor }) => {
  const context = await visitor({ javaScriptEnabled: false });
  await signIn(context, sql, owner, site);
  const page = await context.newPage();
  await page.goto(`/org/${org.id}/deletion`);
  await press(page, `Delete ${org.name}`);
  await expect(page.getByText("Type the name as it stands above.")).toBeVisible();
  await field(page, `Type “${org.name}”`).fill(`  ${org.name} `);
  await press(page, `Delete ${org.name}`);
  await expect(heading(page, "Ada Okafor")).toBeVisible();
  await page.getByRole("link", { name: `Restore ${org.name}` }).click();
  await expect(page.getByText("Ada Okafor deleted it on")).toBeVisible();
  await press(page, `Restore ${org.name}`);
  await expect(heading(page, "Overview")).toBeVisible();
  const [row] = await sql`select deleted_at from orgs where id = ${org.id}`;
  expect(row?.deleted_at).toBeNull();
});
