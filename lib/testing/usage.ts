import { rawSql } from "@/db/client";

/** Events counted for a project on a UTC day, as if they had arrived. */
export async function countEvents(orgId: number, projectId: number, day: string, events: number): Promise<void> {
  await rawSql()`
    insert into usage_days (org_id, project_id, day, events) values (${orgId}, ${projectId}, ${day}, ${events})
    on conflict (project_id, day) do update set events = usage_days.events + excluded.events`;
}

/** Events of a project as they are stored; each happened and arrived at this moment unless it arrived later. */
export async function storeEventsAt(projectId: number, times: readonly string[], arrived?: string): Promise<void> {
  const sql = rawSql();
  for (const [index, time] of times.entries()) {
    await sql`
      insert into events (dataset_id, distinct_id, time, event, insert_id, properties, arrived_at)
      select dataset_id, 'ada', ${time}, 'Signed up', ${`${time}-${index}`}, '{}', ${arrived ?? time} from projects where id = ${projectId}`;
    await sql`
      insert into event_days as d (dataset_id, event, day, events)
      select dataset_id, 'Signed up', (${arrived ?? time}::timestamptz at time zone 'UTC')::date, 1 from projects where id = ${projectId}
      on conflict (dataset_id, event, day) do update set events = d.events + 1`;
  }
}

export async function storedEvents(projectId: number): Promise<number> {
  const [row] = await rawSql()<[{ count: number }]>`
    select count(*)::int as count from events e join projects p on p.dataset_id = e.dataset_id where p.id = ${projectId}`;
  return row.count;
}
