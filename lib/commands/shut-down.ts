import "server-only";
import { readFileSync } from "node:fs";
import type { Server } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { closeDatabase } from "@/db/client";
import type { EmbeddedDatabase } from "@/db/embedded";
import { lifecycle } from "@/lib/http/lifecycle";
import { closeGracefully } from "@/lib/http/server";
import { flushLog, logger } from "@/lib/log";

/** What has been started so far; a stop can come at any moment of a start. */
export type Running = {
  database: Promise<EmbeddedDatabase | null> | null;
  server: Server | null;
  closing: (() => Promise<unknown>)[];
  /** Behind a balancer, which needs a moment to see that readiness is red. */
  patient: boolean;
};

const balancerNotices = 5_000;
const inFlight = process.env.NODE_ENV === "development" ? 500 : 25_000;

/** Readiness red, no new connections, requests under way finish, jobs go back, then the database. Twice means now. */
export function stopOnSignals(running: Running): void {
  let told = false;
  const stop = (code: number) => {
    if (told) process.exit(130);
    told = true;
    shutDown(running).then(
      () => process.exit(code),
      (error) => {
        console.error("The stop did not go as it should.", error);
        process.exit(1);
      },
    );
  };
  process.on("SIGINT", () => stop(0));
  process.on("SIGTERM", () => stop(0));
  process.on("SIGHUP", () => stop(0));
  process.on("uncaughtException", (err) => {
    logger.fatal({ err }, "stopping after a mistake that nobody caught");
    stop(1);
  });
  process.on("unhandledRejection", (err) => logger.error({ err }, "a promise was refused and nobody looked"));
  stopWithParent(() => stop(0));
}

/**
 * npm starts a shell that starts us: a signal to npm may end with the shell, and the sudden end of npm reaches
 * nobody. So we look whether both are still there.
 */
function stopWithParent(stop: () => void): void {
  if (!process.env.npm_lifecycle_event) return;
  const above = () => `${process.ppid} ${parentOf(process.ppid)}`;
  const before = above();
  const timer = setInterval(() => {
    if (above() === before) return;
    clearInterval(timer);
    stop();
  }, 500);
  timer.unref();
}

function parentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ")[1] ?? "";
  } catch {
    return "";
  }
}

export async function shutDown({ server, closing, database, patient }: Running): Promise<void> {
  if (server) logger.info("stopping");
  lifecycle().drain.abort();
  if (server && patient) await pause(balancerNotices);
  if (server) await closeGracefully(server, inFlight);
  for (const close of closing.splice(0).reverse()) await close();
  lifecycle().worker = "stopped";
  await closeDatabase();
  await (await database?.catch(() => null))?.stop();
  if (server) logger.info("stopped");
  flushLog();
}
