import type { BrowserContext, Page } from "@playwright/test";
import { demoPassword } from "./global-setup";
import { expectFieldError, field, heading, press } from "./support/forms";
import { countMails, jobsDone, linkIn, mailTo } from "./support/mail";
import { forgetLimits, letters, makeOrg, makePerson, signIn } from "./support/people";
import { expect, test } from "./support/test";
import { arrive, signInByForm } from "./support/walk";

/** Sign-in by password and forgotten passwords (A2 to A4). */

test.beforeEach(({ sql }) => forgetLimits(sql));

/** A page's bytes, when all have come, without what differs between any two requests: nonces, and where a stream was cut. */
async function bytes(page: Page, email: string): Promise<string> {
  await page.waitForLoadState("load");
  const content = await page.content();
  const nonce = /'nonce-([^']+)'|nonce\\?":\\?"([A-Za-z0-9+/=]{24})/.exec(content);
  return content
    .replaceAll(nonce?.[1] ?? nonce?.[2] ?? "no nonce", "NONCE")
    .replaceAll(email, "EMAIL")
    .replaceAll(encodeURIComponent(email), "EMAIL")
    .replace(/name="\$ACTION_[^>]*>/g, "")
    .replace(/"\]\)<\/script><script nonce="[^"]*">self\.__next_f\.push\(\[1,"/g, "");
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
