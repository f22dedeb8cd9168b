import { isObject } from "./patch";

/** Names whose values say nothing of a person. */
const plain = /^(schemas|op|path|active|primary|type|id|\$ref|operations|value_kind|resourceType|version)$/i;
const longest = 8000;

/** A body as it is written down: its shape, with what names or describes a person left out. */
export function redactedBody(text: string): string | null {
  if (text === "") return null;
  try {
    return JSON.stringify(redacted(JSON.parse(text), ""), null, 2).slice(0, longest);
  } catch {
    return "(no JSON)";
  }
}

function redacted(value: unknown, name: string): unknown {
  if (Array.isArray(value)) {
    const shown = value.slice(0, 20).map((each) => redacted(each, name));
    return value.length > 20 ? [...shown, `… and ${value.length - 20} more`] : shown;
  }
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, redacted(each, key)]));
  if (plain.test(name) || value === null || typeof value === "boolean") return value;
  // An id of ours names nobody to whoever reads this without the list of people.
  if (typeof value === "string" && /^(dus|dgr)_[0-9a-z]{24}$/.test(value)) return value;
  if (typeof value === "string" && /^(true|false)$/i.test(value)) return value;
  return "…";
}

/** A filter names people: its values are left out, the rest explains the call. */
export function redactedPath(path: string): string {
  return decodeSafely(path)
    .replace(/"[^"]*"/g, '"…"')
    .slice(0, 500);
}

function decodeSafely(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, " "));
  } catch {
    return text;
  }
}
