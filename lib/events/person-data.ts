import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { Database, Tx } from "@/db/client";
import { textArray } from "@/db/queries/page";

/**
 * What a project's data holds of one person: the events, the profile and the aliases of an id and of every id that
 * identity events joined to it. Ids that it was joined to are other people's to the outside, and are left alone.
 */

export type PersonCounts = { events: number; profiles: number; aliases: number };

const mostIds = 1000;

/** The id itself and its aliases, theirs too. */
export async function idsOfPerson(tx: Tx | Database, datasets: readonly number[], id: string): Promise<string[]> {
  const rows = await tx.execute<{ id: string }>(sql`
    with recursive person as (
      select ${id}::text as id
      union
      select a.alias from person p join aliases a on a.dataset_id = any(${bigints(datasets)}) and a.distinct_id = p.id
    )
    select id from person limit ${mostIds}`);
  return rows.map((row) => row.id);
}

/**
 * Deletes up to `most` events of a person, and with the last of them the profile, the aliases and the insert ids that are
 * remembered. Says what went; nothing when all is gone. The counts of event names fall with the events, billed usage
 * does not (E3).
 */
export async function erasePersonRows(
  tx: Tx,
  datasets: readonly number[],
  id: string,
  most: number,
): Promise<PersonCounts & { done: boolean }> {
  const ids = await idsOfPerson(tx, datasets, id);
  const theirs = ofPerson(datasets, ids);
  const days = await countDays(tx, sql`select dataset_id, event, arrived_at from events where ${theirs} limit ${most}`);
  const events = days.reduce((sum, { n }) => sum + n, 0);
  if (events === most) return { events: await eraseSome(tx, theirs, most), profiles: 0, aliases: 0, done: false };
  const { count } = await tx.execute(sql`delete from events where ${theirs}`);
  if (count !== events) throw new Error(`Of ${events} events of a person ${events - count} went by themselves: again.`);
  await countDown(tx, days);
  const [rest] = await tx.execute<{ profiles: number; aliases: number }>(sql`
    with remembered as (delete from timeless_events where ${theirs}),
    people as (delete from profiles where ${theirs} returning dataset_id),
    named as (
      delete from aliases where dataset_id = any(${bigints(datasets)})
        and (alias = any(${textArray(ids)}) or distinct_id = any(${textArray(ids)})) returning 1
    ),
    counted as (
      update profile_counts c set profiles = c.profiles - g.n
      from (select dataset_id, count(*) as n from people group by 1) g where c.dataset_id = g.dataset_id returning 1
    )
    select (select count(*)::int from people) as profiles, (select count(*)::int from named) as aliases, (select count(*) from counted) as counts`);
  return { events, profiles: rest?.profiles ?? 0, aliases: rest?.aliases ?? 0, done: true };
}

/** Of many: rows of one month by their place in it, which a partitioned table as a whole does not have. */
async function eraseSome(tx: Tx, theirs: SQL, most: number): Promise<number> {
  const [part] = await tx.execute<{ name: string }>(sql`
    select (select relname from pg_class where oid = e.tableoid) as name from events e where ${theirs} limit 1`);
  if (!part) return 0;
  const name = sql.identifier(part.name);
  const chosen = sql`select ctid from ${name} where ${theirs} limit ${most}`;
  const days = await countDays(
    tx,
    sql`delete from ${name} where ctid = any(array(${chosen})) returning dataset_id, event, arrived_at`,
  );
  await countDown(tx, days);
  return days.reduce((sum, { n }) => sum + n, 0);
}

type DayCount = { dataset: string; event: string; day: string; n: number };

async function countDays(tx: Tx, events: SQL): Promise<DayCount[]> {
  return tx.execute<DayCount>(sql`
    with e as (${events})
    select dataset_id as dataset, event, (arrived_at at time zone interval '0')::date::text as day, count(*)::int as n
    from e group by 1, 2, (arrived_at at time zone interval '0')::date`);
}

async function countDown(tx: Tx, days: readonly DayCount[]): Promise<void> {
  await tx.execute(sql`
    with gone as (select * from jsonb_to_recordset(${JSON.stringify(days)}::jsonb) as g (dataset bigint, event text, day date, n int)),
    fewer as (
      select d.dataset_id, d.event, d.day, g.n from event_days d
      join gone g on (d.dataset_id, d.event, d.day) = (g.dataset, g.event, g.day)
      order by 1, 2, 3 for update of d
    )
    update event_days d set events = d.events - f.n from fewer f
    where (d.dataset_id, d.event, d.day) = (f.dataset_id, f.event, f.day)`);
}

/** What is there of these ids, each for itself. */
export async function countPersonRows(
  tx: Tx | Database,
  datasets: readonly number[],
  ids: readonly string[],
): Promise<PersonCounts> {
  const theirs = ofPerson(datasets, ids);
  const [row] = await tx.execute<PersonCounts>(sql`
    select (select count(*)::float8 from events where ${theirs}) as events,
      (select count(*)::int from profiles where ${theirs}) as profiles,
      (select count(*)::int from aliases where dataset_id = any(${bigints(datasets)})
        and (alias = any(${textArray(ids)}) or distinct_id = any(${textArray(ids)}))) as aliases`);
  return row ?? { events: 0, profiles: 0, aliases: 0 };
}

export type PersonEvent = {
  event: string;
  distinct_id: string;
  time: string;
  insert_id: string;
  arrived_at: string;
  properties: Record<string, unknown>;
};

const batchRows = 2000;

/** Events of ids in batches, in key order; `since` leaves out what happened before. No transaction is held open. */
export async function* personEvents(
  database: Database,
  datasets: readonly number[],
  ids: readonly string[],
  since: Date | null,
): AsyncGenerator<PersonEvent[]> {
  let after: SQL = sql``;
  for (;;) {
    const rows = await database.execute<PersonEvent & { dataset: string; key: string }>(sql`
      select dataset_id::text as dataset, time::text as key, event, distinct_id, ${iso(sql`time`)} as time, insert_id,
        ${iso(sql`arrived_at`)} as arrived_at, properties
      from events where ${ofPerson(datasets, ids)} ${since ? sql`and time >= ${since.toISOString()}::timestamptz` : sql``} ${after}
      order by dataset_id, distinct_id, time, event, insert_id limit ${batchRows}`);
    if (rows.length > 0) yield rows.map(({ dataset: _, key: __, ...row }) => row);
    const last = rows.at(-1);
    if (!last || rows.length < batchRows) return;
    after = sql`and (dataset_id, distinct_id, time, event, insert_id)
      > (${last.dataset}::bigint, ${last.distinct_id}, ${last.key}::timestamptz, ${last.event}, ${last.insert_id})`;
  }
}

export type PersonProfile = {
  distinct_id: string;
  created_at: string;
  updated_at: string;
  properties: Record<string, unknown>;
};

export async function personProfiles(
  database: Database,
  datasets: readonly number[],
  ids: readonly string[],
): Promise<PersonProfile[]> {
  const rows = await database.execute<PersonProfile>(sql`
    select distinct_id, ${iso(sql`created_at`)} as created_at, ${iso(sql`updated_at`)} as updated_at, properties
    from profiles where ${ofPerson(datasets, ids)} order by distinct_id`);
  return [...rows];
}

function ofPerson(datasets: readonly number[], ids: readonly string[]): SQL {
  const [dataset, ...otherDatasets] = datasets;
  const [id, ...otherIds] = ids;
  // One of one, the usual case, is looked up in half the time.
  if (otherDatasets.length + otherIds.length === 0) return sql`(dataset_id = ${dataset} and distinct_id = ${id})`;
  return sql`(dataset_id = any(${bigints(datasets)}) and distinct_id = any(${textArray(ids)}))`;
}

function bigints(values: readonly number[]): SQL {
  return sql`${sql.param([...values])}::bigint[]`;
}

function iso(moment: SQL): SQL {
  return sql`to_char(${moment} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
