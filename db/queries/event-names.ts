import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { eventDays, events, projects } from "@/db/schema";
import { type PickerOption, pickerSize } from "@/lib/pickers";
import { sqlState } from "@/lib/sql-state";
import { textArray } from "./page";

/** What a report can be built from: names of events and properties that the project's current data has. */

export type EventName = { event: string; count: number; lastDay: string };

/** Names that hold `q`, the most frequent first. Of the days of arrival that are kept. */
export async function findEventNames(projectId: number, q: string, limit: number): Promise<EventName[]> {
  const pattern = `%${q.replace(/[\\%_]/g, "\\$&")}%`;
  const rows = await db().execute<EventName>(sql`
    select d.event, sum(d.events)::float8 as count, to_char(max(d.day), 'YYYY-MM-DD') as "lastDay"
    from ${eventDays} d join ${projects} p on p.dataset_id = d.dataset_id
    where p.id = ${projectId} and d.event ilike ${pattern}
    group by d.event order by sum(d.events) desc, d.event limit ${limit}`);
  return [...rows];
}

/** What the picker of events offers for `q`; one more than it shows. */
export async function pickEvents(projectId: number, q: string): Promise<PickerOption[]> {
  const found = await findEventNames(projectId, q, pickerSize + 1);
  return found.map(({ event, count }) => ({ id: event, label: event, hint: count.toLocaleString("en-US") }));
}

/** So many of the newest events are looked at: what was sent lately is what somebody wants to filter by. */
const sampled = 500;
const mostOffered = 100;

/** Names of properties of these events, the most frequent first, and the values of one of them. Suggestions only. */
export async function suggestProperties(
  projectId: number,
  names: readonly string[],
  property: string,
): Promise<Suggested> {
  const none = { properties: [], values: [] };
  if (names.length === 0) return none;
  try {
    return await db().transaction(
      async (tx) => {
        await tx.execute(sql`select set_config('statement_timeout', ${patience}, true)`);
        const [row] = await tx.execute<Suggested>(suggestions(projectId, names, property));
        return row ?? none;
      },
      { accessMode: "read only" },
    );
  } catch (error) {
    if (sqlState(error) === "57014") return none;
    throw error;
  }
}

/** Names that came seldom lie far back, and nobody waits for suggestions. */
const patience = "1s";
type Suggested = { properties: string[]; values: string[] };

function suggestions(projectId: number, names: readonly string[], property: string): SQL {
  return sql`
    with newest as materialized (
      select e.properties from ${events} e
      where e.dataset_id = (select dataset_id from ${projects} where id = ${projectId})
        and e.event = any(${textArray(names)}) and e.time > now() - interval '90 days'
      order by e.time desc limit ${sampled}
    )
    select
      array(select key from newest, jsonb_object_keys(properties) key group by key order by count(*) desc, key limit ${mostOffered}) as properties,
      array(select left(properties ->> ${property}::text, 255) as v from newest where properties ->> ${property}::text is not null
        group by v order by count(*) desc, v limit ${mostOffered}) as values`;
}

/** The day (UTC, `YYYY-MM-DD`) on which the last of these events arrived; null where none has. */
export async function newestEvent(projectId: number, names: readonly string[]): Promise<string | null> {
  const [row] = await db().execute<{ day: string | null }>(sql`
    select to_char(max(d.day), 'YYYY-MM-DD') as day from ${eventDays} d join ${projects} p on p.dataset_id = d.dataset_id
    where p.id = ${projectId} and d.event = any(${textArray(names)})`);
  return row?.day ?? null;
}
