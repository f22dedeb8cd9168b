import { CsvError, parse } from "csv-parse/sync";
import { decodeText } from "./decode";
import { mostFileBytes, mostRows, tooLargeFile } from "./limits";

export type TableRow = { line: number; cells: string[] };
export type Table = { header: string[]; rows: TableRow[] };
/** A record with where it ends. */
type InfoRecord = { record: string[]; info: { lines: number } };
type Read = { ok: true; table: Table } | { ok: false; message: string };

/**
 * An uploaded file as a table: its first line, and the lines below with where they stand. Comma, semicolon or tab; any
 * line ends; quotes as RFC 4180. What cannot be read is answered with a sentence. Never throws.
 */
export function readTable(bytes: Uint8Array): Read {
  if (bytes.byteLength > mostFileBytes) return refused(tooLargeFile);
  const decoded = decodeText(bytes);
  if (!decoded) return refused("This is not a CSV file. Open it in your spreadsheet and save it as CSV.");
  const { text, skipped, separator } = withoutSeparatorLine(decoded.text.replace(/^\ufeff/, ""));
  try {
    const records = parse(text, {
      delimiter: separator ?? separatorOf(text),
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
      info: true,
      to: mostRows + 2,
      max_record_size: 64 * 1024,
      // Its types do not know what `info` adds.
    }) as unknown as InfoRecord[];
    const rows = records
      .map(({ record, info }) => ({ line: info.lines + skipped, cells: record.map(plainText) }))
      .filter(({ cells }) => cells.some((cell) => cell !== ""));
    const header = rows.shift()?.cells;
    if (!header) return refused("This file is empty. Its first line names the columns, each line below is one person.");
    if (rows.length === 0) return refused("Below its first line this file is empty. Add a line for each person.");
    if (rows.length > mostRows) {
      return refused("This file has more than 10,000 lines. Split it and upload the parts one after the other.");
    }
    return { ok: true, table: { header, rows } };
  } catch (error) {
    if (error instanceof CsvError) return refused(sentenceOf(error));
    throw error;
  }
}

function refused(message: string): { ok: false; message: string } {
  return { ok: false, message };
}

/** Excel writes and reads a first line `sep=;`. */
function withoutSeparatorLine(text: string): { text: string; skipped: number; separator: string | null } {
  const found = /^"?sep=([,;\t|])"?(\r\n|\n|\r)/i.exec(text);
  return found
    ? { text: text.slice(found[0].length), skipped: 1, separator: found[1] ?? null }
    : { text, skipped: 0, separator: null };
}

/** The one that the first line has most of, outside of quotes. */
function separatorOf(text: string): string {
  const first = (/^\s*([^\r\n]+)/.exec(text)?.[1] ?? "").replace(/"[^"]*"/g, "");
  const count = (separator: string) => first.split(separator).length;
  return [";", "\t"].reduce((best, each) => (count(each) > count(best) ? each : best), ",");
}

/**
 * A cell as its text, never as a formula. Our own export, and many others, put an apostrophe before what a spreadsheet
 * would run; it is taken off again.
 */
function plainText(cell: string): string {
  return cell
    .normalize("NFC")
    .replace(/^'(?=[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20])/, "")
    .trim();
}

function sentenceOf(error: CsvError): string {
  const line = typeof error.lines === "number" ? `line ${error.lines}` : "a line";
  if (error.code === "CSV_QUOTE_NOT_CLOSED") {
    return `A quotation mark that begins before the end of the file (${line}) is never closed. Close or remove it.`;
  }
  if (error.code === "CSV_MAX_RECORD_SIZE")
    return `One line of this file is far too long (${line}). Look for a quotation mark that is never closed.`;
  return `This file cannot be read as CSV: something is wrong in ${line}. Save it again as CSV from your spreadsheet.`;
}
