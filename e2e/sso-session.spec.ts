import type { Page } from "@playwright/test";
import type postgres from "postgres";
import { demoPassword } from "./global-setup";
import { field, heading, press } from "./support/forms";
import {
  addMember,
  forgetLimits,
  letters,
  makeOrg,
  makePerson,
  makeProject,
  type Org,
  type Person,
} from "./support/people";
import { makeConnection, makeSsoSession } from "./support/sso";
import { expect, type Site, test } from "./support/test";

/** What a session opens that only an organization's identity provider showed (S2), and what an organization asks beside it (T4). */

test.beforeEach(({ sql }) => forgetLimits(sql));

type Place = { person: Person; org: Org; other: Org; gone: Org; domain: string; connectionId: string };

/** Somebody in two organizations, and the owner of a deleted one; the first has a connection. */
async function makePlace(sql: postgres.Sql, stage: "optional" | "required" = "optional"): Promise<Place> {
  const domain = `s${letters()}.test`;
  const person = await makePerson(sql, { email: `sol@${domain}`, name: "Sol Nyberg" });
  const org = await makeOrg(sql, await makePerson(sql), { name: `Works ${letters()}` });
  await addMember(sql, org, person, "admin");
  await makeProject(sql, org, `Mine ${letters()}`);
  const other = await makeOrg(sql, person, { name: `Hidden ${letters()}` });
  await makeProject(sql, other, `Hidden project ${letters()}`);
  const gone = await makeOrg(sql, person, { name: `Hidden gone ${letters()}` });
  await sql`update orgs set deleted_at = now() where id = ${gone.id}`;
  return { person, org, other, gone, domain, connectionId: await makeConnection(sql, org, { stage, domain }) };
}

async function comeIn(page: Page, sql: postgres.Sql, site: Site, { person, org, connectionId }: Place): Promise<void> {
  const value = await makeSsoSession(sql, person, org, connectionId);
  await page.context().addCookies([
    { name: "atrium-session", value, url: site.url, httpOnly: true, sameSite: "Lax" },
    { name: "atrium-timezone", value: "UTC", url: site.url, sameSite: "Lax" },
  ]);
}

test("[S2] single sign-on alone opens its organization and names no other; an own password opens the rest", async ({
  page,
  sql,
  site,
}) => {
  const place = await makePlace(sql);
  const { person, org, other, gone } = place;
  await comeIn(page, sql, site, place);
  await page.goto("/");
  await expect(heading(page, "Overview")).toBeVisible();
  // The other org has a shorter limit that is over, too: it stays hidden all the same.
  await sql`update sessions set created_at = now() - interval '3 hours' where user_id = ${person.id}`;
  await sql`update orgs set session_hours = 1 where id = ${other.id}`;
  for (const path of [`/org/${org.id}`, `/org/${org.id}/users`, "/account", "/account/projects", "/account/alerts"]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 }), path).toBeVisible();
    // Menus stand in the page before they open.
    expect(await page.content(), path).not.toContain("Hidden");
  }
  const palette = await page.request.get("/api/palette");
  expect(palette.status()).toBe(200);
  const found = await palette.text();
  expect(found).toContain(org.name);
  expect(found).not.toContain("Hidden");
  await page.goto("/account");
  await expect(page.getByRole("link", { name: org.name }).first()).toBeVisible();
  await expect(page.getByText("The rest of your account")).toBeVisible();
  for (const label of ["New e-mail", "New password", "Phone number"]) await expect(field(page, label)).toHaveCount(0);
  await field(page, "Name").fill("Sol N. Nyberg");
  await page.getByRole("main").getByRole("button", { name: "Save" }).first().click();
  await expect(page.getByText("Sol N. Nyberg").first()).toBeVisible();
  await sql`update orgs set session_hours = null where id = ${other.id}`;

  const shut = [
    "/account/security",
    "/account/data-privacy",
    "/account/deletion",
    "/two-factor",
    "/two-factor/passkey",
    "/two-factor/recovery-codes",
    "/org/new",
    `/org/${gone.id}/restoration`,
    `/org/${other.id}`,
    `/org/${other.id}/users?role=owner`,
  ];
  for (const path of shut) {
    await page.goto(path);
    await expect(page, path).toHaveURL(`${site.url}/sign-in/own?return=${encodeURIComponent(path)}`);
    await expect(page.getByText(`You came in through the single sign-on of ${org.name}`)).toBeVisible();
    expect(await page.content(), path).not.toContain("Hidden");
  }

  await page.goto(`/org/${other.id}`);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await page.setViewportSize({ width: 1280, height: 800 });
  await press(page, "Mail me a link to set a password");
  await expect(field(page, "E-mail")).toHaveValue(person.email);
  await page.goto(`/org/${other.id}`);
  await press(page, "Sign in with a password");
  await expect(page.getByText(person.email).first()).toBeVisible();
  await field(page, "Password").fill(demoPassword);
  await press(page, "Sign in");
  await expect(page).toHaveURL(`${site.url}/org/${other.id}`);
  await expect(page.getByText(other.name).first()).toBeVisible();
  // What single sign-on showed before goes on beside it.
  await page.goto(`/org/${org.id}`);
  await expect(heading(page, "Overview")).toBeVisible();
  await page.goto("/account/security");
  await expect(heading(page, "Security")).toBeVisible();
});

test("[S2] [S3] a connection put back to draft closes what it opened; where it is required, a password is no way", async ({
  page,
  sql,
  site,
}) => {
  const place = await makePlace(sql, "required");
  const { person, org, other, gone, connectionId } = place;
  await comeIn(page, sql, site, place);
  await page.goto(`/org/${org.id}`);
  await expect(heading(page, "Overview")).toBeVisible();
  // Whoever is in no other org has nothing but single sign-on, and is told so instead of being sent in a circle.
  await sql`delete from orgs where id in (${other.id}, ${gone.id})`;
  await page.goto("/account/security");
  await expect(page.getByText("Single sign-on is required of you")).toBeVisible();
  await expect(page.getByRole("button", { name: "Sign in with a password" })).toHaveCount(0);
  await sql`update connections set stage = 'draft' where id = ${connectionId}`;
  await page.goto(`/org/${org.id}`);
  await expect(heading(page, "Show that it is you")).toBeVisible();
  expect(await page.content()).not.toContain(org.name);
  await sql`update connections set stage = 'optional' where id = ${connectionId}`;
  await sql`delete from session_proofs where connection_id = ${connectionId}`;
  await page.goto(`/org/${org.id}`);
  await expect(heading(page, "Show that it is you")).toBeVisible();
  await sql`update connections set stage = 'required' where id = ${connectionId}`;
  await sql`update sessions set methods = '{password}' where user_id = ${person.id}`;
  await page.goto(`/org/${org.id}/users`);
  await expect(page).toHaveURL(
    `${site.url}/sign-in/sso?org=${org.id}&return=${encodeURIComponent(`/org/${org.id}/users`)}`,
  );
});

test("[T4] the setting: single sign-on stands for the second factor, or is shown beside one", async ({
  page,
  sql,
  site,
}) => {
  const place = await makePlace(sql);
  const { person, org } = place;
  await sql`update orgs set two_factor_from = now() - interval '1 day' where id = ${org.id}`;
  await comeIn(page, sql, site, place);
  await page.goto(`/org/${org.id}`);
  await expect(heading(page, "Overview")).toBeVisible();
  await expect(page.getByText("requires two-factor authentication soon")).toHaveCount(0);
  await sql`update orgs set two_factor_from = now() + interval '5 days' where id = ${org.id}`;
  await page.reload();
  await expect(page.getByText("requires two-factor authentication soon")).toHaveCount(0);
  await page.goto(`/org/${org.id}/security`);
  await expect(page.getByText("1 member without a factor of their own")).toBeVisible();
  await expect(page.locator("#unenrolled").getByText(person.email)).toHaveCount(0);
  await page.goto(`/org/${org.id}/security/two-factor`);
  await expect(page.getByText("1 member will be asked")).toBeVisible();
  await expect(page.getByText(/comes in through single sign-on, which stands for it/)).toBeVisible();

  await page.goto(`/org/${org.id}/security`);
  const card = page.locator("#sso");
  await card.getByLabel("Single sign-on stands for the second factor").uncheck();
  await card.getByRole("button", { name: "Save" }).click();
  await expect(card.getByText("Saved.")).toBeVisible();
  await page.reload();
  await expect(page.locator("#unenrolled").getByRole("link", { name: person.name })).toBeVisible();
  await page.goto(`/org/${org.id}`);
  await expect(page.getByText("requires two-factor authentication soon")).toBeVisible();
  await sql`update orgs set two_factor_from = now() - interval '1 day' where id = ${org.id}`;
  await page.goto(`/org/${org.id}`);
  // A factor is the account's own, so the way to one begins with the person's own proof.
  await expect(heading(page, "Show that it is you")).toBeVisible();
});
