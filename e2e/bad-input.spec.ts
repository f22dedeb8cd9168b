import type { Page } from "@playwright/test";
import { expectFieldError, field, heading, press, scriptReady } from "./support/forms";
import { makeInvitation } from "./support/links";
import { mailTo } from "./support/mail";
import { forgetLimits, letters, makeOrg, makePerson, type Org, type Person, signIn } from "./support/people";
import { expect, test } from "./support/test";
import { join, passphrase } from "./support/walk";

/** What people type wrongly: a clear error at its field, what to do next, and nothing lost (Q1). */

let owner: Person;
let org: Org;

test.beforeEach(async ({ sql, page, site }) => {
  await forgetLimits(sql);
  owner = await makePerson(sql, { name: "Ada Okafor" });
  org = await makeOrg(sql, owner, { name: `Org ${letters()}` });
  await signIn(page.context(), sql, owner, site);
});

async function signedOut(page: Page, path: string): Promise<void> {
  await page.context().clearCookies();
  await page.goto(path);
  await scriptReady(page);
}

test("[Q1] sign-up: what is empty, too long or no address is said at its field, the first has the focus", async ({
  page,
}) => {
  await signedOut(page, "/sign-up");
  await press(page, "Sign up");
  await expectFieldError(page, "Your name", "Enter your name.");
  await expect(field(page, "E-mail")).toHaveAccessibleDescription("Enter an e-mail address.");
  await expect(field(page, "Password")).toHaveAccessibleDescription(/^Choose a password\./);
  await expect(field(page, "Organization")).toHaveAccessibleDescription("Enter a name for your organization.");

  await field(page, "Your name").fill("n".repeat(81));
  await field(page, "E-mail").fill("ada at north");
  await field(page, "Password").fill("short");
  await field(page, "Organization").fill("North");
  await press(page, "Sign up");
  await expectFieldError(page, "Your name", "Use at most 80 characters.");
  await expect(field(page, "E-mail")).toHaveAccessibleDescription(
    "That is not an e-mail address. It looks like name@example.com.",
  );
  await expect(field(page, "Password")).toHaveAccessibleDescription(/^That is 5 characters\. Use at least 15/);
  await expect(field(page, "Organization")).not.toHaveAttribute("aria-invalid");
  await expect(field(page, "E-mail")).toHaveValue("ada at north");
});

test("[A4] [Q1] sign-up: a common password is refused by the server with the reason, the rest is kept", async ({
  page,
}) => {
  await signedOut(page, "/sign-up");
  const email = `ada.${letters()}@north.test`;
  await field(page, "Your name").fill("Ada 🚀 أمارا");
  await field(page, "E-mail").fill(email);
  await field(page, "Organization").fill("North Star");
  for (const [password, reason] of [
    ["aaaaaaaaaaaaaaaaaaaa", /repeat|same|sequence|pattern/i],
    ["North Star Atrium", /name|organization|own|words/i],
  ] as const) {
    await field(page, "Password").fill(password);
    await press(page, "Sign up");
    await expect(field(page, "Password")).toHaveAccessibleDescription(reason);
    await expect(field(page, "Password")).toBeFocused();
    await expect(field(page, "Your name")).toHaveValue("Ada 🚀 أمارا");
    await expect(field(page, "E-mail")).toHaveValue(email);
    await expect(field(page, "Organization")).toHaveValue("North Star");
  }
});

test("[Q1] capitals and spaces in an address are no other address", async ({ page, sql }) => {
  await signedOut(page, "/sign-up");
  const word = letters();
  await field(page, "Your name").fill("  Ada   Okafor ");
  await field(page, "E-mail").fill(`  Ada.${word.toUpperCase()}@NORTH.test `);
  await field(page, "Password").fill(passphrase);
  await field(page, "Organization").fill("North");
  await press(page, "Sign up");
  await expect(heading(page, "Check your mail")).toBeVisible();
  expect((await mailTo(sql, `ada.${word}@north.test`)).text).toContain("Hello Ada Okafor,");
});

test("[Q1] names with emoji and from right to left stay as typed; direction marks are refused", async ({
  page,
  sql,
  site,
  visitor,
}) => {
  await page.goto(`/org/${org.id}`);
  await scriptReady(page);
  await field(page, "Organization name").fill("abc\u202ecba");
  await press(page, "Save name");
  await expectFieldError(page, "Organization name", "Leave out control and direction characters.");
  const name = `شركة النور 🌙 ${letters()}`;
  await field(page, "Organization name").fill(name);
  await press(page, "Save name");
  await expect(page.getByText("Name saved.")).toBeVisible();
  await expect(page.getByRole("banner").getByRole("link", { name })).toBeVisible();
  const invited = await makeInvitation(sql, site, { org, giver: owner, email: `guest.${letters()}@south.test` });
  const guest = await (await visitor()).newPage();
  await guest.goto(invited.link);
  await join(guest, { name: "سارة 👩‍💻 العتيبي", orgName: name });
  await page.goto(`/org/${org.id}/users`);
  await expect(page.getByRole("row").filter({ hasText: "سارة 👩‍💻 العتيبي" })).toContainText(invited.email);
});

test("[U3] [Q1] 300 pasted addresses with duplicates and rubbish: the rubbish is named, the text kept", async ({
  page,
  sql,
}) => {
  const word = letters();
  const good = Array.from({ length: 290 }, (_, index) => `Person ${index} <P${index}.${word}@Many.test>`);
  const repeated = good.slice(0, 8).map((address) => address.toLowerCase());
  const rubbish = ["not-an-address", "two@@signs.test"];
  await page.goto(`/org/${org.id}/users/invite?way=paste`);
  await scriptReady(page);
  const text = [...good, ...repeated, ...rubbish].join(",\n");
  await field(page, "E-mail addresses").fill(text);
  await press(page, "Invite Users");
  await expectFieldError(
    page,
    "E-mail addresses",
    /2 of these are not e-mail addresses: not-an-address, two@@signs\.test\./,
  );
  await expect(field(page, "E-mail addresses")).toHaveValue(text);
  await field(page, "E-mail addresses").fill([...good, ...repeated].join("; "));
  await press(page, "Invite Users");
  await page.waitForURL(/tab=invited/);
  await expect(page.getByText("290 people are invited.")).toBeVisible();
  const rows = await sql<{ email: string }[]>`select email from invitations where org_id = ${org.id}`;
  expect(new Set(rows.map((row) => row.email)).size).toBe(290);
  expect(rows).toHaveLength(290);
});

test("[U3] [Q1] Invite Users: empty, more than 500, and oneself", async ({ page }) => {
  await page.goto(`/org/${org.id}/users/invite?way=paste`);
  await scriptReady(page);
  await press(page, "Invite Users");
  await expectFieldError(page, "E-mail addresses", /Enter at least one e-mail address\./);
  const many = Array.from({ length: 501 }, (_, index) => `p${index}@many.test`).join(" ");
  await field(page, "E-mail addresses").fill(many);
  await press(page, "Invite Users");
  await expectFieldError(page, "E-mail addresses", /That is 501 addresses\. Invite at most 500 at a time\./);
  await field(page, "E-mail addresses").fill(owner.email.toUpperCase());
  await press(page, "Invite Users");
  await expectFieldError(page, "E-mail addresses", /is a member already\. Find them under Users\./);
});

const forms: { name: string; path: string; button: string; label: string; message: RegExp }[] = [
  {
    name: "Create Organization",
    path: "/org/new",
    button: "Create Organization",
    label: "Organization name",
    message: /Enter a name for the organization\./,
  },
  {
    name: "Create Project",
    path: "/org/ID/projects/new",
    button: "Create Project",
    label: "Name",
    message: /Enter a name for the project\./,
  },
  {
    name: "the organization's name",
    path: "/org/ID",
    button: "Save name",
    label: "Organization name",
    message: /Enter a name for the organization\./,
  },
];

for (const { name, path, button, label, message } of forms) {
  test(`[Q1] ${name}: empty, blank and too long`, async ({ page }) => {
    await page.goto(path.replace("ID", String(org.id)));
    await scriptReady(page);
    for (const blank of ["", "   "]) {
      await field(page, label).fill(blank);
      await press(page, button);
      await expectFieldError(page, label, message);
    }
    await field(page, label).fill("é".repeat(81));
    await press(page, button);
    await expectFieldError(page, label, /Use at most 80 characters\./);
    await expect(field(page, label)).toHaveValue("é".repeat(81));
  });
}

const signedOutForms = [
  { path: "/sign-in", button: "Continue", label: "E-mail" },
  { path: "/forgot-password", button: "Send a link", label: "E-mail" },
];

for (const { path, button, label } of signedOutForms) {
  test(`[Q1] ${path}: empty and no address`, async ({ page }) => {
    await signedOut(page, path);
    await press(page, button);
    await expectFieldError(page, label, "Enter an e-mail address.");
    for (const wrong of ["ada", "ada@", "@north.test", "ada@north", "a b@north.test", `${"a".repeat(65)}@north.test`]) {
      await field(page, label).fill(wrong);
      await press(page, button);
      await expectFieldError(page, label, "That is not an e-mail address. It looks like name@example.com.");
      await expect(field(page, label)).toHaveValue(wrong);
    }
  });
}

test("[Q1] joining: empty, short, and then right", async ({ page, sql, site }) => {
  const invited = await makeInvitation(sql, site, { org, giver: owner, email: `guest.${letters()}@south.test` });
  await signedOut(page, invited.link);
  await press(page, "Join organization");
  await expectFieldError(page, "Your name", "Enter your name.");
  await field(page, "Your name").fill("Ben");
  await field(page, "Password").fill("fourteen chars");
  await press(page, "Join organization");
  await expectFieldError(page, "Password", /That is 14 characters\. Use at least 15/);
  await expect(field(page, "Your name")).toHaveValue("Ben");
});
