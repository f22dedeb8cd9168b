import "server-only";
import { createHash, sign } from "node:crypto";
import { now } from "@/lib/clock";
import type { Opened } from "./facts";

/** Apple refuses tokens older than an hour, and new ones more often than every 20 minutes. */
const keptMs = 50 * 60_000;
const mostKept = 1_000;
const kept = new Map<string, { token: string; at: number }>();

/** The provider token of an APNs key (JWT, RFC 7515, ES256), the same one for 50 minutes. */
export function providerToken({ privateKey, keyId, teamId }: Opened["apns_key"]): string {
  const key = createHash("sha256").update([teamId, keyId, privateKey].join("\n")).digest("base64url");
  const at = now().getTime();
  const known = kept.get(key);
  if (known && at >= known.at && at - known.at < keptMs) return known.token;
  const head = base64url({ alg: "ES256", kid: keyId, typ: "JWT" });
  const body = base64url({ iss: teamId, iat: Math.floor(at / 1000) });
  const signature = sign("sha256", Buffer.from(`${head}.${body}`), { key: privateKey, dsaEncoding: "ieee-p1363" });
  const token = `${head}.${body}.${signature.toString("base64url")}`;
  if (kept.size >= mostKept) kept.clear();
  kept.set(key, { token, at });
  return token;
}

function base64url(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}
