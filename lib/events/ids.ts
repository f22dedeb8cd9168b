import { createHash, randomBytes } from "node:crypto";
import { cleanText } from "./clean";

/** Ids that a broken client sends for everybody: they name nobody. WIRE §2.3. */
const banned: ReadonlySet<string> = new Set([
  "00000000-0000-0000-0000-000000000000",
  "anon",
  "anonymous",
  "nil",
  "none",
  "null",
  "n/a",
  "na",
  "undefined",
  "unknown",
  "<nil>",
  "0",
  "-1",
  "true",
  "false",
  "[]",
  "{}",
]);

export function isBanned(id: string): boolean {
  return id.length <= 36 && banned.has(id.toLowerCase());
}

/** An id as text, or undefined where none was given. A number or boolean counts as its text. */
export function idText(value: unknown): string | undefined {
  if (typeof value === "string") return cleanText(value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return undefined;
}

const wellFormed = /^[A-Za-z0-9-]{1,36}$/;

/**
 * The insert id that stands in the key. One of another form than WIRE's is hashed, so that its repetition is still
 * recognised; none, or a banned one, is undefined: such an event is never taken for a repetition.
 */
export function insertIdOf(value: unknown): string | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const id = String(value);
  if (id === "" || isBanned(id)) return undefined;
  return wellFormed.test(id) ? id : `h-${createHash("sha256").update(id).digest("hex").slice(0, 32)}`;
}

/** Whether it is an insert id as WIRE wants it, and tells events apart. */
export function isInsertId(value: unknown): boolean {
  const id = typeof value === "number" ? String(value) : value;
  return typeof id === "string" && wellFormed.test(id) && !isBanned(id);
}

// Random bytes are drawn for many ids at once: one call an event would show in the measurements.
const ID_BYTES = 16;
let pool = Buffer.alloc(0);
let used = 0;

/** A random insert id for an event that came without one. */
export function newInsertId(): string {
  if (used + ID_BYTES > pool.length) {
    pool = randomBytes(ID_BYTES * 256);
    used = 0;
  }
  used += ID_BYTES;
  return pool.toString("hex", used - ID_BYTES, used);
}
