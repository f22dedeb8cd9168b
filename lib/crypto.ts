import "server-only";
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from "node:crypto";
import { env } from "./env";

/** SHA-256, base64url: how random tokens are stored. */
export function sha256(value: string): string {
  return createHash("sha256").update(value).digest("base64url");
}

/** HMAC-SHA-256 with a key derived (HKDF) from APP_SECRET for one purpose, base64url. */
export function keyedHash(purpose: string, value: string): string {
  const key = Buffer.from(hkdfSync("sha256", env().APP_SECRET, "atrium", purpose, 32));
  return createHmac("sha256", key).update(value).digest("base64url");
}

export function sameSecret(a: string, b: string): boolean {
  const left = Buffer.from(sha256(a));
  return timingSafeEqual(left, Buffer.from(sha256(b)));
}

/**
 * AES-256-GCM as `v1.<key>.<nonce>.<ciphertext and tag>`, bound to `place` (table, column, row), so that a value
 * moved to another row does not decrypt. The first key of ENCRYPTION_KEYS encrypts; all decrypt.
 */
export function encrypt(plain: string, place: string): string {
  const [name, key] = keyRing()[0] ?? fail("no key");
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(place));
  const body = Buffer.concat([cipher.update(plain, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return ["v1", name, nonce.toString("base64url"), body.toString("base64url")].join(".");
}

/** The text that {@link encrypt} was given. Throws when the value was changed, moved, or its key is gone. */
export function decrypt(value: string, place: string): string {
  const [version, name, nonce, body] = value.split(".");
  const key = keyRing().find(([known]) => known === name)?.[1];
  if (version !== "v1" || !key || !nonce || !body) return fail("unknown key or format");
  const bytes = Buffer.from(body, "base64url");
  const options = { authTagLength: 16 };
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64url"), options);
  decipher.setAAD(Buffer.from(place));
  decipher.setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString("utf8");
}

/** Names of the keys of ENCRYPTION_KEYS, the newest first. */
export function encryptionKeyNames(): string[] {
  return keyRing().map(([name]) => name);
}

function keyRing(): [string, Buffer][] {
  return env()
    .ENCRYPTION_KEYS.split(",")
    .map((entry) => {
      const [name = "", key = ""] = entry.split(":");
      return [name, Buffer.from(key, "base64")];
    });
}

function fail(why: string): never {
  throw new Error(`A stored secret cannot be read: ${why}.`);
}
