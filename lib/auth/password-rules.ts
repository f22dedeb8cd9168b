import "server-only";
import { env } from "@/lib/env";
import { RuleBroken } from "@/lib/errors";
import { isCommonPassword } from "./common-passwords";
import { sha1 } from "./sha1";

/** A4: 15 to 256 characters counted in code points, any characters, no composition rules. */
export const passwordLength = { min: 15, max: 256 };

/** What must not be most of a password: our own words and what is known of the person. */
export type PasswordContext = { email?: string; name?: string; orgName?: string };

/**
 * Throws RuleBroken with the reason at `field`. The same for sign-up, invitation, reset and change. Whole values are
 * compared with the block list: a long phrase that merely contains a listed word is fine.
 */
export async function assertGoodPassword(
  password: string,
  context: PasswordContext,
  field = "password",
): Promise<void> {
  const value = normalizePassword(password);
  const length = [...value].length;
  if (length < passwordLength.min) {
    const have = length === 1 ? "That is 1 character" : `That is ${length} characters`;
    throw new RuleBroken("password_too_short", `${have}. Use at least 15: a short sentence works well.`, { field });
  }
  if (length > passwordLength.max) {
    throw new RuleBroken("password_too_long", `That is ${length} characters. Use at most 256.`, { field });
  }
  if (isRepetitive(value)) {
    throw new RuleBroken(
      "password_repetitive",
      "That repeats or counts on in a row. Use words that do not follow from each other.",
      { field },
    );
  }
  if (isOwnWords(value, context)) {
    throw new RuleBroken(
      "password_own_words",
      "That is made of your name, your e-mail or our own words. Use other words.",
      { field },
    );
  }
  if (await isCommonPassword(value)) {
    throw new RuleBroken(
      "password_common",
      "That is on lists of common passwords. Use a sentence only you would write.",
      { field },
    );
  }
  if (await isLeaked(value)) {
    throw new RuleBroken("password_leaked", "That password appeared in a data leak elsewhere. Use another one.", {
      field,
    });
  }
}

/** Two spellings of the same letter are the same password (NIST SP 800-63B-4, 3.1.1.2); nothing else is changed. */
export function normalizePassword(password: string): string {
  return password.normalize("NFC");
}

function isRepetitive(value: string): boolean {
  const chars = [...value.toLowerCase()];
  if (new Set(chars).size <= 2) return true;
  const steps = chars.slice(1).map((char, i) => (char.codePointAt(0) ?? 0) - (chars[i]?.codePointAt(0) ?? 0));
  if (steps.filter((step) => step === 1).length >= steps.length * 0.8) return true;
  if (steps.filter((step) => step === -1).length >= steps.length * 0.8) return true;
  const text = chars.join("");
  return [1, 2, 3, 4, 5].some(
    (size) =>
      text
        .slice(0, size)
        .repeat(Math.ceil(text.length / size))
        .slice(0, text.length) === text,
  );
}

function isOwnWords(value: string, context: PasswordContext): boolean {
  const known = ["atrium", "password", "passphrase", "analytics", "organization"];
  for (const text of [context.email, context.name, context.orgName]) {
    known.push(
      ...(text ?? "")
        .toLowerCase()
        .split(/[^\p{L}\p{N}]+/u)
        .filter((word) => word.length >= 3),
    );
  }
  let rest = value.toLowerCase();
  for (const word of known.sort((a, b) => b.length - a.length)) rest = rest.split(word).join("");
  return [...rest.replace(/[^\p{L}\p{N}]/gu, "")].length < 5 && rest.length < value.length;
}

/** k-anonymity range query: only five characters of the hash leave. A service out of reach refuses nobody. */
async function isLeaked(value: string): Promise<boolean> {
  const service = env().LEAKED_PASSWORDS_URL;
  if (!service) return false;
  const hash = sha1(value);
  try {
    const answer = await fetch(new URL(hash.slice(0, 5), service), {
      signal: AbortSignal.timeout(1500),
      redirect: "error",
    });
    return answer.ok && (await answer.text()).toUpperCase().includes(hash.slice(5));
  } catch {
    return false;
  }
}
