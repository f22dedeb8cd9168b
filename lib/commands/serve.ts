import "server-only";
import { existsSync, readFileSync } from "node:fs";
import { Server } from "node:http";
import path from "node:path";
import next from "next";
import { type Env, env } from "@/lib/env";
import { hotPaths } from "@/lib/events/http";
import { ensureEventPartitions } from "@/lib/events/partitions";
import { isDraining, lifecycle } from "@/lib/http/lifecycle";
import { createAppServer, type Listener } from "@/lib/http/server";
import { flushLog } from "@/lib/log";
import { StartError } from "@/lib/start-error";
import { fillDemo } from "./fill-demo";
import { migrateOrSay } from "./migrate-or-say";
import { openDatabase } from "./open-database";
import { portSentence } from "./parts/port.mjs";
import { type Running, shutDown, stopOnSignals } from "./shut-down";

const dev = process.env.NODE_ENV === "development";

const running: Running = { database: null, server: null, closing: [], patient: false };
stopOnSignals(running);
try {
  running.database = openDatabase();
  await running.database;
  await serve(env());
} catch (error) {
  // Told to stop while starting, everything under way fails; that is no news.
  if (!isDraining()) {
    await shutDown(running).catch(() => undefined);
    throw error;
  }
}

async function serve(settings: Env): Promise<void> {
  running.patient = settings.TRUSTED_PROXIES > 0;
  await migrateOrSay(settings);
  await ensureEventPartitions(new Date());
  await fillDemo(settings);
  if (settings.WORKER === "on") await work();
  // The loader of our own TypeScript switched them on; for the framework's bundles they cost time and say nothing.
  if (!dev) process.setSourceMapsEnabled(false);
  // The framework listens for upgrades on the server it is given. Only its development browser has a use for them.
  const httpServer = dev ? undefined : new Server();
  const place = { dir: path.resolve("."), hostname: settings.HOST, port: settings.PORT };
  const app = next({ dev, quiet: !dev, httpServer, ...place });
  await app.prepare();
  running.closing.unshift(() => app.close());
  const handle = app.getRequestHandler();
  const framework: Listener = (req, res) => handle(req, res);
  const server = createAppServer({ settings, framework, hotPaths, dev });
  await listen(server, settings.HOST, settings.PORT);
  running.server = server;
  sayHello(settings);
}

/** The jobs, in this process. They go back to the queue when it stops. */
async function work(): Promise<void> {
  lifecycle().worker = "starting";
  const { startWorker } = await import("@/lib/jobs/worker");
  const worker = await startWorker();
  running.closing.push(() => worker.stop());
  lifecycle().workerIsRunning = worker.isRunning;
  lifecycle().worker = "running";
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(new StartError(portSentence(error, host, port))));
    server.listen(port, host, resolve);
  });
}

function sayHello({ APP_ORIGIN, DATA_DIR, DEMO_PASSWORD, HOST }: Env): void {
  const lines = [`Atrium is ready on ${APP_ORIGIN}`];
  const file = path.join(DATA_DIR, "demo-password.txt");
  if (DEMO_PASSWORD) lines.push("Sign in as owner@demo.test with the password in DEMO_PASSWORD.");
  else if (existsSync(file)) {
    lines.push(`Sign in as owner@demo.test with: ${readFileSync(file, "utf8").trim()}   (kept in ${file})`);
  }
  const local = /^(127\.|::1$|localhost$)/.test(HOST);
  if (APP_ORIGIN.startsWith("http:") && !local) {
    lines.push("This is plain http: cookies are not marked Secure. Set APP_URL to an https address.");
  }
  flushLog();
  console.log(`\n${lines.map((line) => `  ${line}`).join("\n")}\n`);
}
