import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { RuleBroken } from "@/lib/errors";
import { type Bucket, bucketsOf } from "@/lib/reports/buckets";
import type { ReportFilter, ReportQuery } from "@/lib/reports/query";
import { sqlState } from "@/lib/sql-state";
import { textArray } from "./page";

/** Counts in the order of `buckets`. The total of `unique` is the people of the whole range, not the sum. */
export type ReportSeries = { event: string; counts: number[]; total: number };
export type ReportResult = { buckets: Bucket[]; series: ReportSeries[] };

type Row = { event: string; bucket: number | null; count: number };

const longest = "30s";
const memory = "64MB";
/** Of one project at the same time, whoever asks: the database has others to serve. */
const mostAtOnce = 2;
const mostHere = 4;
/** Tells these advisory locks from any others that name a project. */
const slots = 70_000;

/**
 * Counts a project's events as a report asks, from its current data: one pass over the index by time. Throws
 * `limit_reached` where it takes longer than half a minute, `throttled` while too many others are counted.
 */
export async function runReport(
  project: { id: number; timezone: string },
  query: ReportQuery,
  now: Date,
): Promise<ReportResult> {
  const buckets = bucketsOf(query, project.timezone, now);
  const rows = buckets.length > 0 ? await inTurn(() => readCounts(project.id, query, buckets)) : [];
  const series = query.events.map((event) => ({ event, counts: buckets.map(() => 0), total: 0 }));
  const byName = new Map(series.map((one) => [one.event, one]));
  for (const { event, bucket, count } of rows) {
    const one = byName.get(event);
    if (!one) continue;
    if (bucket === null) one.total = count;
    else one.counts[bucket] = count;
  }
  if (query.measure === "total")
    for (const one of series) one.total = one.counts.reduce((sum, count) => sum + count, 0);
  return { buckets, series };
}

async function readCounts(projectId: number, query: ReportQuery, buckets: readonly Bucket[]): Promise<Row[]> {
  // Read from text once, as a subquery: in the list of columns it would be read again for every event.
  const starts = sql`(select ${textArray(buckets.map(({ start }) => start.toISOString()))}::timestamptz[])`;
  const [from = "", to = ""] = [buckets[0]?.start.toISOString(), buckets.at(-1)?.end.toISOString()];
  try {
    return await db().transaction(
      async (tx) => {
        await tx.execute(sql`select set_config('statement_timeout', ${longest}, true),
          set_config('work_mem', ${memory}, true), set_config('plan_cache_mode', 'force_custom_plan', true)`);
        const [project] = await tx.execute<{ dataset: string | null }>(
          sql`select dataset_id::text as dataset from projects where id = ${projectId}`,
        );
        if (!project?.dataset) return [];
        await takeSlot(tx, projectId);
        const happened = sql`
          select event, distinct_id, width_bucket(time, ${starts}) - 1 as bucket
          from events
          where dataset_id = ${project.dataset}::bigint and time >= ${from}::timestamptz and time < ${to}::timestamptz
            and event = any(${textArray(query.events)}) ${filtered(query.filter)}`;
        return [...(await tx.execute<Row>(query.measure === "unique" ? people(happened) : times(happened)))];
      },
      { accessMode: "read only" },
    );
  } catch (error) {
    if (sqlState(error) !== "57014") throw error;
    throw new RuleBroken("limit_reached", "This takes too long to count. Choose fewer days, or fewer events.");
  }
}

let running = 0;

/** Of this process, so that most of its connections are left to everything else. */
async function inTurn<T>(run: () => Promise<T>): Promise<T> {
  if (running >= mostHere) throw busy();
  running += 1;
  try {
    return await run();
  } finally {
    running -= 1;
  }
}

function busy(): RuleBroken {
  const message = "Several reports are being counted at the moment. Try again in a few seconds.";
  return new RuleBroken("throttled", message, { retryAfter: 5 });
}

/** Held until the transaction ends. */
async function takeSlot(tx: Pick<Tx, "execute">, projectId: number): Promise<void> {
  const free = await tx.execute(sql`
    select slot from generate_series(1, ${mostAtOnce}) slot
    where pg_try_advisory_xact_lock(${projectId}::int, ${slots}::int + slot) limit 1`);
  if (free.length === 0) throw busy();
}

function times(happened: SQL): SQL {
  return sql`select event, bucket, count(*)::float8 as count from (${happened}) h group by event, bucket`;
}

/** Each person once a bucket, and once in the whole range. By hashes: sorting names is what makes `distinct` slow. */
function people(happened: SQL): SQL {
  return sql`
    with seen as materialized (select event, bucket, distinct_id from (${happened}) h group by event, bucket, distinct_id)
    select event, bucket, count(*)::float8 as count from seen group by event, bucket
    union all
    select event, null, count(*)::float8 from (select event, distinct_id from seen group by event, distinct_id) one group by event`;
}

/** Names and values are parameters, whatever they contain. */
function filtered(filter: ReportFilter | null): SQL {
  if (!filter) return sql``;
  const { property, op, value } = filter;
  const text = sql`(properties ->> ${property}::text)`;
  const number = sql`case when jsonb_typeof(properties -> ${property}::text) = 'number' then ${text}::numeric end`;
  switch (op) {
    case "is":
      return sql`and ${text} = ${value}::text`;
    case "is_not":
      return sql`and ${text} is distinct from ${value}::text`;
    case "contains":
      return sql`and position(lower(${value}::text) in lower(${text})) > 0`;
    case "above":
      return sql`and ${number} > ${value.trim()}::text::numeric`;
    case "below":
      return sql`and ${number} < ${value.trim()}::text::numeric`;
    case "set":
      return sql`and ${text} is not null`;
    case "not_set":
      return sql`and ${text} is null`;
  }
}
