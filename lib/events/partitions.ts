import "server-only";
import { rawSql } from "@/db/client";
import { sqlState } from "@/lib/sql-state";

/** Monthly parts of the events table, made ahead of time, so that no event waits for one. */

const MONTHS_BACK = 1;
const MONTHS_AHEAD = 2;

/**
 * Parts from last month to two months ahead of `now`, or from `monthsBack` ago. Run at the start and once a day.
 * A month of which events already lie in the default part stays there: they are found either way.
 */
export async function ensureEventPartitions(now: Date, monthsBack: number = MONTHS_BACK): Promise<void> {
  for (let offset = -monthsBack; offset <= MONTHS_AHEAD; offset += 1) {
    const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + offset, 1)).toISOString().slice(0, 10);
    try {
      await rawSql()`select ensure_event_month(${month}::date)`;
    } catch (error) {
      if (sqlState(error) !== "23514") throw error;
    }
  }
}

/** Forgets insert ids that no longer decide anything (E2: five days). */
export async function forgetTimelessEvents(now: Date): Promise<void> {
  await rawSql()`delete from timeless_events where arrived_at < ${now.toISOString()}::timestamptz - interval '5 days'`;
}
