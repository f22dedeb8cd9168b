import "server-only";
import { rawSql } from "@/db/client";
import { now } from "@/lib/clock";
import { automaticPrefix } from "./automatic-events";
import { type TrackedEvent, uncountedEvents } from "./normalize";
import { isToken, projectsOf } from "./projects-of";
import { retried } from "./retry";

/**
 * One statement stores the events of a flush and counts them, so nothing is half done and the database is asked once.
 * Tokens are looked up in it: a project that was deleted or reset a moment ago is already seen as it is now, and an
 * unknown token stores nothing. What was there before is neither stored nor counted again. Rows are written in key
 * order and counters last, so that two processes do not wait for each other crosswise.
 */

export type ArrivedEvent = TrackedEvent & { arrival: number };

/** Returns how many were new. */
export async function storeEvents(events: readonly ArrivedEvent[]): Promise<number> {
  const columns = columnsOf(events);
  return columns.event.length === 0 ? 0 : retried(() => insert(columns));
}

/** Written out on commit whatever the server's default is: an answer promises it. */
const durable = "set_config('synchronous_commit', 'on', true)";

async function insert(c: Columns): Promise<number> {
  const sql = rawSql();
  const [row] = await sql<[{ stored: number }]>`
    with ${projectsOf(sql, c.tokens, now())},
    input as materialized (
      select p.dataset_id, i.distinct_id, to_timestamp(i.time / 1000) as time, i.event, i.insert_id, i.repetition,
        case when i.sent = 'NaN' then '-infinity' else to_timestamp(i.sent / 1000) end as sent_at,
        i.properties::jsonb as properties, to_timestamp(i.arrival / 1000) as arrived_at
      from unnest(${c.token}::int[], ${c.distinctId}::text[], ${c.time}::float8[], ${c.event}::text[], ${c.insertId}::text[],
        ${c.repetition}::text[], ${c.sent}::float8[], ${c.arrival}::float8[], string_to_array(${c.properties}, E'\\n'))
        as i (n, distinct_id, time, event, insert_id, repetition, sent, arrival, properties)
      join project p using (n)
      where p.autotrack or not starts_with(i.event, ${automaticPrefix})
      order by p.dataset_id, i.distinct_id, i.time, i.event, i.insert_id
    ),
    placed as (
      insert into timeless_events as t (dataset_id, distinct_id, event, insert_id, sent_at, arrived_at)
      select distinct on (1, 2, 3, 4, 5) dataset_id, distinct_id, event, insert_id, sent_at, arrived_at
      from input where repetition = 'sent'
      order by 1, 2, 3, 4, 5, 6
      on conflict on constraint timeless_events_pk do update set arrived_at = excluded.arrived_at
        where t.arrived_at < excluded.arrived_at - interval '5 days'
      returning dataset_id, distinct_id, event, insert_id, sent_at, arrived_at
    ),
    stored as (
      insert into events (dataset_id, distinct_id, time, event, insert_id, properties, arrived_at)
      select i.dataset_id, i.distinct_id, i.time, i.event, i.insert_id, i.properties, i.arrived_at
      from input i
      where case i.repetition
        when 'never' then true
        when 'sent' then
          (i.dataset_id, i.distinct_id, i.event, i.insert_id, i.sent_at, i.arrived_at) in (select * from placed)
        else not exists (
          select from timeless_events t
          where (t.dataset_id, t.distinct_id, t.event, t.insert_id, t.sent_at) = (i.dataset_id, i.distinct_id, i.event, i.insert_id, i.time)
        ) end
      on conflict do nothing
      returning dataset_id, event, (arrived_at at time zone 'UTC')::date as day
    ),
    named as (
      insert into event_days as d (dataset_id, event, day, events)
      select dataset_id, event, day, count(*) from stored
      group by 1, 2, 3 order by 1, 2, 3
      on conflict (dataset_id, event, day) do update set events = d.events + excluded.events
      returning events
    ),
    counted as (
      insert into usage_days as u (org_id, project_id, day, events)
      select p.org_id, p.id, s.day, count(*)
      from stored s join locked p on p.dataset_id = s.dataset_id
      where s.event <> all (${uncounted}::text[])
      group by 1, 2, 3 order by 2, 3
      on conflict (project_id, day) do update set events = u.events + excluded.events
    )${c.alias.length > 0 ? joined(sql, c) : sql``}
    select (select count(*)::int from stored) as stored, (select count(*) from named) as names, ${sql.unsafe(durable)}`;
  return row?.stored ?? 0;
}

/** The first person an id was joined to keeps it; an event that repeats says nothing new. */
function joined(sql: ReturnType<typeof rawSql>, c: Columns) {
  return sql`,
    joined as (
      insert into aliases (dataset_id, alias, distinct_id, arrived_at)
      select distinct on (p.dataset_id, j.alias) p.dataset_id, j.alias, j.distinct_id, to_timestamp(j.arrival / 1000)
      from unnest(${c.aliasToken}::int[], ${c.alias}::text[], ${c.aliasOf}::text[], ${c.aliasArrival}::float8[])
        with ordinality as j (n, alias, distinct_id, arrival, place)
      join project p using (n)
      order by p.dataset_id, j.alias, j.place
      on conflict do nothing
    )`;
}

const uncounted = [...uncountedEvents];

type Columns = ReturnType<typeof columnsOf>;

/** As arrays for `unnest`. The properties are JSON and hold no line break, so one text with lines spares the escaping. */
function columnsOf(events: readonly ArrivedEvent[]) {
  const tokens = new Map<string, number>();
  const token: number[] = [];
  const distinctId: string[] = [];
  const time: number[] = [];
  const event: string[] = [];
  const insertId: string[] = [];
  const repetition: string[] = [];
  const sent: number[] = [];
  const arrival: number[] = [];
  const properties: string[] = [];
  const aliasToken: number[] = [];
  const alias: string[] = [];
  const aliasOf: string[] = [];
  const aliasArrival: number[] = [];
  for (const one of events) {
    if (!isToken(one.token)) continue;
    const number = tokens.get(one.token) ?? tokens.size + 1;
    tokens.set(one.token, number);
    token.push(number);
    distinctId.push(one.distinctId);
    time.push(one.time);
    event.push(one.event);
    insertId.push(one.insertId);
    repetition.push(one.repetition);
    sent.push(one.sentTime ?? Number.NaN);
    arrival.push(one.arrival);
    properties.push(one.properties);
    if (!one.joins) continue;
    aliasToken.push(number);
    alias.push(one.joins.alias);
    aliasOf.push(one.joins.distinctId);
    aliasArrival.push(one.arrival);
  }
  return {
    tokens: [...tokens.keys()],
    token,
    distinctId,
    time,
    event,
    insertId,
    repetition,
    sent,
    arrival,
    properties: properties.join("\n"),
    aliasToken,
    alias,
    aliasOf,
    aliasArrival,
  };
}
