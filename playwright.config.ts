import { existsSync } from "node:fs";
import { defineConfig, devices } from "@playwright/test";

const places = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** The system's browser; none is downloaded. */
const executablePath = process.env.CHROMIUM_PATH ?? places.find((place) => existsSync(place));

export default defineConfig({
  testDir: "e2e",
  testMatch: "**/*.spec.ts",
  globalSetup: "./e2e/global-setup.ts",
  tsconfig: "./tsconfig.commands.json",
  outputDir: "test-results",
  retries: 0,
  workers: 2,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? [["line"], ["json"]] : [["list"]],
  use: {
    ...devices["Desktop Chrome"],
    channel: undefined,
    viewport: { width: 1280, height: 800 },
    timezoneId: "UTC",
    // A trace puts scripts of its own into every frame, which the policy of a mail in the outbox rightly refuses.
    trace: process.env.E2E_TRACE ? "retain-on-failure" : "off",
    launchOptions: {
      executablePath,
      args: [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
