import { gzipSync } from "node:zlib";
import { beforeEach, describe, expect, test } from "vitest";
import { rawSql } from "@/db/client";
import { setClock } from "@/lib/clock";
import { type EventProject, makeDataset, makeEventProject } from "@/lib/testing/event-project";
import { sendRecords } from "@/lib/testing/send-records";
import { holdLock } from "@/lib/testing/two-connections";
import { until } from "@/lib/testing/until";
import { normalizeEvent } from "./normalize";
import { storeEvents } from "./store-events";

let project: EventProject;

beforeEach(async () => {
  project = await makeEventProject();
});

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
    const answer = await sendRecords("track", event({ plan: "pro", $insert_id: "a-1" }));
    expect(answer).toMatchObject({ status: 200, text: "1", headers: { "content-type": "text/plain; charset=utf-8" } });
    expect(await stored()).toMatchObject([{ event: "Signed Up", distinct_id: "ada", properties: { plan: "pro" } }]);
    expect(await counted()).toBe(1);
  });

  test("a gzip body, JSON as well as a form", async () => {
    const headers = { "content-encoding": "gzip" };
    const form = `data=${encodeURIComponent(Buffer.from(JSON.stringify([event()])).toString("base64"))}`;
    expect(
      (await sendRecords("track", null, { headers, raw: gzipSync(JSON.stringify([event(), event()])) })).text,
    ).toBe("1");
    expect((await sendRecords("track", null, { headers, raw: gzipSync(form) })).text).toBe("1");
    expect(await counted()).toBe(3);
  });

  test("an unknown token is answered as accepted and stores nothing", async () => {
    expect((await sendRecords("track", event({ token: "f".repeat(32) }))).text).toBe("1");
    expect((await sendRecords("track", event({ token: "not a token" }))).text).toBe("1");
    expect(await stored()).toEqual([]);
  });

  test("a deleted project's token is unknown, at once", async () => {
    await rawSql()`update projects set deleted_at = now() where id = ${project.projectId}`;
    expect((await sendRecords("track", event())).text).toBe("1");
    expect(await stored()).toEqual([]);
    expect(await counted()).toBe(0);
  });

  test("after a reset events go into the new data", async () => {
    await sendRecords("track", event({ $insert_id: "a", time: Date.now() / 1000 - 5 }));
    const again = event({ $insert_id: "a", time: Date.now() / 1000 - 5 });
    const before = project.datasetId;
    project.datasetId = await makeDataset();
    await rawSql()`update projects set dataset_id = ${project.datasetId} where id = ${project.projectId}`;
    await sendRecords("track", again);
    expect(await stored()).toHaveLength(1);
    expect(project.datasetId).not.toBe(before);
    expect(await counted()).toBe(2);
  });

  test("answers: verbose, pixel, script, preflight, another method", async () => {
    expect(JSON.parse((await sendRecords("track", event(), { search: "?verbose=1" })).text)).toEqual({
      error: "",
      status: 1,
    });
    expect(JSON.parse((await sendRecords("track", "", { search: "?verbose=1" })).text)).toMatchObject({ status: 0 });
    expect((await sendRecords("track", event(), { search: "?img=1" })).headers["content-type"]).toBe("image/gif");
    expect((await sendRecords("track", event(), { search: "?callback=a.b" })).text).toBe("a.b(1)");
    const headers = { origin: "https://shop.example" };
    expect((await sendRecords("track", event(), { headers })).headers).toMatchObject({
      "access-control-allow-origin": "https://shop.example",
      "access-control-allow-credentials": "true",
      "cross-origin-resource-policy": "cross-origin",
      vary: "Origin",
    });
    expect(await sendRecords("track", null, { method: "OPTIONS", headers })).toMatchObject({ status: 204, text: "" });
    expect(await sendRecords("track", null, { method: "PUT" })).toMatchObject({
      status: 405,
      headers: { allow: "GET, POST, OPTIONS" },
    });
  });

  test("[SEC-K] bodies that are too large, bombs, other codings and rubbish are refused", async () => {
    const gzip = { "content-encoding": "gzip" };
    expect(
      await sendRecords("track", null, { headers: gzip, raw: gzipSync(Buffer.alloc(60_000_000, " ")) }),
    ).toMatchObject({
      status: 413,
      text: "0",
    });
    expect(await sendRecords("track", null, { raw: Buffer.alloc(11_000_000, "a") })).toMatchObject({ status: 413 });
    expect(await sendRecords("track", null, { headers: { "content-length": "99999999999" } })).toMatchObject({
      status: 413,
    });
    expect(await sendRecords("track", null, { headers: gzip, raw: Buffer.from("no gzip") })).toMatchObject({
      status: 400,
    });
    expect(await sendRecords("track", null, { headers: { "content-encoding": "br" } })).toMatchObject({ status: 400 });
    expect(await sendRecords("track", null, { raw: Buffer.from([0xff, 0xfe, 0, 1]) })).toMatchObject({
      status: 200,
      text: "0",
    });
    expect((await sendRecords("track", event())).text).toBe("1");
  });

  test("without a distinct id the address stands for the person only where ip=1", async () => {
    const headers = { "x-client-ip": "192.0.2.7" };
    await sendRecords("track", event({ distinct_id: undefined }), { headers });
    await sendRecords("track", event({ distinct_id: undefined }), { headers, search: "?ip=1" });
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
    await sendRecords("track", [one, one]);
    await sendRecords("track", one);
    await Promise.all([sendRecords("track", one), sendRecords("track", one)]);
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
    await sendRecords("track", [event({ $insert_id: "a", time }), event({ $insert_id: "a", time }, "Paid")]);
    await sendRecords(
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
      await sendRecords("track", [timeless, timeless]);
      back();
      expect(await counted()).toBe(count);
    }
  });

  test("a client whose clock is ahead repeats too, also when its time has come meanwhile", async () => {
    const start = Date.now();
    const ahead = event({ $insert_id: "a", time: (start + 30_000) / 1000 });
    await sendRecords("track", ahead);
    expect(Date.parse((await stored())[0]?.time ?? "")).toBeLessThan(start + 20_000);
    await sendRecords("track", ahead);
    const back = setClock(() => new Date(start + 60_000));
    await sendRecords("track", ahead);
    back();
    expect(await stored()).toHaveLength(1);
    expect(await counted()).toBe(1);
  });

  test("two processes storing the same at once count it once", async () => {
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
    const answer = await sendRecords(
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
    expect((await sendRecords("track", [{ event: 7 }, 1])).text).toBe("0");
    const answer = await sendRecords("track", event({ time: 1 }), { search: "?verbose=1" });
    expect(JSON.parse(answer.text)).toMatchObject({ status: 0, error: expect.stringContaining("last 5 days") });
    expect(await stored()).toEqual([]);
  });

  test("text that PostgreSQL would refuse is stored changed", async () => {
    const answer = await sendRecords("track", [
      event({ a: "\0", b: "\ud800", "\0": 1, distinct_id: "x\0y", $insert_id: "\0" }),
      event({}, "\udfff"),
    ]);
    expect(answer.text).toBe("1");
    expect(await stored()).toHaveLength(2);
  });

  test("the answer waits for the commit", async () => {
    await sendRecords("track", event());
    const lock = await holdLock(`select from usage_days where project_id = ${project.projectId} for update`);
    let answered = false;
    const answer = sendRecords("track", event()).finally(() => {
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
    await sendRecords("track", [
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
