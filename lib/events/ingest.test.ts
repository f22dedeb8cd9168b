import { gzipSync } from "node:zlib";
import { beforeEach, describe, expect, test } from "vitest";
import { rawSql } from "@/db/client";
import { setClock } from "@/lib/clock";
import { type EventProject, makeDataset, makeEventProject } from "@/lib/testing/event-project";
import { holdLock } from "@/lib/testing/two-connections";
import { until } from "@/lib/testing/until";
import { type Endpoint, ingest } from "./ingest";

let project: EventProject;

beforeEach(async () => {
  project = await makeEventProject();
});

type Sent = { search?: string; method?: string; headers?: Record<string, string>; raw?: Uint8Array };

async function send(
  endpoint: Endpoint,
  records: unknown,
  { search = "", method = "POST", headers = {}, raw }: Sent = {},
) {
  const bytes = raw ?? Buffer.from(JSON.stringify(records));
  async function* body() {
    for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
  }
  const answer = await ingest(endpoint, { method, search, header: (name) => headers[name], body: body() });
  return { ...answer, text: answer.body.toString() };
}

function event(properties: Record<string, unknown> = {}, name = "Signed Up") {
  return { event: name, properties: { token: project.token, distinct_id: "ada", ...properties } };
}

async function stored(): Promise<{ event: string; distinct_id: string; time: string; properties: object }[]> {
  return rawSql()`select event, distinct_id, time, properties from events where dataset_id = ${project.datasetId} order by time, event`;
}

async function counted(): Promise<number> {
  const [row] = await rawSql()<[{ events: number }]>`
    select coalesce(sum(events), 0)::int as events from usage_days where project_id = ${project.projectId}`;
  return row.events;
}

describe("[E1] /track", () => {
  test("an event is stored as it came, and counted", async () => {
    const answer = await send("track", event({ plan: "pro", $insert_id: "a-1" }));
    expect(answer).toMatchObject({ status: 200, text: "1", headers: { "content-type": "text/plain; charset=utf-8" } });
    expect(await stored()).toMatchObject([{ event: "Signed Up", distinct_id: "ada", properties: { plan: "pro" } }]);
    expect(await counted()).toBe(1);
  });

  test("a gzip body, JSON as well as a form", async () => {
    const headers = { "content-encoding": "gzip" };
    const form = `data=${encodeURIComponent(Buffer.from(JSON.stringify([event()])).toString("base64"))}`;
    expect((await send("track", null, { headers, raw: gzipSync(JSON.stringify([event(), event()])) })).text).toBe("1");
    expect((await send("track", null, { headers, raw: gzipSync(form) })).text).toBe("1");
    expect(await counted()).toBe(3);
  });

  test("an unknown token is answered as accepted and stores nothing", async () => {
    expect((await send("track", event({ token: "f".repeat(32) }))).text).toBe("1");
    expect((await send("track", event({ token: "not a token" }))).text).toBe("1");
    expect(await stored()).toEqual([]);
  });

  test("a deleted project's token is unknown, at once", async () => {
    await rawSql()`update projects set deleted_at = now() where id = ${project.projectId}`;
    expect((await send("track", event())).text).toBe("1");
    expect(await stored()).toEqual([]);
    expect(await counted()).toBe(0);
  });

  test("after a reset events go into the new data", async () => {
    await send("track", event({ $insert_id: "a", time: Date.now() / 1000 - 5 }));
    const again = event({ $insert_id: "a", time: Date.now() / 1000 - 5 });
    const before = project.datasetId;
    project.datasetId = await makeDataset();
    await rawSql()`update projects set dataset_id = ${project.datasetId} where id = ${project.projectId}`;
    await send("track", again);
    expect(await stored()).toHaveLength(1);
    expect(project.datasetId).not.toBe(before);
    expect(await counted()).toBe(2);
  });

  test("answers: verbose, pixel, script, preflight, another method", async () => {
    expect(JSON.parse((await send("track", event(), { search: "?verbose=1" })).text)).toEqual({ error: "", status: 1 });
    expect(JSON.parse((await send("track", "", { search: "?verbose=1" })).text)).toMatchObject({ status: 0 });
    expect((await send("track", event(), { search: "?img=1" })).headers["content-type"]).toBe("image/gif");
    expect((await send("track", event(), { search: "?callback=a.b" })).text).toBe("a.b(1)");
    const headers = { origin: "https://shop.example" };
    expect((await send("track", event(), { headers })).headers).toMatchObject({
      "access-control-allow-origin": "https://shop.example",
      "access-control-allow-credentials": "true",
      "cross-origin-resource-policy": "cross-origin",
      vary: "Origin",
    });
    expect(await send("track", null, { method: "OPTIONS", headers })).toMatchObject({ status: 204, text: "" });
    expect(await send("track", null, { method: "PUT" })).toMatchObject({
      status: 405,
      headers: { allow: "GET, POST, OPTIONS" },
    });
  });

  test("[SEC-K] bodies that are too large, bombs, other codings and rubbish are refused", async () => {
    const gzip = { "content-encoding": "gzip" };
    expect(await send("track", null, { headers: gzip, raw: gzipSync(Buffer.alloc(60_000_000, " ")) })).toMatchObject({
      status: 413,
      text: "0",
    });
    expect(await send("track", null, { raw: Buffer.alloc(11_000_000, "a") })).toMatchObject({ status: 413 });
    expect(await send("track", null, { headers: { "content-length": "99999999999" } })).toMatchObject({ status: 413 });
    expect(await send("track", null, { headers: gzip, raw: Buffer.from("no gzip") })).toMatchObject({ status: 400 });
    expect(await send("track", null, { headers: { "content-encoding": "br" } })).toMatchObject({ status: 400 });
    expect(await send("track", null, { raw: Buffer.from([0xff, 0xfe, 0, 1]) })).toMatchObject({
      status: 200,
      text: "0",
    });
    expect((await send("track", event())).text).toBe("1");
  });

  test("without a distinct id the address stands for the person only where ip=1", async () => {
    const headers = { "x-client-ip": "192.0.2.7" };
    await send("track", event({ distinct_id: undefined }), { headers });
    await send("track", event({ distinct_id: undefined }), { headers, search: "?ip=1" });
    const ids = (await stored()).map((row) => row.distinct_id);
    expect(ids).toHaveLength(2);
    expect(ids).toContain("");
    expect(ids.find((id) => id !== "")).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe("[E2] repetition", () => {
  const time = Date.now() / 1000 - 60;

  test("the same event, person, time and insert id is one", async () => {
    const one = event({ $insert_id: "a", time });
    await send("track", [one, one]);
    await send("track", one);
    await Promise.all([send("track", one), send("track", one)]);
    expect(await stored()).toHaveLength(1);
    expect(await counted()).toBe(1);
  });

  test("another event, person, time or insert id, or none, is another", async () => {
    const others = [
      { distinct_id: "bob" },
      { time: time + 1 },
      { $insert_id: "b" },
      { $insert_id: undefined },
      { $insert_id: undefined },
    ];
    await send("track", [event({ $insert_id: "a", time }), event({ $insert_id: "a", time }, "Paid")]);
    await send(
      "track",
      others.map((other) => event({ $insert_id: "a", time, ...other })),
    );
    expect(await stored()).toHaveLength(7);
    expect(await counted()).toBe(7);
  });

  test("without a time the insert id decides for five days", async () => {
    const timeless = event({ $insert_id: "a" });
    const day = 24 * 60 * 60 * 1000;
    const start = Date.now();
    for (const [after, count] of [
      [0, 1],
      [4.9 * day, 1],
      [5.1 * day, 2],
      [5.2 * day, 2],
    ] as const) {
      const back = setClock(() => new Date(start + after));
      await send("track", [timeless, timeless]);
      back();
      expect(await counted()).toBe(count);
    }
  });

  test("a client whose clock is ahead repeats too, also when its time has come meanwhile", async () => {
    const start = Date.now();
    const ahead = event({ $insert_id: "a", time: (start + 30_000) / 1000 });
    await send("track", ahead);
    expect(Date.parse((await stored())[0]?.time ?? "")).toBeLessThan(start + 20_000);
    await send("track", ahead);
    const back = setClock(() => new Date(start + 60_000));
    await send("track", ahead);
    back();
    expect(await stored()).toHaveLength(1);
    expect(await counted()).toBe(1);
  });

  test("two processes storing the same at once count it once", async () => {
    const { storeEvents } = await import("./store-events");
    const { normalizeEvent } = await import("./normalize");
    const arrival = Date.now();
    const many = Array.from({ length: 200 }, (_, index) => {
      const record = event({ $insert_id: `i${index}`, distinct_id: `p${index % 7}`, ...(index % 2 && { time }) });
      return { ...normalizeEvent(record, { arrival, anonymousId: () => "" }), arrival };
    });
    const results = await Promise.all([storeEvents(many), storeEvents([...many].reverse()), storeEvents(many)]);
    expect(results.reduce((sum, count) => sum + count, 0)).toBe(200);
    expect(await stored()).toHaveLength(200);
    expect(await counted()).toBe(200);
  });
});

describe("[E2] what is acknowledged is committed", () => {
  test("a bad event in a batch does not take the good ones with it", async () => {
    const answer = await send(
      "track",
      [event(), { event: 7 }, event({ time: 1, $insert_id: "old" }), event({ distinct_id: "bob" })],
      { search: "?verbose=1" },
    );
    expect(JSON.parse(answer.text)).toMatchObject({
      status: 1,
      error: "",
      failed_records: [
        { index: 1, field: "event" },
        { index: 2, field: "properties.time", insert_id: "old" },
      ],
    });
    expect(await stored()).toHaveLength(2);
  });

  test("only bad events are a failure that says why", async () => {
    expect((await send("track", [{ event: 7 }, 1])).text).toBe("0");
    const answer = await send("track", event({ time: 1 }), { search: "?verbose=1" });
    expect(JSON.parse(answer.text)).toMatchObject({ status: 0, error: expect.stringContaining("last 5 days") });
    expect(await stored()).toEqual([]);
  });

  test("text that PostgreSQL would refuse is stored changed", async () => {
    const answer = await send("track", [
      event({ a: "\0", b: "\ud800", "\0": 1, distinct_id: "x\0y", $insert_id: "\0" }),
      event({}, "\udfff"),
    ]);
    expect(answer.text).toBe("1");
    expect(await stored()).toHaveLength(2);
  });

  test("the answer waits for the commit", async () => {
    await send("track", event());
    const lock = await holdLock(`select from usage_days where project_id = ${project.projectId} for update`);
    let answered = false;
    const answer = send("track", event()).finally(() => {
      answered = true;
    });
    await until(async () => (await lock.waiting()) > 0);
    expect(answered).toBe(false);
    await lock.release();
    expect((await answer).text).toBe("1");
    expect(await counted()).toBe(2);
  });
});

describe("[E3] usage", () => {
  test("counts by the day of arrival; identity and alias events do not count", async () => {
    const back = setClock(() => new Date("2026-03-01T00:00:05Z"));
    await send("track", [
      event({ time: Date.parse("2026-02-28T23:59:00Z") / 1000 }),
      event({}, "$identify"),
      event({}, "$create_alias"),
      event({}, "$merge"),
      event({}, "$opt_in"),
    ]);
    back();
    expect(await stored()).toHaveLength(5);
    const days =
      await rawSql()`select org_id, day::text, events::int from usage_days where project_id = ${project.projectId}`;
    expect([...days]).toEqual([{ org_id: project.orgId, day: "2026-03-01", events: 1 }]);
  });
});

describe("[E1] /engage", () => {
  async function profile(id = "ada"): Promise<Record<string, unknown> | undefined> {
    const [row] = await rawSql()<{ properties: Record<string, unknown> }[]>`
      select properties from profiles where dataset_id = ${project.datasetId} and distinct_id = ${id}`;
    return row?.properties;
  }

  async function profileCount(): Promise<number> {
    const [row] = await rawSql()<
      { profiles: number }[]
    >`select profiles::int from profile_counts where dataset_id = ${project.datasetId}`;
    return row?.profiles ?? 0;
  }

  function update(op: Record<string, unknown>, id = "ada") {
    return { $token: project.token, $distinct_id: id, ...op };
  }

  test("operations apply in their order", async () => {
    const answer = await send("engage", [
      update({ $set: { $name: "Ada", visits: 1, tags: ["a"], "gone\0": 1, $ip: "192.0.2.1" } }),
      update({ $set_once: { $name: "Eve", first: "web" } }),
      update({ $add: { visits: 2, credit: 5 } }),
      update({ $append: { tags: "b" }, $union: { tags: ["a", "c"] } }),
      update({ $remove: { tags: "a" }, $unset: ["gone\ufffd"] }),
    ]);
    expect(answer.text).toBe("1");
    expect(await profile()).toEqual({ $name: "Ada", visits: 3, tags: ["b", "c"], first: "web", credit: 5 });
    expect(await profileCount()).toBe(1);
  });

  test("delete and make again; what changes nothing makes no profile", async () => {
    await send("engage", [
      update({ $set: { a: 1 } }),
      update({ $delete: "" }),
      update({ $unset: ["a"] }, "bob"),
      update({ $set: { b: 1 } }, "cy"),
    ]);
    expect(await profile()).toBeUndefined();
    expect(await profile("bob")).toBeUndefined();
    expect(await profileCount()).toBe(1);
    await send("engage", [update({ $delete: "" }, "cy"), update({ $set: { c: 1 } }, "cy"), update({ $set: { a: 2 } })]);
    expect(await profile("cy")).toEqual({ c: 1 });
    expect(await profileCount()).toBe(2);
  });

  test("updates of one person from several processes at once are all kept", async () => {
    const { storeProfileUpdates } = await import("./store-profiles");
    const adding = {
      token: project.token,
      distinctId: "ada",
      ops: [{ op: "$add" as const, values: { n: 1 } }],
      arrival: Date.now(),
    };
    await Promise.all(Array.from({ length: 3 }, () => storeProfileUpdates([adding, { ...adding, distinctId: "bob" }])));
    expect([await profile(), await profile("bob")]).toEqual([{ n: 3 }, { n: 3 }]);
    expect(await profileCount()).toBe(2);
  });

  test.each([
    ["no person", { $set: { a: 1 }, $distinct_id: undefined }],
    ["nobody's id", { $set: { a: 1 }, $distinct_id: "anonymous" }],
    ["no operation", {}],
    ["an operation of another shape", { $set: "a" }],
    ["adding text", { $add: { a: "1" } }],
    ["no token", { $token: undefined, $set: { a: 1 } }],
  ])("%s is refused, alone", async (_, bad) => {
    expect((await send("engage", update(bad))).text).toBe("0");
    expect((await send("engage", [update(bad), update({ $set: { a: 1 } })])).text).toBe("1");
    expect(await profile()).toEqual({ a: 1 });
  });

  test("an unknown token is answered as accepted and stores nothing", async () => {
    expect((await send("engage", { $token: "f".repeat(32), $distinct_id: "ada", $set: { a: 1 } })).text).toBe("1");
    expect(await profileCount()).toBe(0);
  });
});
