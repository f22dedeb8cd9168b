import "server-only";
import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import type { JobName, Jobs } from "./jobs";

/** `queue`: jobs of one name run one after the other. `patient`: others go first. */
type Options = { runAt?: Date; jobKey?: string; queue?: string; patient?: boolean };

/** Adds a job inside the transaction: it runs after the commit and vanishes with a rollback. */
export async function enqueueJob<Name extends JobName>(
  tx: Tx,
  name: Name,
  payload: Jobs[Name],
  options: Options = {},
): Promise<void> {
  await tx.execute(sql`select graphile_worker.add_job(
    ${name}, payload => ${JSON.stringify(payload)}::json, run_at => ${options.runAt?.toISOString() ?? null}::timestamptz,
    max_attempts => 12, job_key => ${options.jobKey ?? null}::text, queue_name => ${options.queue ?? null}::text,
    priority => ${options.patient ? 10 : 0})`);
}

/** Many jobs of one kind by one statement, all for the same moment. */
export async function enqueueJobs<Name extends JobName>(
  tx: Tx,
  name: Name,
  payloads: readonly Jobs[Name][],
  options: { runAt?: Date } = {},
): Promise<void> {
  if (payloads.length === 0) return;
  const runAt = sql`${options.runAt?.toISOString() ?? null}::timestamptz`;
  await tx.execute(sql`select count(graphile_worker.add_job(${name}, payload => job.payload::json, run_at => ${runAt},
      max_attempts => 12))
    from jsonb_array_elements(${JSON.stringify(payloads)}::jsonb) as job(payload)`);
}
