import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { forgetDataset } from "./erase";

/**
 * Moving the rows of one dataset beside those of another, in batches: each is one transaction of the caller, so that a
 * kill loses none of the work and leaves no row twice. Nobody writes to the dataset that is left; the one that receives is
 * a project's current one and goes on taking what arrives. What both have is one (E2): an event of the same key, an
 * event without a time whose insert id repeats within five days, and a person, whose newer values win.
 */

/**
 * Moves up to `most` rows of one table and says how many went, those that were repetitions among them; 0 when none are
 * left. Never two tables in a transaction: whoever stores events at the same moment would wait for it crosswise. People
 * go first, so that few are written to before both halves of them are together.
 */
export async function moveDatasetRows(tx: Tx, from: number, to: number, most: number): Promise<number> {
  const people = await moveProfiles(tx, from, to, most);
  if (people > 0) return people;
  const groups = await moveGroups(tx, from, to, most);
  if (groups > 0) return groups;
  const aliases = await moveAliases(tx, from, to, most);
  if (aliases > 0) return aliases;
  const ids = await moveInsertIds(tx, from, to, most);
  if (ids > 0) return ids;
  const [part] = await tx.execute<{ name: string }>(sql`
    select (select relname from pg_class where oid = e.tableoid) as name from events e where dataset_id = ${from} limit 1`);
  return part ? moveEvents(tx, part.name, from, to, most) : 0;
}

/** What is left of a dataset whose rows have moved. */
export async function forgetMovedDataset(tx: Tx, datasetId: number): Promise<void> {
  await tx.execute(sql`delete from event_days where dataset_id = ${datasetId}`);
  await forgetDataset(tx, datasetId);
}

/** Up to `most` rows of a table taken out, for a `with`. */
function taken(table: string, from: number, most: number): SQL {
  const name = sql.identifier(table);
  return sql`gone as materialized (
    delete from ${name} where ctid = any(array(select ctid from ${name} where dataset_id = ${from} limit ${most})) returning *
  )`;
}

const newerWins = sql`
  properties = case when p.updated_at > excluded.updated_at
    then excluded.properties || p.properties else p.properties || excluded.properties end,
  created_at = least(p.created_at, excluded.created_at),
  updated_at = greatest(p.updated_at, excluded.updated_at)`;

/** A person who was written to since the data came back has newer values there, else the ones that move are newer. */
async function moveProfiles(tx: Tx, from: number, to: number, most: number): Promise<number> {
  const [row] = await tx.execute<{ gone: number; made: number }>(sql`
    with ${taken("profiles", from, most)},
    moved as (
      insert into profiles as p (dataset_id, distinct_id, properties, created_at, updated_at)
      select ${to}::bigint, distinct_id, properties, created_at, updated_at from gone order by distinct_id
      on conflict (dataset_id, distinct_id) do update set ${newerWins}
      returning xmax = 0 as made
    )
    select (select count(*)::int from gone) as gone, (select count(*) filter (where made)::int from moved) as made`);
  if (!row || row.gone === 0) return 0;
  await tx.execute(sql`
    insert into profile_counts as c (dataset_id, profiles)
    select * from (values (${from}::bigint, ${-row.gone}::bigint), (${to}::bigint, ${row.made}::bigint)) v order by 1
    on conflict (dataset_id) do update set profiles = c.profiles + excluded.profiles`);
  return row.gone;
}

async function moveGroups(tx: Tx, from: number, to: number, most: number): Promise<number> {
  const [row] = await tx.execute<{ gone: number }>(sql`
    with ${taken("group_profiles", from, most)},
    moved as (
      insert into group_profiles as p (dataset_id, group_key, group_id, properties, created_at, updated_at)
      select ${to}::bigint, group_key, group_id, properties, created_at, updated_at from gone order by group_key, group_id
      on conflict (dataset_id, group_key, group_id) do update set ${newerWins}
      returning 1
    )
    select (select count(*)::int from gone) as gone, (select count(*) from moved) as moved`);
  return row?.gone ?? 0;
}

/** Of an id that both joined, the person it was joined to first keeps it. */
async function moveAliases(tx: Tx, from: number, to: number, most: number): Promise<number> {
  const [row] = await tx.execute<{ gone: number }>(sql`
    with ${taken("aliases", from, most)},
    moved as (
      insert into aliases as a (dataset_id, alias, distinct_id, arrived_at)
      select ${to}::bigint, alias, distinct_id, arrived_at from gone order by alias
      on conflict (dataset_id, alias) do update set distinct_id = excluded.distinct_id, arrived_at = excluded.arrived_at
        where excluded.arrived_at < a.arrived_at
      returning 1
    )
    select (select count(*)::int from gone) as gone, (select count(*) from moved) as moved`);
  return row?.gone ?? 0;
}

/**
 * Insert ids go before the events they belong to, so that what is sent again meanwhile is recognised. One that both
 * datasets have is that of a repetition, if the two came within five days: the event that it stands for is dropped.
 */
async function moveInsertIds(tx: Tx, from: number, to: number, most: number): Promise<number> {
  const [row] = await tx.execute<{ gone: number; again: unknown[] }>(sql`
    with ${taken("timeless_events", from, most)},
    placed as (
      insert into timeless_events (dataset_id, distinct_id, event, insert_id, sent_at, arrived_at)
      select ${to}::bigint, distinct_id, event, insert_id, sent_at, arrived_at from gone order by 1, 2, 3, 4, 5
      on conflict do nothing
      returning distinct_id, event, insert_id, sent_at
    )
    select (select count(*)::int from gone) as gone, coalesce((
      select json_agg(g) from gone g where (distinct_id, event, insert_id, sent_at) not in (select * from placed)), '[]') as again`);
  if (!row) return 0;
  if (row.again.length > 0) await dropRepeated(tx, from, to, row.again);
  return row.gone;
}

/** A statement of its own: it sees the insert ids that others wrote while the one before waited for them. */
async function dropRepeated(tx: Tx, from: number, to: number, again: unknown[]): Promise<void> {
  await tx.execute(sql`
    with given as materialized (
      select g.*, t.arrived_at as other
      from jsonb_to_recordset(${JSON.stringify(again)}::jsonb)
        as g (distinct_id text, event text, insert_id text, sent_at timestamptz, arrived_at timestamptz)
      join timeless_events t on (t.dataset_id, t.distinct_id, t.event, t.insert_id, t.sent_at)
        = (${to}::bigint, g.distinct_id, g.event, g.insert_id, g.sent_at)
    ),
    later as (
      update timeless_events t set arrived_at = g.arrived_at from given g
      where (t.dataset_id, t.distinct_id, t.event, t.insert_id, t.sent_at)
        = (${to}::bigint, g.distinct_id, g.event, g.insert_id, g.sent_at)
        and g.other < g.arrived_at - interval '5 days'
    )
    delete from events e using given g
    where (e.dataset_id, e.distinct_id, e.time, e.event, e.insert_id) = (${from}::bigint, g.distinct_id, g.arrived_at, g.event, g.insert_id)
      and g.other <> g.arrived_at and g.other between g.arrived_at - interval '5 days' and g.arrived_at + interval '5 days'`);
}

/** An event whose time once lay in the future is that which came again with this time as its own, and the other way round. */
async function moveEvents(tx: Tx, part: string, from: number, to: number, most: number): Promise<number> {
  const [row] = await tx.execute<{ gone: number }>(sql`
    with ${taken(part, from, most)},
    moved as (
      insert into events (dataset_id, distinct_id, time, event, insert_id, properties, arrived_at)
      select ${to}::bigint, distinct_id, time, event, insert_id, properties, arrived_at from gone g
      where not exists (
        select from timeless_events t
        where (t.dataset_id, t.distinct_id, t.event, t.insert_id) = (${to}::bigint, g.distinct_id, g.event, g.insert_id)
          and (t.sent_at = g.time or t.arrived_at = g.time and exists (
            select from events e
            where (e.dataset_id, e.distinct_id, e.time, e.event, e.insert_id) = (${to}::bigint, g.distinct_id, t.sent_at, g.event, g.insert_id))))
      order by distinct_id, time, event, insert_id
      on conflict do nothing
      returning event, (arrived_at at time zone 'UTC')::date as day
    ),
    named as (
      insert into event_days as d (dataset_id, event, day, events)
      select ${to}::bigint, event, day, count(*) from moved group by 2, 3 order by 2, 3
      on conflict (dataset_id, event, day) do update set events = d.events + excluded.events
      returning 1
    )
    select (select count(*)::int from gone) as gone, (select count(*) from named) as names`);
  return row?.gone ?? 0;
}
