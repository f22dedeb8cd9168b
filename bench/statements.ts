import { readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { rawSql } from "@/db/client";
import { getPage } from "./load";
import type { OurApp } from "./our-app";
import { cookieFor, pagesOf } from "./pages";
import { atMost, type Line } from "./table";

const most = 6;

/** Statements that the database runs for one page, out of its own log. */
export async function countStatements(app: OurApp): Promise<Line[]> {
  const lines: Line[] = [];
  await logStatements("all");
  try {
    for (const page of pagesOf(app).filter(({ outside }) => !outside)) {
      const target = { url: app.url + page.path, cookie: cookieFor(app, page) };
      // Once before: "last seen" is written once a minute, and plans of a first visit are read.
      await getPage(target);
      await pause(200);
      const before = await statements(app);
      await getPage(target);
      await pause(200);
      lines.push(atMost(`Queries of ${page.name}`, (await statements(app)) - before, most));
    }
  } finally {
    await logStatements("none");
  }
  return lines;
}

async function logStatements(which: "all" | "none"): Promise<void> {
  await rawSql().unsafe(`alter system set log_statement = '${which}'`);
  await rawSql().unsafe("alter system set log_line_prefix = '%a '");
  await rawSql()`select pg_reload_conf()`;
  await pause(500);
}

/** Reads of tables by the app so far; the worker's own upkeep is not a page's. */
async function statements(app: OurApp): Promise<number> {
  const log = await readFile(path.join(app.dataDir, "postgres.log"), "utf8");
  return log.split("\n").filter((line) => /^atrium LOG: {2}(execute|statement)/.test(line)).length;
}
