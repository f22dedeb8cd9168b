import { chmodSync, chownSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { type App, type AppOptions, anyPort, discardApp, startApp } from "@/lib/testing/app";
import { until } from "@/lib/testing/until";
import { throwAwayFolder } from "@/lib/testing/watch-over";

/** Real processes from the first start to the last signal. WORKER=off where jobs do not matter: it starts sooner. */
const quick: AppOptions = { env: { WORKER: "off" } };
const isRoot = process.getuid?.() === 0;
const nobody = 65534;
const asOrdinaryUser = isRoot ? ["setpriv", `--reuid=${nobody}`, `--regid=${nobody}`, "--clear-groups"] : [];

test.describe.configure({ mode: "parallel" });

type Ready = { ready: boolean; checks: Record<string, string> };

async function ready({ url }: App): Promise<Ready | null> {
  return fetch(`${url}/api/health/ready`).then(
    (answer) => answer.json(),
    () => null,
  );
}

function postmaster(dataDir: string): number {
  return Number(readFileSync(path.join(dataDir, "postgres", "postmaster.pid"), "utf8").split("\n")[0]);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // Somebody's child that nobody has looked after yet is gone all the same.
    return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return false;
  }
}

const mode = (file: string) => (statSync(file).mode & 0o777).toString(8);

test("the first start makes a closed data folder and secrets, and a stop leaves no process", async () => {
  const app = await startApp(quick);
  expect(["700", "710"]).toContain(mode(app.dataDir));
  expect(mode(path.join(app.dataDir, "secrets.json"))).toBe("600");
  expect(mode(path.join(app.dataDir, "postgres"))).toBe("700");
  const database = postmaster(app.dataDir);
  expect(isAlive(database)).toBe(true);
  expect(await app.stop()).toBe(0);
  expect(isAlive(database)).toBe(false);
  await discardApp(app);
});

test("with the worker on, readiness is green only with it, and it stops with the rest", async () => {
  const app = await startApp();
  expect(await ready(app)).toMatchObject({ ready: true, checks: { worker: "ok" } });
  expect(await app.stop()).toBe(0);
  await discardApp(app);
});

test("after kill -9 of the app, the next start takes the database that is still running", async () => {
  const first = await startApp(quick);
  const database = postmaster(first.dataDir);
  await first.kill9();
  expect(isAlive(database)).toBe(true);
  const second = await startApp({ ...quick, dataDir: first.dataDir });
  expect(postmaster(second.dataDir)).toBe(database);
  expect(await second.stop()).toBe(0);
  expect(isAlive(database)).toBe(false);
  await discardApp(second);
});

test("after kill -9 of the database, readiness is red until the app has started it again", async () => {
  const app = await startApp(quick);
  const before = postmaster(app.dataDir);
  process.kill(before, "SIGKILL");
  await until(async () => (await ready(app))?.ready === false, { what: "readiness to turn red" });
  await until(async () => (await ready(app))?.ready === true, { what: "readiness to turn green", seconds: 30 });
  expect(postmaster(app.dataDir)).not.toBe(before);
  expect(app.output()).toContain("the database process ended; starting it again");
  await discardApp(app);
});

test("after kill -9 of both, the next start recovers", async () => {
  const first = await startApp(quick);
  const database = postmaster(first.dataDir);
  await first.kill9();
  process.kill(database, "SIGKILL");
  const second = await startApp({ ...quick, dataDir: first.dataDir });
  expect(await ready(second)).toMatchObject({ ready: true });
  await discardApp(second);
});

test("a pid file that names somebody else's process does not hold up a start", async () => {
  const first = await startApp(quick);
  await first.stop();
  const file = path.join(first.dataDir, "postgres", "postmaster.pid");
  const cluster = statSync(path.dirname(file));
  writeFileSync(file, `${process.pid}\n${path.dirname(file)}\n0\n5432\n\n127.0.0.1\n0 0\nready\n`);
  chownSync(file, cluster.uid, cluster.gid);
  const second = await startApp({ ...quick, dataDir: first.dataDir });
  expect(postmaster(second.dataDir)).not.toBe(process.pid);
  await discardApp(second);
});

test("two apps share one data folder; the first to stop leaves the database to the other", async () => {
  const first = await startApp(quick);
  const second = await startApp({ ...quick, dataDir: first.dataDir });
  const database = postmaster(first.dataDir);
  expect(await first.stop()).toBe(0);
  expect(await ready(second)).toMatchObject({ ready: true });
  expect(await second.stop()).toBe(0);
  expect(isAlive(database)).toBe(false);
  await discardApp(second);
});

test("a taken port is said in a sentence before any work", async () => {
  const port = await anyPort();
  const other = createServer().listen(port, "127.0.0.1");
  const app = await startApp({ ...quick, port, wait: false });
  expect(await exitCode(app)).toBe(1);
  expect(app.output()).toMatch(new RegExp(`^Port ${port} on 127.0.0.1 is taken by another process\\. .*PORT`));
  expect(app.output()).not.toContain("    at ");
  other.close();
});

test("a data folder that cannot be written is said with what to do", async () => {
  const dataDir = await throwAwayFolder("closed");
  chmodSync(dataDir, 0o500);
  const app = await startApp({ ...quick, dataDir, wait: false, through: asOrdinaryUser });
  expect(await exitCode(app)).toBe(1);
  expect(app.output()).toMatch(/The data folder \S+ cannot be written by \w+ \(EACCES\)\./);
  expect(app.output()).toContain(dataDir);
  expect(app.output()).toContain("DATABASE_URL");
  expect(app.output()).not.toContain("    at ");
});

test("an ordinary user runs it all as themselves", async () => {
  const dataDir = await throwAwayFolder("ordinary");
  const uid = isRoot ? nobody : process.getuid?.();
  if (isRoot) chownSync(dataDir, nobody, nobody);
  const app = await startApp({ ...quick, dataDir, through: asOrdinaryUser });
  expect(statSync(`/proc/${postmaster(dataDir)}`).uid).toBe(uid);
  expect(mode(dataDir)).toBe("700");
  await discardApp(app);
});

test("a bad environment variable is named, and nothing is started", async () => {
  const app = await startApp({ env: { SIGN_UP: "maybe" }, wait: false });
  expect(await exitCode(app)).toBe(1);
  expect(app.output()).toContain("SIGN_UP is not valid. Expected open or invited.");
  expect(app.output()).not.toContain("    at ");
});

test("with DATABASE_URL the secrets are demanded, and a server that is not there is said", async () => {
  const server = {
    DATABASE_URL: `postgres://a:b@127.0.0.1:${await anyPort()}/atrium`,
    SMTP_URL: "smtp://127.0.0.1:25",
  };
  const bare = await startApp({ env: server, wait: false });
  expect(await exitCode(bare)).toBe(1);
  expect(bare.output()).toContain("APP_SECRET is not set. Expected at least 32 random characters");
  expect(bare.output()).toContain("ENCRYPTION_KEYS is not set.");
  const secrets = {
    APP_SECRET: "s".repeat(32),
    PASSWORD_PEPPER: "p".repeat(32),
    ENCRYPTION_KEYS: `k1:${"A".repeat(43)}=`,
  };
  const lonely = await startApp({ env: { ...server, ...secrets }, wait: false });
  expect(await exitCode(lonely)).toBe(1);
  expect(lonely.output()).toContain("does not answer (ECONNREFUSED)");
  expect(lonely.output()).not.toContain("    at ");
});

test("a stop lets the request under way finish and takes no new one", async () => {
  const app = await startApp(quick);
  const socket = connect(app.port, "127.0.0.1");
  let answer = "";
  socket.on("data", (chunk) => {
    answer += chunk;
  });
  const head = `POST /track HTTP/1.1\r\nHost: localhost:${app.port}\r\nContent-Type: application/x-www-form-urlencoded\r\n`;
  socket.write(`${head}Content-Length: 7\r\n\r\ndata`);
  await until(() => socket.bytesWritten > 0 && socket.readyState === "open");
  const stopped = app.stop();
  await until(async () => (await ready(app)) === null, { what: "new connections to be refused" });
  socket.write("=W1");
  await until(() => answer.includes("\r\n\r\n"));
  expect(answer).toMatch(/^HTTP\/1\.1 (200|4\d\d) /);
  expect(answer.toLowerCase()).toContain("connection: close");
  expect(await stopped).toBe(0);
  await discardApp(app);
});

test("a stop in the middle of a start leaves nothing behind", async () => {
  const app = await startApp({ ...quick, wait: false });
  const database = await until(() => {
    try {
      return postmaster(app.dataDir);
    } catch {
      return false;
    }
  });
  expect(await app.stop()).toBe(0);
  await until(() => !isAlive(database));
  await discardApp(app);
});

async function exitCode(app: App): Promise<number | null> {
  await until(() => !isAlive(app.pid), { seconds: 30, what: "the start to give up" });
  return app.stop();
}

for (const signal of ["SIGTERM", "SIGKILL"] as const) {
  test(`${signal} to npm ends what it started, too`, async () => {
    const app = await startApp({ ...quick, program: ["npm", "start"] });
    const database = postmaster(app.dataDir);
    process.kill(app.pid, signal);
    await until(() => !isAlive(database), { what: "the database to be stopped", seconds: 20 });
    expect(await ready(app)).toBeNull();
    await discardApp(app);
  });
}
