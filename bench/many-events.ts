import { db, rawSql } from "@/db/client";
import type { OrgActor, ProjectActor } from "@/lib/authz/actor";
import { insertProject } from "@/lib/projects/projects";

/** A project with so many events of this month, of five names and about a tenth as many people. */
export async function makeProjectOf(owner: OrgActor, name: string, events: number): Promise<ProjectActor> {
  const now = new Date();
  const given = { orgId: owner.org.id, name, timezone: "Europe/Berlin", createdBy: owner.user.id, now };
  const id = await db().transaction((tx) => insertProject(tx, given, () => undefined));
  await fill(id, events);
  return { ...owner, project: { id, name, timezone: given.timezone }, projectRole: "owner" };
}

/** Spread over the last four weeks; counted a day as ingestion would. */
export async function fill(projectId: number, events: number): Promise<void> {
  const sql = rawSql();
  // In parts, since no statement of ours may take long.
  for (let from = 1; from <= events; from += part) {
    await sql`
      insert into events (dataset_id, distinct_id, time, event, insert_id, properties, arrived_at)
      select p.dataset_id, 'person ' || (n::bigint * 7919 % ${Math.max(10, Math.round(events / 10))}), now() - (n::float8 / ${events}) * interval '28 days',
        (array['Page Viewed', 'Signed up', 'Opened', 'Report Viewed', 'Closed'])[1 + n % 5], n::text, '{"plan": "growth"}', now()
      from projects p, generate_series(${from}::int, ${Math.min(events, from + part - 1)}::int) n where p.id = ${projectId}`;
  }
  await sql`
    insert into event_days (dataset_id, event, day, events)
    select p.dataset_id, event, current_date, ${events}::int / 5
    from projects p, unnest(array['Page Viewed', 'Signed up', 'Opened', 'Report Viewed', 'Closed']) event
    where p.id = ${projectId} and ${events}::int > 0
    on conflict (dataset_id, event, day) do update set events = excluded.events`;
  await settle();
}

/** What the database does by itself in quiet hours; it takes longer than our statements may. */
async function settle(): Promise<void> {
  const connection = await rawSql().reserve();
  try {
    await connection`set statement_timeout = 0`;
    await connection`vacuum analyze events`;
    await connection`reset statement_timeout`;
  } finally {
    connection.release();
  }
}

const part = 200_000;
