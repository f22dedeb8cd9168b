import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { closedPeriod, makeBillingEmail, makeInvoice } from "./support/billing";
import { expectFieldError, field, heading, press, scriptReady } from "./support/forms";
import { countMails, linkIn, mailTo } from "./support/mail";
import {
  addMember,
  grant,
  letters,
  makeOrg,
  makePerson,
  makeProject,
  type Org,
  type Person,
  signIn,
} from "./support/people";
import { expect, test } from "./support/test";

/** Plan and bill: changing the plan, where invoices go, and what they say (O1, R7). */

let owner: Person;
let org: Org;
const someone = () => `ledger.${letters()}@south.test`;

test.beforeEach(async ({ sql }) => {
  owner = await makePerson(sql, { name: "Ada Okafor" });
  org = await makeOrg(sql, owner, { name: `South ${letters()}` });
});

test("[O1] [R7] a downgrade says for whom it is, holds at the period's end, and can be taken back", async ({
  page,
  sql,
  site,
  visitor,
}) => {
  const analyst = await makePerson(sql, { name: "Ben Lindqvist" });
  await addMember(sql, org, analyst, "member");
  await grant(sql, org, await makeProject(sql, org, "Web app"), analyst, "analyst");
  await signIn(page.context(), sql, owner, site);
  await page.goto(`/org/${org.id}`);
  await page.getByRole("main").getByRole("link", { name: "Change plan" }).click();
  await page.getByRole("link", { name: "Downgrade to Growth…" }).click();
  await expect(heading(page, "Enterprise to Growth")).toBeVisible();
  await expect(page.getByText("1 person keeps it as an individual grant: Ben Lindqvist.")).toBeVisible();
  await expect(page.getByText("becomes optional")).toBeVisible();
  await page.getByRole("button", { name: /^Downgrade to Growth on / }).click();
  await page.waitForURL(`${site.url}/org/${org.id}/billing`);
  await expect(page.getByText("Until then nothing changes.").first()).toBeVisible();
  expect((await mailTo(sql, owner.email, /will go to the Growth plan/)).text).toContain("Ada Okafor planned");

  const member = await (await visitor()).newPage();
  await signIn(member.context(), sql, analyst, site);
  await member.goto(`/org/${org.id}`);
  await expect(member.getByText("Ada Okafor planned to go from Enterprise to Growth")).toBeVisible();
  await expect(member.getByRole("button", { name: "Take back the planned downgrade" })).toHaveCount(0);
  await expect(member.getByRole("main").getByRole("link", { name: "Change plan" })).toHaveCount(0);

  await press(page, "Take back the planned downgrade");
  await expect(page.getByText("The plan stays Enterprise.")).toBeVisible();
  await member.reload();
  await expect(member.getByText("Ada Okafor planned")).toHaveCount(0);
  expect(await sql`select 1 from planned_downgrades where org_id = ${org.id}`).toHaveLength(0);
});

test("[O1] an upgrade holds at once; a page from before somebody else's change is told so", async ({
  page,
  sql,
  site,
  visitor,
}) => {
  await sql`update orgs set plan = 'free', created_at = now() - interval '90 days' where id = ${org.id}`;
  const billing = await makePerson(sql, { name: "Bea Bill" });
  await addMember(sql, org, billing, "billing_admin");
  await signIn(page.context(), sql, owner, site);
  const other = await (await visitor()).newPage();
  await signIn(other.context(), sql, billing, site);
  await page.goto(`/org/${org.id}/billing/plan?plan=enterprise`);
  await other.goto(`/org/${org.id}/billing/plan?plan=growth`);
  await press(other, "Upgrade to Growth now");
  await expect(other.getByText("The plan is Growth now.")).toBeVisible();
  await press(page, "Upgrade to Enterprise now");
  await expect(page.getByText("Somebody changed the plan meanwhile: it is Growth.")).toBeVisible();
  await page.getByRole("link", { name: "Look at the plans again" }).click();
  await page.getByRole("link", { name: "Upgrade to Enterprise…" }).click();
  await press(page, "Upgrade to Enterprise now");
  await expect(page.getByText("The plan is Enterprise now.")).toBeVisible();
  await expect(page.getByText("Enterprise plan", { exact: false }).first()).toBeVisible();
  const changes = await sql`select before, after from plan_changes where org_id = ${org.id} order by at`;
  expect(changes).toMatchObject([
    { before: "free", after: "growth" },
    { before: "growth", after: "enterprise" },
  ]);
});

test("[O1] a billing e-mail gets its link and nothing else until somebody presses the button", async ({
  page,
  sql,
  site,
  visitor,
}) => {
  const email = someone();
  await signIn(page.context(), sql, owner, site);
  await page.goto(`/org/${org.id}/billing`);
  await scriptReady(page);
  await field(page, "E-mail address").fill(email);
  await press(page, "Add e-mail");
  await expect(page.getByText(`A link to confirm is on its way to ${email}.`)).toBeVisible();
  await expect(page.getByText("Not confirmed")).toBeVisible();
  await field(page, "E-mail address").fill(email);
  await press(page, "Add e-mail");
  await expectFieldError(page, "E-mail address", /not confirmed yet/);

  const mail = await mailTo(sql, email);
  const guest = await (await visitor()).newPage();
  await guest.goto(linkIn(mail.text));
  await expect(guest).toHaveURL(`${site.url}/billing-email`);
  await expect(heading(guest, "Get the billing e-mails")).toBeVisible();
  const [before] = await sql`select confirmed_at from billing_emails where email = ${email}`;
  expect(before?.confirmed_at).toBeNull();
  await press(guest, "Confirm address");
  await expect(heading(guest, "The address is confirmed")).toBeVisible();
  await page.reload();
  await expect(page.getByText(/^Confirmed /)).toBeVisible();
  expect(await countMails(sql, email)).toBe(1);

  await press(page, `Remove ${email}`);
  await expect(page.getByText(`${email} gets no more billing e-mails.`)).toBeVisible();
  await guest.goto(linkIn(mail.text));
  await expect(heading(guest, "This link does not work")).toBeVisible();
});

test("[Q3] without script: details with a wrong field keep what was typed, and a link is sent again", async ({
  visitor,
  sql,
  site,
}) => {
  const pending = await makeBillingEmail(sql, site, org, someone());
  const page = await (await visitor({ javaScriptEnabled: false })).newPage();
  await signIn(page.context(), sql, owner, site);
  await page.goto(`/org/${org.id}/billing`);
  await field(page, "Company").fill("Süd & Söhne GmbH");
  await field(page, "City").fill("x".repeat(101));
  await field(page, "Country").selectOption("DE");
  await press(page, "Save billing details");
  await expect(page.getByText("Use at most 100 characters.")).toBeVisible();
  await expect(field(page, "Company")).toHaveValue("Süd & Söhne GmbH");
  await expect(field(page, "Country")).toHaveValue("DE");
  await field(page, "City").fill("Berlin");
  await press(page, "Save billing details");
  await expect(page.getByText("Billing details saved.")).toBeVisible();
  const [details] = await sql`select company, city, country from billing_details where org_id = ${org.id}`;
  expect(details).toEqual({ company: "Süd & Söhne GmbH", city: "Berlin", country: "DE" });
  await press(page, `Resend the link to ${pending.email}`);
  await expect(page.getByText("The old one no longer works.")).toBeVisible();
  await page.goto(pending.link);
  await expect(heading(page, "This link does not work")).toBeVisible();
  await page.goto(linkIn((await mailTo(sql, pending.email)).text));
  await press(page, "Confirm address");
  await expect(heading(page, "The address is confirmed")).toBeVisible();
  await page.goto(`/org/${org.id}/billing/plan?plan=free`);
  await page.getByRole("button", { name: /^Downgrade to Free on / }).click();
  await expect(page.getByText("Until then nothing changes.").first()).toBeVisible();
});

test("[O1] an invoice is read, printed without the shell, and downloaded; so is the usage", async ({
  page,
  sql,
  site,
}) => {
  const project = await makeProject(sql, org, "=Web app");
  const id = await makeInvoice(sql, org, [project]);
  await signIn(page.context(), sql, owner, site);
  await page.goto(`/org/${org.id}/billing`);
  await page.getByRole("link", { name: /^Invoice .*\$1,660\.00$/ }).click();
  await expect(heading(page, "Invoice for October 2026")).toBeVisible();
  const sheet = page.getByRole("article");
  for (const text of [`${org.name}, Inc.`, "DE123456789", "PO-1", "2 started millions", "Germany", `${org.id}-0001`]) {
    await expect(sheet.getByText(text, { exact: true })).toBeVisible();
  }
  await page.emulateMedia({ media: "print" });
  await expect(sheet).toBeVisible();
  for (const gone of [
    page.getByRole("navigation", { name: org.name }),
    heading(page, "Invoice for"),
    page.getByText("Download CSV"),
  ])
    await expect(gone).toBeHidden();
  await page.emulateMedia({ media: "screen" });

  const invoice = await download(page, "Download CSV");
  expect(invoice.name).toBe(`invoice-${org.id}-0001.csv`);
  expect(invoice.text).toContain("Events above the allowance");
  expect(invoice.text).toContain("'=Web app");
  await page.goto(`/org/${org.id}/billing/usage/${closedPeriod}`);
  await expect(page.getByText("21,500,000 events", { exact: true })).toBeVisible();
  const usage = await download(page, "CSV by project");
  expect(usage.text).toContain(`2026-10,'=Web app,${project.id},21500000,1204,`);
  const entries = await sql`
    select object_id from audit_entries where org_id = ${org.id} and action = 'list.exported' order by seq`;
  expect(entries).toEqual([{ object_id: "invoice" }, { object_id: "usage" }]);
  const stranger = await makePerson(sql);
  const elsewhere = await makeOrg(sql, stranger);
  await signIn(page.context(), sql, stranger, site);
  for (const path of [
    `/org/${elsewhere.id}/billing/invoices/${id}`,
    `/org/${elsewhere.id}/billing/usage/${closedPeriod}`,
  ]) {
    await page.goto(path);
    await expect(heading(page, "There is nothing here")).toBeVisible();
  }
});

test("[R5] a billing admin has the bill and not the directory, an admin the other way round", async ({
  page,
  sql,
  site,
}) => {
  const billing = await makePerson(sql);
  const admin = await makePerson(sql);
  await addMember(sql, org, billing, "billing_admin");
  await addMember(sql, org, admin, "admin");
  const pages = ["billing", "billing/plan", "billing/invoices"].map((name) => `/org/${org.id}/${name}`);
  const directory = ["users", "projects"].map((name) => `/org/${org.id}/${name}`);
  const statuses = async (paths: string[]) => {
    const answers = [];
    for (const path of paths) answers.push((await page.request.get(path)).status());
    return answers;
  };
  await signIn(page.context(), sql, billing, site);
  expect(await statuses([...pages, ...directory])).toEqual([200, 200, 200, 403, 403]);
  expect(await statuses([`/api/org/${org.id}/usage`])).toEqual([200]);
  await signIn(page.context(), sql, admin, site);
  expect(await statuses([...pages, ...directory])).toEqual([403, 403, 403, 200, 200]);
  expect(await statuses([`/api/org/${org.id}/usage`])).toEqual([403]);
});

test("[R7] what the plan lacks says which plan has it, and who can change it", async ({ page, sql, site }) => {
  await sql`update orgs set plan = 'growth' where id = ${org.id}`;
  const admin = await makePerson(sql);
  await addMember(sql, org, admin, "admin");
  await signIn(page.context(), sql, admin, site);
  await page.goto(`/org/${org.id}/users/invite`);
  const said = page.getByText("The project roles Analyst and Consumer are part of the Enterprise plan.");
  await expect(said).toBeVisible();
  await expect(page.getByText("The plan can be changed by Ada Okafor.")).toBeVisible();
  await signIn(page.context(), sql, owner, site);
  await page.reload();
  await expect(said).toBeVisible();
  await page.getByRole("link", { name: "Compare plans" }).click();
  await expect(heading(page, "Change plan")).toBeVisible();
});

async function download(page: Page, name: string): Promise<{ name: string; text: string }> {
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name }).click()]);
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), "utf8") };
}
