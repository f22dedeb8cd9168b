import "server-only";
import type { IncomingMessage, ServerResponse } from "node:http";

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

/** What is read and thrown away so that a browser hears an answer; above it the connection is cut. */
const MOST_DISCARDED = 64 * 1024 * 1024;

/** A form that a browser sends by itself: somebody waits for a page. */
export function isPostedForm(req: IncomingMessage): boolean {
  return (
    req.method === "POST" &&
    (req.headers.accept ?? "").includes("text/html") &&
    Number(req.headers["content-length"] ?? 0) <= MOST_DISCARDED
  );
}

/** Back to the page of the form, which says what was wrong: a browser shows nothing of an answer it does not wait for. */
export function sendBack(req: IncomingMessage, res: ServerResponse, https: boolean): void {
  const flash = encodeURIComponent(JSON.stringify(["bad", "That is too large: send at most 2 MB at a time."]));
  const name = `${https ? "__Host-" : ""}atrium-flash`;
  req.resume();
  req.once("end", () => {
    res.statusCode = 303;
    res.setHeader("Location", pathOf(req.url));
    res.setHeader("Set-Cookie", `${name}=${flash}; Path=/; Max-Age=10; SameSite=Lax${https ? "; Secure" : ""}`);
    res.end();
  });
}

/** The form's own page, never another place. */
function pathOf(url = "/"): string {
  return /^\/(?![/\\])/.test(url) ? url : "/";
}
