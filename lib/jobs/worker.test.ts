import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { db, rawSql } from "@/db/client";
import { resetDatabase } from "@/lib/testing/reset-database";
import { startSmtpSink } from "@/lib/testing/smtp-sink";
import { until } from "@/lib/testing/until";
import { freeJobsOfTheDead } from "./dead-workers";
import { enqueueJob } from "./enqueue";
import { startWorker } from "./worker";

let sink: Awaited<ReturnType<typeof startSmtpSink>>;

beforeAll(async () => {
  sink = await startSmtpSink();
  process.env.SMTP_URL = sink.url;
  await rawSql()`insert into users (id, email, name, email_proven_at) values ('usr_1', 'grace@acme.test', 'Grace', now())`;
});

afterAll(async () => {
  await sink.stop();
  await resetDatabase();
});

describe("startWorker", () => {
  it("runs a job after the commit that asked for it, and none that was rolled back", async () => {
    const worker = await startWorker();
    await until(async () => (await livingWorkers()) === 4);
    await expect(
      db().transaction(async (tx) => {
        await enqueueJob(tx, "send_browser_link", { email: "grace@acme.test" });
        throw new Error("rolled back");
      }),
    ).rejects.toThrow("rolled back");
    await db().transaction((tx) => enqueueJob(tx, "send_deletion_blocked", { userId: "usr_1", orgs: ["Acme"] }));
    const mail = await sink.mailTo("grace@acme.test");
    expect(mail.subject).toBe("Your account was not deleted");
    await until(async () => (await jobs()).length === 0);
    expect(sink.mails).toHaveLength(1);
    expect(worker.isRunning()).toBe(true);
    await worker.stop();
    expect(worker.isRunning()).toBe(false);
    expect(await livingWorkers()).toBe(0);
  });

  it("leaves what fails in the queue for later, and what comes while it is stopped", async () => {
    await db().transaction((tx) =>
      enqueueJob(
        tx,
        "send_deletion_blocked",
        { userId: "usr_1", orgs: ["Acme"] },
        { runAt: new Date(Date.now() + 60_000) },
      ),
    );
    await rawSql()`select graphile_worker.add_job('no_such_task')`;
    await sink.stop();
    const worker = await startWorker();
    await db().transaction((tx) => enqueueJob(tx, "send_deletion_blocked", { userId: "usr_1", orgs: ["Acme"] }));
    const failed = await until(async () => (await jobs()).find((job) => job.attempts === 1 && !job.locked));
    await worker.stop();
    expect(failed).toMatchObject({ task: "send_deletion_blocked", maxAttempts: 12, later: true });
    expect(await jobs()).toHaveLength(3);
    await rawSql()`delete from graphile_worker._private_jobs`;
  });
});

describe("freeJobsOfTheDead", () => {
  it("gives back the jobs of a worker that was killed, not those of one that lives", async () => {
    await rawSql()`select graphile_worker.add_job(name, max_attempts => 12) from unnest(array['of_the_dead', 'of_the_living', 'just_taken']) as name`;
    const take = (task: string, worker: string, ago: string) => rawSql()`
      update graphile_worker._private_jobs set locked_by = ${worker}, locked_at = now() - ${ago}::interval
      where task_id = (select id from graphile_worker._private_tasks where identifier = ${task})`;
    await take("of_the_dead", "worker-dead", "1 minute");
    await take("of_the_living", "worker-living", "1 minute");
    await take("just_taken", "worker-new", "1 second");
    const living = await rawSql().reserve();
    await living`select pg_advisory_lock(7281003, hashtext('worker-living'))`;
    expect(await freeJobsOfTheDead(rawSql())).toEqual(["worker-dead"]);
    expect((await jobs()).filter((job) => job.locked).map((job) => job.task)).toEqual(["just_taken", "of_the_living"]);
    await living`select pg_advisory_unlock_all()`;
    living.release();
  });
});

async function livingWorkers(): Promise<number> {
  const [row] = await rawSql()<{ count: number }[]>`
    select count(*)::int as count from pg_locks where locktype = 'advisory' and classid = 7281003
      and database = (select oid from pg_database where datname = current_database())`;
  return row?.count ?? 0;
}

type Row = { task: string; attempts: number; maxAttempts: number; locked: boolean; later: boolean };

function jobs() {
  return rawSql()<Row[]>`
    select t.identifier as task, j.attempts, j.max_attempts as "maxAttempts", j.locked_at is not null as locked, j.run_at > now() as later
    from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id order by t.identifier, j.id`;
}
