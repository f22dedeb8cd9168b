import { unescape as unescapeLeniently } from "node:querystring";

/**
 * What an SDK put on the wire, decoded to records (WIRE §2.1). By content rather than by content type, because SDKs
 * disagree on the latter: JSON as it is, a form or a query with `data`, which is JSON or base64 of it.
 */

export const MAX_RECORDS = 2000;

export type WireParams = {
  verbose: boolean;
  img: boolean;
  /** `/import` alone: every record is judged, and the answer says which were refused. */
  strict: boolean;
  /** The caller's address may stand for a missing distinct id. */
  ip: boolean;
  callback: string | undefined;
  /** `/import` alone: the project that a service account sends to, or the key of older clients. */
  projectId: string | undefined;
  apiKey: string | undefined;
};

export type Decoded =
  | { ok: true; params: WireParams; records: unknown[] /** Characters sent. */; size: number }
  | { ok: false; params: WireParams; status: 200 | 400 | 413; error: string };

export type Fields = ReadonlyMap<string, string>;

/** `search` is the query with or without its `?`; `body` the text of the body after inflation. Never throws. */
export function decodeWire(search: string, body: string): Decoded {
  const query = fieldsOf(search);
  const text = body.trim();
  const form = isJson(text) || text === "" ? undefined : fieldsOf(text);
  const params = paramsOf(query, form);
  if (params.callback !== undefined && !isFunctionName(params.callback)) {
    return {
      ok: false,
      params: { ...params, callback: undefined },
      status: 400,
      error: "callback is not the name of a function",
    };
  }
  const data = isJson(text) ? text : (field(form, "data") ?? field(query, "data") ?? bareBase64(text));
  if (!data?.trim()) return { ok: false, params, status: 200, error: "data, missing or empty" };
  return decodeData(data, params);
}

function decodeData(data: string, params: WireParams): Decoded {
  const json = jsonOf(data.trim());
  if (json === undefined) return { ok: false, params, status: 200, error: "data, neither JSON nor base64 of JSON" };
  const records = Array.isArray(json) ? json : [json];
  if (records.length === 0) return { ok: false, params, status: 200, error: "data, missing or empty" };
  if (records.length > MAX_RECORDS) {
    return { ok: false, params, status: 413, error: `data, more than ${MAX_RECORDS} records in one request` };
  }
  return { ok: true, params, records, size: data.length };
}

function paramsOf(query: Fields, form: Fields | undefined): WireParams {
  const given = (name: string) => field(query, name) ?? field(form, name);
  return {
    verbose: given("verbose") === "1" || given("verbose") === "true",
    img: given("img") === "1",
    strict: given("strict") === "1" || given("strict") === "true",
    ip: given("ip") === "1",
    callback: given("callback") || undefined,
    projectId: given("project_id") || undefined,
    apiKey: given("api_key") || undefined,
  };
}

/** As JSONP goes into a script: dotted names, brackets with numbers or nothing else. */
const functionName = /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*|\[\d{1,9}\])*$(?<=^.{1,128})/;

export function isFunctionName(name: string): boolean {
  return functionName.test(name);
}

const MAX_FIELDS = 100;

/** The fields of a form, or of a query with or without its `?`. Of a repeated name the first counts. Written out because `data` is long and node's own parser reads it by letters. */
export function fieldsOf(text: string): Fields {
  const fields = new Map<string, string>();
  for (const part of text.replace(/^\?/, "").split("&", MAX_FIELDS)) {
    const equals = part.indexOf("=");
    const name = equals < 0 ? part : part.slice(0, equals);
    if (!fields.has(name)) fields.set(name, equals < 0 ? "" : formText(part.slice(equals + 1)));
  }
  return fields;
}

function formText(encoded: string): string {
  const text = encoded.replaceAll("+", " ");
  try {
    return decodeURIComponent(text);
  } catch {
    return unescapeLeniently(text);
  }
}

function field(fields: Fields | undefined, name: string): string | undefined {
  return fields?.get(name);
}

function isJson(text: string): boolean {
  const first = text.charCodeAt(0);
  return first === 0x7b || first === 0x5b;
}

/** A body that is nothing but base64: some socket senders leave the `data=` out. */
function bareBase64(text: string): string | undefined {
  return /^[A-Za-z0-9+/_-]+={0,2}$/.test(text) ? text : undefined;
}

function jsonOf(data: string): unknown {
  // Form decoding has turned each "+" of unencoded base64 into a space.
  const text = isJson(data) ? data : textOf(Buffer.from(data.replaceAll(" ", "+"), "base64")).trim();
  return isJson(text) ? (parsed(text) ?? linesOf(text)) : undefined;
}

/** One object a line (NDJSON). A line that is none is refused among the others, at its place. */
function linesOf(text: string): unknown[] | undefined {
  if (text.charCodeAt(0) !== 0x7b) return undefined;
  const lines = text.split(/[\r\n]+/, MAX_RECORDS + 2).filter((line) => line.trim() !== "");
  const records = lines.length > 1 ? lines.map(parsed) : [];
  return records.some((record) => record !== undefined) ? records : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** mixpanel-browser writes each half of a surrogate pair as three bytes of its own (CESU-8): here they meet again. */
function textOf(bytes: Buffer): string {
  const text = bytes.toString();
  if (!text.includes("\ufffd")) return text;
  return Buffer.from(bytes.toString("latin1").replace(halves, joined), "latin1").toString();
}

const halves = /\xed([\xa0-\xaf])([\x80-\xbf])\xed([\xb0-\xbf])([\x80-\xbf])/g;

function joined(_: string, ...bytes: string[]): string {
  const [a = 0, b = 0, c = 0, d = 0] = bytes.slice(0, 4).map((byte) => byte.charCodeAt(0));
  const high = 0xd000 | ((a & 0x3f) << 6) | (b & 0x3f);
  const low = 0xd000 | ((c & 0x3f) << 6) | (d & 0x3f);
  return Buffer.from(String.fromCharCode(high, low)).toString("latin1");
}
