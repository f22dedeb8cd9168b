import type { Problem } from "./normalize";
import type { WireParams } from "./wire";

/** Answers as SDKs read them (WIRE §2.2): `1` or `0`, JSON where asked, a pixel, a script; the same words for all. */

export type Answer = { status: number; headers: Record<string, string>; body: string | Buffer };

export type Outcome = {
  status: number;
  ok: boolean;
  error?: string;
  /** Records that were refused while others were taken. */
  problems?: readonly Problem[];
  /** Seconds. */
  retryAfter?: number;
};

const pixel = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");

/** What a browser on any site needs to read the answer; it holds nothing but success or failure. */
export function crossOriginHeaders(origin: string | undefined): Record<string, string> {
  const headers: Record<string, string> = {
    "cross-origin-resource-policy": "cross-origin",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  };
  if (origin === undefined) return headers;
  headers["access-control-allow-origin"] = origin;
  headers["access-control-allow-credentials"] = "true";
  headers.vary = "Origin";
  return headers;
}

export function preflightAnswer(origin: string | undefined): Answer {
  return {
    status: 204,
    headers: {
      ...crossOriginHeaders(origin),
      "access-control-allow-methods": "GET, POST, OPTIONS",
      "access-control-allow-headers": "Content-Type, Content-Encoding, Authorization, X-Requested-With",
      "access-control-max-age": "86400",
      allow: "GET, POST, OPTIONS",
    },
    body: "",
  };
}

export function wireAnswer(outcome: Outcome, params: WireParams, origin: string | undefined): Answer {
  const headers = crossOriginHeaders(origin);
  if (outcome.retryAfter !== undefined) headers["retry-after"] = String(outcome.retryAfter);
  if (params.img) return { status: outcome.status, headers: typed(headers, "image/gif"), body: pixel };
  const text = params.verbose ? verboseText(outcome) : outcome.ok ? "1" : "0";
  if (params.callback !== undefined) {
    return {
      status: outcome.status,
      headers: typed(headers, "text/javascript; charset=utf-8"),
      body: `${params.callback}(${text})`,
    };
  }
  const type = params.verbose ? "application/json" : "text/plain; charset=utf-8";
  return { status: outcome.status, headers: typed(headers, type), body: text };
}

function typed(headers: Record<string, string>, type: string): Record<string, string> {
  headers["content-type"] = type;
  return headers;
}

function verboseText({ ok, error, problems }: Outcome): string {
  const failed = problems?.length ? { failed_records: problems.slice(0, 50).map(failedRecord) } : {};
  // A "<" could end a script element where a page builds one from the answer.
  return JSON.stringify({ error: ok ? "" : (error ?? "unknown"), status: ok ? 1 : 0, ...failed }).replaceAll(
    "<",
    "\\u003c",
  );
}

function failedRecord({ index, insertId, field, message }: Problem) {
  return { index, insert_id: insertId, $insert_id: insertId, field, message };
}
