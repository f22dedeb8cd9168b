import { parse } from "csv-parse/sync";
import { field, heading, press } from "./support/forms";
import {
  addMember,
  letters,
  makeOrg,
  makePerson,
  makeProject,
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
let name: string;

test.beforeAll(async ({ sql }) => {
  owner = await makePerson(sql, { name: "Ada Okafor" });
  ben = await makePerson(sql, { name: "Ben Lindqvist" });
  org = await makeOrg(sql, owner);
  await addMember(sql, org, ben, "member");
  web = await makeProject(sql, org, "Web app");
  name = `=HYPERLINK ${letters()}`;
});

test("[L1] a change, a denial and where they came from; history of a person; files of exactly what is shown", async ({
  page,
  sql,
  site,
  visitor,
}) => {
  await signIn(page.context(), sql, owner, site);
  await page.goto(`/org/${org.id}/audit-log`);
  await expect(page.getByText("Nothing happened here yet.")).toBeVisible();

  await page.goto(`/org/${org.id}`);
  await field(page, "Organization name").fill(name);
  await press(page, "Save name");
  await expect(page.getByText(/is saved|Saved|renamed/i).first()).toBeVisible();

  const plain = await visitor();
  await signIn(plain, sql, ben, site);
  const tab = await plain.newPage();
  expect((await tab.goto(`/org/${org.id}/audit-log`))?.status()).toBe(403);
  expect((await tab.request.get(`/org/${org.id}/audit-log/csv`)).status()).toBe(403);

  await page.goto(`/org/${org.id}/audit-log`);
  const rows = page.getByRole("row").filter({ hasText: "Details" });
  await expect(rows).toHaveCount(3);
  await expect(rows.first()).toContainText("Ben Lindqvist");
  await expect(rows.first()).toContainText("was denied: Read the audit log");
  await expect(rows.last()).toContainText(`renamed the organization from ${org.name} to ${name}`);
  await rows.last().getByText("Details").click();
  await expect(rows.last().getByRole("row", { name: `Name ${org.name} ${name}` })).toBeVisible();
  await expect(rows.last().getByText("org.renamed")).toBeVisible();

  await rows.first().getByRole("link", { name: "Ben Lindqvist" }).first().click();
  await expect(page).toHaveURL(/person=usr_/);
  await expect(rows).toHaveCount(2);

  await page.locator("select[name=action]").selectOption({ label: "Organization renamed" });
  await press(page, "Search");
  await expect(page.getByText("Nothing in the log fits these filters.")).toBeVisible();
  await page.getByRole("link", { name: "Show everything" }).click();
  await expect(rows).toHaveCount(3);
  await page.locator("select[name=action]").selectOption({ label: "Organization renamed" });
  await press(page, "Search");
  await expect(rows).toHaveCount(1);

  const csv = await page.request.get(
    (await page.getByRole("link", { name: "Download CSV" }).getAttribute("href")) ?? "",
  );
  expect(csv.headers()["content-disposition"]).toContain("audit-log.csv");
  const [head = [], ...lines] = parse(await csv.text(), { bom: true }) as string[][];
  expect(lines).toHaveLength(1);
  const cell = (label: string) => lines[0]?.[head.indexOf(label)];
  expect(cell("Action")).toBe("org.renamed");
  expect(cell("Who")).toBe("Ada Okafor");
  expect(JSON.parse(cell("After") ?? "")).toEqual({ name });

  await page.goto(`/org/${org.id}/audit-log`);
  await expect(rows.first()).toContainText("downloaded the audit log");
  const shown = await page.locator("tr[id^=aud_]").evaluateAll((all) => all.map((row) => row.id));
  const ndjson = await page.request.get(`/org/${org.id}/audit-log/ndjson`);
  const entries = (await ndjson.text())
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(entries.map((entry) => entry.id)).toEqual(shown);
  expect(entries.at(-1)).toMatchObject({
    number: 1,
    actor: { name: "Ada Okafor" },
    before: { name: org.name },
    after: { name },
  });
});

test("[L1] [Q3] without script: search, the history of a project, and the way back out", async ({
  sql,
  site,
  visitor,
}) => {
  const context = await visitor({ javaScriptEnabled: false });
  await signIn(context, sql, owner, site);
  const page = await context.newPage();
  await page.goto(`/org/${org.id}/projects/new`);
  await field(page, "Name").fill("Shop");
  await press(page, "Create Project");
  await page.goto(`/org/${org.id}/audit-log`);
  await field(page, "Search by event, IP address, request or id").fill("project created");
  await press(page, "Search");
  const rows = page.locator("tr[id^=aud_]");
  await expect(rows).toHaveCount(1);
  await rows.getByRole("link", { name: "Shop" }).first().click();
  await expect(page).toHaveURL(/project=\d{9}/);
  await expect(rows).toHaveCount(1);
  await page.getByRole("textbox", { name: "E-mail of a person" }).fill(owner.email);
  await press(page, "Search");
  await expect(rows).toHaveCount(1);
  await page.getByRole("link", { name: "No longer narrow to Shop" }).click();
  await expect(page).not.toHaveURL(/project=/);
  await rows.first().getByText("Details").click();
  await expect(rows.first().getByText("Operation", { exact: true })).toBeVisible();
  await page.goto(`/org/${org.id}/audit-log?project=${web.id}`);
  await expect(heading(page, "Audit Log")).toBeVisible();
  await expect(page.getByText("Nothing in the log fits these filters.")).toBeVisible();
});
