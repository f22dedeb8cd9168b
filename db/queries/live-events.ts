import "server-only";
import { createHash } from "node:crypto";
import { rawSql } from "@/db/client";

/** One event as pages show it: everything is text, and the moments are ISO 8601. */
export type LiveEvent = {
  /** The same for the same event; says nothing about it. */
  id: string;
  event: string;
  /** Empty where the event named nobody. */
  person: string;
  time: string;
  arrivedAt: string;
  properties: [name: string, value: string][];
};

type Row = {
  distinct_id: string;
  time: string;
  event: string;
  insert_id: string;
  properties: Record<string, unknown>;
  arrived_at: string;
};

/** Applications send within five days of an event (WIRE §2.3); older ones were imported, and are not looked for here. */
const oldest = "6 days";
/** Of a name that came seldom, so many of the days on which it came are looked through. */
const daysOfName = 7;

/**
 * The newest events of a project, of one name where `event` is given, latest arrival first. Found by when they happened,
 * and among those of the last ten minutes also by when they arrived: what was sent late stands on top as well.
 */
export async function listLatestEvents(
  projectId: number,
  { event, limit, now }: { event?: string; limit: number; now: Date },
): Promise<LiveEvent[]> {
  const sql = rawSql();
  const dataset = sql`(select p.dataset_id from projects p where p.id = ${projectId} and p.deleted_at is null)`;
  const named = event === undefined ? sql`` : sql`and e.event = ${event}`;
  const days = sql`(select day from event_days where dataset_id = ${dataset} and event = ${event ?? ""} order by day desc limit ${daysOfName})`;
  const within =
    event === undefined
      ? sql``
      : sql`and e.time < (select max(day) + 2 from ${days} d) and e.time >= (select min(day) - 6 from ${days} d)`;
  const moment = sql`${now.toISOString()}::timestamptz`;
  const columns = sql`e.distinct_id, e.time, e.event, e.insert_id, e.properties, e.arrived_at`;
  const rows = await sql<Row[]>`
    select * from (
      (select ${columns} from events e where e.dataset_id = ${dataset} ${named} ${within} order by e.time desc limit ${limit})
      union
      (select ${columns} from events e where e.dataset_id = ${dataset} ${named}
        and e.arrived_at > ${moment} - interval '10 minutes' and e.time > ${moment} - ${oldest}::interval
      order by e.arrived_at desc limit ${limit})
    ) as e
    order by e.arrived_at desc, e.time desc, e.insert_id limit ${limit}`;
  return rows.map(toEvent);
}

/** What arrived after a moment of the last minutes, latest first, at most `limit`. The index of arrivals makes it cheap. */
export async function listArrivals(
  projectId: number,
  { event, after, limit }: { event?: string; after: Date; limit: number },
): Promise<LiveEvent[]> {
  const sql = rawSql();
  const moment = sql`${after.toISOString()}::timestamptz`;
  const rows = await sql<Row[]>`
    select e.distinct_id, e.time, e.event, e.insert_id, e.properties, e.arrived_at from events e
    where e.dataset_id = (select p.dataset_id from projects p where p.id = ${projectId} and p.deleted_at is null)
      and e.arrived_at > ${moment} and e.time > ${moment} - ${oldest}::interval
      ${event === undefined ? sql`` : sql`and e.event = ${event}`}
    order by e.arrived_at desc, e.time desc, e.insert_id limit ${limit}`;
  return rows.map(toEvent);
}

/** Whether the project's present data has any event, or had one that retention took away less than its plan's time ago. */
export async function hasEvents(projectId: number): Promise<boolean> {
  const [row] = await rawSql()<[{ has: boolean }]>`
    select exists (
      select from event_days d join projects p on p.dataset_id = d.dataset_id
      where p.id = ${projectId} and p.deleted_at is null
    ) as has`;
  return row.has;
}

/** Names of a project's events, those of the last days first, at most `limit`. */
export async function listEventNames(projectId: number, limit: number): Promise<string[]> {
  const rows = await rawSql()<{ event: string }[]>`
    select d.event from event_days d join projects p on p.dataset_id = d.dataset_id
    where p.id = ${projectId} and p.deleted_at is null
    group by d.event order by max(d.day) desc, sum(d.events) desc, d.event limit ${limit}`;
  return rows.map((row) => row.event);
}

function toEvent({ distinct_id, time, event, insert_id, properties, arrived_at }: Row): LiveEvent {
  const key = JSON.stringify([distinct_id, time, event, insert_id]);
  return {
    id: createHash("sha256").update(key).digest("base64url").slice(0, 22),
    event,
    person: distinct_id,
    time: new Date(time).toISOString(),
    arrivedAt: new Date(arrived_at).toISOString(),
    properties: Object.entries(properties).map(([name, value]) => [name, textOf(value)]),
  };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
