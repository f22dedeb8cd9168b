import type { BrowserContext, Page } from "@playwright/test";
import { demoPassword } from "./global-setup";
import { expectFieldError, field, heading, press } from "./support/forms";
import { countMails, jobsDone, linkIn, mailTo } from "./support/mail";
import { forgetLimits, letters, makeOrg, makePerson, makeSession, signIn } from "./support/people";
import { expect, test } from "./support/test";
import { arrive, signInByForm } from "./support/walk";

/** Sign-in, forgotten passwords, sessions and return paths (A2 to A7). */

test.beforeEach(({ sql }) => forgetLimits(sql));

/** A page's bytes without what differs between any two requests. */
async function bytes(page: Page, email: string): Promise<string> {
  const content = await page.content();
  const nonce = /'nonce-([^']+)'|nonce\\?":\\?"([A-Za-z0-9+/=]{24})/.exec(content);
  return content
    .replaceAll(nonce?.[1] ?? nonce?.[2] ?? "no nonce", "NONCE")
    .replaceAll(email, "EMAIL")
    .replaceAll(encodeURIComponent(email), "EMAIL")
    .replace(/name="\$ACTION_[^>]*>/g, "");
}

/** Where two texts part, so that a difference can be read. */
function difference(one: string, other: string): string[] {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at === one.length && at === other.length ? [] : [one.slice(at - 60, at + 60), other.slice(at - 60, at + 60)];
}

async function answers(context: BrowserContext, email: string, steps: (page: Page) => Promise<void>) {
  const page = await context.newPage();
  const statuses: number[] = [];
  page.on(
    "response",
    (response) => void (response.request().isNavigationRequest() && statuses.push(response.status())),
  );
  await steps(page);
  return { statuses, url: page.url(), bytes: await bytes(page, email) };
}

const doors: { name: string; steps: (email: string) => (page: Page) => Promise<void> }[] = [
  {
    name: "sign-in by e-mail",
    steps: (email) => async (page) => {
      await page.goto("/sign-in");
      await field(page, "E-mail").fill(email);
      await press(page, "Continue");
      await expect(heading(page, "Enter your password")).toBeVisible();
    },
  },
  {
    name: "a wrong password",
    steps: (email) => async (page) => {
      await page.goto("/sign-in");
      await field(page, "E-mail").fill(email);
      await press(page, "Continue");
      await field(page, "Password").fill("not the right password at all");
      await press(page, "Sign in");
      await expect(page.getByText("That e-mail and password do not fit together.")).toBeVisible();
    },
  },
  {
    name: "forgot password",
    steps: (email) => async (page) => {
      await page.goto("/forgot-password");
      await field(page, "E-mail").fill(email);
      await press(page, "Send a link");
      await expect(heading(page, "Check your mail")).toBeVisible();
    },
  },
  {
    name: "sign-up",
    steps: (email) => async (page) => {
      await page.goto("/sign-up");
      await field(page, "Your name").fill("Ada Okafor");
      await field(page, "E-mail").fill(email);
      await field(page, "Password").fill("violet harbour seven lanterns");
      await field(page, "Organization").fill("North");
      await press(page, "Sign up");
      await expect(heading(page, "Check your mail")).toBeVisible();
    },
  },
];

for (const { name, steps } of doors) {
  test(`[A2] [SEC-R9] ${name} answers the same for known and unknown addresses`, async ({ sql, visitor }) => {
    const { email: known } = await makePerson(sql, { email: `known.${letters()}@north.test` });
    const unknown = `nobody.${letters()}@north.test`;
    const options = { javaScriptEnabled: false };
    const first = await answers(await visitor(options), known, steps(known));
    const second = await answers(await visitor(options), unknown, steps(unknown));
    expect(difference(first.bytes, second.bytes)).toEqual([]);
    expect([second.statuses, second.url]).toEqual([first.statuses, first.url]);
  });
}

test("[A1] [A2] signing up with a known address mails its owner and makes nothing", async ({ page, sql }) => {
  const person = await makePerson(sql);
  await doors[3]?.steps(person.email)(page);
  const mail = await mailTo(sql, person.email);
  expect(mail.subject).toBe("You have an account already");
  expect(linkIn(mail.text)).toMatch(/\/sign-in$/);
});

test("[A3] a forgotten password is reset by a link that works once; every other session ends", async ({
  page,
  sql,
  site,
  visitor,
}) => {
  const person = await makePerson(sql);
  const org = await makeOrg(sql, person);
  const elsewhere = await visitor();
  await signIn(elsewhere, sql, person, site);
  await doors[2]?.steps(person.email)(page);
  const link = linkIn((await mailTo(sql, person.email)).text);
  await page.goto(link);
  await expect(page).toHaveURL(`${site.url}/reset-password`);
  await expect(heading(page, "Choose a new password")).toBeVisible();
  await field(page, "New password").fill("short");
  await press(page, "Change password");
  await expectFieldError(page, "New password", /Use at least 15/);
  const password = "seven lanterns by the harbour";
  await field(page, "New password").fill(password);
  await press(page, "Change password");
  await arrive(page, true);
  await expect(page.getByText("Your password is changed.")).toBeVisible();
  await mailTo(sql, person.email, /Your password was changed/);

  const other = await elsewhere.newPage();
  await other.goto(`/org/${org.id}`);
  await expect(heading(other, "Sign in")).toBeVisible();
  await signInByForm(other, { email: person.email, password });
  await expect(other).toHaveURL(`${site.url}/org/${org.id}`);

  const late = await (await visitor()).newPage();
  await late.goto(link);
  await expect(heading(late, "This link does not work any more")).toBeVisible();
  await late.goto("/sign-in");
  await field(late, "E-mail").fill(person.email);
  await press(late, "Continue");
  await field(late, "Password").fill(demoPassword);
  await press(late, "Sign in");
  await expectFieldError(late, "Password", /do not fit together/);
});

test("[A3] a forgotten password of nobody mails nobody", async ({ page, sql }) => {
  const email = `nobody.${letters()}@north.test`;
  await doors[2]?.steps(email)(page);
  await jobsDone(sql);
  expect(await countMails(sql, email)).toBe(0);
});

test("[A4] wrong passwords bring a growing delay, and others still get in", async ({ page, sql, site }) => {
  const person = await makePerson(sql);
  const other = await makePerson(sql);
  await page.goto("/sign-in");
  await field(page, "E-mail").fill(person.email);
  await press(page, "Continue");
  for (let attempt = 0; attempt < 10; attempt += 1) {
    await field(page, "Password").fill(`wrong password ${letters()}`);
    const answered = page.waitForResponse((answer) => answer.request().method() === "POST");
    await press(page, "Sign in");
    await answered;
    await expect(page.getByRole("button", { name: "Sign in", exact: true })).toBeVisible();
    if (await page.getByText("That failed several times").isVisible()) break;
  }
  await expect(page.getByText(/That failed several times. Wait \d+ seconds? and try again/)).toBeVisible();
  await page.getByRole("link", { name: "Not you?" }).click();
  await field(page, "E-mail").fill("");
  await signInByForm(page, { email: other.email, password: demoPassword });
  await expect(page).toHaveURL(`${site.url}/account`);
});

test("[A5] sessions are listed and end one by one or all", async ({ page, sql, site }) => {
  const person = await makePerson(sql);
  const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
  await signIn(page.context(), sql, person, site);
  const others = [];
  for (let index = 0; index < 3; index += 1) others.push(await makeSession(sql, person, { agent: firefox }));
  await page.goto("/account/security");
  const rows = page.getByRole("row").filter({ hasText: "Firefox" });
  await expect(rows).toHaveCount(3);
  await expect(page.getByText("This device")).toHaveCount(1);
  await rows.first().getByRole("button").click();
  await expect(page.getByText("That session has ended.")).toBeVisible();
  await expect(rows).toHaveCount(2);
  await press(page, "End all others");
  await expect(page.getByText("2 other sessions ended.")).toBeVisible();
  await expect(rows).toHaveCount(0);
  for (const cookie of others) {
    const answer = await page.request.get("/account", {
      headers: { cookie: `atrium-session=${cookie}` },
      maxRedirects: 0,
    });
    expect(answer.status()).toBe(307);
  }
  await page.reload();
  await expect(heading(page, "Security")).toBeVisible();
});

for (const bad of [
  "https://evil.test/",
  "//evil.test/x",
  "/\\evil.test",
  "/%09/evil.test",
  "\\/\\/evil.test",
  "javascript:alert(1)",
  "/api/auth/csrf",
  "http:evil.test",
]) {
  test(`[A7] sign-in does not lead to ${bad}`, async ({ page, sql, site }) => {
    const person = await makePerson(sql);
    await page.goto(`/sign-in?return=${encodeURIComponent(bad)}`);
    await signInByForm(page, { email: person.email, password: demoPassword });
    expect(new URL(page.url()).origin).toBe(site.url);
    await expect(page).toHaveURL(/\/account$|\/evil\.test$/);
    expect(new URL(page.url()).host).toBe(new URL(site.url).host);
  });
}

test("[A7] sign-in leads back to the page that was asked for", async ({ page, sql, site }) => {
  const person = await makePerson(sql);
  const org = await makeOrg(sql, person);
  await page.goto(`/org/${org.id}/users?q=lena&sort=joined`);
  await signInByForm(page, { email: person.email, password: demoPassword });
  await expect(page).toHaveURL(`${site.url}/org/${org.id}/users?q=lena&sort=joined`);
  await expect(page.getByRole("searchbox", { name: "Search by name or e-mail" })).toHaveValue("lena");
});

test("[SEC-R42] nobody is signed in by a form of another site, nor with another's ticket", async ({
  page,
  sql,
  site,
  request,
}) => {
  const person = await makePerson(sql);
  await page.goto("/sign-in");
  await field(page, "E-mail").fill(person.email);
  await press(page, "Continue");
  await page.route("**/api/auth/callback/credentials", (route) => route.abort());
  await field(page, "Password").fill(demoPassword);
  await press(page, "Sign in");
  await page.waitForURL(/\/sign-in\/continue/, { waitUntil: "commit" });
  const cookies = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`);
  const ticket = cookies.filter((cookie) => cookie.startsWith("atrium-ticket"));
  expect(ticket).toHaveLength(1);
  const token = cookies.find((cookie) => cookie.startsWith("atrium-csrf"))?.split(/=|%7C|\|/)[1] ?? "";
  const send = (headers: Record<string, string>, csrfToken = token) =>
    request.post(`${site.url}/api/auth/callback/credentials`, {
      headers,
      form: { csrfToken, callbackUrl: `${site.url}/` },
      maxRedirects: 0,
    });
  const madeSession = (answer: Awaited<ReturnType<typeof send>>) =>
    /atrium-session=\w/.test(answer.headers()["set-cookie"] ?? "");
  const all = cookies.join("; ");
  const foreign: Record<string, string>[] = [
    { cookie: all },
    { cookie: all, origin: "https://evil.test" },
    { cookie: all, origin: "null" },
    { cookie: all, origin: site.url, "sec-fetch-site": "cross-site" },
  ];
  for (const headers of foreign) {
    const answer = await send(headers);
    expect(answer.status()).toBe(403);
    expect(madeSession(answer)).toBe(false);
  }
  expect(madeSession(await send({ cookie: all, origin: site.url }, "x".repeat(64)))).toBe(false);
  const withoutBrowser = cookies.filter((cookie) => !cookie.startsWith("atrium-browser")).join("; ");
  expect(madeSession(await send({ cookie: withoutBrowser, origin: site.url }))).toBe(false);
});

test("signing out ends the session, and going back shows nothing", async ({ page, sql, site }) => {
  const person = await makePerson(sql);
  const org = await makeOrg(sql, person);
  const cookie = await signIn(page.context(), sql, person, site);
  await page.goto(`/org/${org.id}`);
  await expect(heading(page, "Overview")).toBeVisible();
  await page.getByRole("button", { name: /organizations and profile/ }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByText("You are signed out.")).toBeVisible();
  await page.goBack();
  await expect(heading(page, "Sign in")).toBeVisible();
  const answer = await page.request.get("/account", {
    headers: { cookie: `atrium-session=${cookie}` },
    maxRedirects: 0,
  });
  expect(answer.status()).toBe(307);
});
