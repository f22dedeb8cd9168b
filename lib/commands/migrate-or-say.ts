import "server-only";
import { migrate } from "@/db/migrate";
import type { Env } from "@/lib/env";
import { StartError } from "@/lib/start-error";

/** Migrates; a server that is not there or does not let us in is said in a sentence. */
export async function migrateOrSay({ DATABASE_DIRECT_URL, DATABASE_URL }: Env): Promise<void> {
  const url = DATABASE_DIRECT_URL ?? DATABASE_URL;
  try {
    await migrate(url);
  } catch (error) {
    const sentence = reason(error, new URL(url));
    if (sentence) throw new StartError(sentence);
    throw error;
  }
}

function reason(error: unknown, { host, username, pathname }: URL): string | undefined {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (/^(ECONN|ENOTFOUND|EAI_|ETIMEDOUT|EHOST|CONNECT_TIMEOUT|CONNECTION_)/.test(code)) {
    return `The database at ${host} does not answer (${code}). Start it, or set DATABASE_URL to the right address.`;
  }
  if (code === "28P01" || code === "28000") {
    return `The database at ${host} refuses ${username}. Set user and password in DATABASE_URL.`;
  }
  if (code === "3D000") return `The database at ${host} has no ${pathname.slice(1)}. Create it, or set DATABASE_URL.`;
  return undefined;
}
