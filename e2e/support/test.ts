import {
  type BrowserContext,
  type BrowserContextOptions,
  test as base,
  type ConsoleMessage,
  devices,
  type Page,
  type WebError,
} from "@playwright/test";
import type postgres from "postgres";
import { databaseOf } from "../event-app";

export { expect } from "@playwright/test";

export type Site = { url: string; dataDir: string };

type Watch = {
  problems: string[];
  /** What this test brings about on purpose. */
  allow: (pattern: RegExp) => void;
};
type Fixtures = {
  watch: Watch;
  /** Another browser: no cookies are shared. Watched and closed like the first. */
  visitor: (options?: BrowserContextOptions) => Promise<BrowserContext>;
};
type WorkerFixtures = { site: Site; sql: postgres.Sql; tab: Page };

/** Where a page of ours is refused or missing the browser says so on its console; files are never missing. */
function isRefusedPage(message: ConsoleMessage): boolean {
  return (
    /^Failed to load resource: the server responded with a status of (401|403|404|409|429) /.test(message.text()) &&
    !message.location().url.includes("/_next/")
  );
}

/** Watches until the function it gives is called. */
function watchContext(context: BrowserContext, problems: string[]): () => void {
  const hear = (message: ConsoleMessage) => {
    if (message.type() !== "error" && message.type() !== "warning") return;
    if (!isRefusedPage(message)) problems.push(`${message.text()} (${message.location().url})`);
  };
  const fail = (error: WebError) => problems.push(`${error.error().stack ?? error.error().message}`);
  context.on("console", hear).on("weberror", fail);
  return () => context.off("console", hear).off("weberror", fail);
}

/** Journeys on the shared app with the demo. Errors on the console and violations of the policy fail every one. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  site: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern.
    async ({}, use) => {
      await use({ url: process.env.DEMO_URL ?? "", dataDir: process.env.DEMO_DATA_DIR ?? "" });
    },
    { scope: "worker" },
  ],
  sql: [
    async ({ site }, use) => {
      const sql = await databaseOf(site);
      await use(sql);
      await sql.end({ timeout: 5 });
    },
    { scope: "worker" },
  ],
  tab: [
    async ({ browser, site }, use) => {
      const context = await browser.newContext({ ...devices["Desktop Chrome"], baseURL: site.url, timezoneId: "UTC" });
      await use(await context.newPage());
      await context.close();
    },
    { scope: "worker" },
  ],
  baseURL: async ({ site }, use) => {
    await use(site.url);
  },
  watch: [
    async ({ context }, use) => {
      const problems: string[] = [];
      const allowed: RegExp[] = [];
      const stop = watchContext(context, problems);
      await use({ problems, allow: (pattern) => allowed.push(pattern) });
      stop();
      base.expect(problems.filter((problem) => !allowed.some((pattern) => pattern.test(problem)))).toEqual([]);
    },
    { auto: true },
  ],
  visitor: async ({ browser, site, watch }, use) => {
    const opened: BrowserContext[] = [];
    await use(async (options = {}) => {
      const context = await browser.newContext({ baseURL: site.url, ...options });
      watchContext(context, watch.problems);
      opened.push(context);
      return context;
    });
    for (const context of opened) await context.close();
  },
});

/**
 * The same with one tab for all tests of a worker, for many that only look at a page each: opening a browser context
 * costs more than they do. Each begins with an empty tab; the cookies are its own matter. Watched as ever.
 */
export const testInOneTab = test.extend({
  context: async ({ tab }, use) => {
    await use(tab.context());
    await tab.goto("about:blank");
  },
  page: async ({ tab }, use) => {
    await use(tab);
  },
});
