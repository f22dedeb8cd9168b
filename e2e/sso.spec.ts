import type { Page } from "@playwright/test";
import type postgres from "postgres";
import { newId, newSecret } from "@/lib/ids";
import { startRealProvider } from "@/lib/testing/oidc-provider";
import { startSamlIdp } from "@/lib/testing/saml-idp";
import { field, heading, press } from "./support/forms";
import { linkIn, mailTo } from "./support/mail";
import { addMember, forgetLimits, letters, makeOrg, makePerson, type Org, signIn } from "./support/people";
import { expect, test } from "./support/test";

/** Single sign-on from an admin's empty page to people who come in through it (S1–S4), against real providers. */

test.beforeEach(({ sql }) => forgetLimits(sql));

async function verify(sql: postgres.Sql, org: Org, domain: string): Promise<void> {
  await sql`
    insert into domains (id, org_id, domain, token, claimed_at, verified_at)
    values (${newId("domain")}, ${org.id}, ${domain}, ${newSecret(24)}, now(), now())`;
}

/** An admin makes a connection by its form; gives its id. */
async function create(page: Page, org: Org, given: { name: string; protocol: RegExp }): Promise<string> {
  await page.goto(`/org/${org.id}/security/sso`);
  await page.getByRole("link", { name: "New connection" }).click();
  await field(page, "Provider").selectOption("keycloak");
  await page.getByRole("radio", { name: given.protocol }).check();
  await field(page, "Name").fill(given.name);
  await press(page, "Create connection");
  await expect(heading(page, new RegExp(given.name))).toBeVisible();
  return /con_[0-9a-z]+/.exec(page.url())?.[0] ?? "";
}

const card = (page: Page, id: string) => page.locator(`#${id}`);

test("[S1] [S3] [S4] OpenID Connect: set up, tested, made optional, required, and people come in", async ({
  page,
  sql,
  site,
  context,
  visitor,
  watch,
}) => {
  // The sign-in pages of `oidc-provider` ask for a font that is not to be had here.
  watch.allow(/fonts\.googleapis\.com/);
  const domain = `oidc-${letters()}.test`;
  const owner = await makePerson(sql, { email: `ada@${domain}`, name: "Ada Okafor" });
  const org = await makeOrg(sql, owner, { name: `Oidc ${letters()}` });
  await verify(sql, org, domain);
  await sql`update users set two_factor_enrolled_at = now() where id = ${owner.id}`;
  await signIn(context, sql, owner, site);
  const name = `Login ${letters()}`;
  const id = await create(page, org, { name, protocol: /OpenID Connect/ });
  const redirectUri = await field(page, "Redirect URI").inputValue();
  expect(redirectUri).toBe(`${site.url}/api/sso/${id}/callback`);
  const users = {
    ada: { email: `ada@${domain}`, name: "Ada Okafor" },
    grace: { email: `grace@${domain}`, name: "Grace Hopper" },
    eve: { email: "eve@elsewhere.test", name: "Eve" },
  };
  const provider = await startRealProvider({
    clientId: "atrium",
    clientSecret: "a secret of the provider",
    redirectUri,
    users,
  });

  await field(page, "Issuer").fill(`${provider.issuer}/realms/none`);
  await field(page, "Client ID").fill("atrium");
  await field(page, "Client secret").fill("a secret of the provider");
  await card(page, "provider").getByRole("button", { name: "Save" }).click();
  await expect(page.getByText(/No OpenID Connect discovery document stands there/)).toBeVisible();
  await field(page, "Issuer").fill(provider.issuer);
  await field(page, "Client secret").fill("a secret of the provider");
  const inFiveDays = new Date(Date.now() + 5 * 24 * 3600_000).toISOString().slice(0, 10);
  await card(page, "provider").locator("[name=secretExpiresOn]").fill(inFiveDays);
  await card(page, "provider").getByRole("button", { name: "Save" }).click();
  await expect(page.getByText(/Saved. Test it again/)).toBeVisible();
  await expect(card(page, "provider").getByText("Soon")).toBeVisible();
  await card(page, "domains").getByLabel(domain).check();
  await card(page, "domains").getByRole("button", { name: "Save" }).click();
  await expect(card(page, "domains").getByText("Saved.")).toBeVisible();
  await page.goto(`/org/${org.id}/security/sso`);
  await expect(page.getByRole("row").filter({ hasText: name })).toContainText("Runs out");

  // Nothing is switched before a test.
  await page.goto(`/org/${org.id}/security/sso/${id}/stage?to=optional`);
  await press(page, "Make it optional");
  await expect(page.getByText(/no test has succeeded since/)).toBeVisible();
  await page.goto(`/org/${org.id}/security/sso/${id}`);
  const opened = context.waitForEvent("page");
  await page.getByRole("link", { name: "Test", exact: true }).click();
  const tab = await opened;
  await signInThere(tab, "ada");
  await expect(tab.getByText("The test succeeded")).toBeVisible();
  await expect(tab.getByRole("row").filter({ hasText: "Nonce" })).toContainText("Fits");
  await tab.close();
  await page.goto(`/org/${org.id}/security/sso/${id}/stage?to=optional`);
  await press(page, "Make it optional");
  await expect(page.getByText(`Single sign-on through ${name} is optional now.`)).toBeVisible();

  // Somebody nobody knows comes by the deep link, and is a member with her own name.
  const guest = await visitor();
  const grace = await guest.newPage();
  await grace.goto(`/org/${org.id}/permissions`);
  await field(grace, "E-mail").fill(`grace@${domain}`);
  await press(grace, "Continue");
  await grace.getByRole("link", { name: `Continue with ${name}` }).click();
  await signInThere(grace, "grace");
  await expect(heading(grace, "Permissions")).toBeVisible();
  await grace.goto("/account");
  await expect(heading(grace, "Grace Hopper")).toBeVisible();
  await expect(grace.getByText("The rest of your account")).toBeVisible();
  await grace.goto("/account/security");
  await expect(heading(grace, "Show that it is you")).toBeVisible();

  // Required: the domain alone decides, and the page is the same for everybody of it.
  await page.goto(`/org/${org.id}/security/sso/${id}/stage?to=required`);
  await expect(heading(page, "Require single sign-on")).toBeVisible();
  await expect(page.getByRole("heading", { name: /Keep a way back in/ })).toBeVisible();
  await press(page, "Require single sign-on");
  await expect(page.getByText(`Single sign-on through ${name} is required now.`)).toBeVisible();
  await expect.poll(async () => (await mailTo(sql, owner.email, /is required now/)).subject).toContain(name);
  const stranger = await (await visitor()).newPage();
  for (const who of ["grace", "nobody"]) {
    await stranger.goto("/sign-in");
    await field(stranger, "E-mail").fill(`${who}@${domain}`);
    await press(stranger, "Continue");
    await expect(stranger.getByRole("link", { name: `Continue with ${name}` })).toBeVisible();
    await stranger.getByRole("link", { name: "Sign in with a password instead" }).click();
    await field(stranger, "Password").fill("this is not the password");
    await press(stranger, "Sign in");
    await expect(stranger.getByText(/do not fit together/)).toBeVisible();
  }
  // An address of another domain is refused by name of the check, with an id that stands in the log.
  await stranger.goto("/sign-in");
  await field(stranger, "E-mail").fill(`eve@${domain}`);
  await press(stranger, "Continue");
  await stranger.getByRole("link", { name: `Continue with ${name}` }).click();
  await signInThere(stranger, "eve");
  await expect(stranger.getByText("The check “Domain” failed.")).toBeVisible();
  const attempt = await field(stranger, "Id of this sign-in").inputValue();
  // The owner's own session has not come through it either: a factor they showed is the way back in.
  await page.goto(`/org/${org.id}/security/sso/${id}/log?q=${attempt}`);
  await expect(heading(page, "Sign in through your organization")).toBeVisible();
  await sql`update sessions set methods = '{passkey}' where user_id = ${owner.id}`;
  await page.goto(`/org/${org.id}/security/sso/${id}/log?q=${attempt}`);
  await expect(page.getByRole("row").filter({ hasText: "eve@elsewhere.test" })).toContainText("Refused");
  await provider.stop();
});

test("[S1] [S2] [A6] SAML: metadata by address, a test, sign-in, confirmation, the provider's own start, a changed key", async ({
  page,
  sql,
  site,
  context,
  visitor,
}) => {
  const idp = await startSamlIdp();
  const domain = `saml-${letters()}.test`;
  const owner = await makePerson(sql, { email: `ada@${domain}`, name: "Ada Okafor" });
  const org = await makeOrg(sql, owner, { name: `Saml ${letters()}` });
  const other = await makeOrg(sql, owner, { name: `Other ${letters()}` });
  await verify(sql, org, domain);
  await signIn(context, sql, owner, site);
  const name = `Works ${letters()}`;
  const id = await create(page, org, { name, protocol: /SAML/ });
  await field(page, "Metadata, or its address").fill(idp.metadataUrl);
  await press(page, "Read metadata");
  await expect(page.getByText(/Saved. Test it again/)).toBeVisible();
  await card(page, "domains").getByLabel(domain).check();
  await card(page, "domains").getByRole("button", { name: "Save" }).click();
  await expect(card(page, "domains").getByText("Saved.")).toBeVisible();

  const run = async () => {
    const opened = context.waitForEvent("page");
    await page.getByRole("link", { name: "Test", exact: true }).click();
    const tab = await opened;
    await press(tab, "Sign in");
    return tab;
  };
  idp.next = { attributes: { emailOfPerson: [`ada@${domain}`] } };
  const first = await run();
  await expect(first.getByText("The check “E-mail address” failed")).toBeVisible();
  await first.close();
  await page.reload();
  await card(page, "mapping").locator("[name=email]").fill("emailOfPerson");
  await card(page, "mapping").getByRole("button", { name: "Save" }).click();
  await expect(card(page, "mapping").getByText(/Saved/)).toBeVisible();
  await expect(
    card(page, "mapping")
      .getByRole("definition")
      .filter({ hasText: `ada@${domain}` }),
  ).toBeVisible();
  const second = await run();
  await expect(second.getByText("The test succeeded")).toBeVisible();
  await second.close();
  await page.goto(`/org/${org.id}/security/sso/${id}/stage?to=optional`);
  await press(page, "Make it optional");
  await expect(page.getByText(/is optional now/)).toBeVisible();

  // The owner's account was there before: a mail asks, and then it opens this organization alone.
  const come = async (tab: Page, to: string) => {
    await tab.goto(`/sign-in?return=${encodeURIComponent(to)}`);
    await field(tab, "E-mail").fill(`ada@${domain}`);
    await press(tab, "Continue");
    await tab.getByRole("link", { name: `Continue with ${name}` }).click();
    await press(tab, "Sign in");
  };
  const elsewhere = await (await visitor()).newPage();
  await come(elsewhere, `/org/${org.id}/users`);
  await expect(heading(elsewhere, "Look into your mail")).toBeVisible();
  const mail = await mailTo(sql, owner.email, /sign you in\?/);
  await elsewhere.goto(linkIn(mail.text));
  await press(elsewhere, "Link the two");
  await expect(elsewhere.getByText("The two are linked.")).toBeVisible();
  await come(elsewhere, `/org/${org.id}/users`);
  await expect(heading(elsewhere, "Users")).toBeVisible();
  await elsewhere.goto(`/org/${other.id}`);
  await expect(heading(elsewhere, "Show that it is you")).toBeVisible();
  await expect(elsewhere.getByText(other.name)).toHaveCount(0);

  // What needs a confirmation goes to the provider again.
  await sql`update sessions set confirmed_at = now() - interval '1 hour' where user_id = ${owner.id}`;
  await elsewhere.goto(`/org/${org.id}/security/domains`);
  await elsewhere.getByRole("link", { name: domain }).click();
  await press(elsewhere, `Remove ${domain}`);
  await elsewhere.getByRole("link", { name: "Sign in there again" }).click();
  await press(elsewhere, "Sign in again");
  await expect(heading(elsewhere, domain)).toBeVisible();

  // The provider begins by itself: refused until the connection lets it, and then a page asks.
  const acs = `${site.url}/api/sso/${id}/acs`;
  const audience = `${site.url}/api/sso/${id}/metadata`;
  const unasked = await (await visitor()).newPage();
  await unasked.goto(idp.unaskedUrl(acs, audience, `/org/${org.id}/teams`));
  await press(unasked, "Open the app");
  await expect(heading(unasked, "Single sign-on did not work")).toBeVisible();
  await sql`update connections set idp_initiated = true where id = ${id}`;
  idp.next = { ...idp.next, assertionId: `_${letters()}` };
  await unasked.goto(idp.unaskedUrl(acs, audience, `/org/${org.id}/teams`));
  await press(unasked, "Open the app");
  await expect(heading(unasked, `Go on to ${org.name}?`)).toBeVisible();
  await press(unasked, "Go on");
  await expect(heading(unasked, "Teams")).toBeVisible();
  // The same answer again is a replay.
  const replay = await (await visitor()).newPage();
  await replay.goto(idp.unaskedUrl(acs, audience, "https://evil.test/"));
  await press(replay, "Open the app");
  await expect(replay.getByText(/The check “First use” failed/)).toBeVisible();

  // The provider changes its key: refused by name, and read again it goes on.
  idp.renewKey();
  idp.next = { attributes: idp.next.attributes };
  const late = await (await visitor()).newPage();
  await come(late, "/");
  await expect(late.getByText("The check “Signature” failed.")).toBeVisible();
  await page.goto(`/org/${org.id}/security/sso/${id}`);
  await sql`update sessions set confirmed_at = now() where user_id = ${owner.id}`;
  await field(page, "Metadata, or its address").fill(idp.metadata);
  await press(page, "Read metadata");
  await expect(page.getByText(/Saved. Test it again/)).toBeVisible();
  await come(late, `/org/${org.id}/users`);
  await expect(heading(late, "Users")).toBeVisible();
  // Signing out here leaves the provider's own session, and offers to end it.
  await late
    .getByRole("button", { name: /Account menu|Menu of|Ada Okafor/ })
    .first()
    .click();
  await late.getByRole("button", { name: "Sign out" }).click();
  await expect(heading(late, "You are signed out")).toBeVisible();
  await late.getByRole("link", { name: `Sign out at ${name}, too` }).click();
  await expect(heading(late, "Signed out at the provider")).toBeVisible();
  await idp.stop();
});

test("[A2] [I2] an invitation to an address that has to come in through single sign-on leads there", async ({
  page,
  sql,
  site,
  visitor,
}) => {
  const domain = `inv-${letters()}.test`;
  const owner = await makePerson(sql);
  const org = await makeOrg(sql, owner);
  await addMember(sql, org, await makePerson(sql), "member");
  const { makeConnection } = await import("./support/sso");
  const { makeInvitation } = await import("./support/links");
  await makeConnection(sql, org, { stage: "required", domain, name: "Acme Login" });
  const invitation = await makeInvitation(sql, site, { org, giver: owner, email: `new@${domain}` });
  await page.goto(invitation.link);
  await expect(page.getByRole("link", { name: "Continue with Acme Login" })).toBeVisible();
  await expect(field(page, "Your name")).toHaveCount(0);
  const context = await visitor();
  expect(context).toBeTruthy();
});

/** On the pages of `oidc-provider`. */
async function signInThere(page: Page, login: string): Promise<void> {
  await page.getByPlaceholder("Enter any login").fill(login);
  await page.getByPlaceholder("and password").fill("any");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
}
