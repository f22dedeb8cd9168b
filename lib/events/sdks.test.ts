import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { rawSql } from "@/db/client";
import { type EventProject, makeEventProject } from "@/lib/testing/event-project";
import { startWire } from "@/lib/testing/wire-server";

/** What each SDK puts on the wire, byte by byte, and how it judges the answer (WIRE §2.4). */

let wire: Awaited<ReturnType<typeof startWire>>;
let project: EventProject;

beforeAll(async () => {
  wire = await startWire();
});

afterAll(() => wire.close());

beforeEach(async () => {
  project = await makeEventProject();
});

type Sent = {
  path: string;
  type?: string;
  body: string | Uint8Array<ArrayBuffer>;
  gzip?: boolean;
  basic?: string;
  accept?: string;
};
type Sdk = {
  name: string;
  count: number;
  send: (records: object[]) => Sent;
  isContent: (status: number, text: string) => boolean;
};

const form = "application/x-www-form-urlencoded";
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64");
const encoded = (value: unknown) => encodeURIComponent(base64(value));
const json = (value: unknown) => JSON.stringify(value);
const zipped = (text: string) => new Uint8Array(gzipSync(text));
const isOne = (_: number, text: string) => text === "1";
const verboseOk = (_: number, text: string) => JSON.parse(text).status === 1;
const strictOk = (_: number, text: string) => JSON.parse(text).status === "OK" && JSON.parse(text).code === 200;

const sdks: Sdk[] = [
  {
    name: "node, batch",
    count: 50,
    send: (all) => ({ path: "/track?ip=0&verbose=0", type: form, body: `data=${base64(all)}` }),
    isContent: isOne,
  },
  {
    name: "python, single",
    count: 1,
    send: ([one]) => ({ path: "/track", type: form, body: `data=${encodeURIComponent(json(one))}&verbose=1&ip=0` }),
    isContent: verboseOk,
  },
  {
    name: "python, buffered",
    count: 50,
    send: (all) => ({ path: "/track", type: form, body: `data=${encodeURIComponent(json(all))}&verbose=1&ip=0` }),
    isContent: verboseOk,
  },
  {
    name: "ruby",
    count: 50,
    send: (all) => ({ path: "/track", type: form, body: `data=${encoded(all)}&verbose=1` }),
    isContent: (status, text) => status === 200 && verboseOk(status, text),
  },
  {
    name: "php",
    count: 50,
    send: (all) => ({ path: "/track", type: form, body: `data=${base64(all)}` }),
    isContent: (_, text) => text.trim() === "1",
  },
  {
    name: "java",
    count: 50,
    send: (all) => ({ path: "/track?ip=0", type: `${form};charset=utf8`, body: `data=${encoded(all)}` }),
    isContent: isOne,
  },
  {
    name: "java, gzip of the form",
    count: 50,
    send: (all) => ({
      path: "/track?ip=1",
      type: `${form};charset=utf8`,
      gzip: true,
      body: zipped(`data=${encoded(all)}`),
    }),
    isContent: isOne,
  },
  {
    name: "java, import",
    count: 60,
    send: (all) => ({
      path: "/import?strict=1",
      type: "application/json",
      basic: ":",
      gzip: true,
      body: zipped(json(all)),
    }),
    isContent: strictOk,
  },
  {
    name: "go, track",
    count: 3,
    send: (all) => ({ path: "/track?verbose=1", type: "application/json", accept: "text/plain", body: json(all) }),
    isContent: verboseOk,
  },
  {
    name: "go, import",
    count: 60,
    send: (all) => ({
      path: "/import?strict=1&project_id=1&verbose=1",
      type: "application/json",
      basic: ":",
      gzip: true,
      body: zipped(json(all)),
    }),
    isContent: strictOk,
  },
  {
    name: "js 2.82, batch",
    count: 50,
    send: (all) => ({ path: `/track/?verbose=1&ip=1&_=${Date.now()}`, type: form, body: `data=${encoded(all)}` }),
    isContent: (status, text) => status === 200 && JSON.parse(text) !== null,
  },
  {
    name: "js, when the page is left",
    count: 5,
    send: (all) => ({ path: "/track/?verbose=1&ip=1", type: "text/plain;charset=UTF-8", body: `data=${encoded(all)}` }),
    isContent: (status) => status === 200,
  },
  {
    name: "android",
    count: 50,
    send: (all) => ({ path: "/track/?ip=1", type: form, body: `data=${encoded(all)}&verbose=1` }),
    isContent: (status) => status === 200,
  },
  {
    name: "android, gzip of the form",
    count: 50,
    send: (all) => ({ path: "/track/?ip=1", type: form, gzip: true, body: zipped(`data=${encoded(all)}`) }),
    isContent: (status) => status === 200,
  },
  {
    name: "swift",
    count: 50,
    send: (all) => ({ path: "/track/?ip=1", type: "application/json", body: json(all) }),
    isContent: (status, text) => status === 200 && Number.parseInt(text, 10) === 1,
  },
  {
    name: "swift, gzip",
    count: 50,
    send: (all) => ({ path: "/track/?ip=1", type: "application/json", gzip: true, body: zipped(json(all)) }),
    isContent: (status, text) => status === 200 && Number.parseInt(text, 10) === 1,
  },
];

async function post({ path, type, body, gzip, basic, accept }: Sent): Promise<{ status: number; text: string }> {
  const answer = await fetch(wire.url(path), {
    method: "POST",
    body,
    headers: {
      ...(type && { "content-type": type }),
      ...(gzip && { "content-encoding": "gzip" }),
      ...(accept && { accept }),
      ...(basic && { authorization: `Basic ${Buffer.from(project.token + basic).toString("base64")}` }),
    },
  });
  return { status: answer.status, text: await answer.text() };
}

function records(count: number): object[] {
  return Array.from({ length: count }, (_, index) => ({
    event: "Größe 😀 +/?",
    properties: {
      token: project.token,
      distinct_id: `person ${index}`,
      time: Date.now() / 1000 - index,
      $insert_id: `insert-${index}`,
      text: "~~~>>>???ooo & = %",
    },
  }));
}

async function stored(): Promise<number> {
  const rows = await rawSql()<{ n: number }[]>`
    select count(*)::int as n from events where dataset_id = ${project.datasetId}
      and event = 'Größe 😀 +/?' and properties ->> 'text' = '~~~>>>???ooo & = %'`;
  return rows[0]?.n ?? 0;
}

describe("[E1] each SDK is content with the answer, and its events are stored as they were", () => {
  test.each(sdks)("$name", async ({ count, send, isContent }) => {
    const sent = send(records(count));
    const { status, text } = await post(sent);
    expect(isContent(status, text), `${status} ${text}`).toBe(true);
    expect(await stored()).toBe(count);
    // Sent again after a time-out: once, and content again.
    const again = await post(sent);
    expect(isContent(again.status, again.text)).toBe(true);
    expect(await stored()).toBe(count);
  });

  test.each([
    ["node, single", () => `/track?ip=0&verbose=0&data=${encoded(records(1)[0])}`],
    ["js early 2019", () => `/track/?data=${encoded(records(1)[0])}&ip=1&_=${Date.now()}`],
    [
      "node, import",
      () =>
        `/import?ip=0&verbose=0&api_key=${encodeURIComponent(`key ${project.token}`)}&data=${encoded(records(1)[0])}`,
    ],
  ])("%s, by GET", async (_, path) => {
    const answer = await fetch(wire.url(path()));
    expect([answer.status, await answer.text()]).toEqual([200, "1"]);
    expect(await stored()).toBe(1);
  });

  test.each(["/engage", "/engage/", "/groups", "/groups/"])("%s from php, python, go and swift", async (path) => {
    const ids = path.startsWith("/engage") ? { $distinct_id: "ada" } : { $group_key: "company", $group_id: "acme" };
    const update = { $token: project.token, ...ids, $set: { text: "~~~>>>???" } };
    const ways: [Sent, string][] = [
      [{ path, type: form, body: `data=${base64([update])}` }, "1"],
      [
        { path, type: form, body: `data=${encodeURIComponent(json(update))}&verbose=1&ip=0` },
        '{"error":"","status":1}',
      ],
      [{ path: `${path}?verbose=0`, type: "application/json", body: json([update]) }, "1"],
      [{ path, type: "application/json", gzip: true, body: zipped(json([update])) }, "1"],
    ];
    for (const [sent, text] of ways) expect(await post(sent)).toEqual({ status: 200, text });
  });

  test("mixpanel-utils imports a list with a form of its own for people", async () => {
    const people = records(2).map((_, index) => ({ $token: project.token, $distinct_id: `p${index}`, $set: { a: 1 } }));
    const sent = { path: "/engage?verbose=1", type: form, body: `data=${encoded(people)}&project_id=1`, basic: ":" };
    expect(verboseOk(200, (await post(sent)).text)).toBe(true);
    expect(await rawSql()`select from profiles where dataset_id = ${project.datasetId}`).toHaveLength(2);
  });
});
