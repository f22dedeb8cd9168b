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

/**
 * Drops months that ended before `before` and of which nothing is left: retention deletes by row, because plans differ and
 * what was imported later is kept longer; a month that is empty then gives its space back. Waits for nobody: a month
 * that somebody reads at that moment goes the next night. Returns how many went.
 */
export async function dropEmptyMonths(before: Date): Promise<number> {
  const months = await rawSql()<{ name: string }[]>`
    select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'events'::regclass and c.relname ~ '^events_[0-9]{4}_[0-9]{2}$' order by 1`;
  let dropped = 0;
  for (const { name } of months) {
    const [year, month] = name.split("_").slice(1).map(Number);
    if (Date.UTC(year ?? 0, month ?? 0, 1) > before.getTime()) continue;
    try {
      dropped += await dropIfEmpty(name);
    } catch (error) {
      if (sqlState(error) !== "55P03") throw error;
    }
  }
  return dropped;
}

function dropIfEmpty(name: string): Promise<number> {
  return rawSql().begin(async (tx) => {
    await tx`set local lock_timeout = '500ms'`;
    await tx`lock table ${tx(name)} in access exclusive mode`;
    const [row] = await tx<{ some: boolean }[]>`select exists (select from ${tx(name)}) as some`;
    if (row?.some) return 0;
    await tx`drop table ${tx(name)}`;
    return 1;
  });
}

/** Forgets insert ids that no longer decide anything (E2: five days). */
export async function forgetTimelessEvents(now: Date): Promise<void> {
  await rawSql()`delete from timeless_events where arrived_at < ${now.toISOString()}::timestamptz - interval '5 days'`;
}
