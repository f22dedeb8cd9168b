import "server-only";
import { rawSql } from "@/db/client";

/**
 * Deletes one batch of the org's events that happened and arrived before `before`; says how many. What was imported
 * later is kept for as long as everything else, from its arrival on. Counted usage stays (E3).
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
  return deleted.count;
}
