import "server-only";
import { createHmac } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";
import { env } from "@/lib/env";
import { normalizePassword } from "./password-rules";

/**
 * Argon2id with 46 MiB, one pass, one lane (OWASP ASVS 5.0 appendix C) over an HMAC of the password with a key kept
 * outside the database. `@node-rs/argon2` works on the thread pool; at most four run at a time.
 */
const parameters = { memoryCost: 47_104, timeCost: 1, parallelism: 1, algorithm: 2 } as const;
const atATime = 4;

export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(peppered(password), parameters));
}

/** Whether the password fits. Without a stored hash it does the same work and answers false. */
export async function passwordFits(password: string, stored: string | null): Promise<boolean> {
  decoy ??= hashPassword("a password nobody has");
  const against = stored ?? (await decoy);
  const fits = await inTurn(() => verify(against, peppered(password)));
  return fits && stored !== null;
}

/** Whether a stored hash was made with older parameters and should be made anew at the next sign-in. */
export function needsRehash(stored: string): boolean {
  return !stored.startsWith(
    `$argon2id$v=19$m=${parameters.memoryCost},t=${parameters.timeCost},p=${parameters.parallelism}$`,
  );
}

function peppered(password: string): string {
  return createHmac("sha256", env().PASSWORD_PEPPER).update(normalizePassword(password)).digest("base64");
}

let decoy: Promise<string> | undefined;
let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= atATime) await new Promise<void>((resolve) => waiting.push(resolve));
  running += 1;
  try {
    return await work();
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}
