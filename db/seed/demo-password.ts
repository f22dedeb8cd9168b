import "server-only";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { assertGoodPassword } from "@/lib/auth/password-rules";
import { suggestPassphrase } from "@/lib/auth/suggest-passphrase";
import { env } from "@/lib/env";
import { isRuleBroken } from "@/lib/errors";
import { StartError } from "@/lib/start-error";
import { demoSignIns } from "./demo-people";

/** Who can sign in, and the file that holds the password where it is not the one of DEMO_PASSWORD. */
export function demoSignIn(): { emails: string[]; passwordFile: string | null } {
  return { emails: demoSignIns, passwordFile: env().DEMO_PASSWORD ? null : passwordFile() };
}

/**
 * The password of all demo accounts: DEMO_PASSWORD, or a random passphrase that is kept in the data folder. A
 * DEMO_PASSWORD that the rules for people refuse (A4) stops the start with the reason.
 */
export async function demoPassword(): Promise<string> {
  const { DEMO_PASSWORD } = env();
  if (DEMO_PASSWORD) {
    const reason = await whyBad(DEMO_PASSWORD);
    if (reason) throw new StartError(`DEMO_PASSWORD cannot be used. ${reason}`);
    return DEMO_PASSWORD;
  }
  const kept = await readFile(passwordFile(), "utf8").catch(() => "");
  return kept.trim() || makePassphrase();
}

async function makePassphrase(): Promise<string> {
  let phrase = await suggestPassphrase();
  while (await whyBad(phrase)) phrase = await suggestPassphrase();
  await mkdir(path.dirname(passwordFile()), { recursive: true, mode: 0o700 });
  await writeFile(passwordFile(), `${phrase}\n`, { mode: 0o600 });
  await chmod(passwordFile(), 0o600);
  return phrase;
}

async function whyBad(password: string): Promise<string | null> {
  try {
    await assertGoodPassword(password, { email: "owner@demo.test", orgName: "Acme Analytics" });
    return null;
  } catch (error) {
    if (isRuleBroken(error)) return error.message;
    throw error;
  }
}

function passwordFile(): string {
  return path.join(env().DATA_DIR, "demo-password.txt");
}
