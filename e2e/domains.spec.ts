import { startDns } from "@/lib/testing/dns-server";
import { expectFieldError, field, heading, press } from "./support/forms";
import { addMember, forgetLimits, letters, makeOrg, makePerson, signIn } from "./support/people";
import { expect, test } from "./support/test";

/** Domains: claimed, shown by a record, looked at, removed (S2). */

test.beforeEach(({ sql }) => forgetLimits(sql));

for (const script of [true, false]) {
  test(`[S2] [X1] ${script ? "with" : "without"} script: a domain is claimed, verified by its record, and removed`, async ({
    sql,
    site,
    visitor,
  }) => {
    const dns = await startDns(Number(process.env.DEMO_DNS_PORT));
    const domain = `north-${letters()}.com`;
    const owner = await makePerson(sql, { email: `ada@${domain}` });
    const org = await makeOrg(sql, owner);
    const context = await visitor({ javaScriptEnabled: script, viewport: { width: 390, height: 844 } });
    await signIn(context, sql, owner, site);
    const page = await context.newPage();
    await page.goto(`/org/${org.id}/security`);
    await page.getByRole("link", { name: "Manage domains" }).click();
    await field(page, "Domain").fill("gmail.com");
    await press(page, "Add domain");
    if (script) await expectFieldError(page, "Domain", /Anybody can have an address there/);
    else await expect(page.getByText(/Anybody can have an address there/)).toBeVisible();
    await field(page, "Domain").fill(`https://${domain.toUpperCase()}/`);
    await press(page, "Add domain");
    await expect(heading(page, domain)).toBeVisible();
    await expect(page.getByText("1 member has an address there.")).toBeVisible();
    const host = await field(page, "Name of the record").inputValue();
    const value = await field(page, "Value of the record").inputValue();
    expect(host).toBe(`_atrium.${domain}`);
    await press(page, "Check now");
    await expect(page.getByText(`The record was not found at ${host}: nothing stands there.`)).toBeVisible();
    dns.records.set(host, [value]);
    await press(page, "Check now");
    await expect(page.getByText(`The record is there. ${domain} is verified.`)).toBeVisible();
    await page.goto(`/org/${org.id}/security/domains`);
    await expect(page.getByRole("row").filter({ hasText: domain })).toContainText("Verified");
    await page.getByRole("link", { name: domain }).click();
    await press(page, `Remove ${domain}`);
    await expect(page.getByText(`${domain} is removed.`)).toBeVisible();
    await dns.stop();
  });
}

test("[S2] [R5] members do not see them, and the plan is said where it has none", async ({
  page,
  sql,
  site,
  context,
}) => {
  const [owner, member] = [await makePerson(sql), await makePerson(sql)];
  const org = await makeOrg(sql, owner, { plan: "growth" });
  await addMember(sql, org, member, "member");
  await signIn(context, sql, member, site);
  expect((await page.request.get(`/org/${org.id}/security/domains`)).status()).toBe(403);
  await signIn(context, sql, owner, site);
  await page.goto(`/org/${org.id}/security/domains`);
  await expect(page.getByText("Single sign-on is part of the Enterprise plan.")).toBeVisible();
  await expect(field(page, "Domain")).toHaveCount(0);
});
