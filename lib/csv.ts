/** CSV as spreadsheets read it: RFC 4180 with CRLF and a byte order mark, cells that would be formulas defused. */

export type Cell = string | number | boolean | Date | null | undefined;

const bom = "\ufeff";

/**
 * A cell that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, CSV Injection); signs of plain
 * numbers stay. Times are ISO 8601 in UTC.
 */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(cell: Cell): string {
  if (cell === null || cell === undefined) return "";
  if (typeof cell !== "string") return cell instanceof Date ? cell.toISOString() : String(cell);
  const safe = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(cell) ? `'${cell}` : cell;
  return /["\n\r,;]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Rows in batches of any size as a streamed file; one batch is in memory at a time. */
export function csvResponse(
  fileName: string,
  header: readonly string[],
  batches: AsyncIterable<readonly (readonly Cell[])[]>,
): Response {
  async function* lines() {
    yield `${bom}${csvLine(header)}`;
    for await (const batch of batches) yield batch.map(csvLine).join("");
  }
  return fileResponse(fileName, "text/csv; charset=utf-8", lines());
}

/** A file whose text is made while it is read. An error cuts the connection, so that half a file is never taken for one. */
export function fileResponse(fileName: string, type: string, text: AsyncIterable<string>): Response {
  const encoder = new TextEncoder();
  const parts = text[Symbol.asyncIterator]();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await parts.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await parts.return?.();
    },
  });
  const ascii = fileName.replace(/[^\w.-]+/g, "-");
  return new Response(body, {
    headers: {
      "Content-Type": type,
      "Content-Disposition": `attachment; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(fileName)}`,
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
    },
  });
}

/** Keyset batches: `read` gets the last row of the batch before, and answers the next ones or none. */
export async function* inBatches<Row>(read: (after: Row | null) => Promise<Row[]>): AsyncGenerator<Row[]> {
  for (let after: Row | null = null; ; ) {
    const rows: Row[] = await read(after);
    if (rows.length === 0) return;
    yield rows;
    after = rows.at(-1) ?? null;
  }
}
