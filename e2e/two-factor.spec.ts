import type { BrowserContext, Page } from "@playwright/test";
import type postgres from "postgres";
import { newId } from "@/lib/ids";
import { totpCode } from "@/lib/testing/totp";
import { demoPassword } from "./global-setup";
import { expectFieldError, field, heading, press, scriptReady } from "./support/forms";
import { jobsDone, linkIn, mailTo } from "./support/mail";
import {
  addMember,
  forgetLimits,
  grant,
  makeOrg,
  makePerson,
  makeProject,
  type Person,
  signIn,
} from "./support/people";
import { expect, type Site, test } from "./support/test";
import { addAuthenticator, type Factor, firstStep, nextCode, setUpApp } from "./support/two-factor";
import { arrive, signInByForm } from "./support/walk";

/** Second factors, passkeys, trusted devices, and organizations that require them (T1 to T4, A6). */

test.beforeEach(({ sql }) => forgetLimits(sql));

const withPassword = (person: Person) => ({ email: person.email, password: demoPassword });

/** Somebody with an app, set up in this context, which is left without a session. */
async function enrolled(context: BrowserContext, sql: postgres.Sql, site: Site): Promise<Factor & { person: Person }> {
  const person = await makePerson(sql);
  await signIn(context, sql, person, site);
  const page = await context.newPage();
  await page.goto("/two-factor");
  const factor = await setUpApp(page);
  await page.close();
  await context.clearCookies({ name: "atrium-session" });
  return { ...factor, person };
}

for (const script of [true, false]) {
  test(`[T1] [T3] ${script ? "with" : "without"} script: set up an app, sign in with it, trust the device, trust it no more`, async ({
    sql,
    site,
    visitor,
  }) => {
    const person = await makePerson(sql);
    const context = await visitor({ javaScriptEnabled: script, viewport: { width: 390, height: 844 } });
    await signIn(context, sql, person, site);
    const page = await context.newPage();
    await page.goto("/account/security");
    await page.getByRole("link", { name: "Set up", exact: true }).click();
    await expect(heading(page, "Set up two-factor authentication")).toBeVisible();
    const { secret, codes } = await setUpApp(page);
    expect(codes).toHaveLength(10);
    const file = await page.getByRole("link", { name: "Download" }).getAttribute("href");
    for (const code of codes) expect(decodeURIComponent(file ?? "")).toContain(code);
    await page.getByRole("link", { name: "I have kept them" }).click();
    await expect(page).toHaveURL(`${site.url}/account/security`);
    await expect(page.getByText("10 of 10 unused")).toBeVisible();
    await mailTo(sql, person.email, /A way to prove it is you was added/);

    await context.clearCookies({ name: "atrium-session" });
    await firstStep(page, withPassword(person));
    await field(page, "Code from your authenticator app").fill(nextCode(secret));
    await field(page, "Trust this device for 30 days").check();
    await press(page, "Sign in");
    if (!script) await page.waitForURL(/\/sign-in\/continue/);
    await arrive(page, script);

    await context.clearCookies({ name: "atrium-session" });
    await page.goto("/sign-in");
    await signInByForm(page, withPassword(person), script);
    await page.goto("/account/security");
    await expect(page.getByRole("heading", { name: /Trusted devices/ })).toBeVisible();
    await page.getByRole("button", { name: /^Remove trusted device/ }).click();
    await expect(page.getByText("That device asks for your second factor from now on.")).toBeVisible();
    await context.clearCookies({ name: "atrium-session" });
    await firstStep(page, withPassword(person));
  });
}

test("[T1] [SEC-R14] a recovery code lets in once; the person is told, and warned when two are left", async ({
  page,
  sql,
  site,
  context,
}) => {
  const { person, codes } = await enrolled(context, sql, site);
  const [first = ""] = codes;
  await firstStep(page, withPassword(person));
  await page.getByRole("link", { name: "Recovery code" }).click();
  await field(page, "Recovery code").fill("not one");
  await press(page, "Sign in");
  await expectFieldError(page, "Recovery code", /16 letters and digits/);
  await field(page, "Recovery code").fill(first.toUpperCase());
  await press(page, "Sign in");
  await arrive(page, true);
  await mailTo(sql, person.email, /A recovery code of yours was used/);
  await sql`delete from recovery_codes where ctid in (
    select ctid from recovery_codes where user_id = ${person.id} limit 7)`;
  await page.goto("/account/security");
  await expect(page.getByText("You have 2 recovery codes left.")).toBeVisible();
  await page.getByRole("link", { name: "Make new codes" }).click();
  await press(page, "Make new codes");
  await expect(page.locator("[data-secret] li")).toHaveCount(10);

  await context.clearCookies({ name: "atrium-session" });
  await firstStep(page, withPassword(person));
  await page.goto("/sign-in/two-factor?by=recovery_code");
  for (const code of [first, codes[3] ?? ""]) {
    await field(page, "Recovery code").fill(code);
    await press(page, "Sign in");
    await expect(page.getByText("That is none of your unused recovery codes.")).toBeVisible();
  }
});

test("[T1] [SEC-R21] passkeys: made, named, signed in with alone and as second factor, confirmed with, removed", async ({
  page,
  sql,
  site,
  context,
}) => {
  const person = await makePerson(sql);
  const org = await makeOrg(sql, person);
  const authenticator = await addAuthenticator(page);
  await signIn(context, sql, person, site);
  await page.goto("/two-factor/passkey?return=/account/security");
  await field(page, "Nameoptional").fill("Laptop");
  await press(page, "Create passkey");
  await expect(page.locator("[data-secret] li")).toHaveCount(10);
  expect(await authenticator.credentials()).toHaveLength(1);
  await page.getByRole("link", { name: "I have kept them" }).click();
  await expect(page.getByRole("link", { name: "Laptop", exact: true })).toBeVisible();

  await context.clearCookies({ name: "atrium-session" });
  await page.goto(`/org/${org.id}`);
  await press(page, "Sign in with a passkey");
  await expect(page).toHaveURL(`${site.url}/org/${org.id}`);
  expect((await methodsOf(sql, person)).at(-1)).toEqual(["passkey"]);

  await context.clearCookies({ name: "atrium-session" });
  await firstStep(page, withPassword(person));
  await press(page, "Use your passkey");
  await arrive(page, true);
  expect((await methodsOf(sql, person)).at(-1)).toEqual(["password", "passkey"]);

  await sql`update sessions set confirmed_at = null where user_id = ${person.id}`;
  await page.goto("/account/security");
  await page.getByRole("button", { name: "Remove passkey Laptop" }).click();
  await expect(heading(page, "Confirm that it is you")).toBeVisible();
  await expect(field(page, "Password")).toHaveCount(0);
  await press(page, "Confirm with your passkey");
  await expect(page).toHaveURL(`${site.url}/account/security`);
  await page.getByRole("button", { name: "Remove passkey Laptop" }).click();
  await expect(page.getByText("Removed. Every other session has ended")).toBeVisible();

  await context.clearCookies({ name: "atrium-session" });
  await page.goto("/sign-in");
  await press(page, "Sign in with a passkey");
  await expect(page.getByText("That passkey did not work here.")).toBeVisible();
});

test("[SEC-R21] without the person verified a passkey is no sign-in of its own", async ({
  page,
  sql,
  site,
  context,
}) => {
  const person = await makePerson(sql);
  await addAuthenticator(page, { verified: false });
  await signIn(context, sql, person, site);
  await page.goto("/two-factor/passkey");
  await press(page, "Create passkey");
  await context.clearCookies({ name: "atrium-session" });
  await page.goto("/sign-in");
  await press(page, "Sign in with a passkey");
  await expect(
    page
      .getByRole("main")
      .getByRole("alert")
      .filter({ hasText: /passkey/ }),
  ).toBeVisible();
  expect(await sessionsOf(sql, person)).toBe(1);
});

test("[T1] codes by text message: a new number, the choice that is remembered, and a new code", async ({
  page,
  sql,
  site,
  context,
}) => {
  const { person, secret } = await enrolled(context, sql, site);
  const phone = `+49301${String(Math.trunc(Math.random() * 1e6)).padStart(6, "0")}`;
  await firstStep(page, withPassword(person));
  await field(page, "Code from your authenticator app").fill(nextCode(secret));
  await press(page, "Sign in");
  await arrive(page, true);
  await page.goto("/two-factor/text");
  await field(page, "Phone number").fill(phone);
  await press(page, "Text a code");
  await field(page, "Code from the text message").fill(await texted(sql, phone));
  await press(page, "Turn on");
  await expect(page).toHaveURL(`${site.url}/account/security`);
  await expect(page.getByText(phone)).toBeVisible();

  await context.clearCookies({ name: "atrium-session" });
  await firstStep(page, withPassword(person));
  await page.getByRole("link", { name: "Text message" }).click();
  await press(page, `Text a code to •••• ${phone.slice(-2)}`);
  await expect(page.getByText("A code is on its way to your phone.")).toBeVisible();
  await field(page, "Code from the text message").fill(await texted(sql, phone));
  await press(page, "Sign in");
  await arrive(page, true);
  await context.clearCookies({ name: "atrium-session" });
  await firstStep(page, withPassword(person));
  await expect(page.getByRole("button", { name: /^Text a code to/ })).toBeVisible();
  expect(await page.content()).not.toContain(phone);
});

/** Ways in, each up to the moment where the first proof was given. */
const doors: Record<string, (given: { page: Page; sql: postgres.Sql; person: Person }) => Promise<void>> = {
  "the password": ({ page, person }) => firstStep(page, withPassword(person)),
  "a reset link": async ({ page, sql, person }) => {
    await page.goto("/forgot-password");
    await field(page, "E-mail").fill(person.email);
    await press(page, "Send a link");
    await page.goto(linkIn((await mailTo(sql, person.email, /Reset your password/)).text));
    await field(page, "New password").fill("seven lanterns by the harbour");
    await press(page, "Change password");
  },
  "an invitation and the password": async ({ page, sql, person }) => {
    const owner = await makePerson(sql);
    const org = await makeOrg(sql, owner);
    await sql`
      insert into invitations (id, org_id, email, role, created_at, sent_at, expires_at)
      values (${newId("invitation")}, ${org.id}, ${person.email}, 'member', now(), now(), now() + interval '7 days')`;
    await firstStep(page, withPassword(person));
  },
};

for (const [name, open] of Object.entries(doors)) {
  test(`[T2] [A3] [SEC-R11] [SEC-R19] ${name}: without the second factor there is no session`, async ({
    page,
    sql,
    site,
    context,
    visitor,
  }) => {
    const { person, secret } = await enrolled(await visitor(), sql, site);
    const org = await makeOrg(sql, person);
    const before = await sessionsOf(sql, person);
    // What was planted before is no session afterwards (fixation).
    const planted = { name: "atrium-session", value: "p".repeat(43), url: site.url };
    await context.addCookies([planted, { ...planted, name: "atrium-half" }]);
    await open({ page, sql, person });
    await expect(heading(page, "Two-factor authentication")).toBeVisible();
    const names = (await context.cookies()).map((cookie) => cookie.name);
    expect(names).toContain("atrium-half");
    expect(names).not.toContain("atrium-ticket");
    expect((await context.cookies()).find(({ name }) => name === "atrium-half")?.value).not.toBe(planted.value);

    // Half-way opens nothing.
    for (const path of ["/account", "/account/security", `/org/${org.id}`, "/two-factor", "/sign-in/continue"]) {
      const answer = await page.request.get(path);
      expect(await answer.text(), path).toMatch(/Sign in/);
      expect(await answer.text(), path).not.toContain(person.name);
    }
    expect((await page.request.get(`/api/org/${org.id}/people?q=a`)).status()).toBe(401);
    const posted = await page.request.post("/api/auth/callback/credentials", {
      form: { csrfToken: "x" },
      headers: { Origin: site.url },
      maxRedirects: 0,
    });
    expect(posted.headers()["set-cookie"] ?? "").not.toMatch(/atrium-session=[^;]/);
    const half = (await context.cookies()).find((cookie) => cookie.name === "atrium-half");
    const asSession = await visitor();
    await asSession.addCookies([{ name: "atrium-session", value: half?.value ?? "", url: site.url }]);
    expect(await (await asSession.request.get("/account")).text()).toContain("Sign in");
    expect(await sessionsOf(sql, person)).toBe(name === "a reset link" ? 0 : before);

    // In another browser it is none.
    const elsewhere = await visitor();
    await elsewhere.addCookies([{ name: "atrium-half", value: half?.value ?? "", url: site.url }]);
    const other = await elsewhere.newPage();
    await other.goto("/sign-in/two-factor");
    await expect(heading(other, "That sign-in has run out")).toBeVisible();

    await page.goto("/sign-in/two-factor");
    await field(page, "Code from your authenticator app").fill(nextCode(secret));
    await press(page, "Sign in");
    await arrive(page, true);
    const after = await context.cookies();
    expect(after.map((cookie) => cookie.name)).not.toContain("atrium-half");
    expect(after.find((cookie) => cookie.name === "atrium-session")?.value).not.toBe(planted.value);
    expect((await methodsOf(sql, person)).at(-1)?.at(-1)).toBe("totp");
  });
}

test("[SEC-R18] the half-way state runs out after ten minutes, and ends with a session that ends", async ({
  page,
  sql,
  site,
  visitor,
}) => {
  const { person, secret } = await enrolled(await visitor(), sql, site);
  await firstStep(page, withPassword(person));
  await scriptReady(page);
  await sql`update half_sign_ins set expires_at = now() where user_id = ${person.id}`;
  await field(page, "Code from your authenticator app").fill(nextCode(secret));
  await press(page, "Sign in");
  await expect(page.getByText("That sign-in has run out after 10 minutes.")).toBeVisible();
  await page.goto("/sign-in/two-factor");
  await expect(heading(page, "That sign-in has run out")).toBeVisible();
});

test("[T1] wrong codes say how long to wait, and the person hears of them", async ({ page, sql, site, visitor }) => {
  const { person } = await enrolled(await visitor(), sql, site);
  await firstStep(page, withPassword(person));
  const label = "Code from your authenticator app";
  await field(page, label).fill("12 34");
  await press(page, "Sign in");
  await expectFieldError(page, label, /6 digits/);
  for (let n = 0; n < 5; n += 1) {
    await field(page, label).fill("000000");
    const answered = page.waitForResponse((answer) => answer.request().method() === "POST");
    await press(page, "Sign in");
    await answered;
    await expect(page.getByRole("button", { name: "Sign in", exact: true })).toBeVisible();
  }
  await expect(page.getByText(/That failed several times. Wait \d+ seconds? and try again/)).toBeVisible();
  // The wait is over.
  await sql`update sign_in_failures set blocked_until = null`;
  for (const code of ["000001", "000002"]) {
    await field(page, label).fill(code);
    await press(page, "Sign in");
    await expect(page.getByText("That code does not fit")).toBeVisible();
    await sql`update sign_in_failures set blocked_until = null`;
  }
  await mailTo(sql, person.email, /Wrong codes were tried/);
});

test("[T2] [SEC-R13] [SEC-R41] an org requires it: members are led through, other orgs stay, nothing leaks before", async ({
  page,
  sql,
  site,
  context,
  visitor,
}) => {
  const [owner, member] = [
    await makePerson(sql, { name: "Olga Owner" }),
    await makePerson(sql, { name: "Mia Member" }),
  ];
  const [org, other] = [await makeOrg(sql, owner), await makeOrg(sql, member)];
  await addMember(sql, org, member, "admin");
  const project = await makeProject(sql, org, "Secret plans");
  await grant(sql, org, project, member, "admin");
  await signIn(context, sql, owner, site);

  // Whoever requires it has it first.
  await page.goto(`/org/${org.id}/security`);
  await expect(page.getByText("0 of 2")).toBeVisible();
  await page.getByRole("link", { name: "Require it…" }).click();
  await expect(page.getByText("2 members will be asked")).toBeVisible();
  await page.getByRole("link", { name: "Set it up" }).click();
  await setUpApp(page);
  await page.getByRole("link", { name: "I have kept them" }).click();
  await expect(heading(page, "Require two-factor authentication")).toBeVisible();

  // A grace period shows a banner to whoever has none.
  await field(page, "Days until it is required").fill("31");
  await press(page, "Require two-factor authentication");
  await expectFieldError(page, "Days until it is required", /0 to 30/);
  await field(page, "Days until it is required").fill("7");
  await press(page, "Require two-factor authentication");
  await expect(page.getByText("Two-factor authentication is required in 7 days.")).toBeVisible();
  const theirs = await visitor();
  await signIn(theirs, sql, member, site);
  const tab = await theirs.newPage();
  await tab.goto(`/org/${org.id}/users`);
  await expect(tab.getByText(`${org.name} requires two-factor authentication soon`)).toBeVisible();

  await press(page, "Mail them all");
  await expect(page.getByText("1 mail is on the way.")).toBeVisible();
  await mailTo(sql, member.email, /asks for two-factor authentication/);

  // From the day on nothing of it opens, by whatever way, and a form that was open says why.
  await tab.goto(`/org/${org.id}`);
  await scriptReady(tab);
  await page.getByRole("link", { name: "Change the day…" }).click();
  await field(page, "Days until it is required").fill("0");
  await press(page, "Require two-factor authentication");
  await expect(page.getByText("Two-factor authentication is required now.")).toBeVisible();
  await field(tab, "Organization name").fill("Renamed meanwhile");
  await press(tab, "Save name");
  await expect(tab.getByText("This organization asks for a second factor.")).toBeVisible();
  await expect(field(tab, "Organization name")).toHaveValue("Renamed meanwhile");
  const closed = [
    `/org/${org.id}`,
    `/org/${org.id}/users`,
    `/project/${project.id}`,
    `/project/${project.id}/settings`,
  ];
  for (const path of closed) {
    for (const headers of [{ rsc: "0" }, { rsc: "1" }]) {
      const text = await (await tab.request.get(path, { headers })).text();
      for (const word of [owner.name, project.name, project.token]) expect(text, path).not.toContain(word);
    }
  }
  for (const path of [`/org/${org.id}/users/csv`, `/api/org/${org.id}/people?q=o`, `/api/project/${project.id}/live`])
    expect((await tab.request.get(path)).status(), path).toBe(401);
  expect(await (await tab.request.get("/account/projects")).text()).not.toContain(project.token);
  expect(await (await tab.request.get("/api/palette?q=Olga")).text()).not.toContain(owner.name);
  await tab.goto(`/org/${other.id}`);
  await expect(heading(tab, "Overview")).toBeVisible();

  await tab.goto(`/org/${org.id}/users?role=admin`);
  await expect(heading(tab, `${org.name} asks for a second factor`)).toBeVisible();
  const { secret } = await setUpApp(tab);
  await tab.getByRole("link", { name: "I have kept them" }).click();
  await expect(tab).toHaveURL(`${site.url}/org/${org.id}/users?role=admin`);
  await expect(heading(tab, "Users")).toBeVisible();

  // Somebody with a factor whose session does not show it proves it, and is there.
  const older = await visitor();
  await signIn(older, sql, member, site);
  const late = await older.newPage();
  await late.goto(`/org/${org.id}/teams`);
  await expect(heading(late, "Confirm that it is you")).toBeVisible();
  await field(late, "Code from your authenticator app").fill(nextCode(secret));
  await press(late, "Confirm");
  await expect(late).toHaveURL(`${site.url}/org/${org.id}/teams`);

  // The last factor cannot be taken away meanwhile.
  await tab.goto("/account/security");
  await tab.getByRole("button", { name: "Remove authenticator app" }).click();
  await expect(tab.getByText(/requires two-factor authentication, and this is your last way/)).toBeVisible();
});

test("[T3] trusted devices that an org forbids do not open it; sessions last as long as it lets them", async ({
  page,
  sql,
  site,
  context,
}) => {
  const { person, secret } = await enrolled(context, sql, site);
  const [org, other] = [await makeOrg(sql, person), await makeOrg(sql, person)];
  await firstStep(page, withPassword(person));
  await field(page, "Code from your authenticator app").fill(nextCode(secret));
  await field(page, "Trust this device for 30 days").check();
  await press(page, "Sign in");
  await arrive(page, true);
  await page.goto(`/org/${org.id}/security/two-factor`);
  await press(page, "Require two-factor authentication");
  await expect(heading(page, "Access & Security")).toBeVisible();
  await field(page, "A device may be trusted for 30 days").uncheck();
  await press(page, "Save");
  await expect(page.getByText("Saved. Every sign-in asks for the second factor.")).toBeVisible();

  await context.clearCookies({ name: "atrium-session" });
  await page.goto("/sign-in");
  await signInByForm(page, withPassword(person));
  await page.goto(`/org/${other.id}`);
  await expect(heading(page, "Overview")).toBeVisible();
  await page.goto(`/org/${org.id}`);
  await expect(heading(page, "Confirm that it is you")).toBeVisible();
  await sql`update second_factors set last_step = null where user_id = ${person.id}`;
  await field(page, "Code from your authenticator app").fill(totpCode(secret, new Date()));
  await press(page, "Confirm");
  await expect(heading(page, "Overview")).toBeVisible();

  await page.goto(`/org/${org.id}/security`);
  await field(page, "Hours in alloptional").fill("0");
  await press(page, "Save limits");
  await expectFieldError(page, "Hours in alloptional", /1 to 720/);
  await field(page, "Hours in alloptional").fill("12");
  await field(page, "Hours without useoptional").fill("2");
  await press(page, "Save limits");
  await expect(page.getByText("Saved. It holds from now on")).toBeVisible();
  await sql`update sessions set longest_idle_seconds = 7300 where user_id = ${person.id}`;
  await page.goto(`/org/${org.id}`);
  await expect(heading(page, "Sign in again")).toBeVisible();
  await page.goto(`/org/${other.id}`);
  await expect(heading(page, "Overview")).toBeVisible();
});

test("[T3] [R4] an admin resets a member's; it says before what ends where", async ({
  page,
  sql,
  site,
  context,
  visitor,
}) => {
  const { person: member } = await enrolled(await visitor(), sql, site);
  const owner = await makePerson(sql);
  const org = await makeOrg(sql, owner);
  await addMember(sql, org, member, "member");
  await signIn(context, sql, owner, site, { confirmed: false });
  await page.goto(`/org/${org.id}/users/${member.id}`);
  await page.getByRole("link", { name: "Reset…" }).click();
  await expect(page.getByText("Every session ends.")).toBeVisible();
  await press(page, "Reset two-factor authentication");
  await expect(heading(page, "Confirm that it is you")).toBeVisible();
  await field(page, "Password").fill(demoPassword);
  await press(page, "Confirm");
  await press(page, "Reset two-factor authentication");
  await expect(page.getByText("Reset. Their factors are gone")).toBeVisible();
  await expect(page.getByText("Off", { exact: true })).toBeVisible();
  expect(await sessionsOf(sql, member)).toBe(0);
  await mailTo(sql, member.email, /Your two-factor authentication was reset/);

  const { person: elsewhere, secret } = await enrolled(await visitor(), sql, site);
  const theirs = await makeOrg(sql, elsewhere);
  await addMember(sql, org, elsewhere, "member");
  await page.goto(`/org/${org.id}/users/${elsewhere.id}/two-factor`);
  await expect(page.getByText(/the second factor itself stays/)).toBeVisible();
  await press(page, "Reset two-factor authentication");
  await expect(page.getByText("Reset, waits to be set up")).toBeVisible();
  const tab = await (await visitor()).newPage();
  await firstStep(tab, withPassword(elsewhere));
  await field(tab, "Code from your authenticator app").fill(nextCode(secret));
  await press(tab, "Sign in");
  await arrive(tab, true);
  await tab.goto(`/org/${theirs.id}`);
  await expect(heading(tab, "Overview")).toBeVisible();
  await tab.goto(`/org/${org.id}`);
  await expect(tab.getByText("An owner or admin reset yours there.")).toBeVisible();
});

test("[SEC] nothing that is shown later holds a secret or a code", async ({ page, sql, site, context }) => {
  const { person, secret, codes } = await enrolled(context, sql, site);
  await firstStep(page, withPassword(person));
  await field(page, "Code from your authenticator app").fill(nextCode(secret));
  await press(page, "Sign in");
  await arrive(page, true);
  await jobsDone(sql);
  for (const path of [
    "/account",
    "/account/security",
    "/two-factor",
    "/two-factor/app",
    "/two-factor/recovery-codes",
  ]) {
    const text = await (await page.request.get(path)).text();
    for (const word of [secret, ...codes]) expect(text, path).not.toContain(word);
  }
  const [found] = await sql<[{ text: string }]>`
    select coalesce((select string_agg(row::text, ' ') from audit_entries row where chain = ${`user:${person.id}`}), '')
      || coalesce((select string_agg(row::text, ' ') from outbox_messages row where recipient = ${person.email}), '')
      || coalesce((select string_agg(row::text, ' ') from second_factors row where user_id = ${person.id}), '')
      || coalesce((select string_agg(row::text, ' ') from recovery_codes row where user_id = ${person.id}), '') as text`;
  for (const word of [secret, ...codes]) expect(found.text).not.toContain(word);
});

async function texted(sql: postgres.Sql, phone: string): Promise<string> {
  await jobsDone(sql);
  const message = await mailTo(sql, phone);
  return /^\d{6}/.exec(message.text)?.[0] ?? "";
}

async function methodsOf(sql: postgres.Sql, { id }: Person): Promise<string[][]> {
  const rows = await sql<{ methods: string[] }[]>`
    select methods from sessions where user_id = ${id} order by created_at`;
  return rows.map(({ methods }) => methods);
}

async function sessionsOf(sql: postgres.Sql, { id }: Person): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*)::int as count from sessions where user_id = ${id} and ended_at is null`;
  return row.count;
}
