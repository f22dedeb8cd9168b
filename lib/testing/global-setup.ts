import postgres from "postgres";
import type { TestProject } from "vitest/node";
import { startEmbedded } from "@/db/embedded";
import { migrate } from "@/db/migrate";
import { throwAwayFolder } from "./watch-over";

declare module "vitest" {
  // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface can be added to from outside.
  export interface ProvidedContext {
    clusterUrl: string;
  }
}

/** One throw-away cluster a run; a database per worker, cloned from a migrated template. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Nothing of it has to survive a crash, so nothing waits for the disk.
  const settings = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };
  const cluster = await startEmbedded({ dataDir: await throwAwayFolder("test"), database: "template", settings });
  await migrate(cluster.url);
  const sql = postgres(databaseUrl(cluster.url, "postgres"), { max: 1, onnotice: () => undefined });
  for (let worker = 1; worker <= project.config.maxWorkers; worker += 1) {
    await sql.unsafe(`create database "worker_${worker}" template "template" strategy file_copy`);
  }
  await sql.end();
  project.provide("clusterUrl", cluster.url);
  return cluster.stop;
}

/** The same server, another database. */
export function databaseUrl(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}
