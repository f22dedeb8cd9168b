import "server-only";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, openSync } from "node:fs";
import { chown, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { StartError } from "@/lib/start-error";
import type { Launch } from "./account";

export const superuser = "atrium";

/** Makes the cluster if there is none. Made aside and moved into place, so that a killed start leaves no half of one. */
export async function initCluster(launch: Launch, cluster: string, password: string): Promise<void> {
  if (existsSync(cluster)) return;
  const unfinished = `${cluster}.${randomBytes(4).toString("hex")}`;
  const passwordFile = `${unfinished}.password`;
  try {
    await mkdir(unfinished, { mode: 0o700 });
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    if (launch.account) {
      for (const place of [unfinished, passwordFile]) await chown(place, launch.account.uid, launch.account.gid);
    }
    const locale = ["--encoding=UTF8", "--locale-provider=icu", "--icu-locale=und", "--locale=C"];
    const access = ["--auth=scram-sha-256", `--username=${superuser}`, `--pwfile=${passwordFile}`];
    await finished(
      run(launch, launch.binaries.initdb, ["-D", unfinished, "--data-checksums", ...locale, ...access], "pipe"),
    );
    await rename(unfinished, cluster).catch((error) => {
      if (!existsSync(cluster)) throw error;
    });
  } finally {
    await rm(passwordFile, { force: true });
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** Starts the postmaster in a process group of its own, so that Ctrl-C in the terminal does not reach it. */
export function startPostmaster(
  launch: Launch,
  cluster: string,
  port: number,
  settings: Record<string, string>,
): ChildProcess {
  const all: Record<string, string> = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: "150",
    shared_buffers: "256MB",
    effective_cache_size: "1GB",
    random_page_cost: "1.1",
    max_wal_size: "2GB",
    timezone: "UTC",
    log_timezone: "UTC",
    log_min_messages: "warning",
    ...settings,
  };
  const args = Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const log = openSync(`${cluster}.log`, "w", 0o600);
  const child = run(launch, launch.binaries.postgres, ["-D", cluster, "-p", String(port), ...args], log);
  child.unref();
  return child;
}

function run({ wrap, account }: Launch, program: string, args: string[], output: number | "pipe"): ChildProcess {
  const [command = program, ...rest] = [...wrap, program, ...args];
  const identity = account && wrap.length === 0 ? account : {};
  const env = {
    PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    LC_ALL: "C",
    NODE_ENV: "production" as const,
  };
  return spawn(command, rest, {
    detached: output !== "pipe",
    stdio: ["ignore", output, output],
    env,
    cwd: "/",
    ...identity,
  });
}

async function finished(child: ChildProcess): Promise<void> {
  let words = "";
  child.stdout?.on("data", (chunk) => (words += chunk));
  child.stderr?.on("data", (chunk) => (words += chunk));
  const code = await new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", resolve);
  });
  if (code !== 0) {
    const reason = words.trim().split("\n").at(-1) || `initdb ended with ${code}`;
    throw new StartError(
      `The embedded database could not be made: ${reason}. Set DATABASE_URL to use a PostgreSQL server instead.`,
    );
  }
}

export type Postmaster = { pid: number; port: number };

/** The postmaster that is running on this cluster, by its pid file; null for none, also where the file is stale. */
export async function runningPostmaster(cluster: string): Promise<Postmaster | null> {
  const lines = await readFile(path.join(cluster, "postmaster.pid"), "utf8").catch(() => "");
  const [pid, , , port] = lines.split("\n").map(Number);
  if (!pid || !port || !isAlive(pid)) return null;
  // A number that was given to another process since (in a restarted container: nearly always) is not our database.
  return (await commandOf(pid)).includes("postgres") ? { pid, port } : null;
}

async function commandOf(pid: number): Promise<string> {
  if (existsSync("/proc/self/cmdline")) return readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  if (process.platform === "win32") return "postgres";
  return spawnSync("ps", ["-o", "command=", "-p", String(pid)]).stdout.toString();
}

/** Takes away a pid file whose process is gone or is somebody else's. */
export async function clearStalePidFile(cluster: string): Promise<void> {
  if ((await runningPostmaster(cluster)) === null) await rm(path.join(cluster, "postmaster.pid"), { force: true });
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** `wanted` if nobody listens there, else a free port. */
export async function freePort(wanted = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error) => (wanted === 0 ? reject(error) : resolve(freePort())));
    probe.listen({ port: wanted, host: "127.0.0.1", exclusive: true }, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : wanted));
    });
  });
}
