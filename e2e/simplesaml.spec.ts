import { existsSync } from "node:fs";
import type { Page } from "@playwright/test";
import { newId, newSecret } from "@/lib/ids";
import { ensureSimpleSaml, startSimpleSaml } from "@/lib/testing/simplesaml";
import { field, heading, press } from "./support/forms";
import { forgetLimits, letters, makeOrg, makePerson, signIn } from "./support/people";
import { expect, test } from "./support/test";

/** Single sign-on against SimpleSAMLphp, which nobody of ours wrote (S1): test, sign-in, sign-out, a changed key. */

test.beforeEach(({ sql }) => forgetLimits(sql));

/** It comes from Debian's packages; where there are none, `sso.spec.ts` has the small provider of ours. */
const ofDebian = existsSync("/usr/bin/apt-get") ? test : () => undefined;

ofDebian(
  "[S1] [S3] [S4] SimpleSAMLphp signs people in, and out, and changes its key",
  async ({ page, sql, site, context, visitor }) => {
    // The packages are fetched the first time.
    test.setTimeout(240_000);
    expect(ensureSimpleSaml(), "Debian's packages are needed: apt-get update").toBe(true);
    const domain = `simple-${letters()}.test`;
    const idp = await startSimpleSaml({
      ada: { mail: `ada@${domain}`, givenName: "Ada", sn: "Byron", groups: ["Staff"] },
      grace: { mail: `grace@${domain}`, givenName: "Grace", sn: "Hopper", groups: ["Staff", "Data"] },
    });
    const owner = await makePerson(sql);
    const org = await makeOrg(sql, owner, { name: `Simple ${letters()}` });
    await sql`
    insert into domains (id, org_id, domain, token, claimed_at, verified_at)
    values (${newId("domain")}, ${org.id}, ${domain}, ${newSecret(24)}, now(), now())`;
    await signIn(context, sql, owner, site);
    await page.goto(`/org/${org.id}/security/sso/new`);
    await field(page, "Provider").selectOption("other");
    await page.getByRole("radio", { name: /SAML/ }).check();
    await field(page, "Name").fill("SimpleSAML");
    await press(page, "Create connection");
    const acsUrl = await field(page, "ACS URL").inputValue();
    const entityId = await field(page, "Entity ID").inputValue();
    idp.trust({ entityId, acsUrl, logoutUrl: acsUrl.replace(/acs$/, "logout") });
    const id = /con_[0-9a-z]+/.exec(page.url())?.[0] ?? "";
    await field(page, "Metadata, or its address").fill(idp.metadataUrl);
    await press(page, "Read metadata");
    await expect(page.getByText(/Saved. Test it again/)).toBeVisible();
    await page.locator("#domains").getByLabel(domain).check();
    await page.locator("#domains").getByRole("button", { name: "Save" }).click();
    await expect(page.locator("#domains").getByText("Saved.")).toBeVisible();

    const opened = context.waitForEvent("page");
    await page.getByRole("link", { name: "Test", exact: true }).click();
    const tab = await opened;
    await signInThere(tab, "ada");
    await expect(tab.getByText("The test succeeded")).toBeVisible();
    await tab.close();
    await page.goto(`/org/${org.id}/security/sso/${id}/stage?to=optional`);
    await press(page, "Make it optional");
    await expect(page.getByText("Single sign-on through SimpleSAML is optional now.")).toBeVisible();

    const guest = await (await visitor()).newPage();
    const come = async (to: Page) => {
      await to.goto(`/org/${org.id}/permissions`);
      await field(to, "E-mail").fill(`grace@${domain}`);
      await press(to, "Continue");
      await to.getByRole("link", { name: "Continue with SimpleSAML" }).click();
    };
    await come(guest);
    await signInThere(guest, "grace");
    await expect(heading(guest, "Permissions")).toBeVisible();
    await guest.goto("/account");
    await expect(heading(guest, "Grace Hopper")).toBeVisible();

    // Out here and there: the next one who comes is asked for the password again.
    await guest.getByRole("button", { name: /organizations and profile/ }).click();
    await guest.getByRole("button", { name: "Sign out" }).click();
    await guest.getByRole("link", { name: "Sign out at SimpleSAML, too" }).click();
    await expect(guest.getByText("You are signed out here and at SimpleSAML.")).toBeVisible();
    await come(guest);
    await expect(guest.locator("#username")).toBeVisible();
    await signInThere(guest, "grace");
    await expect(heading(guest, "Permissions")).toBeVisible();

    // Another key: refused by name until its metadata is read again.
    idp.renewKey();
    const late = await (await visitor()).newPage();
    await come(late);
    await signInThere(late, "grace");
    await expect(late.getByText("The check “Signature” failed.")).toBeVisible();
    await page.goto(`/org/${org.id}/security/sso/${id}`);
    await field(page, "Metadata, or its address").fill(idp.metadataUrl);
    await press(page, "Read metadata");
    await expect(page.getByText(/Saved. Test it again/)).toBeVisible();
    await come(late);
    await expect(heading(late, "Permissions")).toBeVisible();
    idp.stop();
  },
);

/** On the pages of SimpleSAMLphp. */
async function signInThere(page: Page, name: string): Promise<void> {
  await page.locator("#username").fill(name);
  await page.locator("#password").fill("password");
  await page.locator("#submit_button, #regularsubmit button, button[type=submit]").first().click();
}
