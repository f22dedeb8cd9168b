import { heading, press, scriptReady } from "./support/forms";
import {
  forgetLimits,
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

/** Service accounts: made with their secret shown once, used by a program, given more, renewed, revoked (V1). */

let org: Org;
let owner: Person;
let web: Project;

test.beforeEach(async ({ sql, page, site }) => {
  await forgetLimits(sql);
  owner = await makePerson(sql, { name: "Ada Okafor" });
  org = await makeOrg(sql, owner, { name: `Programs ${letters()}` });
  web = await makeProject(sql, org, "Web app");
  await makeTeam(sql, org, { name: "Importers" });
  await signIn(page.context(), sql, owner, site);
});

test("[V1] a program imports by a service account until it is revoked", async ({ page, sql, site }) => {
  await page.goto(`/org/${org.id}/service-accounts`);
  await expect(page.getByText("There is no service account yet.")).toBeVisible();
  await page.getByRole("link", { name: "Create service account" }).first().click();
  await scriptReady(page);
  await press(page, "Create service account");
  await expect(page.getByText("Enter a name for the service account.")).toBeVisible();
  await page.getByLabel("Name").fill("Warehouse import");
  await page.getByRole("combobox", { name: "Projects" }).fill("Web");
  await page.getByRole("option", { name: "Web app" }).click();
  await page.getByLabel("Role on Web app").selectOption("Admin");
  await press(page, "Create service account");
  await expect(page.getByText("shown this once")).toBeVisible();
  const username = await page.getByRole("textbox", { name: "User name" }).inputValue();
  const secret = await page.getByRole("textbox", { name: "Secret" }).inputValue();

  const imported = () =>
    fetch(`${site.url}/import?strict=1&project_id=${web.id}`, {
      method: "POST",
      headers: { authorization: `Basic ${Buffer.from(`${username}:${secret}`).toString("base64")}` },
      body: JSON.stringify([
        { event: "Bought", properties: { distinct_id: "ada", time: 1_600_000_000, $insert_id: "a1" } },
      ]),
    });
  expect(await (await imported()).json()).toEqual({ code: 200, num_records_imported: 1, status: "OK" });

  await page.getByRole("link", { name: "I have copied it" }).click();
  await expect(heading(page, "Warehouse import")).toBeVisible();
  expect(await page.content()).not.toContain(secret);
  await expect(page.getByText("now", { exact: false }).first()).toBeVisible();
  await scriptReady(page);
  await page.getByRole("combobox", { name: "Teams" }).fill("Imp");
  await page.getByRole("option", { name: "Importers" }).click();
  await press(page, "Give access");
  await expect(page.getByText("Given: 1 team.")).toBeVisible();
  await press(page, "Remove from the team Importers");
  await expect(page.getByText("In no team.")).toBeVisible();

  await scriptReady(page);
  await press(page, "Make a new secret");
  await expect(page.getByText("shown this once")).toBeVisible();
  expect((await imported()).status).toBe(401);
  await page.reload();
  await press(page, "Revoke service account");
  await expect(page.getByText("Warehouse import opens nothing any more.")).toBeVisible();
  const kinds =
    await sql`select action from audit_entries where org_id = ${org.id} and object_type = 'service_account' order by seq`;
  expect(kinds.map(({ action }) => action)).toEqual([
    "service_account.created",
    "service_account.added_to_project",
    "service_account.added_to_team",
    "service_account.removed_from_team",
    "service_account.secret_renewed",
    "service_account.revoked",
  ]);
});
