// npm test: everything that must hold. Its last line is the sum: N passed, N failed, N skipped
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ensureBuilt } from "./parts/build.mjs";
import { ensureChromium, ensureOathtool } from "./parts/chromium.mjs";
import { demandNode } from "./parts/environment.mjs";
import { ensureInstalled } from "./parts/install.mjs";
import { bin, runStep } from "./parts/steps.mjs";

demandNode();
process.chdir(path.resolve(import.meta.dirname, "../.."));
// Whatever the caller's environment says, the tests decide how the app runs.
for (const name of ["NODE_ENV", "DATABASE_URL", "DATA_DIR", "PORT", "HOST", "APP_URL", "SMTP_URL"])
  delete process.env[name];

const reports = mkdtempSync(path.join(tmpdir(), "atrium-reports-"));
const sum = { passed: 0, failed: 0, skipped: 0 };
let stopped = false;

await step("packages", async () => ({ ok: await ensureInstalled() }));
await step("check", async () => outcome(await runStep(process.execPath, ["lib/commands/check.mjs"])));
await step("unit and integration tests", async () => {
  const report = path.join(reports, "vitest.json");
  const args = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const result = outcome(await runStep(bin("vitest"), args));
  return { ...result, counts: counted(report, vitestCounts) };
});
await step("build", async () => ({ ok: await ensureBuilt() }));
await step("browser journeys", async () => {
  const chromium = await ensureChromium();
  if (!chromium) return { ok: false };
  await ensureOathtool();
  const report = path.join(reports, "playwright.json");
  const env = { PLAYWRIGHT_JSON_OUTPUT_NAME: report, CHROMIUM_PATH: chromium };
  const result = outcome(await runStep(bin("playwright"), ["test"], { env }));
  return { ...result, counts: counted(report, playwrightCounts) };
});

rmSync(reports, { recursive: true, force: true });
console.log(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
process.exitCode = sum.failed === 0 && !stopped ? 0 : 1;

/** A step that fails without naming a failed test counts as one. */
async function step(name, run) {
  if (stopped) return;
  console.log(`\n── ${name}`);
  const { ok, counts, interrupted } = await run();
  stopped ||= Boolean(interrupted);
  for (const key of Object.keys(sum)) sum[key] += counts?.[key] ?? 0;
  if (!ok && !counts?.failed) sum.failed += 1;
}

function outcome({ code, stopped: interrupted }) {
  return { ok: code === 0, interrupted };
}

function counted(file, read) {
  try {
    return read(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return undefined;
  }
}

function vitestCounts({ numPassedTests, numFailedTests, numPendingTests, numTodoTests }) {
  return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests };
}

function playwrightCounts({ stats, errors }) {
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected || (errors.length > 0 ? 1 : 0),
    skipped: stats.skipped,
  };
}
