import type { ViewportSize } from "@playwright/test";
import { filesNamed } from "@/lib/testing/find-handlers";
import { findings } from "./support/axe";
import { heading } from "./support/forms";
import { mailTo } from "./support/mail";
import { makeWorld, pages, preparePage, type World } from "./support/pages";
import { forgetLimits, letters, signIn } from "./support/people";
import { expect, test, testInOneTab } from "./support/test";
import { signUp } from "./support/walk";

/** Every page, light and dark, wide and narrow: axe finds nothing, and the keyboard reaches everything (Q3). */

let world: World;

test.beforeAll(async ({ browser, sql, site }) => {
  await forgetLimits(sql);
  const page = await browser.newPage({ baseURL: site.url });
  const email = `mail.${letters()}@north.test`;
  await signUp(page, { name: "Mail", email, orgName: "Mail" });
  await mailTo(sql, email);
  await page.close();
  world = await makeWorld(sql, site);
});

test("every page is looked at here", () => {
  const files = filesNamed("app", /^(page|not-found)\.tsx$/);
  expect(files.filter((file) => !pages.some((page) => page.file === file))).toEqual([]);
});

const sizes = { wide: { width: 1280, height: 800 }, narrow: { width: 390, height: 844 } };

for (const [index, page] of pages.entries()) {
  const name = page.file.replace(/^app\/|\/page\.tsx$/g, "");
  testInOneTab(
    `[Q3] ${index + 1}. ${name} "${page.title}": axe, width and policy`,
    async ({ page: tab, sql, site }) => {
      const show = async (colorScheme: "light" | "dark", size: ViewportSize) => {
        await tab.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await tab.setViewportSize(size);
      };
      await show("light", sizes.wide);
      await preparePage(tab.context(), { page, world, sql, site });
      await tab.goto(page.path(world));
      await expect(heading(tab, new RegExp(page.title))).toBeVisible();
      for (const colorScheme of ["light", "dark"] as const) {
        for (const [screen, size] of Object.entries(sizes)) {
          await show(colorScheme, size);
          // Another colour scheme is colours and nothing else (app/globals.css).
          const found = await findings(tab, colorScheme === "dark" ? "colors" : undefined);
          expect(found, `${screen}, ${colorScheme}`).toEqual([]);
          const over = await tab.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
          expect(over, `${screen}: wider than the screen`).toBeLessThanOrEqual(0);
        }
      }
    },
  );
}

test("[Q3] with open menus axe finds nothing either, and Escape gives the focus back", async ({ page, sql, site }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await signIn(page.context(), sql, world.owner, site);
  await page.goto(`/org/${world.org.id}/users?tab=invited`);
  for (const name of [/organizations and profile/, "Project settings", "Appearance", /^Actions for/]) {
    const button = page.getByRole("button", { name });
    await button.focus();
    await page.keyboard.press("Enter");
    const menu = page.locator(":popover-open");
    await expect(menu).toBeVisible();
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press("Tab");
    expect(await menu.evaluate((element) => element.contains(document.activeElement))).toBe(true);
    await page.keyboard.press("Escape");
    await expect(menu).toHaveCount(0);
    await expect(button).toBeFocused();
  }
});

test("[Q3] the palette opens by keyboard, finds a person and goes there", async ({ page, sql, site }) => {
  await signIn(page.context(), sql, world.owner, site);
  await page.goto(`/org/${world.org.id}`);
  const dialog = page.getByRole("dialog");
  await expect(async () => {
    if (!(await dialog.isVisible())) await page.keyboard.press("Control+k");
    await expect(dialog).toBeVisible({ timeout: 5000 });
  }).toPass();
  await expect(dialog.getByRole("combobox")).toBeFocused();
  await page.keyboard.type("Lindqvist");
  await expect(page.getByRole("option", { name: /Ben Lindqvist/ })).toHaveAttribute("aria-selected", "true");
  expect(await findings(page)).toEqual([]);
  await page.keyboard.press("Enter");
  await expect(heading(page, "Ben Lindqvist")).toBeVisible();
});

test("[Q3] the first stop is the way past the navigation, and every stop can be seen", async ({ page, sql, site }) => {
  await signIn(page.context(), sql, world.owner, site);
  await page.goto(`/org/${world.org.id}/users`);
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Skip to content" });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(page.locator("#content")).toBeFocused();
  await page.goto(`/org/${world.org.id}/users`);
  const stops = await page
    .locator("a[href]:visible, button:visible, input:visible:not([type=hidden]), select:visible")
    .count();
  for (let stop = 0; stop < stops; stop += 1) {
    await page.keyboard.press("Tab");
    const seen = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return "nothing";
      const box = element.getBoundingClientRect();
      const frames = [element, element.parentElement].map((each) => each && getComputedStyle(each));
      const marked = frames.some((frame) => frame && frame.outlineStyle !== "none" && frame.outlineWidth !== "0px");
      return marked && box.width > 0 && box.bottom > 0 ? "seen" : element.outerHTML.slice(0, 200);
    });
    expect(["seen", "nothing"]).toContain(seen);
  }
});

test("[Q3] on a phone the navigation is a sheet", async ({ page, sql, site }) => {
  await page.setViewportSize(sizes.narrow);
  await signIn(page.context(), sql, world.owner, site);
  await page.goto(`/org/${world.org.id}`);
  const navigation = page.getByRole("navigation", { name: world.org.name });
  await expect(navigation).toBeHidden();
  await page.getByRole("button", { name: "Navigation" }).click();
  await expect(navigation).toBeVisible();
  expect(await findings(page)).toEqual([]);
  await navigation.getByRole("link", { name: /^Users/ }).click();
  await expect(heading(page, "Users")).toBeVisible();
  await expect(navigation).toBeHidden();
});

test("[Q3] light and dark can be chosen", async ({ page, sql, site }) => {
  await signIn(page.context(), sql, world.owner, site);
  await page.goto("/account");
  const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await background();
  await page.getByRole("button", { name: "Appearance" }).click();
  await page.getByRole("button", { name: "Dark" }).click();
  await expect.poll(background).not.toBe(light);
  await expect(page).toHaveURL(`${site.url}/account`);
});
