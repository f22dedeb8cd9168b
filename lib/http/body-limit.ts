import "server-only";
import type { IncomingMessage } from "node:http";

/** Far above any form and the CSV of invitations; ingestion counts for itself. */
export const MOST_BYTES = 6 * 1024 * 1024;

export function saysTooLarge(req: IncomingMessage): boolean {
  return Number(req.headers["content-length"] ?? 0) > MOST_BYTES;
}

/** Ends a body that was sent without its length once it grows too large, before anybody holds it in memory. */
export function limitBody(req: IncomingMessage, refuse: () => void): void {
  if (req.headers["content-length"] !== undefined || req.headers["transfer-encoding"] === undefined) return;
  let size = 0;
  const push = req.push.bind(req);
  req.push = (chunk: unknown, encoding?: BufferEncoding) => {
    size += chunk instanceof Uint8Array ? chunk.byteLength : 0;
    if (size <= MOST_BYTES) return push(chunk, encoding);
    refuse();
    return false;
  };
}
