import { expect, type Page } from "@playwright/test";
import { field, heading, press } from "./forms";

/** Steps of the whole walk, as a person takes them. They need no script. */

export const passphrase = "violet harbour seven lanterns";

export async function signUp(page: Page, who: { name: string; email: string; orgName: string }): Promise<void> {
  await page.goto("/");
  await page.getByRole("link", { name: "Create an account" }).click();
  await expect(heading(page, "Sign up")).toBeVisible();
  await field(page, "Your name").fill(who.name);
  await field(page, "E-mail").fill(who.email);
  await field(page, "Password").fill(passphrase);
  await field(page, "Organization").fill(who.orgName);
  await press(page, "Sign up");
  await expect(heading(page, "Check your mail")).toBeVisible();
  await expect(page.getByText(who.email)).toBeVisible();
}

/** With script the page sends itself on; without it there is a button. */
export async function arrive(page: Page, script: boolean): Promise<void> {
  if (!script) await press(page, "Continue");
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in") && !url.pathname.startsWith("/api/"));
}

export async function verify(page: Page, link: string, script = true): Promise<void> {
  await page.goto(link);
  await expect(heading(page, "Confirm your e-mail address")).toBeVisible();
  await press(page, "Confirm e-mail address");
  await page.waitForURL(/\/(sign-in\/continue|org\/\d{9})/);
  await arrive(page, script);
  await expect(heading(page, "Overview")).toBeVisible();
}

export async function signInByForm(
  page: Page,
  who: { email: string; password?: string },
  script = true,
): Promise<void> {
  await field(page, "E-mail").fill(who.email);
  await press(page, "Continue");
  await expect(heading(page, "Enter your password")).toBeVisible();
  await field(page, "Password").fill(who.password ?? passphrase);
  await press(page, "Sign in");
  if (!script) await page.waitForURL(/\/sign-in\/continue/);
  await arrive(page, script);
}

export async function invite(page: Page, emails: string, role = "Member"): Promise<void> {
  await expect(heading(page, "Invite Users")).toBeVisible();
  await page.getByRole("main").getByRole("link", { name: "Paste addresses" }).click();
  await field(page, "E-mail addresses").fill(emails);
  await field(page, "Organization role").selectOption({ label: role });
  await press(page, "Invite Users");
  await page.waitForURL(/\/users\?tab=invited/);
}

export async function join(page: Page, who: { name: string; orgName: string }, script = true): Promise<void> {
  await expect(heading(page, `Join ${who.orgName}`)).toBeVisible();
  await field(page, "Your name").fill(who.name);
  await field(page, "Password").fill(passphrase);
  await press(page, "Join organization");
  if (!script) await page.waitForURL(/\/sign-in\/continue/);
  await arrive(page, script);
  await page.waitForURL(/\/org\/\d{9}$/);
  await expect(heading(page, "Overview")).toBeVisible();
}

/** The org whose page this is. */
export function orgIdOf(page: Page): number {
  const id = /\/org\/(\d{9})/.exec(page.url())?.[1];
  if (!id) throw new Error(`${page.url()} is no page of an organization.`);
  return Number(id);
}

/** A person's row in the list of users. */
export async function expectInUserList(page: Page, who: { name: string; email: string; role: string }): Promise<void> {
  const row = page.getByRole("row").filter({ hasText: who.email });
  await expect(row).toHaveCount(1);
  await expect(row).toContainText(who.name);
  await expect(row.getByRole("cell", { name: who.role, exact: true })).toBeVisible();
}
