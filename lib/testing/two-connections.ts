import postgres from "postgres";
import { env } from "@/lib/env";
import { until } from "./until";

type Outcome<T> = PromiseSettledResult<T>;

/**
 * Runs all of these at once, each on a connection of its own, and gives every outcome. To make the race certain
 * instead of likely, hold what they will all want: `holding` is SQL that takes a lock (`select … for update`), which
 * is let go only when all of them wait for it.
 */
export async function race<T>(runs: (() => Promise<T>)[], options: { holding?: string } = {}): Promise<Outcome<T>[]> {
  if (!options.holding) return Promise.allSettled(runs.map((run) => run()));
  const held = await holdLock(options.holding);
  try {
    const started = Promise.allSettled(runs.map((run) => run()));
    await until(async () => (await held.waiting()) >= runs.length);
    await held.release();
    return await started;
  } finally {
    await held.release();
  }
}

/** Holds the lock that `statement` takes until `release`. `waiting` counts who stands behind it, in the whole queue. */
export async function holdLock(statement: string) {
  const sql = postgres(env().DATABASE_URL, { max: 2, onnotice: () => undefined });
  const connection = await sql.reserve();
  await connection.unsafe("begin");
  await connection.unsafe(statement);
  let open = true;
  return {
    waiting: () => lockWaiters(sql),
    async release(): Promise<void> {
      if (!open) return;
      open = false;
      await connection.unsafe("rollback");
      connection.release();
      await sql.end({ timeout: 5 });
    },
  };
}

/** How many stand behind a lock in this database. */
async function lockWaiters(sql: postgres.Sql): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  return row.count;
}

/** Until somebody stands behind a lock in this database, seen from a connection that does not. */
export async function waitsForLock(sql: postgres.Sql): Promise<void> {
  await until(async () => (await lockWaiters(sql)) > 0);
}

/** Two clients with one connection each, for tests that write the interleaving down step by step. */
export function twoConnections(): { first: postgres.Sql; second: postgres.Sql; end: () => Promise<void> } {
  const open = () => postgres(env().DATABASE_URL, { max: 1, onnotice: () => undefined });
  const first = open();
  const second = open();
  return {
    first,
    second,
    end: async () => {
      await Promise.all([first.end({ timeout: 5 }), second.end({ timeout: 5 })]);
    },
  };
}
