import "server-only";
import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";

/** Erasing in batches: each is one short transaction, so that nobody waits for it and a kill loses none of the work. */

/**
 * Deletes up to `most` rows of a dataset: events of every month and of the default part, how many there were a day,
 * insert ids that are remembered, aliases, profiles with their count. Returns how many went; 0 when nothing is left.
 */
export async function eraseDatasetRows(tx: Tx, datasetId: number, most: number): Promise<number> {
  const of = sql`dataset_id = ${datasetId}`;
  let gone = 0;
  for (const table of await eventTables(tx)) {
    if (gone < most) gone += await deleteSome(tx, table, of, most - gone);
  }
  for (const table of ["event_days", "timeless_events", "aliases", "group_profiles"]) {
    if (gone < most) gone += await deleteSome(tx, table, of, most - gone);
  }
  if (gone < most) {
    const profiles = await deleteSome(tx, "profiles", of, most - gone);
    if (profiles > 0) await tx.execute(sql`update profile_counts set profiles = profiles - ${profiles} where ${of}`);
    gone += profiles;
  }
  return gone;
}

/** The same over several datasets. */
export async function eraseRowsOfDatasets(tx: Tx, datasetIds: readonly number[], most: number): Promise<number> {
  let gone = 0;
  for (const id of datasetIds) {
    if (gone < most) gone += await eraseDatasetRows(tx, id, most - gone);
  }
  return gone;
}

/** What is left of a dataset once its rows are gone and nothing points at it. */
export async function forgetDataset(tx: Tx, datasetId: number): Promise<void> {
  await tx.execute(sql`delete from datasets where id = ${datasetId}`);
}

/** Up to `most` rows by their place in the table, which a partitioned table as a whole does not have. */
export async function deleteSome(tx: Tx, table: string, where: ReturnType<typeof sql>, most: number): Promise<number> {
  const name = sql.identifier(table);
  const rows = await tx.execute<{ gone: number }>(sql`
    with gone as (
      delete from ${name} where ctid = any(array(select ctid from ${name} where ${where} limit ${most})) returning 1
    ) select count(*)::int as gone from gone`);
  return rows[0]?.gone ?? 0;
}

/** About how many rows there are to erase or move: events as they were counted, and profiles. Near enough for a bar. */
export async function estimateRows(tx: Tx, datasetIds: readonly number[]): Promise<number> {
  const these = sql`dataset_id = any(${sql.param([...datasetIds])}::bigint[])`;
  const [row] = await tx.execute<{ total: number }>(sql`
    select (coalesce((select sum(events) from event_days where ${these}), 0)
      + coalesce((select sum(profiles) from profile_counts where ${these}), 0))::float8 as total`);
  return Math.min(Math.max(row?.total ?? 0, 1), 2_000_000_000);
}

async function eventTables(tx: Tx): Promise<string[]> {
  const rows = await tx.execute<{ name: string }>(sql`
    select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'events'::regclass order by c.relname`);
  return rows.map((row) => row.name);
}
