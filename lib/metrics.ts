import "server-only";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { rawSql } from "@/db/client";

type Metrics = {
  registry: Registry;
  requests: Histogram<"method" | "route" | "status">;
  texts: Counter<"country" | "outcome">;
  drift: Gauge;
};

/** One registry a process, also when server code is loaded twice. */
const holder = globalThis as typeof globalThis & { atriumMetrics?: Metrics };

function metrics(): Metrics {
  holder.atriumMetrics ??= create();
  return holder.atriumMetrics;
}

function create(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: "atrium_http_request_duration_seconds",
    help: "Time from a request's head to the end of its response.",
    labelNames: ["method", "route", "status"],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  const connections = new Gauge({
    name: "atrium_database_connections",
    help: "Connections of this installation to the database, by state.",
    labelNames: ["state"],
    registers: [registry],
    collect: () =>
      ifAnswered(async () => {
        const rows = await rawSql()<{ state: string | null; count: number }[]>`
          select state, count(*)::int as count from pg_stat_activity
          where datname = current_database() and application_name like 'atrium%' group by state`;
        connections.reset();
        for (const row of rows) connections.set({ state: row.state ?? "unknown" }, row.count);
      }),
  });
  const jobs = new Gauge({
    name: "atrium_jobs",
    help: "Jobs in the queue: waiting (due), running, failed for good.",
    labelNames: ["state"],
    registers: [registry],
    collect: () =>
      ifAnswered(async () => {
        const [row] = await rawSql()<{ waiting: number; running: number; failed: number }[]>`
          select count(*) filter (where locked_at is null and run_at <= now() and attempts < max_attempts)::int as waiting,
            count(*) filter (where locked_at is not null)::int as running,
            count(*) filter (where locked_at is null and attempts >= max_attempts)::int as failed
          from graphile_worker.jobs`;
        for (const [state, count] of Object.entries(row ?? {})) jobs.set({ state }, count);
      }),
  });
  const texts = new Counter({
    name: "atrium_text_messages_total",
    help: "Text messages of the product itself by country of the number: each that was sent costs money.",
    labelNames: ["country", "outcome"],
    registers: [registry],
  });
  const drift = new Gauge({
    name: "atrium_usage_drift",
    help: "Counters of the last two days that differ from what is stored, as of the last nightly check; none is right.",
    registers: [registry],
  });
  return { registry, requests, texts, drift };
}

export function observeDrift(counters: number): void {
  metrics().drift.set(counters);
}

/** Text messages by country and outcome: what they cost is counted here and shown nowhere. */
export function textMessages(): Counter<"country" | "outcome"> {
  return metrics().texts;
}

/** A database that does not answer is told by readiness; the rest of the metrics stays worth reading. */
async function ifAnswered(ask: () => Promise<void>): Promise<void> {
  await ask().catch(() => undefined);
}

export function observeRequest(labels: { method: string; route: string; status: number }, seconds: number): void {
  metrics().requests.observe(labels, seconds);
}

/** All metrics in Prometheus's text format, and its content type. */
export async function readMetrics(): Promise<{ text: string; contentType: string }> {
  const { registry } = metrics();
  return { text: await registry.metrics(), contentType: registry.contentType };
}
