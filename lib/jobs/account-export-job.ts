import "server-only";
import { TextReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js";
import { type Cell, csvLine } from "@/lib/csv";
import { appUrl } from "@/lib/links";
import { exportReadyLetter } from "@/lib/mail/letters/account";
import { sendLetter } from "@/lib/mail/send";
import { paths } from "@/lib/paths";
import { type ExportContents, exportContents, exportDays, keepExport } from "@/lib/users/account-exports";
import type { ExportedTable } from "@/lib/users/personal-data";
import type { Handlers } from "./handlers";

/** One archive: everything as JSON in one file, and each table as CSV for spreadsheets. */
export const makeAccountExport: Handlers["make_account_export"] = async ({ exportId }, job) => {
  const contents = await exportContents(exportId);
  if (!contents) return;
  if (!(await keepExport(exportId, await zipOf(contents)))) return;
  const letter = exportReadyLetter(contents.name, exportDays, appUrl(paths.accountPrivacy));
  await sendLetter(contents.email, letter, job.id);
};

async function zipOf({ at, tables, userId }: ExportContents): Promise<Buffer> {
  const zip = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false });
  const add = (name: string, text: string) => zip.add(name, new TextReader(text));
  const found = tables.filter(({ rows }) => rows.length > 0);
  const all = Object.fromEntries(tables.map(({ table, what, rows }) => [table, { what, rows }]));
  await add("README.txt", readMe(at, found));
  await add("account.json", JSON.stringify({ userId, exportedAt: at.toISOString(), data: all }, null, 2));
  for (const { table, rows } of found) await add(`csv/${table}.csv`, csvOf(rows));
  return Buffer.from(await zip.close());
}

function readMe(at: Date, tables: ExportedTable[]): string {
  const list = tables.map(({ table, what, rows }) => `  csv/${table}.csv  ${what}, ${rows.length} rows`);
  return [
    `Everything that is kept about your account, as of ${at.toISOString()}.`,
    "",
    "account.json holds all of it. The same as tables for a spreadsheet:",
    ...list,
    "",
    "Passwords, codes and tokens are kept as hashes only and are not part of it.",
    "",
  ].join("\r\n");
}

function csvOf(rows: Record<string, unknown>[]): string {
  const names = Object.keys(rows[0] ?? {});
  return [csvLine(names), ...rows.map((row) => csvLine(names.map((name) => cellOf(row[name]))))].join("");
}

function cellOf(value: unknown): Cell {
  if (value === null || value === undefined || value instanceof Date) return value;
  return typeof value === "object" ? JSON.stringify(value) : (value as Cell);
}
