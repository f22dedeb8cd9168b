import "server-only";
import { existsSync, readFileSync } from "node:fs";
import type { Server } from "node:http";
import path from "node:path";
import next from "next";
import { closeDatabase } from "@/db/client";
import { env } from "@/lib/env";
import { hotPaths } from "@/lib/events/http";
import { lifecycle } from "@/lib/http/lifecycle";
import { createAppServer, type Listener } from "@/lib/http/server";
import { flushLog } from "@/lib/log";
import { StartError } from "@/lib/start-error";
import { fillDemo } from "./fill-demo";
import { migrateOrSay } from "./migrate-or-say";
import { openDatabase } from "./open-database";
import { portSentence } from "./parts/port.mjs";
import { shutDownOn } from "./shut-down";

const dev = process.env.NODE_ENV === "development";

const database = await openDatabase();
const closing: (() => Promise<unknown>)[] = [];
try {
  await serve();
} catch (error) {
  for (const close of closing.reverse()) await close().catch(() => undefined);
  await closeDatabase();
  await database?.stop();
  throw error;
}

async function serve(): Promise<void> {
  const settings = env();
  await migrateOrSay(settings);
  await fillDemo(settings);
  if (settings.WORKER === "on") {
    lifecycle().worker = "starting";
    const { startWorker } = await import("@/lib/jobs/worker");
    const worker = await startWorker();
    closing.push(() => worker.stop());
    lifecycle().worker = "running";
  }
  const app = next({ dev, dir: path.resolve("."), hostname: settings.HOST, port: settings.PORT, quiet: !dev });
  await app.prepare();
  closing.push(() => app.close());
  const handle = app.getRequestHandler();
  const framework: Listener = (req, res) => handle(req, res);
  const server = createAppServer({ settings, framework, hotPaths, dev });
  if (dev) server.on("upgrade", app.getUpgradeHandler());
  await listen(server, settings.HOST, settings.PORT);
  shutDownOn(["SIGINT", "SIGTERM"], { server, closing, database, patient: settings.TRUSTED_PROXIES > 0 });
  sayHello();
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(new StartError(portSentence(error, host, port))));
    server.listen(port, host, resolve);
  });
}

function sayHello(): void {
  const { APP_ORIGIN, DATA_DIR, DEMO_PASSWORD, HOST } = env();
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
