import "server-only";
import { type EmbeddedDatabase, startEmbedded } from "@/db/embedded";
import { parseEnv } from "@/lib/env";

const place = "postgres://atrium@127.0.0.1:5432/atrium";

/**
 * Settles which database this process uses and fills `process.env` accordingly, before anything asks `env()`.
 * Throws EnvError for a bad variable before the embedded database is started.
 */
export async function openDatabase(): Promise<EmbeddedDatabase | null> {
  if (process.env.DATABASE_URL) {
    parseEnv({ ...process.env, DATABASE_MODE: "server" });
    process.env.DATABASE_MODE = "server";
    return null;
  }
  const stand = { APP_SECRET: "x".repeat(32), PASSWORD_PEPPER: "x".repeat(32), ENCRYPTION_KEYS: `k:${"A".repeat(44)}` };
  const { DATA_DIR } = parseEnv({ ...stand, ...withoutEmpty(), DATABASE_URL: place, DATABASE_MODE: "embedded" });
  const embedded = await startEmbedded({ dataDir: DATA_DIR });
  const { DATABASE_PASSWORD, ...secrets } = embedded.secrets;
  Object.assign(process.env, { ...secrets, ...withoutEmpty(), DATABASE_URL: embedded.url, DATABASE_MODE: "embedded" });
  return embedded;
}

function withoutEmpty(): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ""));
}
