import "server-only";
import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { env } from "@/lib/env";
import * as schema from "./schema";

export type Database = PostgresJsDatabase<typeof schema>;
export type Tx = Parameters<Parameters<Database["transaction"]>[0]>[0];

type Held = { sql: postgres.Sql; db: Database; counters: { sql: postgres.Sql; db: Database } };

/** One pool a process, also when server code is loaded twice (the framework's bundle and the commands). */
const holder = globalThis as typeof globalThis & { atriumDatabase?: Held };

function held(): Held {
  holder.atriumDatabase ??= open();
  return holder.atriumDatabase;
}

function open(): Held {
  const { DATABASE_POOL } = env();
  const sql = connect(DATABASE_POOL, {});
  const counters = connect(2, { synchronous_commit: "off" });
  return {
    sql,
    db: drizzle(planOnce(sql), { schema }),
    counters: { sql: counters, db: drizzle(planOnce(counters), { schema }) },
  };
}

function connect(max: number, settings: Record<string, string>): postgres.Sql {
  return postgres(env().DATABASE_URL, {
    max,
    idle_timeout: 60,
    connect_timeout: 5,
    onnotice: () => undefined,
    connection: {
      application_name: "atrium",
      statement_timeout: 15_000,
      lock_timeout: 5_000,
      idle_in_transaction_session_timeout: 15_000,
      ...settings,
    },
  });
}

/**
 * Drizzle sends every statement as text; marked as prepared, PostgreSQL plans it once a connection, which for the view
 * of grants costs more than running it. Not through a pooler, whose connections do not know each other's statements.
 */
function planOnce(sql: postgres.Sql): postgres.Sql {
  if (env().DATABASE_DIRECT_URL) return sql;
  const unsafe = sql.unsafe.bind(sql);
  const prepared: typeof sql.unsafe = (text, parameters, options) =>
    unsafe(text, parameters, { ...options, prepare: true });
  return Object.assign(sql, { unsafe: prepared });
}

/** Drizzle over the process's pool. */
export function db(): Database {
  return held().db;
}

/** The pool itself, for `COPY`, cursors and multi-row inserts. */
export function rawSql(): postgres.Sql {
  return held().sql;
}

/**
 * Connections for what is counted and not promised to anybody: limits, failed passwords, last seen. Their commits do not
 * wait for the disk; a power cut forgets less than a second of them.
 */
export function counters(): Database {
  return held().counters.db;
}

/** The same connections without drizzle. */
export function rawCounters(): postgres.Sql {
  return held().counters.sql;
}

/** Ends all connections; the next use opens new ones. */
export async function closeDatabase(): Promise<void> {
  const open = holder.atriumDatabase;
  holder.atriumDatabase = undefined;
  await Promise.all([open?.sql.end({ timeout: 5 }), open?.counters.sql.end({ timeout: 5 })]);
}
