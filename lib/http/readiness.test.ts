import { afterEach, expect, test } from "vitest";
import { rawSql } from "@/db/client";
import { readMetrics } from "@/lib/metrics";
import { lifecycle } from "./lifecycle";
import { readiness } from "./readiness";

afterEach(() => {
  lifecycle().worker = "off";
  lifecycle().workerIsRunning = () => true;
  lifecycle().drain = new AbortController();
});

test("ready: database, migrations and worker, and not on the way out", async () => {
  lifecycle().worker = "running";
  expect(await readiness()).toEqual({
    ready: true,
    checks: { database: "ok", migrations: "ok", worker: "ok", draining: "no" },
  });
});

test.each([["starting"], ["stopped"], ["off"]] as const)("not ready while the worker is %s", async (worker) => {
  lifecycle().worker = worker;
  expect(await readiness()).toMatchObject({ ready: false, checks: { worker: worker === "off" ? "starting" : worker } });
});

test("not ready while a worker that was started lies between two lives", async () => {
  lifecycle().worker = "running";
  lifecycle().workerIsRunning = () => false;
  expect(await readiness()).toMatchObject({ ready: false, checks: { worker: "stopped" } });
});

test("not ready while draining", async () => {
  lifecycle().worker = "running";
  lifecycle().drain.abort();
  expect(await readiness()).toMatchObject({ ready: false, checks: { draining: "yes" } });
});

test("[SEC-F13] not ready when all connections are held, and ready again by itself", async () => {
  lifecycle().worker = "running";
  const held = await Promise.all(Array.from({ length: rawSql().options.max }, () => rawSql().reserve()));
  expect(await readiness()).toMatchObject({ ready: false, checks: { database: "slow" } });
  for (const connection of held) connection.release();
  expect(await readiness()).toMatchObject({ ready: true });
});

test("metrics tell of requests, connections and jobs", async () => {
  const { text, contentType } = await readMetrics();
  expect(contentType).toContain("text/plain");
  expect(text).toContain("atrium_http_request_duration_seconds");
  expect(text).toMatch(/atrium_database_connections\{state="active"\} \d/);
  expect(text).toContain('atrium_jobs{state="waiting"} 0');
  expect(text).toContain("nodejs_eventloop_lag_seconds");
});
