import "server-only";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import postgres from "postgres";
import { logger } from "@/lib/log";
import { databaseAccount, launchAs } from "./embedded/account";
import { findBinaries } from "./embedded/binaries";
import { initCluster, isAlive, type Postmaster } from "./embedded/cluster";
import { clusterOf, prepareDataFolder, readOrMakeSecrets, type Secrets } from "./embedded/data-folder";
import { type Cluster, clusterUrl, ensureRunning } from "./embedded/ensure-running";

/**
 * The PostgreSQL in the data folder. Every process that uses it holds a shared lock; whoever leaves last stops it.
 * A postmaster that dies is started again on its port by whoever notices.
 */
export type EmbeddedDatabase = {
  url: string;
  secrets: Secrets;
  /** True where the cluster was running before: another process uses it, or one was killed. */
  reused: boolean;
  stop: () => Promise<void>;
};

type Options = { dataDir: string; database?: string; settings?: Record<string, string> };

const databaseName = "atrium";
const usersLock = 7_281_001;

/** Throws StartError with a sentence where the folder or the platform does not allow it. */
export async function startEmbedded({
  dataDir: given,
  database = databaseName,
  settings = {},
}: Options): Promise<EmbeddedDatabase> {
  const dataDir = path.resolve(given);
  const dir = clusterOf(dataDir);
  const binaries = await findBinaries();
  const account = databaseAccount(dir);
  await prepareDataFolder(dataDir, account);
  const secrets = await readOrMakeSecrets(dataDir);
  const launch = await launchAs(account, binaries, dir);
  await initCluster(launch, dir, secrets.DATABASE_PASSWORD);
  const cluster: Cluster = { launch, dir, password: secrets.DATABASE_PASSWORD, settings };
  const { postmaster, keeper } = await join(cluster);
  await createDatabase(keeper, database);
  const supervisor = supervise(cluster, postmaster, keeper);
  return {
    url: clusterUrl(cluster, postmaster.port, database),
    secrets,
    reused: !postmaster.started,
    stop: supervisor.stop,
  };
}

type Joined = { postmaster: Postmaster & { started: boolean }; keeper: postgres.Sql };

/** Tries again where the one who held the lock before us was just stopping the database. */
async function join(cluster: Cluster, port?: number): Promise<Joined> {
  for (let attempt = 1; ; attempt += 1) {
    const postmaster = await ensureRunning(cluster, port);
    const keeper = postgres(clusterUrl(cluster, postmaster.port, "postgres"), {
      max: 1,
      idle_timeout: 0,
      max_lifetime: null,
      connect_timeout: 5,
      onnotice: () => undefined,
      connection: { application_name: "atrium keeper" },
    });
    try {
      await keeper`select pg_advisory_lock_shared(${usersLock})`;
      return { postmaster, keeper };
    } catch (error) {
      await keeper.end({ timeout: 1 });
      if (attempt >= 20) throw error;
    }
  }
}

async function createDatabase(keeper: postgres.Sql, name: string): Promise<void> {
  const found = await keeper`select 1 from pg_database where datname = ${name}`;
  if (found.length > 0) return;
  await keeper`create database ${keeper(name)}`.catch((error) => {
    // Two first starts at the same moment: the other one made it.
    if (error.code !== "42P04" && error.code !== "23505") throw error;
  });
}

function supervise(cluster: Cluster, first: Postmaster, firstKeeper: postgres.Sql) {
  let { pid } = first;
  let keeper = firstKeeper;
  let stopping = false;
  let round: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    if (stopping || isAlive(pid)) return;
    logger.error({ pid }, "the database process ended; starting it again");
    await keeper.end({ timeout: 0 }).catch(() => undefined);
    const joined = await join(cluster, first.port);
    pid = joined.postmaster.pid;
    keeper = joined.keeper;
    logger.info({ pid }, "the database is back");
  }
  const timer = setInterval(() => {
    const before = round;
    round = before.then(look).catch((err) => logger.error({ err }, "the database could not be started again"));
  }, 500).unref();

  async function stop(): Promise<void> {
    stopping = true;
    clearInterval(timer);
    await round;
    try {
      await keeper`select pg_advisory_unlock_shared(${usersLock})`;
      const [row] = await keeper<{ last: boolean }[]>`select pg_try_advisory_lock(${usersLock}) as last`;
      if (row?.last) await stopPostmaster(pid);
    } finally {
      await keeper.end({ timeout: 1 }).catch(() => undefined);
    }
  }
  return { stop };
}

/** Fast shutdown: open transactions are rolled back, everything committed is written out. */
async function stopPostmaster(pid: number): Promise<void> {
  process.kill(pid, "SIGINT");
  const deadline = Date.now() + 30_000;
  while (isAlive(pid) && Date.now() < deadline) await pause(20);
}
