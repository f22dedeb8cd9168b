import type postgres from "postgres";
import { field, heading, press, scriptReady } from "./support/forms";
import { makeInvitation } from "./support/links";
import { countMails, jobsDone, linkIn, mailTo } from "./support/mail";
import { addMember, letters, makeOrg, makePerson, makeProject, type Org, type Person, signIn } from "./support/people";
import { expect, test } from "./support/test";
import { join, passphrase } from "./support/walk";

/** The invitation link in all its states (I1 to I3). */

let owner: Person;
let org: Org;
const someone = () => `guest.${letters()}@south.test`;

test.beforeEach(async ({ sql }) => {
  owner = await makePerson(sql, { name: "Ada Okafor" });
  org = await makeOrg(sql, owner, { name: `South ${letters()}` });
});

test("[I2] opening says who invites whom to what, and changes nothing; declining ends it", async ({
  page,
  sql,
  site,
}) => {
  const project = await makeProject(sql, org, "Web app");
  const invited = await makeInvitation(
    sql,
    site,
    { org, giver: owner, email: someone() },
    { role: "admin", projects: [{ project, role: "analyst" }] },
  );
  const row = () => sql`select * from invitations where id = ${invited.id}`;
  const before = await row();
  await page.goto(invited.link);
  await expect(page).toHaveURL(`${site.url}/invite`);
  await expect(heading(page, `Join ${org.name}`)).toBeVisible();
  await expect(page.getByText("Ada Okafor invites")).toContainText(
    `${invited.email} as Admin, with access to Web app (Analyst).`,
  );
  expect(await row()).toEqual(before);
  await press(page, "Decline");
  await expect(heading(page, "The invitation is declined")).toBeVisible();
  await page.goto(invited.link);
  await expect(heading(page, "The invitation is declined")).toBeVisible();
});

test("[I2] [I3] the invited user joins by one click, once, with projects at once", async ({ page, sql, site }) => {
  const guest = await makePerson(sql, { email: someone() });
  const project = await makeProject(sql, org, "Web app");
  const parts = { projects: [{ project, role: "analyst" as const }] };
  const invited = await makeInvitation(sql, site, { org, giver: owner, email: guest.email }, parts);
  await signIn(page.context(), sql, guest, site);
  await page.goto(invited.link);
  await press(page, "Join organization");
  await page.waitForURL(`${site.url}/org/${org.id}`);
  await expect(page.getByText("You joined the organization.")).toBeVisible();
  await expect(page.getByRole("main").getByRole("link", { name: "Web app" })).toBeVisible();
  expect(await countOf(sql, org, guest)).toBe(1);
  expect((await mailTo(sql, owner.email, /joined/)).subject).toBe(`${guest.name} joined ${org.name}`);
  await page.goto(invited.link);
  await expect(heading(page, `You are a member of ${org.name}`)).toBeVisible();
  await expect(page.getByText("The invitation has done its work.")).toBeVisible();
});

test("[I3] two clicks at the same moment make one membership", async ({ page, sql, site, visitor }) => {
  const guest = await makePerson(sql, { email: someone() });
  const invited = await makeInvitation(sql, site, { org, giver: owner, email: guest.email });
  const other = await (await visitor()).newPage();
  for (const each of [page, other]) {
    await signIn(each.context(), sql, guest, site);
    await each.goto(invited.link);
  }
  await Promise.all([press(page, "Join organization"), press(other, "Join organization")]);
  for (const each of [page, other]) await each.waitForURL(`${site.url}/org/${org.id}`);
  expect(await countOf(sql, org, guest)).toBe(1);
  const joined = await sql`select id from audit_entries where org_id = ${org.id} and action = 'member.joined'`;
  expect(joined).toHaveLength(1);
});

test("[I2] signed in as somebody else: the page says so and switches", async ({ page, sql, site }) => {
  const wrong = await makePerson(sql, { name: "Wrong Person" });
  const invited = await makeInvitation(sql, site, { org, giver: owner, email: someone() });
  await signIn(page.context(), sql, wrong, site);
  await page.goto(invited.link);
  await expect(heading(page, "This invitation is for another address")).toBeVisible();
  await expect(page.getByText(`You are signed in as ${wrong.email}`)).toContainText(invited.email);
  await press(page, "Switch account");
  await join(page, { name: "Right Person", orgName: org.name });
  await page.goto("/account");
  await expect(page.getByRole("main").getByText(invited.email).first()).toBeVisible();
});

test("[I2] an account signs in first; a link never sets a password on it", async ({ page, sql, site }) => {
  const guest = await makePerson(sql, { email: someone() });
  const hash = () => sql`select password_hash, name from users where id = ${guest.id}`;
  const before = await hash();
  const invited = await makeInvitation(sql, site, { org, giver: owner, email: guest.email });
  await page.goto(invited.link);
  await field(page, "Your name").fill("Somebody Else");
  await field(page, "Password").fill(passphrase);
  await press(page, "Join organization");
  await expect(page.getByText("Sign in to accept the invitation.")).toBeVisible();
  await expect(field(page, "Your name")).toHaveValue("Somebody Else");
  expect(await hash()).toEqual(before);
  expect(await countOf(sql, org, guest)).toBe(0);
  await page.getByRole("link", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(/\/sign-in\?return=%2Finvite$/);
});

test("[I1] [I2] expired, renewed in one click, resent and revoked: each link says what to do next", async ({
  page,
  sql,
  site,
  visitor,
}) => {
  const invited = await makeInvitation(sql, site, { org, giver: owner, email: someone() });
  await sql`update invitations set expires_at = now() - interval '1 minute' where id = ${invited.id}`;
  const guest = await (await visitor()).newPage();
  await guest.goto(invited.link);
  await expect(heading(guest, "This invitation has expired")).toBeVisible();
  await expect(guest.getByText("Ask Ada Okafor or another owner or admin to send it again")).toBeVisible();

  await signIn(page.context(), sql, owner, site);
  await page.goto(`/org/${org.id}/invitations/${invited.id}`);
  await press(page, "Renew and resend");
  await expect(page.getByText("The old one no longer works.")).toBeVisible();
  await guest.goto(invited.link);
  await expect(heading(guest, "There is a newer link")).toBeVisible();
  const renewed = linkIn((await mailTo(sql, invited.email)).text);
  await guest.goto(renewed);
  await expect(heading(guest, `Join ${org.name}`)).toBeVisible();

  await press(page, "Revoke");
  await page.waitForURL(/tab=invited/);
  await expect(page.getByText("Its links no longer work.")).toBeVisible();
  await field(guest, "Your name").fill("Too Late");
  await field(guest, "Password").fill(passphrase);
  await press(guest, "Join organization");
  await expect(guest.getByText("has been revoked", { exact: false })).toBeVisible();
  await guest.goto(renewed);
  await expect(heading(guest, "This invitation was revoked")).toBeVisible();
  expect(await sql`select id from users where email = ${invited.email}`).toHaveLength(0);
});

test("[I2] a used link, and one that was never a link", async ({ page, sql, site, visitor }) => {
  const invited = await makeInvitation(sql, site, { org, giver: owner, email: someone() });
  await page.goto(invited.link);
  await join(page, { name: "Ben Lindqvist", orgName: org.name });
  const guest = await (await visitor()).newPage();
  await guest.goto(invited.link);
  await expect(heading(guest, "This invitation has been accepted")).toBeVisible();
  await guest.goto(`${invited.link.slice(0, -3)}xyz`);
  await expect(heading(guest, "There is a newer link")).toBeVisible();
  await guest.goto("/invite/nonsense");
  await expect(heading(guest, "This invitation link does not work")).toBeVisible();
});

test("[I1] [I2] a copied link makes an account that reaches this org only, until its address is proven", async ({
  page,
  sql,
  site,
  visitor,
}) => {
  const email = someone();
  const invited = await makeInvitation(sql, site, { org, giver: owner, email });
  await signIn(page.context(), sql, owner, site);
  await page.goto(`/org/${org.id}/invitations/${invited.id}`);
  await scriptReady(page);
  await press(page, "Copy link");
  const copied = await page.getByLabel("Invitation link", { exact: true }).inputValue();
  expect(copied).not.toBe(invited.link);

  const guest = await (await visitor()).newPage();
  await guest.goto(copied);
  await join(guest, { name: "Ben Lindqvist", orgName: org.name });
  await expect(guest.getByText("Your e-mail address is not confirmed yet")).toBeVisible();
  const elsewhere = await makeOrg(sql, owner);
  const other = await makeInvitation(sql, site, { org: elsewhere, giver: owner, email });
  await guest.goto(other.copiedLink);
  await press(guest, "Join organization");
  await expect(guest.getByText("Confirm your e-mail address first")).toBeVisible();
  expect((await guest.goto("/org/new"))?.status()).toBeLessThan(500);

  const stranger = await (await visitor()).newPage();
  await stranger.goto("/forgot-password");
  await field(stranger, "E-mail").fill(email);
  await press(stranger, "Send a link");
  await expect(heading(stranger, "Check your mail")).toBeVisible();
  await jobsDone(sql);
  expect(await countMails(sql, email)).toBe(0);

  await guest.goto("/prove-email");
  await press(guest, "Send a code");
  await expect(guest.getByText("A code is on its way")).toBeVisible();
  const code = (await mailTo(sql, email, /is your code/)).subject.slice(0, 6);
  await field(guest, "Code").fill(code === "000000" ? "000001" : "000000");
  await press(guest, "Confirm e-mail address");
  await expect(guest.getByText("That is not the code in the latest e-mail.")).toBeVisible();
  await field(guest, "Code").fill(code);
  await press(guest, "Confirm e-mail address");
  await expect(guest.getByText("Your e-mail address is confirmed.")).toBeVisible();
  await guest.goto(other.copiedLink);
  await press(guest, "Join organization");
  await guest.waitForURL(`${site.url}/org/${elsewhere.id}`);
});

test("[I1] what its giver may no longer give falls away, and the page says so", async ({ page, sql, site }) => {
  const second = await makePerson(sql, { name: "Carl Giver" });
  await addMember(sql, org, second, "owner");
  const project = await makeProject(sql, org, "Web app");
  const guest = await makePerson(sql, { email: someone() });
  const given = { role: "billing_admin" as const, projects: [{ project, role: "owner" as const }] };
  const invited = await makeInvitation(sql, site, { org, giver: second, email: guest.email }, given);
  await sql`update members set role = 'admin' where org_id = ${org.id} and user_id = ${second.id}`;
  await signIn(page.context(), sql, guest, site);
  await page.goto(invited.link);
  await press(page, "Join organization");
  await page.waitForURL(`${site.url}/org/${org.id}`);
  await expect(page.getByText("Not given, because the person who offered it may no longer do so")).toContainText(
    "the organization role and the project Web app",
  );
  const [member] = await sql`select role from members where org_id = ${org.id} and user_id = ${guest.id}`;
  expect(member?.role).toBe("member");
  expect(await sql`select role from project_grants where user_id = ${guest.id}`).toHaveLength(0);
});

test("[I3] accepting never lowers a role", async ({ page, sql, site }) => {
  const guest = await makePerson(sql, { email: someone() });
  await addMember(sql, org, guest, "admin");
  const invited = await makeInvitation(sql, site, { org, giver: owner, email: guest.email });
  await signIn(page.context(), sql, guest, site);
  await page.goto(invited.link);
  await press(page, "Add what it gives");
  await page.waitForURL(`${site.url}/org/${org.id}`);
  const [member] = await sql`select role from members where org_id = ${org.id} and user_id = ${guest.id}`;
  expect(member?.role).toBe("admin");
});

async function countOf(sql: postgres.Sql, { id }: Org, person: Person): Promise<number> {
  return (await sql`select 1 from members where org_id = ${id} and user_id = ${person.id}`).length;
}
