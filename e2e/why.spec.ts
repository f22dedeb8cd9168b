import { heading } from "./support/forms";
import {
  addMember,
  grant,
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

let org: Org;
let owner: Person;
let ben: Person;
let web: Project;
let shop: Project;

test.beforeAll(async ({ sql }) => {
  owner = await makePerson(sql, { name: "Ada Okafor" });
  ben = await makePerson(sql, { name: "Ben Lindqvist" });
  org = await makeOrg(sql, owner);
  await addMember(sql, org, ben, "member");
  web = await makeProject(sql, org, "Web app");
  shop = await makeProject(sql, org, "Shop");
  await grant(sql, org, web, ben, "consumer");
  await makeTeam(sql, org, { name: "Growth", role: "analyst", people: [ben], projects: [web] });
});

test("[R3] [R6] an owner asks why somebody reaches a project, and what would give another", async ({
  page,
  sql,
  site,
}) => {
  await signIn(page.context(), sql, owner, site);
  await page.goto(`/org/${org.id}/permissions`);
  await page.getByRole("link", { name: "Explain access" }).click();
  await page.getByRole("combobox", { name: "Person" }).fill("ben");
  await page.getByRole("option", { name: /Ben Lindqvist/ }).click();
  await page.getByRole("combobox", { name: "Project" }).fill("web");
  await page.getByRole("option", { name: /Web app/ }).click();
  await page.getByRole("button", { name: "Explain access" }).click();
  await expect(heading(page, "Why Ben Lindqvist can reach Web app")).toBeVisible();
  const grants = page.getByRole("listitem").filter({ hasText: "Without the" });
  await expect(grants).toHaveCount(2);
  await expect(grants.first()).toContainText("Analyst through team Growth");
  await expect(grants.first()).toContainText("Without the team Growth, Ben would be Consumer.");
  await expect(grants.first()).toContainText("Lost then: create and edit reports");
  await expect(grants.last()).toContainText("Without the individual grant, Ben stays Analyst.");
  const row = (name: RegExp) => page.getByRole("row", { name });
  await expect(row(/View reports/)).toContainText("Analyst through team Growth; Consumer, individual");
  await expect(row(/Create and edit reports/)).toContainText("Yes");
  await expect(row(/Rotate token/)).toContainText("No");

  await grants.first().getByRole("link", { name: "Open team" }).click();
  await expect(heading(page, "Growth")).toBeVisible();

  await page.goto(`/org/${org.id}/users/${ben.id}/access/${shop.id}`);
  await expect(heading(page, "Ben Lindqvist cannot reach Shop")).toBeVisible();
  await page.getByRole("link", { name: "Add to the project" }).click();
  await expect(page).toHaveURL(new RegExp(`/users/${ben.id}/projects\\?projects=${shop.id}$`));
});

test("[R3] [Q3] without script names are typed, and what nobody bears is said at its field", async ({
  sql,
  site,
  visitor,
}) => {
  const context = await visitor({ javaScriptEnabled: false });
  await signIn(context, sql, owner, site);
  const page = await context.newPage();
  await page.goto(`/org/${org.id}/permissions/why`);
  await page.getByRole("textbox", { name: "E-mail" }).fill(ben.email);
  await page.getByRole("textbox", { name: "Name or id" }).fill("Webb app");
  await page.getByRole("button", { name: "Explain access" }).click();
  await expect(page.getByText("The organization has no project of this name.")).toBeVisible();
  await page.getByRole("textbox", { name: "Name or id" }).fill("web APP");
  await page.getByRole("button", { name: "Explain access" }).click();
  await expect(heading(page, "Why Ben Lindqvist can reach Web app")).toBeVisible();
});

test("[R5] [P8] a member may ask about themselves, and learns nothing of projects they cannot reach", async ({
  page,
  sql,
  site,
}) => {
  await signIn(page.context(), sql, ben, site);
  await page.goto(`/org/${org.id}/users/${ben.id}/access/${web.id}`);
  await expect(heading(page, "Why Ben Lindqvist can reach Web app")).toBeVisible();
  await expect(page.getByRole("link", { name: "Open team" })).toHaveCount(0);
  const hidden = await page.goto(`/org/${org.id}/users/${ben.id}/access/${shop.id}`);
  expect(hidden?.status()).toBe(404);
  expect(await page.content()).not.toContain("Shop");
  const other = await page.goto(`/org/${org.id}/users/${owner.id}/access/${web.id}`);
  expect(other?.status()).toBe(403);
});

/** SPEC's tables, typed in by hand: Owner, Admin, Billing admin, Member; then Owner, Admin, Analyst, Consumer. */
const organization = [
  ["See the Overview, own teams and own projects", "✓✓✓✓"],
  ["Rename the organization", "✓✓--"],
  ["Change plan, billing details and billing e-mails; see invoices", "✓-✓-"],
  ["See all projects, users and teams of the organization", "✓✓--"],
  ["Create projects", "✓✓--"],
  ["Delete projects, transfer projects between organizations", "✓---"],
  ["Invite users", "✓✓--"],
  ["Edit users, with roles up to one's own", "✓✓--"],
  ["Remove users", "✓✓--"],
  ["Give the Owner role", "✓---"],
  ["Create, edit and delete teams", "✓✓--"],
  ["Configure 2FA, SSO, domains and directory sync; reset a member's 2FA", "✓✓--"],
  ["Make GDPR requests for any project", "✓✓--"],
  ["Read the audit log", "✓✓--"],
  ["Manage service accounts", "✓✓--"],
  ["Delete the organization", "✓---"],
];
const onProject = [
  ["View reports; leave an alert", "✓✓✓✓"],
  ["Create and edit reports; subscribe to alerts; export; live event feed", "✓✓✓-"],
  ["See usage and access keys", "✓✓--"],
  ["Edit name, timezone, messages and autotrack", "✓✓--"],
  ["Invite to the project, change individual grants, answer access requests", "✓✓--"],
  ["Use the GDPR API on this project", "✓✓--"],
  ["Rotate token, API key and API secret", "✓---"],
  ["Transfer, reset and delete the project", "✓---"],
];

test("[R8] [R5] [R6] every member sees the tables as they are enforced, their own column marked", async ({
  page,
  sql,
  site,
}) => {
  await signIn(page.context(), sql, ben, site);
  await page.goto(`/org/${org.id}/permissions`);
  const read = (caption: string) =>
    page.getByRole("table", { name: caption }).evaluate((table) => ({
      heads: [...table.querySelectorAll("thead th")].map((cell) => cell.textContent),
      rows: [...table.querySelectorAll("tbody tr")].map((row) => [
        row.querySelector("th")?.textContent,
        [...row.querySelectorAll("td")].map((cell) => (cell.querySelector("[aria-label=Yes]") ? "✓" : "-")).join(""),
      ]),
    }));
  const inOrg = await read("Permissions in the organization");
  expect(inOrg.heads).toEqual(["Permission", "Owner", "Admin", "Billing admin", "Memberyou"]);
  expect(inOrg.rows).toEqual(organization);
  const there = await read("Permissions on a project");
  expect(there.heads).toEqual(["Permission", "Owner", "Admin", "Analyst", "Consumer"]);
  expect(there.rows).toEqual(onProject);
});
