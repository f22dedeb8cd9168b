import "server-only";
import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { now } from "@/lib/clock";
import { uncountedEvents } from "@/lib/events/normalize";
import { type BillingPeriod, billingPeriodOf, periodAfter } from "./period";

/**
 * Monthly tracked users (MTU): distinct ids whose counted events arrived in a month, of the data that a project has now.
 * Counted once a night, because it reads the month's events; a month that has ended is counted once more on its morrow.
 */
export async function countTrackedUsers(): Promise<void> {
  const running = billingPeriodOf(now());
  await countMonth(periodAfter(running, -1), { onlyWhereOlderThan: running.start });
  await countMonth(running, { onlyWhereOlderThan: null });
}

async function countMonth(
  { firstDay, lastDay, start, end }: BillingPeriod,
  { onlyWhereOlderThan }: { onlyWhereOlderThan: Date | null },
): Promise<void> {
  const projects = await db().execute<{ id: number; datasetId: string }>(sql`
    select p.id, p.dataset_id as "datasetId" from projects p
    where p.deleted_at is null
      and exists (select from usage_days u where u.project_id = p.id and u.day between ${firstDay}::date and ${lastDay}::date)
      and ${
        onlyWhereOlderThan === null
          ? sql`true`
          : sql`not exists (select from usage_people c where c.project_id = p.id and c.month = ${firstDay}::date
              and c.counted_at >= ${onlyWhereOlderThan.toISOString()}::timestamptz)`
      }
    order by p.id`);
  for (const { id, datasetId } of projects) {
    await db().execute(sql`
      insert into usage_people (project_id, month, people, counted_at)
      select ${id}, ${firstDay}::date, count(distinct distinct_id), ${now().toISOString()}::timestamptz from events
      where dataset_id = ${datasetId}::bigint and arrived_at >= ${start.toISOString()}::timestamptz
        and arrived_at < ${end.toISOString()}::timestamptz and distinct_id <> ''
        and event not in ${[...uncountedEvents]}
      on conflict (project_id, month) do update set people = excluded.people, counted_at = excluded.counted_at`);
  }
}
