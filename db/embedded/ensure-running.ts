import "server-only";
import type { ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, realpath, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import postgres from "postgres";
import { StartError } from "@/lib/start-error";
import type { Launch } from "./account";
import { clearStalePidFile, freePort, type Postmaster, runningPostmaster, startPostmaster, superuser } from "./cluster";

/** Recovery after a crash replays the log since the last checkpoint; this is far beyond what that takes. */
const patience = 120_000;

export type Cluster = { launch: Launch; dir: string; password: string; settings: Record<string, string> };

export function clusterUrl(cluster: Cluster, port: number, database: string): string {
  return `postgres://${superuser}:${cluster.password}@127.0.0.1:${port}/${database}`;
}

/**
 * Gives the postmaster of this cluster, started if none is running, once it answers. One that another start left
 * behind or still uses is taken as it is. `port` insists on a port: what is connected must find it again.
 */
export async function ensureRunning(cluster: Cluster, port?: number): Promise<Postmaster & { started: boolean }> {
  const deadline = Date.now() + patience;
  let child: ChildProcess | undefined;
  while (Date.now() < deadline) {
    const running = await runningPostmaster(cluster.dir);
    if (running) {
      if (await answers(cluster, running.port)) return { ...running, started: child !== undefined };
    } else if (!child || child.exitCode !== null || child.signalCode !== null) {
      await clearStalePidFile(cluster.dir);
      child = startPostmaster(cluster.launch, cluster.dir, port ?? (await preferredPort(cluster)), cluster.settings);
      child.once("error", () => undefined);
    }
    await pause(50);
  }
  throw new StartError(`The embedded database does not start. Its last words: ${await lastWords(cluster.dir)}`);
}

/** The port of last time where it is free, so that addresses in other tools stay right. */
async function preferredPort(cluster: Cluster): Promise<number> {
  const file = path.join(path.dirname(cluster.dir), "database-port");
  const before = Number(await readFile(file, "utf8").catch(() => "0"));
  const port = await freePort(Number.isInteger(before) && before > 1023 && before < 65536 ? before : 0);
  if (port !== before) await writeFile(file, `${port}\n`, { mode: 0o600 });
  return port;
}

/** False while it does not answer yet. Throws where what answers is not this cluster, or does not know our password. */
async function answers(cluster: Cluster, port: number): Promise<boolean> {
  const sql = postgres(clusterUrl(cluster, port, "postgres"), {
    max: 1,
    connect_timeout: 3,
    onnotice: () => undefined,
  });
  try {
    const [row] = await sql<{ dir: string }[]>`select current_setting('data_directory') as dir`;
    return row !== undefined && existsSync(row.dir) && (await realpath(row.dir)) === (await realpath(cluster.dir));
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "28P01") {
      throw new StartError(
        `The database in ${cluster.dir} does not take the password of secrets.json beside it. Put the file that belongs to it back.`,
      );
    }
    return false;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function lastWords(cluster: string): Promise<string> {
  const log = await readFile(`${cluster}.log`, "utf8").catch(() => "");
  return log.trim().split("\n").at(-1) || "none";
}
