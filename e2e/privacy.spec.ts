import { readFile } from "node:fs/promises";
import { heading, press, scriptReady } from "./support/forms";
import {
  forgetLimits,
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

/** Requests of people whom a project has data about: got, deleted, cancelled, proven (D1). */

let org: Org;
let owner: Person;
let web: Project;

test.beforeEach(async ({ sql, page, site }) => {
  await forgetLimits(sql);
  owner = await makePerson(sql, { name: "Ada Okafor" });
  org = await makeOrg(sql, owner, { name: `Privacy ${letters()}` });
  web = await makeProject(sql, org, "Web app");
  await signIn(page.context(), sql, owner, site);
  for (const id of ["ada", "bob"]) {
    const record = { event: "Seen", properties: { token: web.token, distinct_id: id } };
    await fetch(`${site.url}/track`, { method: "POST", body: JSON.stringify(record) });
  }
});

test("[D1] a retrieval: asked for by a file, made while one waits, downloaded", async ({ page }) => {
  await page.goto(`/org/${org.id}/privacy`);
  await page.getByRole("link", { name: "New request" }).first().click();
  await scriptReady(page);
  await page.getByRole("combobox", { name: "Project" }).fill("Web");
  await page.getByRole("option", { name: "Web app" }).click();
  await press(page, "Make the request");
  await expect(page.getByText("Enter the distinct id of a person.")).toBeVisible();
  const rows = `distinct_id,name\n${Array.from({ length: 2001 }, (_, n) => `p${n},x`).join("\n")}`;
  await page
    .getByLabel("Or a list as a file")
    .setInputFiles({ name: "ids.csv", mimeType: "text/csv", buffer: Buffer.from(rows) });
  await press(page, "Make the request");
  await expect(page.getByText("These are 2,001 ids. One request has at most 2,000.")).toBeVisible();
  const good = Buffer.from("distinct_id,name\nada,Ada\n");
  await page.getByLabel("Or a list as a file").setInputFiles({ name: "ids.csv", mimeType: "text/csv", buffer: good });
  await press(page, "Make the request");
  await expect(heading(page, "Retrieval in Web app")).toBeVisible();
  const link = page.getByRole("link", { name: "Download archive" });
  await expect(link).toBeVisible({ timeout: 20_000 });
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  expect((await readFile(await download.path())).subarray(0, 2).toString()).toBe("PK");
});

test("[D1] a deletion waits an hour: cancelled in it, done after it, with a receipt", async ({ page, sql }) => {
  const ask = async () => {
    await page.goto(`/org/${org.id}/privacy/new`);
    await scriptReady(page);
    await page.getByLabel("Deletion").check();
    await page.getByRole("combobox", { name: "Project" }).fill("Web");
    await page.getByRole("option", { name: "Web app" }).click();
    await page.getByLabel("Distinct ids").fill("ada");
    await press(page, "Make the request");
    await expect(heading(page, "Deletion in Web app")).toBeVisible();
  };
  await ask();
  await press(page, "Cancel request");
  await expect(page.getByText("Cancelled. Nothing was deleted.")).toBeVisible();
  await ask();
  const id = page.url().split("/").at(-1) ?? "";
  // An hour later.
  await sql`update privacy_requests set starts_at = now() - interval '1 second' where id = ${id}`;
  await sql`select graphile_worker.add_job('run_privacy_request', json_build_object('requestId', ${id}::text))`;
  await expect(async () => {
    await page.reload();
    await expect(page.getByText("nothing is left", { exact: false })).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 20_000 });
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Signed receipt" }).click(),
  ]);
  const receipt = JSON.parse((await readFile(await download.path())).toString());
  expect(JSON.parse(receipt.signed)).toMatchObject({ request: id, removed: { events: 1 }, remaining: { events: 0 } });
  const left = await sql`select e.distinct_id from events e join projects p using (dataset_id) where p.id = ${web.id}`;
  expect(left.map((row) => row.distinct_id)).toEqual(["bob"]);
  await page.goto(`/org/${org.id}/privacy`);
  await expect(page.getByRole("row")).toHaveCount(3);
});
