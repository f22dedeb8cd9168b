import "server-only";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ISql } from "postgres";
import { type DemoActivity, demoActivity } from "./demo-behaviour";
import { seededRandom } from "./random";

/** Six months of events, profiles and usage for the demo's projects, written by COPY so that a first start stays short. */

export type DemoDataset = {
  datasetId: number;
  projectId: number;
  orgId: number;
  timezone: string;
  /** Its part of all events, compared with the others'. */
  weight: number;
  /** When the last one arrived, where that is past. */
  until?: Date;
};

/** How far back the demo's events reach. */
export const demoDays = 183;
const ALL_EVENTS = 90_000;

/** Deterministic but for `now`. `sql` may be a transaction. The datasets must be empty. Returns the rows written. */
export async function seedDemoEvents(
  sql: ISql,
  { datasets, now, total = ALL_EVENTS }: { datasets: readonly DemoDataset[]; now: Date; total?: number },
): Promise<{ events: number; profiles: number }> {
  await makeParts(sql, now);
  const weights = datasets.reduce((sum, { weight }) => sum + weight, 0);
  const written = { events: 0, profiles: 0 };
  for (const [index, dataset] of datasets.entries()) {
    const target = Math.round((total * dataset.weight) / weights);
    const random = seededRandom(0x5eed + index);
    const last = dataset.until ?? now;
    const activity = demoActivity(random, { timezone: dataset.timezone, days: demoDays, target, now: last.getTime() });
    const insertIds = activity.events.map(() => random.hex(16));
    await copyEvents(sql, dataset, activity, insertIds);
    await copyProfiles(sql, dataset, activity);
    await countUsage(sql, dataset);
    written.events += activity.events.length;
    written.profiles += activity.people.length;
  }
  await sql`analyze events, event_days, profiles, usage_days`;
  return written;
}

async function makeParts(sql: ISql, now: Date): Promise<void> {
  await sql`
    select ensure_event_month(month::date)
    from generate_series(${now.toISOString()}::timestamptz - interval '9 months', ${now.toISOString()}::timestamptz + interval '2 months', interval '1 month') as month`;
}

async function copyEvents(
  sql: ISql,
  { datasetId }: DemoDataset,
  { events }: DemoActivity,
  insertIds: string[],
): Promise<void> {
  const copy =
    await sql`copy events (dataset_id, distinct_id, time, event, insert_id, properties, arrived_at) from stdin`.writable();
  const lines = events.map(({ distinctId, time, event, properties }, index) => {
    const moment = new Date(time).toISOString();
    return line([datasetId, distinctId, moment, event, insertIds[index], JSON.stringify(properties), moment]);
  });
  await pipeline(Readable.from(inChunks(lines)), copy);
}

async function copyProfiles(sql: ISql, { datasetId }: DemoDataset, { people }: DemoActivity): Promise<void> {
  const copy =
    await sql`copy profiles (dataset_id, distinct_id, properties, created_at, updated_at) from stdin`.writable();
  const lines = people.map((person) => {
    const created = new Date(person.signedUp).toISOString();
    const properties = {
      $name: person.name,
      $email: person.email,
      $created: created,
      $last_seen: new Date(person.lastSeen).toISOString(),
      $country_code: person.country,
      $browser: person.browser,
      $os: person.platform,
      plan: person.plan,
      visits: person.visits,
    };
    return line([
      datasetId,
      person.distinctId,
      JSON.stringify(properties),
      created,
      new Date(person.lastSeen).toISOString(),
    ]);
  });
  await pipeline(Readable.from(inChunks(lines)), copy);
  await sql`
    insert into profile_counts (dataset_id, profiles) values (${datasetId}, ${people.length})
    on conflict (dataset_id) do update set profiles = excluded.profiles`;
}

/** From the rows, so that counters and rows agree. */
async function countUsage(sql: ISql, { datasetId, projectId, orgId }: DemoDataset): Promise<void> {
  await sql`
    insert into usage_days (org_id, project_id, day, events)
    select ${orgId}, ${projectId}, (arrived_at at time zone 'UTC')::date, count(*)
    from events where dataset_id = ${datasetId} group by 3
    on conflict (project_id, day) do update set events = excluded.events`;
  await sql`
    insert into event_days (dataset_id, event, day, events)
    select dataset_id, event, (arrived_at at time zone 'UTC')::date, count(*)
    from events where dataset_id = ${datasetId} group by 1, 2, 3
    on conflict (dataset_id, event, day) do update set events = excluded.events`;
}

function line(values: readonly (string | number | undefined)[]): string {
  return `${values.map((value) => String(value).replace(/[\\\t\n\r]/g, (char) => copyEscapes[char] ?? char)).join("\t")}\n`;
}

const copyEscapes: Record<string, string> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

function* inChunks(lines: readonly string[], size = 1000): Generator<string> {
  for (let at = 0; at < lines.length; at += size) yield lines.slice(at, at + size).join("");
}
