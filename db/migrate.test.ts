import postgres from "postgres";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { migrate } from "./migrate";
import { migrationsPending } from "./migrations-pending";

const name = `fresh_${process.env.VITEST_POOL_ID ?? "1"}`;
const url = new URL(inject("clusterUrl"));
url.pathname = `/${name}`;
const admin = postgres(inject("clusterUrl"), { max: 1, onnotice: () => undefined });
let sql: postgres.Sql;

beforeEach(async () => {
  await admin.unsafe(`drop database if exists ${name} with (force)`);
  await admin.unsafe(`create database ${name}`);
  sql = postgres(url.href, { max: 2, onnotice: () => undefined });
});

afterEach(async () => {
  await sql.end();
  await admin.unsafe(`drop database ${name} with (force)`);
});

test("a new database is behind until it is migrated, and again when the newest migration is missing", async () => {
  expect(await migrationsPending(sql)).toBe(true);
  await migrate(url.href);
  expect(await migrationsPending(sql)).toBe(false);
  await sql`delete from drizzle.__drizzle_migrations where created_at = (select max(created_at) from drizzle.__drizzle_migrations)`;
  expect(await migrationsPending(sql)).toBe(true);
});

test("[SEC-D27] several processes migrating at once do it once", async () => {
  await Promise.all([migrate(url.href), migrate(url.href), migrate(url.href)]);
  const [row] = await sql<{ all: number; different: number }[]>`
    select count(*)::int as all, count(distinct hash)::int as different from drizzle.__drizzle_migrations`;
  expect(row?.all).toBeGreaterThan(0);
  expect(row?.all).toBe(row?.different);
});

test("[SEC-F18] a table in use is not queued for, but asked for again until it is free", async () => {
  await migrate(url.href);
  await sql`drop schema graphile_worker cascade`;
  const holder = await sql.reserve();
  await holder`begin`;
  await holder`lock table drizzle.__drizzle_migrations in access exclusive mode`;
  const migrating = migrate(url.href);
  let waiting = 0;
  while (waiting === 0) {
    const rows = await sql`select 1 from pg_stat_activity where datname = ${name} and wait_event_type = 'Lock'`;
    waiting = rows.length;
  }
  // Longer than one attempt may wait: the first gives up, a later one succeeds.
  while (waiting > 0) {
    const rows = await sql`select 1 from pg_stat_activity where datname = ${name} and wait_event_type = 'Lock'`;
    waiting = rows.length;
  }
  await holder`rollback`;
  holder.release();
  await migrating;
  const [row] = await sql`select to_regclass('graphile_worker.jobs') is not null as there`;
  expect(row?.there).toBe(true);
});
