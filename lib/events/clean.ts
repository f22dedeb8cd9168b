/**
 * What a property may be (WIRE §2.3): strings are cut at 255 characters; an object has fewer than 255 keys, an array
 * fewer than 255 elements, objects nest at most three deep. PostgreSQL's jsonb takes neither NUL nor half a surrogate
 * pair: both become U+FFFD, so that one odd character does not cost the event.
 */

export type Json = null | boolean | number | string | Json[] | JsonObject;
export type JsonObject = { [key: string]: Json };

export const MAX_TEXT = 255;
const MAX_KEYS = 254;
const MAX_ITEMS = 254;
const MAX_OBJECT_DEPTH = 3;
/** Arrays in arrays do not count as depth on the wire; this only keeps the recursion short. */
const MAX_DEPTH = 8;

/** One record is refused; the others of its request are not. */
export class RecordRefused extends Error {
  constructor(
    readonly field: string,
    message: string,
  ) {
    super(message);
    this.name = "RecordRefused";
  }
}

const unfit = /[\0\p{Surrogate}]/u;
const everyUnfit = /[\0\p{Surrogate}]/gu;

/** Cut at `max` UTF-16 units and free of what jsonb and text columns refuse. */
export function cleanText(text: string, max: number = MAX_TEXT): string {
  let cut = text;
  if (text.length > max) {
    const last = text.charCodeAt(max - 1);
    cut = text.slice(0, last >= 0xd800 && last <= 0xdbff ? max - 1 : max);
  }
  return unfit.test(cut) ? cut.replace(everyUnfit, "\ufffd") : cut;
}

/** A property value fit for storage. Throws {@link RecordRefused} naming `field`. */
export function cleanValue(value: unknown, field: string, objects = 0, depth = 0): Json {
  if (typeof value === "string") return cleanText(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "boolean" || value === null) return value;
  if (typeof value !== "object") return null;
  if (depth >= MAX_DEPTH) throw new RecordRefused(field, `'${field}' is invalid: arrays and objects nest too deep`);
  if (Array.isArray(value)) {
    if (value.length > MAX_ITEMS)
      throw new RecordRefused(field, `'${field}' is invalid: must have fewer than 255 elements`);
    return value.map((item) => cleanValue(item, field, objects, depth + 1));
  }
  if (objects >= MAX_OBJECT_DEPTH)
    throw new RecordRefused(field, `'${field}' is invalid: objects may nest at most 3 deep`);
  return cleanObject(value, field, nothingLeftOut, objects + 1, depth + 1);
}

const nothingLeftOut: ReadonlySet<string> = new Set();

/** The keys of `value` but those in `leftOut`. No prototype, so that a key `__proto__` is only a key. */
export function cleanObject(
  value: object,
  field: string,
  leftOut: ReadonlySet<string>,
  objects = 0,
  depth = 0,
): JsonObject {
  const clean: JsonObject = Object.create(null);
  let keys = 0;
  for (const [key, item] of Object.entries(value)) {
    if (leftOut.has(key) || item === undefined) continue;
    keys += 1;
    if (keys > MAX_KEYS) throw new RecordRefused(field, `'${field}' is invalid: must have fewer than 255 keys`);
    const name = cleanText(key);
    clean[name] = cleanValue(item, depth === 0 ? `${field}.${name}` : field, objects, depth);
  }
  return clean;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
