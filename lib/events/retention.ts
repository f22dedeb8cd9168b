import "server-only";
import { rawSql } from "@/db/client";

/**
 * Deletes one batch of the org's events that happened and arrived before `before`; says how many. What was imported
 * later is kept for as long as everything else, from its arrival on. Counted usage stays (E3). After the last batch the
 * days whose every event is gone are forgotten, and with its last day the name of an event.
 */
export async function deleteExpiredEvents(orgId: number, before: Date, batch = 5000): Promise<number> {
  const limit = before.toISOString();
  const deleted = await rawSql()`
    delete from events e using (
      select dataset_id, distinct_id, time, event, insert_id from events
      where dataset_id in (select dataset_id from projects where org_id = ${orgId}) and time < ${limit} and arrived_at < ${limit}
      limit ${batch}
    ) x
    where (e.dataset_id, e.distinct_id, e.time, e.event, e.insert_id) = (x.dataset_id, x.distinct_id, x.time, x.event, x.insert_id)
      and e.time < ${limit}`;
  if (deleted.count < batch) await forgetDays(orgId, limit);
  return deleted.count;
}

/** Nothing happens after it arrived: what arrived on days before the limit's has expired in whole. */
async function forgetDays(orgId: number, limit: string): Promise<void> {
  await rawSql()`
    delete from event_days where dataset_id in (select dataset_id from projects where org_id = ${orgId})
      and day < (${limit}::timestamptz at time zone 'UTC')::date`;
}
