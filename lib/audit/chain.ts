import { createHash } from "node:crypto";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** One spelling for one value: keys in order, no blanks. The hash of an entry is taken over this. */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const pairs = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`);
  return `{${pairs.join(",")}}`;
}

/** SHA-256 of the previous hash followed by the entry's canonical JSON. */
export function chainHash(previous: Buffer, entry: Json): Buffer {
  return createHash("sha256").update(previous).update(canonicalJson(entry)).digest();
}

export const firstHash = Buffer.alloc(32);
