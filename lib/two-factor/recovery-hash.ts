import "server-only";
import { randomBytes } from "node:crypto";
import { hashRaw } from "@node-rs/argon2";
import { keyedHash } from "@/lib/crypto";

/**
 * Recovery codes: 80 random bits as 16 letters in four groups. Below 112 bits a password hash is asked for (NIST SP
 * 800-63B-4 section 3.1.2), so each is stored as Argon2id with the salt of its set, then keyed with a secret that is
 * not in the database.
 */
/** 32 letters, none that is read as another: 5 bits each. */
const alphabet = "23456789abcdefghijkmnpqrstuvwxyz";
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1, algorithm: 2, outputLen: 32 } as const;

export function newRecoveryCode(): string {
  const letters = [...randomBytes(16)].map((byte) => alphabet[byte % 32]);
  return letters.join("").replace(/(.{4})(?=.)/g, "$1-");
}

export function newSalt(): string {
  return randomBytes(16).toString("base64url");
}

/** How a code is stored; spaces, dashes and case of what was typed do not matter. */
export async function hashRecoveryCode(code: string, salt: string): Promise<string> {
  const typed = code.toLowerCase().replace(/[\s-]/g, "");
  const raw = await hashRaw(typed, { ...parameters, salt: Buffer.from(salt, "base64url") });
  return keyedHash("recovery-code", raw.toString("base64url"));
}
