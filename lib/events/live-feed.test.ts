import { beforeEach, describe, expect, test } from "vitest";
import { rawSql } from "@/db/client";
import { hasEvents, listArrivals, listEventNames, listLatestEvents } from "@/db/queries/live-events";
import { type EventProject, makeEventProject } from "@/lib/testing/event-project";
import { readEventName } from "./event-name";
import { ingest } from "./ingest";
import { type FeedMessage, liveFeed } from "./live-feed";

let project: EventProject;

beforeEach(async () => {
  project = await makeEventProject();
});

async function send(event: string, properties: Record<string, unknown> = {}, to = project): Promise<void> {
  const data = [{ event, properties: { token: to.token, distinct_id: "ada", ...properties } }];
  async function* body() {
    yield Buffer.from(JSON.stringify(data));
  }
  const headers: Record<string, string> = { "content-type": "application/json" };
  const answer = await ingest("track", { method: "POST", search: "", header: (name) => headers[name], body: body() });
  expect(answer.body).toBe("1");
}

type Given = { event?: string; mayRead?: () => Promise<boolean>; longestMs?: number };

function open(given: Given = {}) {
  const stop = new AbortController();
  const mayRead = given.mayRead ?? (async () => true);
  const { signal } = stop;
  const since = new Date();
  const feed = liveFeed({
    longestMs: 4000,
    ...given,
    projectId: project.projectId,
    since,
    mayRead,
    signal,
    everyMs: 20,
  });
  return { feed, stop };
}

/** The next message that has events. */
async function next(feed: AsyncGenerator<string>): Promise<FeedMessage> {
  for (;;) {
    const { value, done } = await feed.next();
    if (done) throw new Error("The stream ended.");
    const data = /^data: (.*)$/m.exec(value)?.[1];
    if (data && value.includes("id: ")) return JSON.parse(data) as FeedMessage;
  }
}

describe("[P7] the live feed", () => {
  test("[P7] says each event once, as it arrives, with what it has as text", async () => {
    const { feed, stop } = open();
    expect((await feed.next()).value).toBe(": open\n\n");
    await send("Signed up", { plan: "<b>growth</b>", seats: 3, tags: ["a"] });
    const first = await next(feed);
    expect(first.events.map(({ event, person }) => [event, person])).toEqual([["Signed up", "ada"]]);
    expect(first.events[0]?.properties).toEqual(
      expect.arrayContaining([
        ["plan", "<b>growth</b>"],
        ["seats", "3"],
        ["tags", '["a"]'],
      ]),
    );
    await send("Opened");
    expect((await next(feed)).events.map(({ event }) => event)).toEqual(["Opened"]);
    stop.abort();
  });

  test("[P7] of one name, and of no other project", async () => {
    const { feed, stop } = open({ event: "Opened" });
    await feed.next();
    await send("Signed up");
    await send("Opened", {}, await makeEventProject());
    await send("Opened", { page: "home" });
    const { events } = await next(feed);
    expect(events.map(({ event }) => event)).toEqual(["Opened"]);
    expect(events[0]?.properties).toContainEqual(["page", "home"]);
    stop.abort();
  });

  test("[C4] who may not read any more is told the end, and nothing that came", async () => {
    let may = true;
    const { feed } = open({ mayRead: async () => may });
    await feed.next();
    may = false;
    await send("Secret");
    const said: string[] = [];
    for await (const message of feed) said.push(message);
    expect(said).toEqual(["event: end\ndata: {}\n\n"]);
  });

  test("[Q1] a name in an address may be anything", () => {
    expect(readEventName(undefined)).toBeUndefined();
    expect(readEventName("\0")).toBeUndefined();
    expect(readEventName(["a\0b", "c"])).toBe("ab");
    expect(readEventName("x".repeat(300))).toHaveLength(255);
  });

  test("[P7] a crowd that was said whole is not said to be cut later", async () => {
    const { feed, stop } = open();
    await feed.next();
    for (let part = 0; part < 5; part += 1) {
      await rawSql()`
        insert into events (dataset_id, distinct_id, time, event, insert_id, properties, arrived_at)
        select ${project.datasetId}, 'p', now(), 'Crowd', ${`${part}-`} || n, '{}', now() from generate_series(1, 45) n`;
      expect((await next(feed)).more).toBe(false);
    }
    stop.abort();
  });

  test("[P7] a crowd is cut, and said to be", async () => {
    const { feed, stop } = open();
    await feed.next();
    await rawSql()`
      insert into events (dataset_id, distinct_id, time, event, insert_id, properties, arrived_at)
      select ${project.datasetId}, 'p', now(), 'Crowd', 'i' || n, '{}', now() from generate_series(1, 300) n`;
    const { events, more } = await next(feed);
    expect(events).toHaveLength(50);
    expect(more).toBe(true);
    stop.abort();
  });

  test("[P7] the stream of a deleted project says nothing", async () => {
    await send("Signed up");
    expect(await listArrivals(project.projectId, { after: new Date(Date.now() - 60_000), limit: 5 })).toHaveLength(1);
    await rawSql()`update projects set deleted_at = now() where id = ${project.projectId}`;
    expect(await listArrivals(project.projectId, { after: new Date(Date.now() - 60_000), limit: 5 })).toEqual([]);
  });
});

test("[P7] the page's first rows: the newest, also those that were sent late; names; whether there is any", async () => {
  expect(await hasEvents(project.projectId)).toBe(false);
  const seconds = Math.floor(Date.now() / 1000);
  await send("Signed up", { time: seconds - 5, $insert_id: "a" });
  await send("Late", { time: seconds - 3 * 86_400, $insert_id: "b" });
  expect(await hasEvents(project.projectId)).toBe(true);
  const latest = await listLatestEvents(project.projectId, { limit: 10, now: new Date() });
  expect(latest.map(({ event }) => event)).toEqual(["Late", "Signed up"]);
  const late = await listLatestEvents(project.projectId, { event: "Late", limit: 10, now: new Date() });
  expect(late.map(({ event }) => event)).toEqual(["Late"]);
  expect((await listEventNames(project.projectId, 10)).sort()).toEqual(["Late", "Signed up"]);
});
