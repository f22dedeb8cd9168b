import type { Page } from "@playwright/test";
import { demoPassword } from "./global-setup";
import { expectFieldError, field, heading, press } from "./support/forms";
import { jobsDone, linkIn, mailTo } from "./support/mail";
import {
  addMember,
  forgetLimits,
  grant,
  letters,
  makeOrg,
  makePerson,
  makeProject,
  makeSession,
  makeTeam,
  type Person,
  signIn,
} from "./support/people";
import { expect, test } from "./support/test";
import { arrive, signInByForm } from "./support/walk";

/** What people do with their own account (C1 to C3, C5, C6), and the mails that tell them of it. */

const fresh = "nine quiet herons over the marsh";

test.beforeEach(({ sql }) => forgetLimits(sql));

/** Confirms with the password where the page asks for it. */
async function confirm(page: Page): Promise<void> {
  await expect(heading(page, "Confirm that it is you")).toBeVisible();
  await field(page, "Password").fill(demoPassword);
  await press(page, "Confirm");
}

for (const script of [true, false]) {
  const how = script ? "" : ", without script";

  test(`[C1] [A6] another address: confirmed once, typed text kept, linked from the new mailbox, taken back from the old${how}`, async ({
    visitor,
    sql,
    site,
  }) => {
    const person = await makePerson(sql, { name: "Ada Okafor" });
    await makeOrg(sql, person);
    const email = `new.${letters()}@north.test`;
    const context = await visitor({ javaScriptEnabled: script });
    await signIn(context, sql, person, site, { confirmed: false });
    const page = await context.newPage();
    await page.goto("/account");
    await field(page, "New e-mail address").fill("ada@nowhere");
    await press(page, "Change e-mail");
    if (script) await expectFieldError(page, "New e-mail address", /That is not an e-mail address/);
    else await expect(page.getByText(/That is not an e-mail address/)).toBeVisible();
    await field(page, "New e-mail address").fill(email);
    await press(page, "Change e-mail");
    await confirm(page);
    await expect(field(page, "New e-mail address")).toHaveValue(email);
    await press(page, "Change e-mail");
    await expect(page.getByText(`${email} waits for its link`)).toBeVisible();
    expect((await mailTo(sql, person.email)).subject).toBe("Your e-mail address is to be changed");

    const link = linkIn((await mailTo(sql, email)).text);
    await page.goto(link);
    await expect(heading(page, "Confirm your new address")).toBeVisible();
    await press(page, "Confirm new address");
    await expect(page.getByText(`Your e-mail address is ${email} now.`)).toBeVisible();

    const told = await mailTo(sql, person.email, /was changed/);
    const owner = await (await visitor({ javaScriptEnabled: script })).newPage();
    await owner.goto(linkIn(told.text));
    await expect(heading(owner, "Take the change back")).toBeVisible();
    await press(owner, "Take it back and end all sessions");
    await expect(owner.getByText(`A link to set a new password is on its way to ${person.email}.`)).toBeVisible();
    await page.goto("/account");
    await expect(page).toHaveURL(/\/sign-in/);
    await owner.goto(linkIn((await mailTo(sql, person.email, /Reset your password/)).text));
    await field(owner, "New password").fill(fresh);
    await press(owner, "Change password");
    await owner.waitForURL(/\/(sign-in\/continue|org)/);
    await arrive(owner, script);
    await owner.goto("/account");
    await expect(owner.getByRole("main").getByText(person.email).first()).toBeVisible();
  });

  test(`[C1] [T1] a phone number is verified by the texted code, replaced and removed${how}`, async ({
    visitor,
    sql,
    site,
  }) => {
    const person = await makePerson(sql);
    const context = await visitor({ javaScriptEnabled: script, viewport: { width: 390, height: 844 } });
    await signIn(context, sql, person, site, { confirmed: false });
    const page = await context.newPage();
    await page.goto("/account");
    const phone = `+49170${String(Math.floor(Math.random() * 1e7)).padStart(7, "0")}`;
    await field(page, "Phone number").fill("0170 1234567");
    await press(page, "Send code");
    await expect(page.getByText(/Begin with \+ and the country code/)).toBeVisible();
    await field(page, "Phone number").fill(`00${phone.slice(1, 3)} ${phone.slice(3)}`);
    await press(page, "Send code");
    await confirm(page);
    await press(page, "Send code");
    await expect(page.getByText(`A code was texted to ${phone}.`)).toBeVisible();
    await press(page, "Forget this number");
    await expect(page.getByText("The number that waited for its code is forgotten.")).toBeVisible();
    await expect(field(page, "Code")).toHaveCount(0);
    await field(page, "Phone number").fill(phone);
    await sql`delete from outbox_messages where recipient = ${phone}`;
    await press(page, "Send code");
    await expect(page.getByText(`A code was texted to ${phone}.`)).toBeVisible();
    const { text } = await mailTo(sql, phone);
    const code = /\d{6}/.exec(text)?.[0] ?? "";
    await field(page, "Code").fill(code === "123456" ? "654321" : "123456");
    await press(page, "Verify number");
    await expect(page.getByText("That is not the code in the latest text message.")).toBeVisible();
    await field(page, "Code").fill(code);
    await press(page, "Verify number");
    await expect(page.getByText(`${phone} is verified.`)).toBeVisible();
    await press(page, "Remove number");
    await expect(page.getByText("Your phone number is removed.")).toBeVisible();
    expect((await mailTo(sql, person.email, /removed/)).subject).toBe("Your phone number was removed");
  });
}

test("[C1] [Q6] name, language of dates and timezone; each is seen at once", async ({ page, sql, site }) => {
  const person = await makePerson(sql, { name: "Lena Vogel" });
  const org = await makeOrg(sql, person);
  await sql`update members set joined_at = '2026-03-04T23:30:00Z' where org_id = ${org.id}`;
  await signIn(page.context(), sql, person, site);
  await page.goto("/account");
  await field(page, "Name").fill("  Lena   Vogel-Ruiz ");
  await press(page, "Save name");
  await expect(heading(page, "Lena Vogel-Ruiz")).toBeVisible();
  const row = page.getByRole("table", { name: "Your organizations" }).getByRole("row").filter({ hasText: org.name });
  await expect(row).toContainText("Owner since Mar 4, 2026");
  await field(page, "Language of dates").selectOption("de-DE");
  await field(page, "Timezone").fill("tokyo");
  await press(page, "Save preferences");
  await expect(row).toContainText("Owner since 5. März 2026");
  await field(page, "Timezone").fill("Atlantis");
  await press(page, "Save preferences");
  await expectFieldError(page, "Timezone", /Choose a timezone from the list/);
  await field(page, "Timezone").fill("");
  await press(page, "Save preferences");
  await expect(row).toContainText("Owner since 4. März 2026");
});

test("[C1] [A5] a password is changed with the present one, and other devices are signed out", async ({
  page,
  visitor,
  sql,
  site,
}) => {
  const person = await makePerson(sql);
  const org = await makeOrg(sql, person);
  await signIn(page.context(), sql, person, site);
  const elsewhere = await visitor();
  await signIn(elsewhere, sql, person, site);
  await page.goto("/account");
  await field(page, "Present password").fill("something else entirely");
  await field(page, "New password").fill(fresh);
  await press(page, "Change password");
  await expectFieldError(page, "Present password", "That is not your present password.");
  await field(page, "Present password").fill(demoPassword);
  await field(page, "New password").fill(fresh);
  await press(page, "Change password");
  await expect(page.getByText("Password changed. Every other session has ended.")).toBeVisible();
  expect((await (await elsewhere.newPage()).goto("/account"))?.url()).toContain("/sign-in");
  expect((await page.goto(`/org/${org.id}`))?.status()).toBe(200);
  expect((await mailTo(sql, person.email)).subject).toBe("Your password was changed");
});

test("[C2] keys are for owners and admins of each project; the secret comes only by Reveal", async ({
  page,
  sql,
  site,
}) => {
  const owner = await makePerson(sql, { name: "Ada Okafor" });
  const person = await makePerson(sql, { name: "Ben Lindqvist" });
  const org = await makeOrg(sql, owner, { name: `Alpha ${letters()}` });
  const other = await makeOrg(sql, person, { name: `Beta ${letters()}` });
  await addMember(sql, org, person, "member");
  const looks = await makeProject(sql, org, "Looks only");
  const runs = await makeProject(sql, org, "Runs it");
  await grant(sql, org, looks, person, "consumer");
  await makeTeam(sql, org, { name: "Growth", role: "admin", people: [person], projects: [runs] });
  await signIn(page.context(), sql, person, site, { confirmed: false });
  await page.goto(`/org/${other.id}/projects/new`);
  await field(page, "Name").fill("Own");
  await press(page, "Create Project");
  await expect(page).toHaveURL(/\/project\//);
  await page.goto("/account/projects");
  const item = (name: string) => page.getByRole("main").getByRole("listitem").filter({ hasText: name });
  await expect(item("Looks only")).toContainText("Consumer through Individual");
  await expect(item("Runs it")).toContainText("Admin through Team Growth");
  await expect(item("Own")).toContainText("Owner through Organization role");
  const html = await page.content();
  expect(html).not.toContain(looks.token);
  expect(html).toContain(runs.token);
  await item("Runs it").getByText("Access URL and keys").click();
  await expect(page.getByLabel("Access URL of Runs it")).toHaveValue(`${site.url}/project/${runs.id}`);
  await item("Own").getByText("Access URL and keys").click();
  await item("Own").getByRole("button", { name: "Reveal" }).click();
  await confirm(page);
  await item("Own").getByText("Access URL and keys").click();
  await item("Own").getByRole("button", { name: "Reveal" }).click();
  await expect(page.getByLabel("API Secret")).toBeVisible();
  const [revealed] = await sql`select 1 from audit_entries
    where org_id = ${other.id} and action = 'project.secret_revealed' and actor_id = ${person.id}`;
  expect(revealed).toBeTruthy();

  await page.getByRole("link", { name: "Your Projects" }).click();
  await expect(item("Runs it")).toBeVisible();
  await expect(item("Own")).toHaveCount(0);
  await page.getByLabel("Organization", { exact: true }).selectOption({ label: other.name });
  await press(page, "Search");
  await expect(item("Own")).toBeVisible();
  await expect(item("Runs it")).toHaveCount(0);
});

test("[C2] [Q2] 2,000 projects: a page at a time, and found by name", async ({ page, sql, site }) => {
  const person = await makePerson(sql);
  const org = await makeOrg(sql, person);
  await sql.begin(async (tx) => {
    await tx`
      with sets as (insert into datasets (id) select nextval('datasets_id_seq') from generate_series(1, 2000) returning id),
        numbered as (select id, row_number() over () as n from sets)
      insert into projects (id, org_id, name, timezone, dataset_id, token, api_key, api_secret, api_secret_hash)
      select 100000000 + floor(random() * 800000000)::int, ${org.id}, 'Project ' || lpad(n::text, 4, '0'), 'UTC', id,
        md5(random()::text), md5(random()::text), md5(random()::text), md5(random()::text)
      from numbered`;
  });
  await signIn(page.context(), sql, person, site);
  await page.goto("/account/projects");
  await expect(page.getByText("1–50 of 2,000")).toBeVisible();
  await page.getByRole("link", { name: "Next" }).click();
  await expect(page.getByText("51–100 of 2,000")).toBeVisible();
  await expect(page.getByRole("link", { name: "Project 0051", exact: true })).toBeVisible();
  await page.getByRole("link", { name: "Last" }).click();
  await expect(page.getByText("1,951–2,000 of 2,000")).toBeVisible();
  await page.goto("/account/projects?page=999");
  await expect(page.getByText("1,951–2,000 of 2,000")).toBeVisible();
  await page.getByLabel("Search by name").fill("project 1234");
  await press(page, "Search");
  await expect(page.getByText("1–1 of 1")).toBeVisible();
});

test("[C3] what I open is recorded and offered; each can be switched off, and all of it deleted", async ({
  page,
  sql,
  site,
}) => {
  const person = await makePerson(sql);
  const org = await makeOrg(sql, person, { name: `Gamma ${letters()}` });
  await signIn(page.context(), sql, person, site);
  await page.goto(`/org/${org.id}/teams`);
  await expect(heading(page, "Teams")).toBeVisible();
  const recorded = page.getByText("What is recorded now");
  await expect(async () => {
    await page.goto("/account/data-privacy");
    await expect(recorded).toBeVisible({ timeout: 1000 });
    await recorded.click();
    await expect(page.getByRole("table", { name: "Pages you opened" })).toContainText(`Teams · ${org.name}`, {
      timeout: 1000,
    });
  }).toPass();
  await expect(page.getByRole("table", { name: "Addresses you came from" })).toContainText("127.0.0.1");
  const lately = async () => {
    const answer = await page.request.get("/api/palette?q=");
    const { groups } = (await answer.json()) as { groups: { title: string; items: { href: string }[] }[] };
    return groups.find(({ title }) => title === "Opened lately")?.items.map(({ href }) => href) ?? [];
  };
  expect(await lately()).toContain(`/org/${org.id}/teams`);
  await page.getByLabel("Use it to offer what I opened lately").uncheck();
  await press(page, "Save choices");
  await expect(page.getByText("Saved.", { exact: true })).toBeVisible();
  expect(await lately()).toEqual([]);
  await page.getByLabel("Record which pages I open, and from which addresses").uncheck();
  await press(page, "Save choices");
  await expect(page.getByText("From now on nothing is written down.")).toBeVisible();
  await press(page, "Delete usage data");
  await expect(page.getByText(/records? deleted\./)).toBeVisible();
  await expect(page.getByText("Nothing is recorded at the moment.")).toBeVisible();
});

test("[C3] [A6] an export is asked for after confirming, made by a job, mailed, and downloaded by its person alone", async ({
  page,
  visitor,
  sql,
  site,
}) => {
  const person = await makePerson(sql);
  await makeOrg(sql, person);
  await signIn(page.context(), sql, person, site, { confirmed: false });
  await page.goto("/account/data-privacy");
  await press(page, "Request export");
  await confirm(page);
  await press(page, "Request export");
  await expect(page.getByText("Your export is being made.")).toBeVisible();
  // The page turns by itself once it is ready.
  await expect(page.getByRole("link", { name: "Download" })).toBeVisible();
  const link = linkIn((await mailTo(sql, person.email, /Your data is ready/)).text);
  await page.goto(link);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download" }).click();
  expect((await download).suggestedFilename()).toMatch(/^account-\d{4}-\d{2}-\d{2}\.zip$/);
  const path = await page.getByRole("link", { name: "Download" }).getAttribute("href");
  const stranger = await visitor();
  await signIn(stranger, sql, await makePerson(sql), site);
  expect((await stranger.request.get(path ?? "")).status()).toBe(404);
});

test("[C3] [A6] a GDPR token is shown once, told of, and revoked", async ({ page, sql, site }) => {
  const person = await makePerson(sql);
  await signIn(page.context(), sql, person, site, { confirmed: false });
  await page.goto("/account/data-privacy");
  await press(page, "Generate token");
  await confirm(page);
  await press(page, "Generate token");
  const token = await page.getByLabel("GDPR OAuth token").inputValue();
  expect(token.length).toBeGreaterThan(40);
  await page.reload();
  expect(await page.content()).not.toContain(token);
  await expect(page.getByText("Never", { exact: true })).toBeVisible();
  await press(page, "Revoke token");
  await expect(page.getByText("The token is revoked.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Generate token" })).toBeVisible();
  expect((await mailTo(sql, person.email, /made/)).subject).toBe("A GDPR token was made for your account");
});

test("[C5] [C1] sign-ins are listed, a new device is mailed, and “this was not me” closes the account", async ({
  page,
  visitor,
  sql,
}) => {
  const person = await makePerson(sql);
  await makeOrg(sql, person);
  await page.goto("/sign-in");
  await signInByForm(page, { email: person.email, password: demoPassword });
  const other = await (await visitor()).newPage();
  await other.goto("/sign-in");
  await field(other, "E-mail").fill(person.email);
  await press(other, "Continue");
  await field(other, "Password").fill("not the right password at all");
  await press(other, "Sign in");
  await expect(other.getByText(/do not fit together/)).toBeVisible();
  await field(other, "Password").fill(demoPassword);
  await press(other, "Sign in");
  await arrive(other, true);
  const told = await mailTo(sql, person.email);
  expect(told.subject).toBe("A new device signed in to your account");
  await jobsDone(sql);
  await page.goto("/account/security");
  const history = page.getByRole("table", { name: "Sign-in history" }).locator("tbody tr");
  await expect(history).toHaveCount(3);
  await expect(history.nth(1)).toContainText("Wrong password");
  await page.goto(linkIn(told.text));
  await expect(heading(page, "This was not me")).toBeVisible();
  await press(page, "End all sessions");
  await expect(page.getByText("Every session has ended.")).toBeVisible();
  expect((await other.goto("/account"))?.url()).toContain("/sign-in");
  await page.goto(linkIn(told.text));
  await expect(heading(page, "This link does not work any more")).toBeVisible();
});

test("[C6] [R1] [A6] deleting: handed over first, confirmed, typed, taken back, then done by a job", async ({
  page,
  visitor,
  sql,
  site,
}) => {
  const person = await makePerson(sql, { name: "Quirin Zapf" });
  const heir: Person = await makePerson(sql, { name: "Ben Lindqvist" });
  const org = await makeOrg(sql, person, { name: `Delta ${letters()}` });
  await addMember(sql, org, heir, "admin");
  await makeProject(sql, org, "Stays");
  await signIn(page.context(), sql, person, site, { confirmed: false });
  await page.goto("/account");
  await page.getByRole("link", { name: "Delete account…" }).click();
  const blocking = page.getByRole("table", { name: "Organizations that need another owner" });
  await expect(blocking.getByRole("link", { name: `Choose an owner of ${org.name}` })).toBeVisible();
  await expect(page.getByRole("button", { name: "Delete account" })).toHaveCount(0);
  await sql`update members set role = 'owner' where org_id = ${org.id} and user_id = ${heir.id}`;
  await page.reload();
  await field(page, `Type “${person.email}”`).fill(person.email);
  await press(page, "Delete account");
  await confirm(page);
  await expect(field(page, `Type “${person.email}”`)).toHaveValue(person.email);
  await press(page, "Delete account");
  await expect(page.getByText("Your account goes in 14 days.")).toBeVisible();
  expect((await mailTo(sql, person.email)).subject).toBe("Your account is to be deleted");
  await page.getByRole("link", { name: "Keep it" }).click();
  await press(page, "Keep my account");
  await expect(page.getByText("Your account stays.")).toBeVisible();
  await page.goto("/account/deletion");
  await field(page, `Type “${person.email}”`).fill(person.email);
  await press(page, "Delete account");
  await expect(page.getByText("Your account goes in 14 days.")).toBeVisible();

  await sql`update users set deletion_due_at = now() where id = ${person.id}`;
  await sql`select graphile_worker.add_job('delete_due_accounts', '{}'::json)`;
  expect((await mailTo(sql, person.email, /is deleted/)).text).toContain("as you asked 14 days ago");
  expect((await page.goto("/account"))?.url()).toContain("/sign-in");
  const left = await visitor();
  await signIn(left, sql, heir, site);
  const audit = await left.newPage();
  await audit.goto(`/org/${org.id}/audit-log`);
  await expect(audit.getByRole("main").getByRole("row").filter({ hasText: "Deleted user" }).first()).toBeVisible();
  expect(await audit.content()).not.toContain("Quirin");
  await page.goto("/sign-in");
  await field(page, "E-mail").fill(person.email);
  await press(page, "Continue");
  await field(page, "Password").fill(demoPassword);
  await press(page, "Sign in");
  await expect(page.getByText(/do not fit together/)).toBeVisible();
});

test("[C5] [A5] sessions end one by one and all at once", async ({ page, sql, site }) => {
  const person = await makePerson(sql);
  await signIn(page.context(), sql, person, site);
  const agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
  const others = [
    await makeSession(sql, person, { agent }),
    await makeSession(sql, person),
    await makeSession(sql, person),
  ];
  await page.goto("/account/security");
  await press(page, "End session of Firefox on Linux");
  await expect(page.getByText("That session has ended.")).toBeVisible();
  await press(page, "End all others");
  await expect(page.getByText("2 other sessions ended.")).toBeVisible();
  for (const cookie of others) {
    const answer = await page.request.get("/account", {
      headers: { cookie: `atrium-session=${cookie}` },
      maxRedirects: 0,
    });
    expect(answer.status()).toBe(307);
  }
});
