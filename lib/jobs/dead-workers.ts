import "server-only";
import postgres from "postgres";
import { logger } from "@/lib/log";

/**
 * A worker that was killed leaves its jobs locked, and the queue by itself waits four hours before somebody else may
 * have them. So every worker holds an advisory lock while it lives, and all of them look for jobs whose worker holds
 * none. The database ends such locks with the connection, whatever became of the process.
 */
const lockClass = 7_281_003;
const everyMs = 5_000;
const patience = "10 seconds";

export type Watch = { stop: () => Promise<void> };

/** `url` must not lead through a pooler in transaction mode. `living` holds the ids of this process at any moment. */
export function watchForDeadWorkers(url: string, living: ReadonlySet<string>): Watch {
  const sql = postgres(url, {
    max: 1,
    idle_timeout: 0,
    max_lifetime: null,
    connect_timeout: 5,
    onnotice: () => undefined,
    connection: { application_name: "atrium worker watch", statement_timeout: 5_000 },
  });
  let round: Promise<void> = Promise.resolve();
  const look = () => {
    round = round.then(async () => {
      await sayAlive(sql, [...living]);
      await freeJobsOfTheDead(sql);
    });
    round = round.catch((err) => logger.warn({ err }, "dead workers could not be looked for"));
  };
  look();
  const timer = setInterval(look, everyMs).unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await round;
      await sql.end({ timeout: 1 });
    },
  };
}

/** Takes the locks that are missing, also after the connection was made anew, and lets go of those of workers that ended. */
async function sayAlive(sql: postgres.Sql, ids: string[]): Promise<void> {
  await sql`
    with held as (
      select ((l.objid::bigint + 2147483648) % 4294967296 - 2147483648)::int as key from pg_locks l
      where l.locktype = 'advisory' and l.pid = pg_backend_pid() and l.classid::bigint = ${lockClass}
    ), wanted as (select hashtext(id) as key from unnest(${ids}::text[]) as id)
    select pg_advisory_lock(${lockClass}, key)::text from wanted where key not in (select key from held)
    union all
    select pg_advisory_unlock(${lockClass}, key)::text from held where key not in (select key from wanted)`;
}

/** Gives back the jobs of workers that hold no lock. The wait lets a new worker take its lock first. */
export async function freeJobsOfTheDead(sql: postgres.Sql): Promise<string[]> {
  const dead = await sql<{ id: string }[]>`
    select distinct j.locked_by as id from graphile_worker._private_jobs j
    where j.locked_by is not null and j.locked_at < now() - ${patience}::interval
      and not exists (select 1 from pg_locks l where l.locktype = 'advisory' and l.classid::bigint = ${lockClass}
        and l.database = (select oid from pg_database where datname = current_database())
        and l.objid::bigint = (hashtext(j.locked_by)::bigint & 4294967295))`;
  const ids = dead.map((row) => row.id);
  if (ids.length > 0) {
    await sql`select graphile_worker.force_unlock_workers(${ids}::text[])`;
    logger.warn({ workers: ids.length }, "jobs of workers that are gone went back to the queue");
  }
  return ids;
}
