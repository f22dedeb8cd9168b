import "server-only";
import { rawSql } from "@/db/client";

/** How far back it looks, the shortest first: a busy project is answered by its last minute alone. */
const windows = ["1 minute", "10 minutes", "70 minutes"];
const mostEvents = 200;

/**
 * How late a project's data is: the median, in minutes with their fraction, of the time between an event's happening and
 * its arrival, over the newest 200 events (fewer where there are not so many) of the last 70 minutes. What is older
 * than the wire takes from applications (five days) was imported, and is not late. `null` where nothing arrived: nothing
 * is known then, neither that the data is on time nor that it is late.
 */
export async function getIngestionLag(projectId: number, now: Date): Promise<{ minutes: number | null }> {
  for (const window of windows) {
    const found = await lagWithin(projectId, now, window);
    if (found.events >= mostEvents || window === windows.at(-1)) return { minutes: found.minutes };
  }
  return { minutes: null };
}

async function lagWithin(projectId: number, now: Date, window: string) {
  const [row] = await rawSql()<[{ events: number; minutes: number | null }]>`
    select count(*)::int as events,
      percentile_cont(0.5) within group (order by extract(epoch from arrived_at - time)::float8 / 60) as minutes
    from (
      select e.arrived_at, e.time from events e
      where e.dataset_id = (select p.dataset_id from projects p where p.id = ${projectId} and p.deleted_at is null)
        and e.arrived_at > ${now.toISOString()}::timestamptz - ${window}::interval and e.arrived_at <= ${now.toISOString()}::timestamptz
        and e.time > ${now.toISOString()}::timestamptz - interval '5 days 70 minutes'
      order by e.arrived_at desc
      limit ${mostEvents}
    ) as newest`;
  return row;
}
