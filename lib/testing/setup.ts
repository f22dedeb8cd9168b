import { format } from "node:util";
import { afterAll, afterEach, beforeEach, inject } from "vitest";

/** Before each file: the environment, with the worker's own database; afterwards an empty database again. */
const url = new URL(inject("clusterUrl"));
url.pathname = `/worker_${process.env.VITEST_POOL_ID ?? "1"}`;

Object.assign(process.env, {
  NODE_ENV: "test",
  DATABASE_URL: url.href,
  DATABASE_MODE: "embedded",
  APP_URL: "http://localhost:3000",
  APP_SECRET: "a secret for tests only, forty-two letters.",
  PASSWORD_PEPPER: "a pepper for tests only, forty-two letters.",
  ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString("base64")}`,
  LOG_LEVEL: "silent",
  INTERNAL_HOSTS: "127.0.0.1,localhost",
});
delete process.env.SMTP_URL;

const unexpected: string[] = [];
const original = { error: console.error, warn: console.warn };

beforeEach(() => {
  unexpected.length = 0;
  console.error = (...words: unknown[]) => void unexpected.push(format(...words));
  console.warn = (...words: unknown[]) => void unexpected.push(format(...words));
});

afterEach(() => {
  Object.assign(console, original);
  if (unexpected.length > 0) throw new Error(`Unexpected on the console:\n${unexpected.join("\n")}`);
});

afterAll(async () => {
  if (!Reflect.get(globalThis, "atriumDatabase")) return;
  const [{ closeDatabase }, { resetDatabase }] = await Promise.all([import("@/db/client"), import("./reset-database")]);
  await resetDatabase();
  await closeDatabase();
});
