import autocannon from "autocannon";
import postgres from "postgres";

/**
 * Ingestion against its floors, in the same run and by turns: single events against a bare JSON route (requests a
 * second, both as GET with the same query), batches of 50 against bare multi-row inserts of 500 into a table with the
 * same key and index (rows a second). Median of the rounds.
 */

export type IngestionBenchRow = {
  name: string;
  unit: "requests/s" | "rows/s";
  measured: number;
  floor: number;
  ratio: number;
  /** The least ratio allowed. */
  budget: number;
};

export type IngestionBench = {
  /** The running app. */
  baseUrl: string;
  databaseUrl: string;
  /** Of a project that may be filled. */
  token: string;
  /** A route of a bare app of the framework that answers JSON to GET. */
  bareUrl: string;
  rounds?: number;
  /** Seconds of each measurement. */
  seconds?: number;
};

const BATCH = 50;
const INSERT = 500;
const CONNECTIONS = 16;

export async function runIngestionBench(options: IngestionBench): Promise<IngestionBenchRow[]> {
  const { baseUrl, bareUrl, databaseUrl, token, rounds = 3, seconds = 4 } = options;
  const sql = postgres(databaseUrl, { max: 2, onnotice: () => undefined });
  const events = eventMaker(token);
  const single = () => `?ip=0&verbose=0&data=${encodeURIComponent(encoded([events()]))}`;
  const batch = () => `data=${encodeURIComponent(encoded(Array.from({ length: BATCH }, events)))}`;
  try {
    await makeBareTable(sql);
    await requests(`${baseUrl}/track`, single, 2);
    const singles = await byTurns(
      rounds,
      () => requests(`${baseUrl}/track`, single, seconds),
      () => requests(bareUrl, single, seconds),
    );
    const batches = await byTurns(
      rounds,
      async () => BATCH * (await posts(`${baseUrl}/track`, batch, seconds)),
      () => bareInserts(sql, events, seconds),
    );
    return [
      { name: "Single events, against a bare JSON route", unit: "requests/s", ...singles, budget: 0.6 },
      {
        name: `Batches of ${BATCH} events, against bare inserts of ${INSERT} rows`,
        unit: "rows/s",
        ...batches,
        budget: 0.3,
      },
    ];
  } finally {
    await sql`drop table if exists bench_bare_events`;
    await sql.end({ timeout: 5 });
  }
}

type Event = { event: string; properties: Record<string, unknown> };

function eventMaker(token: string): () => Event {
  const run = Date.now().toString(36);
  let count = 0;
  return () => {
    count += 1;
    const properties = {
      token,
      distinct_id: `person-${count % 500}`,
      time: Date.now() / 1000,
      $insert_id: `bench-${run}-${count}`,
      mp_lib: "web",
      $browser: "Chrome",
      $os: "Mac OS X",
      $current_url: "https://shop.example/checkout",
      plan: "Growth",
      amount: count % 97,
    };
    return { event: `Step ${count % 10}`, properties };
  };
}

function encoded(events: Event[]): string {
  return Buffer.from(JSON.stringify(events.length === 1 ? events[0] : events)).toString("base64");
}

async function byTurns(rounds: number, ours: () => Promise<number>, bare: () => Promise<number>) {
  const measured: number[] = [];
  const floors: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    floors.push(await bare());
    measured.push(await ours());
  }
  const [ourMedian, floor] = [median(measured), median(floors)];
  return {
    measured: Math.round(ourMedian),
    floor: Math.round(floor),
    ratio: Math.round((100 * ourMedian) / floor) / 100,
  };
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

/** GET requests a second, each with another query. */
function requests(url: string, query: () => string, seconds: number): Promise<number> {
  const { pathname } = new URL(url);
  return load(url, seconds, (request) => ({ ...request, method: "GET", path: pathname + query() }));
}

/** POST requests a second, each with another form. */
function posts(url: string, body: () => string, seconds: number): Promise<number> {
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  return load(url, seconds, (request) => ({ ...request, method: "POST", headers, body: body() }));
}

async function load(
  url: string,
  duration: number,
  setupRequest: (request: autocannon.Request) => autocannon.Request,
): Promise<number> {
  const result = await autocannon({ url, connections: CONNECTIONS, duration, requests: [{ setupRequest }] });
  if (result.non2xx + result.errors > 0) throw new Error(`${url}: ${result.non2xx} refused, ${result.errors} failed.`);
  return result.requests.total / result.duration;
}

async function makeBareTable(sql: postgres.Sql): Promise<void> {
  await sql`drop table if exists bench_bare_events`;
  await sql`create table bench_bare_events (like events including indexes)`;
}

/** Rows a second of two connections inserting what our statement inserts, without looking for anything. */
async function bareInserts(sql: postgres.Sql, events: () => Event, seconds: number): Promise<number> {
  await sql`truncate bench_bare_events`;
  const began = performance.now();
  let rows = 0;
  async function connection(): Promise<void> {
    while (performance.now() - began < seconds * 1000) {
      const values = Array.from({ length: INSERT }, () => rowOf(sql, events()));
      await sql`insert into bench_bare_events ${sql(values)}`;
      rows += INSERT;
    }
  }
  await Promise.all([connection(), connection()]);
  return rows / ((performance.now() - began) / 1000);
}

function rowOf(sql: postgres.Sql, { event, properties }: Event) {
  const { distinct_id, $insert_id, token: _, time, ...rest } = properties;
  const moment = new Date(Number(time) * 1000);
  return {
    dataset_id: 1,
    distinct_id: String(distinct_id),
    time: moment,
    event,
    insert_id: String($insert_id),
    properties: sql.json(rest as postgres.JSONValue),
    arrived_at: moment,
  };
}
