import "server-only";
import type { Server } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { closeDatabase } from "@/db/client";
import type { EmbeddedDatabase } from "@/db/embedded";
import { lifecycle } from "@/lib/http/lifecycle";
import { closeGracefully } from "@/lib/http/server";
import { flushLog, logger } from "@/lib/log";

type Running = {
  server: Server;
  closing: (() => Promise<unknown>)[];
  database: EmbeddedDatabase | null;
  /** Behind a balancer, which needs a moment to see that readiness is red. */
  patient: boolean;
};

const balancerNotices = 5_000;
const inFlight = 25_000;

/** Readiness red, no new connections, requests under way finish, jobs go back, then the database. Twice means now. */
export function shutDownOn(signals: NodeJS.Signals[], running: Running): void {
  let told = 0;
  for (const signal of signals) {
    process.on(signal, () => {
      told += 1;
      if (told > 1) process.exit(130);
      shutDown(running).then(
        () => process.exit(0),
        (err) => {
          logger.error({ err }, "the stop did not go as it should");
          flushLog();
          process.exit(1);
        },
      );
    });
  }
}

async function shutDown({ server, closing, database, patient }: Running): Promise<void> {
  logger.info("stopping");
  lifecycle().drain.abort();
  if (patient) await pause(balancerNotices);
  await closeGracefully(server, inFlight);
  for (const close of [...closing].reverse()) await close();
  lifecycle().worker = "stopped";
  await closeDatabase();
  await database?.stop();
  logger.info("stopped");
  flushLog();
}
