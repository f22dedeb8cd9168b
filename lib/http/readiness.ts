import "server-only";
import { setTimeout as pause } from "node:timers/promises";
import { rawSql } from "@/db/client";
import { migrationsPending } from "@/db/migrations-pending";
import { env } from "@/lib/env";
import { isDraining, lifecycle } from "./lifecycle";

type Check = "ok" | "failed" | "slow" | "pending" | "starting" | "stopped" | "off" | "yes" | "no";

export type Readiness = {
  ready: boolean;
  checks: { database: Check; migrations: Check; worker: Check; draining: Check };
};

const patience = 1000;

/** Whether this process may be sent requests: database within a second, migrations, worker, not stopping (SEC-D26). */
export async function readiness(): Promise<Readiness> {
  const [database, migrations] = await Promise.race([askDatabase(), tooSlow()]);
  const worker = env().WORKER === "off" ? "off" : workerCheck();
  const draining: Check = isDraining() ? "yes" : "no";
  const ready = database === "ok" && migrations === "ok" && (worker === "ok" || worker === "off") && draining === "no";
  return { ready, checks: { database, migrations, worker, draining } };
}

function workerCheck(): Check {
  const { worker, workerIsRunning } = lifecycle();
  if (worker === "running") return workerIsRunning() ? "ok" : "stopped";
  return worker === "off" ? "starting" : worker;
}

async function askDatabase(): Promise<[Check, Check]> {
  try {
    return ["ok", (await migrationsPending(rawSql())) ? "pending" : "ok"];
  } catch {
    return ["failed", "failed"];
  }
}

async function tooSlow(): Promise<[Check, Check]> {
  await pause(patience, undefined, { ref: false });
  return ["slow", "failed"];
}
