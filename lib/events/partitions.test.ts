import { expect, test } from "vitest";
import { rawSql } from "@/db/client";
import { ensureEventPartitions, forgetTimelessEvents } from "./partitions";

async function parts(): Promise<string[]> {
  const rows = await rawSql()<{ name: string }[]>`
    select inhrelid::regclass::text as name from pg_inherits where inhparent = 'events'::regclass order by 1`;
  return rows.map((row) => row.name);
}

test("[E2] months are made ahead, over the turn of a year, and again without harm", async () => {
  await ensureEventPartitions(new Date("2031-11-30T23:00:00Z"));
  await ensureEventPartitions(new Date("2031-11-30T23:00:00Z"));
  expect(await parts()).toEqual(
    expect.arrayContaining(["events_2031_10", "events_2031_11", "events_2031_12", "events_2032_01"]),
  );
});

test("[E2] a month of which events already lie in the default part does not stop the others", async () => {
  await rawSql()`
    insert into events (dataset_id, distinct_id, time, event, insert_id, properties, arrived_at)
    values (1, 'ada', '2041-05-03T00:00:00Z', 'Signed Up', 'a', '{}', now())`;
  await ensureEventPartitions(new Date("2041-05-10T00:00:00Z"));
  expect(await parts()).not.toContain("events_2041_05");
  expect(await parts()).toContain("events_2041_06");
});

test("[E2] insert ids are forgotten after five days", async () => {
  for (const [insertId, arrivedAt] of [
    ["old", "2026-03-01T00:00:00Z"],
    ["young", "2026-03-04T00:00:00Z"],
  ] as const) {
    await rawSql()`
      insert into timeless_events (dataset_id, distinct_id, event, insert_id, sent_at, arrived_at)
      values (1, 'ada', 'Signed Up', ${insertId}, '-infinity', ${arrivedAt})`;
  }
  await forgetTimelessEvents(new Date("2026-03-06T12:00:00Z"));
  const left = await rawSql()`select insert_id from timeless_events`;
  expect([...left]).toEqual([{ insert_id: "young" }]);
});
