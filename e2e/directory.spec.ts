import { newId, newSecret } from "@/lib/ids";
import { field, heading, press } from "./support/forms";
import { forgetLimits, letters, makeOrg, makePerson, signIn } from "./support/people";
import { makeConnection, makeSsoSession } from "./support/sso";
import { expect, test } from "./support/test";

/** Directory sync from an admin's page to a person who is deactivated (S5), over the wire. */

test.beforeEach(({ sql }) => forgetLimits(sql));

test("[S5] a token is made, a directory adds and deactivates somebody, and the log tells of it", async ({
  page,
  sql,
  site,
  context,
  visitor,
  request,
}) => {
  const domain = `dir-${letters()}.test`;
  const owner = await makePerson(sql);
  const org = await makeOrg(sql, owner);
  await sql`
    insert into domains (id, org_id, domain, token, claimed_at, verified_at)
    values (${newId("domain")}, ${org.id}, ${domain}, ${newSecret(24)}, now(), now())`;
  await signIn(context, sql, owner, site);
  await page.goto(`/org/${org.id}/security`);
  await page.getByRole("link", { name: "Manage directory sync" }).click();
  await field(page, "Name").fill("Okta");
  await press(page, "Make a token");
  const token = await field(page, "Token").inputValue();
  const base = await field(page, "Base URL").inputValue();
  expect(base).toBe(`${site.url}/api/app/scim/v2`);
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/scim+json" };

  expect((await request.get(`${base}/Users`)).status()).toBe(401);
  expect((await request.get(`${base}/Users`, { headers: { Authorization: `Bearer ${token}x` } })).status()).toBe(401);
  const config = await request.get(`${base}/ServiceProviderConfig`, { headers });
  expect(config.headers()["content-type"]).toContain("application/scim+json");
  const user = {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
    userName: `grace@${domain}`,
    displayName: "Grace Hopper",
  };
  const made = await request.post(`${base}/Users`, { headers, data: user });
  expect(made.status()).toBe(201);
  const { id } = await made.json();
  expect(made.headers().location).toBe(`${base}/Users/${id}`);
  const group = {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"],
    displayName: "Data",
    members: [{ value: id }],
  };
  expect((await request.post(`${base}/Groups`, { headers, data: group })).status()).toBe(201);

  await page.goto(`/org/${org.id}/users`);
  await page.getByRole("link", { name: "Grace Hopper" }).first().click();
  await expect(heading(page, "Grace Hopper")).toBeVisible();
  await expect(page.getByText("Kept by your directory")).toBeVisible();
  await expect(page.getByRole("link", { name: "Remove from organization…" })).toHaveCount(0);
  await page.goto(`/org/${org.id}/teams`);
  await page.getByRole("link", { name: "Data", exact: true }).first().click();
  await expect(page.getByText("Kept by your directory")).toBeVisible();

  // Grace is in by single sign-on; deactivated, the next page is shut.
  const [grace] = await sql<
    { id: string; name: string; email: string }[]
  >`select id, name, email from users where email = ${user.userName}`;
  if (!grace) throw new Error("no account was made");
  const connectionId = await makeConnection(sql, org);
  const guest = await visitor();
  await guest.addCookies([
    { name: "atrium-session", value: await makeSsoSession(sql, grace, org, connectionId), url: site.url },
    { name: "atrium-timezone", value: "UTC", url: site.url },
  ]);
  const tab = await guest.newPage();
  await tab.goto(`/org/${org.id}`);
  await expect(heading(tab, "Overview")).toBeVisible();
  const off = {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
    Operations: [{ op: "Replace", path: "active", value: "False" }],
  };
  expect((await request.patch(`${base}/Users/${id}`, { headers, data: off })).status()).toBe(200);
  expect((await tab.goto(`/org/${org.id}`))?.status()).toBe(404);

  await page.goto(`/org/${org.id}/security/directory/log`);
  await expect(page.getByRole("row").filter({ hasText: "PATCH /Users" })).toContainText("200");
  await page.getByRole("link", { name: /^POST \/Users/ }).click();
  await expect(page.getByText('"userName": "…"')).toBeVisible();
  await expect(page.getByText(`grace@${domain}`)).toHaveCount(0);

  await sql`update orgs set plan = 'growth' where id = ${org.id}`;
  expect((await request.get(`${base}/Users`, { headers })).status()).toBe(403);
  await sql`update orgs set plan = 'enterprise' where id = ${org.id}`;
  await page.goto(`/org/${org.id}/security/directory`);
  await page.getByRole("button", { name: "Revoke Okta" }).click();
  await expect(page.getByText("Okta works no more.")).toBeVisible();
  expect((await request.get(`${base}/Users`, { headers })).status()).toBe(401);
});
