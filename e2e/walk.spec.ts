import type { Page } from "@playwright/test";
import Mixpanel from "mixpanel";
import { type App, discardApp, startApp } from "@/lib/testing/app";
import { startSmtpSink } from "@/lib/testing/smtp-sink";
import { field, heading, press } from "./support/forms";
import { linkIn, mailTo } from "./support/mail";
import { letters } from "./support/people";
import { expect, test } from "./support/test";
import { expectInUserList, invite, join, orgIdOf, signInByForm, signUp, verify } from "./support/walk";

/** From an empty installation to a colleague who accepted an invitation, and events that are counted. */

function cast() {
  const word = letters();
  return {
    ada: { name: "Ada Okafor", email: `ada.${word}@north.test`, orgName: `North ${word}` },
    ben: { name: "Ben Lindqvist", email: `ben.${word}@north.test` },
  };
}

async function sendEvents(app: Pick<App, "url">, token: string, count: number): Promise<void> {
  const { hostname, port } = new URL(app.url);
  const place = { host: hostname, port: Number(port), protocol: "http" };
  const mixpanel = Mixpanel.init(token, place);
  for (let index = 0; index < count; index += 1) {
    await new Promise<void>((resolve, reject) =>
      mixpanel.track("Signed Up", { distinct_id: `visitor ${index}` }, (error) => (error ? reject(error) : resolve())),
    );
  }
}

async function openFromInitialsMenu(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: /organizations and profile/ }).click();
  await page.locator("#menu-initials").getByRole("link", { name, exact: true }).click();
}

test("[A1] [I2] [I3] [O1] [E1] the whole walk, with mail from a real SMTP server", async ({ visitor }) => {
  test.setTimeout(120_000);
  const smtp = await startSmtpSink();
  const app = await startApp({ env: { SMTP_URL: smtp.url } });
  try {
    const { ada, ben } = cast();
    const own = await visitor({ baseURL: app.url });
    const page = await own.newPage();
    await signUp(page, ada);
    await expect(page.getByText("local outbox")).toHaveCount(0);
    const confirm = await smtp.mailTo(ada.email);
    expect(confirm.subject).toBe("Confirm your e-mail address");
    expect(confirm.html).toContain("Confirm e-mail address");
    await verify(page, linkIn(confirm.text ?? ""));
    const orgId = orgIdOf(page);
    await expect(page.getByText("Your address is confirmed and the organization is made.")).toBeVisible();
    await expect(page.getByRole("img", { name: /^0 of .* events$/ })).toBeVisible();

    await openFromInitialsMenu(page, "Invite Users");
    await invite(page, ben.email, "Admin");
    await expect(page.getByText(`${ben.email} is invited.`)).toBeVisible();
    const invitation = await smtp.mailTo(ben.email);
    expect(invitation.subject).toBe(`${ada.name} invites you to ${ada.orgName}`);
    const link = linkIn(invitation.text ?? "");
    expect(String(invitation.html)).toContain(link);

    const other = await (await visitor({ baseURL: app.url })).newPage();
    await other.goto(link);
    await expect(other.getByText(`${ada.name} invites`)).toContainText(`${ben.email} as Admin`);
    await join(other, { name: ben.name, orgName: ada.orgName });
    expect(orgIdOf(other)).toBe(orgId);
    await expect(other.getByText("You joined the organization.")).toBeVisible();
    expect((await smtp.mailTo(ada.email, (mail) => mail.subject !== confirm.subject)).subject).toBe(
      `${ben.name} joined ${ada.orgName}`,
    );

    await page.goto(`/org/${orgId}/users`);
    await expectInUserList(page, { ...ben, role: "Admin" });
    await expectInUserList(page, { ...ada, role: "Owner" });

    await page.getByRole("button", { name: "Project settings" }).click();
    await page.locator("#menu-gear").getByRole("link").first().click();
    await expect(heading(page, "Project settings")).toBeVisible();
    const token = (await page.getByLabel("Token", { exact: true }).inputValue()).trim();
    await sendEvents(app, token, 7);
    for (const each of [page, other]) {
      await each.goto(`/org/${orgId}`);
      await expect(each.getByRole("img", { name: /^7 of .* events$/ })).toBeVisible();
    }
  } finally {
    await discardApp(app);
    await smtp.stop();
  }
});

test("[A1] [I3] the same through the local outbox", async ({ page, sql, visitor }) => {
  const { ada, ben } = cast();
  await signUp(page, ada);
  await page.getByRole("link", { name: "local outbox" }).click();
  await expect(heading(page, "Outbox")).toBeVisible();
  await mailTo(sql, ada.email);
  await page.getByRole("link", { name: "Look again" }).click();
  await page.getByRole("row").filter({ hasText: ada.email }).getByRole("link").click();
  await expect(heading(page, "Confirm your e-mail address")).toBeVisible();
  const link = page.getByRole("main").getByRole("link", { name: /\/verify-email\// });
  await verify(page, (await link.first().getAttribute("href")) ?? "");
  const orgId = orgIdOf(page);
  await openFromInitialsMenu(page, "Invite Users");
  await invite(page, ben.email);
  const other = await (await visitor()).newPage();
  await other.goto(linkIn((await mailTo(sql, ben.email)).text));
  await join(other, { name: ben.name, orgName: ada.orgName });
  await page.goto(`/org/${orgId}/users`);
  await expectInUserList(page, { ...ben, role: "Member" });
});

test("[Q3] sign-up, sign-in, invitation and settings work without script", async ({ sql, visitor }) => {
  const { ada, ben } = cast();
  const page = await (await visitor({ javaScriptEnabled: false })).newPage();
  await signUp(page, ada);
  await verify(page, linkIn((await mailTo(sql, ada.email)).text), false);
  const orgId = orgIdOf(page);

  await field(page, "Organization name").fill("");
  await press(page, "Save name");
  await expect(field(page, "Organization name")).toHaveAccessibleDescription("Enter a name for the organization.");
  await field(page, "Organization name").fill(`${ada.orgName} Ltd`);
  await press(page, "Save name");
  await expect(page.getByText("Name saved.")).toBeVisible();
  await expect(page.getByRole("banner").getByRole("link", { name: `${ada.orgName} Ltd` })).toBeVisible();

  await page.getByRole("button", { name: /organizations and profile/ }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByText("You are signed out.")).toBeVisible();
  await page.goto(`/org/${orgId}/users/invite`);
  await signInByForm(page, ada, false);
  await invite(page, ben.email, "Billing admin");
  await expect(page.getByText(`${ben.email} is invited.`)).toBeVisible();

  const other = await (await visitor({ javaScriptEnabled: false })).newPage();
  await other.goto(linkIn((await mailTo(sql, ben.email)).text));
  await join(other, { name: ben.name, orgName: `${ada.orgName} Ltd` }, false);
  await page.goto(`/org/${orgId}/users`);
  await expectInUserList(page, { ...ben, role: "Billing admin" });
});
