import { beforeEach, describe, expect, test } from "vitest";
import { db, rawSql } from "@/db/client";
import { type EventProject, makeDataset, makeEventProject } from "@/lib/testing/event-project";
import { sendRecords } from "@/lib/testing/send-records";
import { eraseDatasetRows } from "./erase";
import { moveDatasetRows } from "./move";

let project: EventProject;

beforeEach(async () => {
  project = await makeEventProject();
});

function update(op: Record<string, unknown>, id: unknown = "acme", key: unknown = "company") {
  return { $token: project.token, $group_key: key, $group_id: id, ...op };
}

async function groups(datasetId = project.datasetId) {
  return rawSql()`
    select group_key as key, group_id as id, properties from group_profiles where dataset_id = ${datasetId} order by 1, 2`;
}

describe("[E1] /groups", () => {
  test("keeps a profile a group, apart from people and from other kinds", async () => {
    const answer = await sendRecords("groups", [
      update({ $set: { name: "Acme", seats: 3 } }),
      update({ $set_once: { name: "Other", since: 2020 } }),
      update({ $union: { plans: ["a", "b"] } }),
      update({ $remove: { plans: "a" }, $unset: ["seats"] }),
      update({ $set: { name: "Room 7" } }, 7, "room"),
    ]);
    expect(answer).toMatchObject({ status: 200, text: "1" });
    expect(await groups()).toEqual([
      { key: "company", id: "acme", properties: { name: "Acme", since: 2020, plans: ["b"] } },
      { key: "room", id: "7", properties: { name: "Room 7" } },
    ]);
    expect(await rawSql()`select from profile_counts where dataset_id = ${project.datasetId}`).toHaveLength(0);
    await sendRecords("groups", update({ $delete: "" }));
    expect(await groups()).toMatchObject([{ key: "room" }]);
  });

  test("people and groups of one flush do not mix", async () => {
    const person = { $token: project.token, $distinct_id: "acme", $set: { a: 1 } };
    await Promise.all([sendRecords("engage", person), sendRecords("groups", update({ $set: { a: 2 } }))]);
    expect(await groups()).toMatchObject([{ properties: { a: 2 } }]);
    expect(await rawSql()`select properties from profiles where dataset_id = ${project.datasetId}`).toMatchObject([
      { properties: { a: 1 } },
    ]);
  });

  test.each([
    ["no kind", { $group_key: undefined }],
    ["no group", { $group_id: "" }],
    ["nobody's id", { $group_id: "undefined" }],
    ["no operation", { $set: undefined }],
  ])("%s is refused, alone", async (_, bad) => {
    const refused = { ...update({ $set: { a: 1 } }), ...bad };
    expect((await sendRecords("groups", refused)).text).toBe("0");
    expect((await sendRecords("groups", [refused, update({ $set: { a: 1 } })])).text).toBe("1");
    expect(await groups()).toMatchObject([{ properties: { a: 1 } }]);
  });

  test("[P2] they move with their project's data, the newer values winning, and are erased with it", async () => {
    await sendRecords("groups", update({ $set: { a: 1, b: 1 } }));
    const other = await makeDataset();
    await rawSql()`insert into group_profiles values (${other}, 'company', 'acme', '{"a": 2}', now(), now() + interval '1 hour')`;
    await db().transaction((tx) => moveDatasetRows(tx, project.datasetId, other, 10));
    expect([await groups(), await groups(other)]).toEqual([
      [],
      [{ key: "company", id: "acme", properties: { a: 2, b: 1 } }],
    ]);
    expect(await db().transaction((tx) => eraseDatasetRows(tx, other, 10))).toBe(1);
    expect(await groups(other)).toEqual([]);
  });
});

describe("[E1] identity events", () => {
  async function aliases(datasetId = project.datasetId) {
    return rawSql()`select alias, distinct_id as person from aliases where dataset_id = ${datasetId} order by 1`;
  }
  const track = (event: string, properties: object, token = project.token) =>
    sendRecords("track", { event, properties: { token, ...properties } });

  test("join another id to a person; the first person keeps it, and nobody is counted", async () => {
    await track("$identify", { distinct_id: "ada", $identified_id: "ada", $anon_id: "device-1" });
    await track("$create_alias", { distinct_id: "ada", alias: "ada@example.test" });
    await track("$merge", { distinct_id: "ada", $distinct_ids: ["ada", "old-ada"] });
    await track("$identify", { distinct_id: "bob", $identified_id: "bob", $anon_id: "device-1" });
    expect(await aliases()).toEqual([
      { alias: "ada@example.test", person: "ada" },
      { alias: "device-1", person: "ada" },
      { alias: "old-ada", person: "ada" },
    ]);
    expect(await rawSql()`select from usage_days where project_id = ${project.projectId}`).toHaveLength(0);
  });

  test("join nothing where an id names nobody, is its own, or the token is unknown", async () => {
    await track("$identify", { distinct_id: "a", $identified_id: "a", $anon_id: "a" });
    await track("$create_alias", { distinct_id: "anonymous", alias: "b" });
    await track("$merge", { distinct_id: "a", $distinct_ids: "a" });
    await track("$create_alias", { distinct_id: "a", alias: "b" }, "f".repeat(32));
    expect(await aliases()).toEqual([]);
  });

  test("[P2] the person an id was joined to first keeps it when data comes together again", async () => {
    await track("$create_alias", { distinct_id: "ada", alias: "x" });
    const other = await makeDataset();
    await rawSql()`insert into aliases values (${other}, 'x', 'bob', now() + interval '1 hour')`;
    await db().transaction((tx) => moveDatasetRows(tx, project.datasetId, other, 10));
    expect(await aliases(other)).toEqual([{ alias: "x", person: "ada" }]);
  });
});
