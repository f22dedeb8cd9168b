import { demoPassword } from "./global-setup";
import { field, heading, press, scriptReady } from "./support/forms";
import { addMember, forgetLimits, letters, makeOrg, makePerson, type Org, type Person, signIn } from "./support/people";
import { expect, test } from "./support/test";
import { signInByForm } from "./support/walk";

/** Double clicks, stale pages, sessions and networks that go while somebody types: nothing is lost or done twice (Q1). */

let owner: Person;
let org: Org;

test.beforeEach(async ({ sql, page, site }) => {
  await forgetLimits(sql);
  owner = await makePerson(sql, { name: "Ada Okafor" });
  org = await makeOrg(sql, owner, { name: `Org ${letters()}` });
  await signIn(page.context(), sql, owner, site);
});

test("[Q1] a double click makes one thing, and going back and sending again no second", async ({ page, sql }) => {
  const name = `Twice ${letters()}`;
  await page.goto(`/org/${org.id}/projects/new`);
  await scriptReady(page);
  await field(page, "Name").fill(name);
  await page.getByRole("button", { name: "Create Project" }).dblclick();
  await expect(heading(page, "Project settings")).toBeVisible();
  const made = () => sql`select id from projects where org_id = ${org.id} and name = ${name}`;
  expect(await made()).toHaveLength(1);
  await page.goBack();
  await expect(heading(page, "Create Project")).toBeVisible();
  if ((await field(page, "Name").inputValue()) !== name) await field(page, "Name").fill(`${name} again`);
  await press(page, "Create Project");
  await page.waitForURL(/\/settings$/);
  expect(await made()).toHaveLength(1);
});

test("[Q1] a double click without script makes one organization", async ({ sql, site, visitor }) => {
  const context = await visitor({ javaScriptEnabled: false });
  await signIn(context, sql, owner, site);
  const page = await context.newPage();
  const name = `Twice ${letters()}`;
  await page.goto("/org/new");
  await field(page, "Organization name").fill(name);
  await page.getByRole("button", { name: "Create Organization" }).dblclick();
  await page.waitForURL(/\/org\/\d{9}$/);
  expect(await sql`select id from orgs where name = ${name}`).toHaveLength(1);
});

test("[Q1] a page gone stale changes nothing and says what happened", async ({ page, sql }) => {
  const member = await makePerson(sql, { name: "Ben Lindqvist" });
  await addMember(sql, org, member, "member");
  await page.goto(`/org/${org.id}/users/${member.id}`);
  await scriptReady(page);
  await sql`update members set role = 'admin' where org_id = ${org.id} and user_id = ${member.id}`;
  await field(page, "Organization role").selectOption({ label: "Billing admin" });
  await press(page, "Change role");
  await expect(page.getByText("Somebody changed this role to Admin meanwhile.")).toBeVisible();
  const [row] = await sql`select role from members where org_id = ${org.id} and user_id = ${member.id}`;
  expect(row?.role).toBe("admin");
  await page.goto(`/org/${org.id}/users/${member.id}/removal`);
  await scriptReady(page);
  await sql`delete from members where org_id = ${org.id} and user_id = ${member.id}`;
  await press(page, "Remove Ben Lindqvist");
  await expect(heading(page, "There is nothing here")).toBeVisible();
});

test("[Q1] one's own role gone meanwhile: refused, and what was typed is kept", async ({ page, sql, site }) => {
  const admin = await makePerson(sql);
  await addMember(sql, org, admin, "admin");
  await signIn(page.context(), sql, admin, site);
  await page.goto(`/org/${org.id}/users/invite?way=paste`);
  await scriptReady(page);
  await sql`update members set role = 'member' where org_id = ${org.id} and user_id = ${admin.id}`;
  await field(page, "E-mail addresses").fill("ben@north.test");
  await press(page, "Invite Users");
  await expect(page.getByText("You may not do this. Ask an owner or admin of the organization.")).toBeVisible();
  await expect(field(page, "E-mail addresses")).toHaveValue("ben@north.test");
  expect(await sql`select id from invitations where org_id = ${org.id}`).toHaveLength(0);
});

test("[Q1] a session that ends while typing loses nothing", async ({ page, sql, visitor, site }) => {
  await page.goto(`/org/${org.id}/users/invite?way=paste`);
  await scriptReady(page);
  await field(page, "E-mail addresses").fill("ben@north.test");
  await field(page, "Organization role").selectOption({ label: "Admin" });
  await sql`update sessions set ended_at = now() where user_id = ${owner.id}`;
  await press(page, "Invite Users");
  await expect(page.getByText("Your session ended. Sign in in another tab")).toBeVisible();
  await expect(field(page, "E-mail addresses")).toHaveValue("ben@north.test");
  await expect(field(page, "Organization role")).toHaveValue("admin");
  await signIn(page.context(), sql, owner, site);
  await press(page, "Invite Users");
  await expect(page.getByText("ben@north.test is invited.")).toBeVisible();

  const plain = await visitor({ javaScriptEnabled: false });
  await signIn(plain, sql, owner, site);
  const without = await plain.newPage();
  await without.goto(`/org/${org.id}/projects/new`);
  await field(without, "Name").fill("Typed for a while");
  await sql`update sessions set ended_at = now() where user_id = ${owner.id}`;
  await press(without, "Create Project");
  await expect(heading(without, "Sign in")).toBeVisible();
  await expect(without.getByText("Your session ended. Sign in, then send the form again.")).toBeVisible();
  await signInByForm(without, { email: owner.email, password: demoPassword }, false);
  await expect(without).toHaveURL(`${site.url}/org/${org.id}/projects/new`);
});

test("[Q1] without a network nothing typed is lost", async ({ page, watch }) => {
  watch.allow(/ERR_INTERNET_DISCONNECTED/);
  await page.goto(`/org/${org.id}/projects/new`);
  await scriptReady(page);
  await field(page, "Name").fill("Offline");
  await page.context().setOffline(true);
  await press(page, "Create Project");
  await expect(page.getByRole("alert").filter({ hasText: "The server could not be reached." })).toBeFocused();
  await expect(field(page, "Name")).toHaveValue("Offline");
  await page.context().setOffline(false);
  await press(page, "Create Project");
  await expect(heading(page, "Project settings")).toBeVisible();
});

test("[R1] [Q1] the last owner cannot leave and reads why", async ({ page, sql }) => {
  await page.goto(`/org/${org.id}/leave`);
  await scriptReady(page);
  await press(page, "Leave Organization");
  await expect(page.getByText("This is the only owner. Make somebody else an owner first.")).toBeVisible();
  expect(await sql`select 1 from members where org_id = ${org.id}`).toHaveLength(1);
});
