import { expect, test } from "vitest";
import { rawSql } from "@/db/client";
import { dropEmptyMonths, ensureEventPartitions, forgetTimelessEvents } from "./partitions";

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

test("[E4] months that ended long ago and are empty are dropped; what holds an event, or is younger, stays", async () => {
  await ensureEventPartitions(new Date("2003-03-15T00:00:00Z"), 1);
  await rawSql()`
    insert into events (dataset_id, distinct_id, time, event, insert_id, properties, arrived_at)
    values (1, 'ada', '2003-03-03T00:00:00Z', 'Signed Up', 'a', '{}', now())`;
  expect(await dropEmptyMonths(new Date("2003-05-01T00:00:00Z"))).toBe(2);
  const left = (await parts()).filter((name) => name.startsWith("events_2003"));
  expect(left).toEqual(["events_2003_03", "events_2003_05"]);
  // A month that is gone goes to the default part, and can be made again.
  await rawSql()`
    insert into events (dataset_id, distinct_id, time, event, insert_id, properties, arrived_at)
    values (1, 'ada', '2003-02-03T00:00:00Z', 'Signed Up', 'b', '{}', now())`;
});

test("[E4] a month that somebody reads is left for the next night", async () => {
  await ensureEventPartitions(new Date("2004-03-15T00:00:00Z"), 0);
  await rawSql().begin(async (tx) => {
    await tx`select count(*) from events_2004_03`;
    await dropEmptyMonths(new Date("2004-04-01T00:00:00Z"));
    expect(await parts()).toContain("events_2004_03");
  });
  await dropEmptyMonths(new Date("2004-04-01T00:00:00Z"));
  expect(await parts()).not.toContain("events_2004_03");
});
