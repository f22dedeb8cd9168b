import "server-only";
import { closeDatabase } from "@/db/client";
import { flushLog, logger } from "@/lib/log";
import { openDatabase } from "./open-database";

/** npm run worker: the jobs alone, beside web processes that run with WORKER=off. */
const database = await openDatabase();
const { startWorker } = await import("@/lib/jobs/worker");
const worker = await startWorker();
logger.info("the worker is running");

let told = 0;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, async () => {
    told += 1;
    if (told > 1) process.exit(130);
    await worker.stop();
    await closeDatabase();
    await database?.stop();
    flushLog();
    process.exit(0);
  });
}
