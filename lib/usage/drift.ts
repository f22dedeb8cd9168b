import "server-only";
import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { uncountedEvents } from "@/lib/events/normalize";

/**
 * E3: counters against what lies in the tables. Counters are written in the transaction that stores, so there is nothing
 * between them but a fault; after a crash there is none. Billed usage may be more than what is stored, never less: data
 * is deleted, and stays billed.
 */

export type Drift = {
  projectId: number;
  /** `names`: stored events by name and day; `usage`: billed events of a day; `profiles`: those that exist. */
  counter: "names" | "usage" | "profiles";
  day: string | null;
  counted: number;
  stored: number;
};

/** What differs for events that arrived on the days from `from` to `to` (UTC, `YYYY-MM-DD`), and for profiles. */
export async function findDrift(from: string, to: string): Promise<Drift[]> {
  const rows = await db().execute<Drift>(sql`
    with stored as materialized (
      select e.dataset_id, (e.arrived_at at time zone 'UTC')::date as day, count(*) as events,
        count(*) filter (where e.event not in ${[...uncountedEvents]}) as billed
      from events e
      where e.arrived_at >= ${from}::date::timestamp at time zone 'UTC' and e.arrived_at < (${to}::date + 1)::timestamp at time zone 'UTC'
      group by 1, 2
    ),
    names as (
      select dataset_id, day, sum(events) as events from event_days
      where day between ${from}::date and ${to}::date group by 1, 2
    )
    select p.id as "projectId", 'names' as counter, coalesce(s.day, n.day)::text as day,
      coalesce(n.events, 0)::float8 as counted, coalesce(s.events, 0)::float8 as stored
    from stored s full join names n using (dataset_id, day) join projects p on p.dataset_id = coalesce(s.dataset_id, n.dataset_id)
    where coalesce(s.events, 0) <> coalesce(n.events, 0)
    union all
    select p.id, 'usage', s.day::text, coalesce(u.events, 0)::float8, s.billed::float8
    from stored s join projects p on p.dataset_id = s.dataset_id left join usage_days u on u.project_id = p.id and u.day = s.day
    where coalesce(u.events, 0) < s.billed
    union all
    select p.id, 'profiles', null, coalesce(c.profiles, 0)::float8, coalesce(f.n, 0)::float8
    from projects p left join profile_counts c on c.dataset_id = p.dataset_id
      left join (select dataset_id, count(*) as n from profiles group by 1) f on f.dataset_id = p.dataset_id
    where coalesce(c.profiles, 0) <> coalesce(f.n, 0)
    order by 1, 2, 3`);
  return [...rows];
}
