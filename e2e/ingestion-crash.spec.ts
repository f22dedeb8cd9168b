import { readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "@playwright/test";
import type postgres from "postgres";
import { type App, discardApp, startApp } from "@/lib/testing/app";
import { databaseOf, makeProject, type SentTo } from "./event-app";

const env = { WORKER: "off" };
let app: App;
let sql: postgres.Sql;
let project: SentTo;

test.describe.configure({ mode: "serial", timeout: 180_000 });

test.beforeAll(async () => {
  app = await startApp({ env });
  sql = await databaseOf(app);
});

test.beforeEach(async () => {
  project = await makeProject(sql);
});

test.afterAll(async () => {
  await sql?.end({ timeout: 5 });
  if (app) await discardApp(app);
});

type Sent = { insertId: string; time: number };
type Load = { acknowledged: Set<string>; sent: Sent[]; answers: Map<number, number>; stop: () => Promise<void> };

/** Eight clients, each sending one batch of seven events after the other, until told to stop. */
function sendLoad(round: number): Load {
  const load: Load = { acknowledged: new Set(), sent: [], answers: new Map(), stop: async () => undefined };
  let stopped = false;
  async function client(number: number): Promise<void> {
    for (let batch = 0; !stopped; batch += 1) {
      const events = Array.from({ length: 7 }, (_, index) => ({
        insertId: `r${round}-c${number}-b${batch}-${index}`,
        time: Date.now() / 1000,
      }));
      load.sent.push(...events);
      const status = await send(events);
      load.answers.set(status, (load.answers.get(status) ?? 0) + 1);
      if (status === 200) for (const { insertId } of events) load.acknowledged.add(insertId);
      else await pause(20);
    }
  }
  const clients = Array.from({ length: 8 }, (_, number) => client(number));
  load.stop = async () => {
    stopped = true;
    await Promise.all(clients);
  };
  return load;
}

/** The status; 0 where the connection broke. */
async function send(events: readonly Sent[]): Promise<number> {
  const records = events.map(({ insertId, time }) => ({
    event: "Clicked",
    properties: { token: project.token, distinct_id: insertId.slice(0, 5), time, $insert_id: insertId },
  }));
  try {
    const answer = await fetch(`${app.url}/track?verbose=1`, { method: "POST", body: JSON.stringify(records) });
    if (answer.status === 503) expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    const said = (await answer.json()) as { status: number };
    return answer.status === 200 && said.status !== 1 ? 0 : answer.status;
  } catch {
    return 0;
  }
}

async function expectKept({ acknowledged }: Load): Promise<void> {
  const rows = await sql<{ insert_id: string }[]>`select insert_id from events where dataset_id = ${project.datasetId}`;
  const stored = new Set(rows.map((row) => row.insert_id));
  expect([...acknowledged].filter((insertId) => !stored.has(insertId))).toEqual([]);
  expect(rows).toHaveLength(stored.size);
  await expectCounted(rows.length);
}

async function expectCounted(events: number): Promise<void> {
  const [usage] = await sql<[{ events: number }]>`
    select coalesce(sum(events), 0)::int as events from usage_days where project_id = ${project.projectId}`;
  expect(usage.events).toBe(events);
}

/** Clients send again what was not acknowledged, and often also what was. */
async function expectRepetitionChangesNothing({ sent }: Load): Promise<void> {
  for (let at = 0; at < sent.length; at += 1000) expect(await send(sent.slice(at, at + 1000))).toBe(200);
  const [row] = await sql<
    [{ events: number }]
  >`select count(*)::int as events from events where dataset_id = ${project.datasetId}`;
  expect(row.events).toBe(sent.length);
  await expectCounted(sent.length);
}

for (const [round, after] of [250, 700, 1300].entries()) {
  test(`[E2] [SEC-F1] kill -9 of the app under load after ${after} ms loses nothing acknowledged`, async () => {
    const load = sendLoad(round);
    await expect.poll(() => load.acknowledged.size).toBeGreaterThan(0);
    await pause(after);
    await app.kill9();
    await load.stop();
    app = await startApp({ env, dataDir: app.dataDir, port: app.port });
    await expectKept(load);
    await expectRepetitionChangesNothing(load);
  });
}

test("[E2] [SEC-F3] kill -9 of the database under load: 503 to wait, nothing acknowledged lost, and on it goes", async () => {
  const load = sendLoad(9);
  await expect.poll(() => load.acknowledged.size).toBeGreaterThan(0);
  const file = await readFile(path.join(app.dataDir, "postgres", "postmaster.pid"), "utf8");
  process.kill(Number(file.split("\n", 1)[0]), "SIGKILL");
  await expect.poll(() => load.answers.get(503) ?? 0, { timeout: 20_000 }).toBeGreaterThan(0);
  const before = load.acknowledged.size;
  await expect.poll(() => load.acknowledged.size, { timeout: 30_000 }).toBeGreaterThan(before + 100);
  await load.stop();
  await sql.end({ timeout: 1 });
  sql = await databaseOf(app);
  expect([...load.answers.keys()].filter((status) => status !== 200 && status !== 503)).toEqual([]);
  await expectKept(load);
  await expectRepetitionChangesNothing(load);
});
