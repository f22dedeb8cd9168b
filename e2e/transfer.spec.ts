import { findings } from "./support/axe";
import { expectFieldError, field, heading, press, scriptReady } from "./support/forms";
import { mailTo } from "./support/mail";
import {
  addMember,
  grant,
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

/** A project that goes to another organization: at once by who owns both, else confirmed by an owner of each (P2). */

let owner: Person;
let from: Org;
let web: Project;

test.beforeEach(async ({ sql }) => {
  owner = await makePerson(sql, { name: "Ada Okafor", email: `ada.${letters()}@north.test` });
  from = await makeOrg(sql, owner, { name: `North ${letters()}` });
  web = await makeProject(sql, from, "Web app");
});

const page_ = () => `/project/${web.id}/settings/transfer`;

test("[P2] who owns both sees what it does to everybody, and is done at once", async ({ page, sql, site }) => {
  const to = await makeOrg(sql, owner, { name: `South ${letters()}` });
  const ben = await makePerson(sql, { name: "Ben Lindqvist" });
  await addMember(sql, from, ben, "member");
  await grant(sql, from, web, ben, "analyst");
  const taken = await makeProject(sql, to, "WEB APP");
  await signIn(page.context(), sql, owner, site);
  await page.goto(`/project/${web.id}/settings`);
  await page.getByRole("link", { name: "Transfer project…" }).click();
  await expect(page.getByText(`${to.name} has a project named “WEB APP”. Rename this one first.`)).toBeVisible();
  await sql`update projects set name = 'Other' where id = ${taken.id}`;
  await page.reload();
  await expect(page.getByRole("row").filter({ hasText: "Ben Lindqvist" })).toContainText("Loses access");
  await expect(page.getByText("You own both organizations, so it happens at once.")).toBeVisible();
  expect(await findings(page)).toEqual([]);
  await scriptReady(page);
  await field(page, "Type “Web app”").fill("web app");
  await press(page, "Transfer Web app");
  await expectFieldError(page, "Type “Web app”", /That is not it/);
  await field(page, "Type “Web app”").fill("Web app");
  await press(page, "Transfer Web app");
  await expect(page.getByText("Web app belongs to the other organization now.")).toBeVisible();
  expect(await sql`select org_id from projects where id = ${web.id}`).toEqual([{ org_id: to.id }]);
});

test("[P2] asked by a project owner, confirmed by an owner of each by the link of their mail", async ({
  page,
  sql,
  site,
}) => {
  const mira = await makePerson(sql, { name: "Mira Costa", email: `mira.${letters()}@south.test` });
  const to = await makeOrg(sql, mira, { name: `South ${letters()}` });
  const asker = await makePerson(sql, { name: "Ask Er", email: `ask.${letters()}@north.test` });
  await addMember(sql, from, asker, "member");
  await addMember(sql, to, asker, "admin");
  await grant(sql, from, web, asker, "owner");
  await signIn(page.context(), sql, asker, site);
  await page.goto(page_());
  await scriptReady(page);
  await field(page, "Type “Web app”").fill("Web app");
  await press(page, "Ask to transfer Web app");
  await expect(page.getByText("A transfer is under way")).toBeVisible();
  await expect(page.getByText("Waiting for an owner")).toHaveCount(2);
  for (const [person, subject] of [
    [owner, `Web app is to leave ${from.name}`],
    [mira, `Web app is to come to ${to.name}`],
  ] as const) {
    const mail = await mailTo(sql, person.email, /Web app is to/);
    expect(mail.subject).toBe(subject);
    const link = /https?:\/\/\S+\/transfers\/\S+/.exec(mail.text)?.[0] ?? "";
    await page.context().clearCookies();
    await signIn(page.context(), sql, person, site);
    const own = person === owner ? from : to;
    await page.goto(`/org/${own.id}/projects`);
    await page.getByRole("link", { name: "Look at the transfer" }).click();
    await expect(heading(page, "Transfer of Web app")).toBeVisible();
    await page.goto(new URL(link).pathname);
    if (person === mira) await expect(page.getByRole("main")).not.toContainText("Ada Okafor");
    await scriptReady(page);
    await field(page, "Type “Web app”").fill("Web app");
    await press(page, "Confirm transfer");
    await expect(page.getByText(person === owner ? "is still asked" : "The project has moved.")).toBeVisible();
  }
  expect(await sql`select org_id from projects where id = ${web.id}`).toEqual([{ org_id: to.id }]);
  expect((await mailTo(sql, asker.email, /belongs to/)).subject).toBe(`Web app belongs to ${to.name} now`);
});

test("[R6] [Q1] an admin of the organization may open neither page", async ({ page, sql, site }) => {
  const admin = await makePerson(sql, { name: "Ad Min" });
  await addMember(sql, from, admin, "admin");
  await signIn(page.context(), sql, admin, site);
  expect((await page.goto(page_()))?.status()).toBe(403);
  expect((await page.goto(`/org/${from.id}/transfers/trf_${"0".repeat(24)}`))?.status()).toBe(403);
});

test.describe("without script, on a phone", () => {
  test.use({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });

  test("[Q3] [P2] asked, taken back, asked again and declined", async ({ page, sql, site }) => {
    const mira = await makePerson(sql, { name: "Mira Costa" });
    const to = await makeOrg(sql, mira, { name: `South ${letters()}` });
    await addMember(sql, to, owner, "admin");
    await signIn(page.context(), sql, owner, site);
    await page.goto(page_());
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    for (const last of [false, true]) {
      await page.getByLabel("Type “Web app”").fill("Web app");
      await page.getByRole("button", { name: "Ask to transfer Web app" }).click();
      await expect(page.getByText("A transfer is under way")).toBeVisible();
      if (last) break;
      await page.getByRole("button", { name: "Cancel transfer" }).click();
      await expect(page.getByText("The transfer is cancelled.")).toBeVisible();
    }
    await page.context().clearCookies();
    await signIn(page.context(), sql, mira, site);
    await page.goto(`/org/${to.id}/projects`);
    await page.getByRole("link", { name: "Look at the transfer" }).click();
    await page.getByRole("button", { name: "Decline transfer" }).click();
    await expect(page.getByText("An owner declined it. Nothing was changed.")).toBeVisible();
  });
});
