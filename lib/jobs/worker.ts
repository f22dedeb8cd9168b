import "server-only";
import { EventEmitter } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { type Runner, run, type TaskList, type WorkerEvents } from "graphile-worker";
import { env } from "@/lib/env";
import { logger } from "@/lib/log";
import { closeSmtp } from "@/lib/mail/smtp";
import { watchForDeadWorkers } from "./dead-workers";
import { graphileLog } from "./graphile-log";
import type { Handlers } from "./handlers";
import { crontab, handlers } from "./tasks";

export type RunningWorker = { stop: () => Promise<void>; isRunning: () => boolean };

const concurrency = 4;
const restartMs = 2_000;

/**
 * Runs jobs until `stop`, which lets those under way finish and leaves the others in the queue. Failed jobs are tried
 * again, later each time, twelve times in all. The worker survives the loss of its database: it starts anew.
 */
export async function startWorker(): Promise<RunningWorker> {
  const connectionString = env().DATABASE_DIRECT_URL ?? env().DATABASE_URL;
  const living = new Set<string>();
  let runner: Runner | undefined = await start(connectionString, living);
  const watch = watchForDeadWorkers(connectionString, living);
  const stopping = new AbortController();
  const life = keepRunning();

  async function keepRunning(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        runner ??= await start(connectionString, living);
        await untilItEnds(runner);
      } catch (err) {
        if (!stopping.signal.aborted) logger.error({ err }, "the worker ended; starting it again");
      }
      runner = undefined;
      await pause(restartMs, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
    }
  }

  return {
    isRunning: () => runner !== undefined && !stopping.signal.aborted,
    stop: async () => {
      stopping.abort();
      await stopRunner(runner);
      await life;
      await watch.stop();
      closeSmtp();
    },
  };
}

async function start(connectionString: string, living: Set<string>): Promise<Runner> {
  const events: WorkerEvents = new EventEmitter();
  events.on("worker:create", ({ worker }) => void living.add(worker.workerId));
  events.on("worker:stop", ({ worker }) => void living.delete(worker.workerId));
  return run({
    connectionString,
    concurrency,
    noHandleSignals: true,
    maxPoolSize: concurrency + 2,
    events,
    logger: graphileLog,
    taskList: taskList(handlers),
    crontab,
  });
}

/** One of its workers that could not even report back has died for good, so the whole is made anew. */
async function untilItEnds(runner: Runner): Promise<void> {
  const broken = new Promise<never>((_, reject) => {
    runner.events.on("worker:fatalError", ({ error }) => reject(error));
  });
  try {
    await Promise.race([runner.promise, broken]);
  } finally {
    await stopRunner(runner);
  }
}

/** It may be stopping by itself already. */
async function stopRunner(runner: Runner | undefined): Promise<void> {
  await runner?.stop().catch(() => undefined);
  await runner?.promise.catch(() => undefined);
}

function taskList(all: Handlers): TaskList {
  return Object.fromEntries(
    Object.entries(all).map(([name, handle]) => [
      name,
      // The queue holds what `enqueueJob` put there, which takes only the payload of its task.
      (payload: unknown, { job }: { job: { id: string } }) => handle(payload as never, { id: job.id }),
    ]),
  );
}
