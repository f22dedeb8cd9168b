import "server-only";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { cp, mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { StartError } from "@/lib/start-error";
import type { Binaries } from "./binaries";

/**
 * PostgreSQL refuses to run as root. Started as root it runs as an account of its own; started by anybody else it
 * runs as that person, and none of this is needed.
 */
export type Account = { uid: number; gid: number };

/** Who the database runs as; null means: as ourselves. `cluster` keeps its owner once it exists. */
export function databaseAccount(cluster: string): Account | null {
  if (process.getuid?.() !== 0) return null;
  if (existsSync(cluster)) {
    const { uid, gid } = statSync(cluster);
    if (uid !== 0) return { uid, gid };
  }
  return known("postgres") ?? known("atrium") ?? created("atrium");
}

function known(name: string): Account | null {
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(":") ?? [];
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : null;
}

function created(name: string): Account {
  const tries: [string, string[]][] = [
    ["useradd", ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", name]],
    ["adduser", ["-S", "-D", "-H", name]],
  ];
  for (const [command, args] of tries) {
    spawnSync(command, args, { stdio: "ignore" });
    const account = known(name);
    if (account) return account;
  }
  throw new StartError(
    "PostgreSQL does not run as root and no account could be made for it. Start as an ordinary user, or set DATABASE_URL.",
  );
}

export type Launch = { wrap: string[]; binaries: Binaries; account: Account | null };

/**
 * How to start the programs as `account`. Where a folder above is closed to it (a checkout in /root), the programs
 * are copied to /var/lib and the data is reached by a capability that is passed on for this one purpose.
 */
export async function launchAs(account: Account | null, binaries: Binaries, dataDir: string): Promise<Launch> {
  if (!account || (open(account, binaries.root) && open(account, path.dirname(dataDir)))) {
    return { wrap: [], binaries, account };
  }
  if (spawnSync("setpriv", ["--version"], { stdio: "ignore" }).status !== 0) {
    throw new StartError(
      `PostgreSQL does not run as root, and its own account cannot reach ${dataDir}. Start as an ordinary user, move this folder to a place others may enter, or set DATABASE_URL.`,
    );
  }
  const identity = [`--reuid=${account.uid}`, `--regid=${account.gid}`, "--clear-groups"];
  const wrap = ["setpriv", ...identity, "--inh-caps=+dac_override", "--ambient-caps=+dac_override"];
  return { wrap, binaries: open(account, binaries.root) ? binaries : await copied(binaries), account };
}

async function copied(binaries: Binaries): Promise<Binaries> {
  const version =
    spawnSync(binaries.postgres, ["--version"])
      .stdout.toString()
      .match(/[\d.]+/)?.[0] ?? "0";
  const root = `/var/lib/atrium/postgres-${version}`;
  if (!existsSync(root)) {
    const unfinished = `${root}.${process.pid}`;
    await mkdir(path.dirname(root), { recursive: true, mode: 0o755 });
    await cp(binaries.root, unfinished, { recursive: true, verbatimSymlinks: true });
    await rename(unfinished, root).catch(() => rm(unfinished, { recursive: true, force: true }));
  }
  const moved = (file: string) => path.join(root, path.relative(binaries.root, file));
  return { root, postgres: moved(binaries.postgres), initdb: moved(binaries.initdb) };
}

/** Whether the account may enter every folder down to this one. */
function open({ uid, gid }: Account, folder: string): boolean {
  const { mode, uid: owner, gid: group } = statSync(folder);
  const bit = owner === uid ? 0o100 : group === gid ? 0o010 : 0o001;
  const above = path.dirname(folder);
  return (mode & bit) !== 0 && (above === folder || open({ uid, gid }, above));
}
