import "server-only";
import { sql } from "drizzle-orm";
import { counters } from "@/db/client";
import type { directoryTokens, gdprTokens, previousKeys, serviceAccounts } from "@/db/schema";
import { logger } from "@/lib/log";

/** What opens something by itself: its owners see whether anybody still needs it. */
type Opener = typeof directoryTokens | typeof gdprTokens | typeof previousKeys | typeof serviceAccounts;
type Used = { id: string | number; lastUsedAt: Date | null };

const everyMs = 60_000;

/** Notes that it was used at `at`, to the minute. Never fails the request, which need not wait for it. */
export async function noteUse(table: Opener, { id, lastUsedAt }: Used, at: Date): Promise<void> {
  if (at.getTime() - (lastUsedAt?.getTime() ?? 0) < everyMs) return;
  const before = new Date(at.getTime() - everyMs + 1).toISOString();
  try {
    await counters().execute(sql`
      update ${table} set last_used_at = ${at.toISOString()}
      where id = ${id} and (last_used_at is null or last_used_at < ${before}::timestamptz)`);
  } catch (error) {
    logger.warn({ err: error }, "the use of a token or key was not written");
  }
}
