import { createHash } from "node:crypto";

/** Upper-case hexadecimal, as leaked-password services index by. Protects nothing here. */
export function sha1(value: string): string {
  return createHash("sha1").update(value).digest("hex").toUpperCase();
}
