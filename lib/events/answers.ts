import type { Problem } from "./normalize";
import type { WireParams } from "./wire";

/** Answers as SDKs read them (WIRE §2.2): `1` or `0`, JSON where asked, a pixel, a script; the same words for all. */

export type Answer = { status: number; headers: Record<string, string>; body: string | Buffer };

export type Outcome = {
  status: number;
  ok: boolean;
  error?: string;
  /** Records that were stored, or had been before. */
  taken?: number;
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

const phrases: Record<number, string> = {
  400: "Bad Request",
  401: "Unauthorized",
  413: "Request Entity Too Large",
  429: "Too Many Requests",
  503: "Service Unavailable",
};

/** Of `/import`: where it is strict, one JSON for all that happened; else as the others, but for who may not. */
export function importAnswer(outcome: Outcome, params: WireParams, origin: string | undefined): Answer {
  if (!params.strict && outcome.status !== 401) return wireAnswer(outcome, params, origin);
  const headers = typed(crossOriginHeaders(origin), "application/json");
  if (outcome.retryAfter !== undefined) headers["retry-after"] = String(outcome.retryAfter);
  if (outcome.status === 401) headers["www-authenticate"] = 'Basic realm="import", charset="UTF-8"';
  const { taken = 0, problems = [] } = outcome;
  const isRefused = outcome.status === 200 && (problems.length > 0 || !outcome.ok);
  const status = isRefused ? 400 : outcome.status;
  const body =
    status === 200
      ? { code: 200, num_records_imported: taken, status: "OK" }
      : {
          code: status,
          error: problems.length > 0 ? "some data points in the request failed validation" : outcome.error,
          ...(isRefused && { failed_records: problems.map(failedRecord), num_records_imported: taken }),
          status: params.strict ? (phrases[status] ?? "Error") : "error",
        };
  return { status, headers, body: JSON.stringify(body).replaceAll("<", "\\u003c") };
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
