import { demoPassword } from "./global-setup";
import { field, heading, press } from "./support/forms";
import { forgetLimits, makeOrg, makePerson, makeSession, signIn } from "./support/people";
import { expect, test } from "./support/test";
import { signInByForm } from "./support/walk";

/** Sessions, the paths that sign-in leads back to, and forms of other sites (A5, A7). */

test.beforeEach(({ sql }) => forgetLimits(sql));

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
