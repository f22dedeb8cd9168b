import { connect, type Socket } from "node:net";
import Mixpanel from "mixpanel";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { rawSql } from "@/db/client";
import { type EventProject, makeEventProject } from "@/lib/testing/event-project";
import { startWire } from "@/lib/testing/wire-server";
import { handleEngage, handleTrack } from "./http";

let wire: Awaited<ReturnType<typeof startWire>>;
let port: number;
let project: EventProject;

beforeAll(async () => {
  wire = await startWire();
  port = wire.port;
});

afterAll(() => wire.close());

beforeEach(async () => {
  project = await makeEventProject();
});

const url = (path: string) => wire.url(path);

async function events(): Promise<{ event: string; distinct_id: string; properties: object }[]> {
  return rawSql()`select event, distinct_id, properties from events where dataset_id = ${project.datasetId} order by event, distinct_id`;
}

describe("[E1] the mixpanel package for Node", () => {
  function client(config: object = {}) {
    const place = { host: "127.0.0.1", port, protocol: "http", ...config };
    return Mixpanel.init(project.token, place);
  }
  const sent = (call: (done: (error?: Error) => void) => void) =>
    new Promise<void>((resolve, reject) => call((error) => (error ? reject(error) : resolve())));

  test.each([{ verbose: false }, { verbose: true }, { test: true, geolocate: true }])(
    "tracks, alone and in batches: %j",
    async (config) => {
      const mixpanel = client(config);
      await sent((done) => mixpanel.track("Signed Up", { distinct_id: "ada", plan: "prö 😀" }, done));
      const batch = Array.from({ length: 120 }, (_, index) => ({
        event: "Clicked",
        properties: { distinct_id: `p${index}`, time: new Date() },
      }));
      await new Promise<void>((resolve, reject) =>
        mixpanel.track_batch(batch, (errors) => (errors ? reject(errors[0]) : resolve())),
      );
      const stored = await events();
      expect(stored).toHaveLength(121);
      expect(stored.at(-1)).toMatchObject({
        event: "Signed Up",
        distinct_id: "ada",
        properties: { plan: "prö 😀", mp_lib: "node" },
      });
    },
  );

  test("keeps profiles", async () => {
    const { people } = client();
    await sent((done) => people.set("ada", { $name: "Ada", visits: 1 }, done));
    await sent((done) => people.set_once("ada", "$name", "Eve", done));
    await sent((done) => people.increment("ada", "visits", 4, done));
    await sent((done) => people.append("ada", "tags", "a", done));
    await sent((done) => people.union("ada", { tags: ["a", "b"] }, done));
    await sent((done) => people.unset("ada", "nothing", done));
    const [row] = await rawSql()`select properties from profiles where dataset_id = ${project.datasetId}`;
    expect(row?.properties).toEqual({ $name: "Ada", visits: 5, tags: ["a", "b"] });
    await sent((done) => people.delete_user("ada", done));
    expect(await rawSql()`select from profiles where dataset_id = ${project.datasetId}`).toHaveLength(0);
  });

  test("[E3] an alias is stored and not counted", async () => {
    await sent((done) => client().alias("ada", "ada@example.test", done));
    expect(await events()).toMatchObject([{ event: "$create_alias" }]);
    expect(await rawSql()`select from usage_days where project_id = ${project.projectId}`).toHaveLength(0);
  });

  test("hears that an event was refused", async () => {
    const old = { distinct_id: "ada", time: Date.now() / 1000 - 6 * 24 * 60 * 60 };
    await expect(sent((done) => client({ verbose: true }).track("Old", old, done))).rejects.toThrow("last 5 days");
  });
});

describe("[E1] both ways in answer alike", () => {
  test.each(["/track", "/track/"])("%s", async (path) => {
    const body = JSON.stringify({ event: "Signed Up", properties: { token: project.token } });
    const init = { method: "POST", body, headers: { origin: "https://shop.example" } };
    const answers = [
      await fetch(url(`${path}?verbose=1`), init),
      await handleTrack(new Request(url(`${path}?verbose=1`), init)),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      expect(await answer.json()).toEqual({ error: "", status: 1 });
      expect(answer.headers.get("vary")).toBe("Origin");
      expect(answer.headers.get("set-cookie")).toBeNull();
    }
    const preflight = { method: "OPTIONS", headers: { origin: "https://shop.example" } };
    for (const answer of [await fetch(url(path), preflight), await handleTrack(new Request(url(path), preflight))]) {
      expect(answer.status).toBe(204);
      expect(answer.headers.get("access-control-allow-headers")).toContain("Content-Type");
    }
    expect(await events()).toHaveLength(2);
  });

  test("/engage", async () => {
    const body = JSON.stringify([{ $token: project.token, $distinct_id: "ada", $set: { a: 1 } }]);
    expect(await (await handleEngage(new Request(url("/engage"), { method: "POST", body }))).text()).toBe("1");
    expect(await (await handleEngage(new Request(url("/engage?img=1")))).arrayBuffer()).toHaveProperty(
      "byteLength",
      42,
    );
  });
});

describe("[SEC-K] senders that misbehave", () => {
  test("a body that is too large is answered 413, and the server goes on", async () => {
    const answer = await fetch(url("/track?verbose=1"), { method: "POST", body: Buffer.alloc(12_000_000, "a") });
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ status: 0 });
    expect((await fetch(url("/track"))).status).toBe(200);
  });

  test("a body announced endless is not waited for", async () => {
    const text = await raw("POST /track HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\nabc");
    expect(text).toMatch(/^HTTP\/1\.1 413 /);
    expect(text.toLowerCase()).toContain("connection: close");
  });

  test("an endless body is answered and left", async () => {
    const chunk = `100000\r\n${"a".repeat(0x100000)}\r\n`;
    const text = await raw("POST /track HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", (socket) => {
      const more = () => socket.write(chunk, (error) => !error && more());
      more();
    });
    expect(text).toMatch(/^HTTP\/1\.1 413 /);
  });

  test("a sender that goes away in the middle leaves nothing behind", async () => {
    const socket = connect(port, "127.0.0.1");
    const part = `{"event":"Half","properties":{"token":"${project.token}"}}`;
    await new Promise<void>((resolve) =>
      socket.write(`POST /track HTTP/1.1\r\nHost: a\r\nContent-Length: 9999\r\n\r\n${part}`, () => resolve()),
    );
    socket.destroy();
    expect(await (await fetch(url("/track"), { method: "POST", body: part.replace("Half", "Whole") })).text()).toBe(
      "1",
    );
    expect(await events()).toMatchObject([{ event: "Whole" }]);
  });

  /** Everything the server says until it closes. */
  function raw(request: string, go: (socket: Socket) => void = () => undefined): Promise<string> {
    return new Promise((resolve) => {
      let text = "";
      const socket = connect(port, "127.0.0.1", () => socket.write(request, () => go(socket)));
      socket.setEncoding("utf8").on("data", (data) => {
        text += data;
      });
      // It may close while we still write.
      socket.on("close", () => resolve(text)).on("error", () => undefined);
    });
  }
});
