import { beforeEach, expect, test } from "vitest";
import { rawSql } from "@/db/client";
import { setClock } from "@/lib/clock";
import { handlers } from "@/lib/jobs/tasks";
import { type EventProject, makeEventProject } from "@/lib/testing/event-project";
import { sendRecords } from "@/lib/testing/send-records";
import { findDrift } from "./drift";
import { dayOf } from "./period";

let project: EventProject;
const today = () => dayOf(new Date());

beforeEach(async () => {
  project = await makeEventProject();
  const event = (distinct_id: string, name: string) => ({
    event: name,
    properties: { token: project.token, distinct_id, ...(name === "$create_alias" && { alias: "x" }) },
  });
  await sendRecords("track", [
    event("ada", "Seen"),
    event("ada", "Seen"),
    event("bob", "Bought"),
    event("", "Seen"),
    event("cy", "$create_alias"),
  ]);
  await sendRecords("engage", { $token: project.token, $distinct_id: "ada", $set: { a: 1 } });
});

const ours = async () => (await findDrift(today(), today())).filter(({ projectId }) => projectId === project.projectId);

test("[E3] what is stored and what is counted agree, also where data was deleted and stays billed", async () => {
  expect(await ours()).toEqual([]);
  await rawSql()`update usage_days set events = events + 10 where project_id = ${project.projectId}`;
  expect(await ours()).toEqual([]);
});

test.each([
  [
    "names",
    () =>
      rawSql()`update event_days set events = events + 1 where dataset_id = ${project.datasetId} and event = 'Seen'`,
    6,
    5,
  ],
  ["usage", () => rawSql()`update usage_days set events = events - 1 where project_id = ${project.projectId}`, 3, 4],
  ["profiles", () => rawSql()`update profile_counts set profiles = 7 where dataset_id = ${project.datasetId}`, 7, 1],
] as const)("[E3] drift of %s is found", async (counter, spoil, counted, stored) => {
  await spoil();
  const day = counter === "profiles" ? null : today();
  expect(await ours()).toEqual([{ projectId: project.projectId, counter, day, counted, stored }]);
});

test("[E3] people whose counted events arrived in the month are counted once each, the month before on its morrow", async () => {
  const people = async () =>
    rawSql()`select month::text, people::int from usage_people where project_id = ${project.projectId} order by 1`;
  await handlers.count_tracked_users({}, { id: "1" });
  const month = `${today().slice(0, 7)}-01`;
  expect(await people()).toEqual([{ month, people: 2 }]);
  await sendRecords("track", { event: "Seen", properties: { token: project.token, distinct_id: "dan" } });
  const next = new Date(`${month}T03:00:00Z`);
  next.setUTCMonth(next.getUTCMonth() + 1);
  const restore = setClock(() => next);
  await handlers.count_tracked_users({}, { id: "2" });
  expect(await people()).toEqual([{ month, people: 3 }]);
  await rawSql()`update usage_people set people = 1 where project_id = ${project.projectId}`;
  await handlers.count_tracked_users({}, { id: "3" });
  restore();
  expect(await people()).toEqual([{ month, people: 1 }]);
});
