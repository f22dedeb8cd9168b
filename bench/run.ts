import { parseArgs } from "node:util";
import { ensureBuilt } from "@/lib/commands/parts/build.mjs";
import { measureAudit } from "./audit";
import { measureBareSql } from "./bare-sql";
import { measureBulk } from "./bulk";
import { measureCsv } from "./csv";
import { startFloor } from "./floor";
import { runIngestionBench } from "./ingestion";
import { measureLists } from "./lists";
import { makeProjectOf } from "./many-events";
import { startOurApp } from "./our-app";
import { measurePages } from "./pages";
import { measurePrivacy } from "./privacy";
import { measureReports } from "./reports";
import { measureErasing, measureResets } from "./resets";
import { measureScripts } from "./scripts";
import { measureSignIn } from "./sign-in";
import { countStatements } from "./statements";
import { atLeast, printMachine, printSection } from "./table";

/**
 * npm run bench: every figure a ratio against something measured in the same run, by turns, medians. With
 * `-- --rounds 7 --seconds 3` it takes longer and wavers less; `-- --only pages,scripts` measures some parts;
 * `-- --events 1000000` makes the project smaller that reports and resets are measured on.
 */
const { values: given } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "2" },
    only: {
      type: "string",
      default: "lists,sql,pages,queries,scripts,sign-in,ingestion,csv,audit,reports,privacy,resets,bulk",
    },
    events: { type: "string", default: "10000000" },
  },
});
const rounds = Number(given.rounds);
const seconds = Number(given.seconds);
const parts = new Set(given.only.split(","));

if (!(await ensureBuilt())) process.exit(1);
const floor = await startFloor();
const app = await startOurApp();
try {
  printMachine();
  const floorPage = floor.page;
  if (parts.has("queries")) printSection("Queries of a page", await countStatements(app));
  if (parts.has("scripts")) printSection("JavaScript at first load", await measureScripts(app, floor));
  if (parts.has("sign-in")) printSection("Sign-in", await measureSignIn(10 * rounds));
  if (parts.has("lists")) printSection("Users", await measureLists(app, { floorPage, rounds, seconds }));
  if (parts.has("sql")) printSection("Other pages, filters, totals", await measureBareSql(app, 10 * rounds));
  if (parts.has("pages")) printSection("Pages", await measurePages(app, floorPage, { rounds, seconds }));
  if (parts.has("csv")) printSection("Downloads", await measureCsv(app, rounds));
  if (parts.has("audit")) printSection("Audit log", await measureAudit(app, rounds));
  if (parts.has("ingestion")) printSection("Ingestion", await ingestionLines());
  if (["reports", "privacy", "resets"].some((part) => parts.has(part))) await manyEvents();
  // Last: it takes people away.
  if (parts.has("bulk")) printSection("Many at once", await measureBulk(app, rounds));
} finally {
  await app.stop();
  await floor.stop();
}
process.exit(0);

/** Filling the project takes longer than measuring it: both parts share one. */
async function manyEvents() {
  const events = Number(given.events);
  const times = 100;
  const large = await makeProjectOf(app.small, "Very many events", events);
  if (parts.has("reports")) printSection("Reports", await measureReports(large, events, rounds));
  if (parts.has("privacy")) printSection("People's data", await measurePrivacy(large, events, 3 * rounds));
  if (!parts.has("resets")) return;
  const small = await makeProjectOf(app.small, "Few events", Math.round(events / times));
  const lines = await measureResets({ small, large, times }, 5 * rounds);
  printSection("Reset and deletion", [...lines, ...(await measureErasing(app.small, rounds))]);
}

async function ingestionLines() {
  const rows = await runIngestionBench({
    baseUrl: app.url,
    bareUrl: floor.json,
    databaseUrl: app.databaseUrl,
    token: app.project.token,
    rounds,
    seconds,
  });
  return rows.map(({ name, ratio, budget, measured, floor: bare, unit }) =>
    atLeast(name, ratio, budget, `${measured.toLocaleString("en-US")} of ${bare.toLocaleString("en-US")} ${unit}`),
  );
}
