import "server-only";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate as runDrizzle } from "drizzle-orm/postgres-js/migrator";
import { runMigrations } from "graphile-worker";
import postgres from "postgres";

const migrationsFolder = path.join(path.dirname(fileURLToPath(import.meta.url)), "migrations");
const migrationLock = 7_281_002;
const attempts = 15;

/**
 * Brings the database to this version: our migrations, then those of the job queue. One process at a time; the
 * others wait. A table that is in use is not waited for longer than two seconds (readers behind us would queue up),
 * but asked for again. `url` must not lead through a pooler in transaction mode.
 */
export async function migrate(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, connect_timeout: 10, onnotice: () => undefined });
  try {
    await sql`select pg_advisory_lock(${migrationLock})`;
    await sql`set lock_timeout = '2s'`;
    await retried(() => runDrizzle(drizzle(sql), { migrationsFolder }));
    await retried(() => runMigrations({ connectionString: url }));
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function retried(run: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      if (attempt >= attempts || !isLockTimeout(error)) throw error;
      await pause(500 * attempt);
    }
  }
}

function isLockTimeout(error: unknown): boolean {
  for (let each = error; each instanceof Error; each = each.cause) {
    if ("code" in each && each.code === "55P03") return true;
  }
  return false;
}
