import { expect, type Locator, type Page } from "@playwright/test";

/** A field by the whole of its label. */
export function field(page: Page, label: string): Locator {
  return page.getByLabel(label, { exact: true });
}

export function press(page: Page, name: string): Promise<void> {
  return page.getByRole("main").getByRole("button", { name, exact: true }).click();
}

/** The forms of the page speak for themselves from now on; before, the browser posts them. */
export async function scriptReady(page: Page): Promise<void> {
  await page.locator("form[novalidate]").first().waitFor({ state: "attached" });
}

/** What stands at a field that is wrong, which then has the focus. */
export async function expectFieldError(page: Page, label: string, message: string | RegExp): Promise<void> {
  const input = field(page, label);
  await expect(input).toHaveAttribute("aria-invalid", "true");
  await expect(input).toHaveAccessibleDescription(message);
  await expect(input).toBeFocused();
}

export function heading(page: Page, name: string | RegExp): Locator {
  return page.getByRole("heading", { level: 1, name });
}
