import { beforeEach, describe, expect, test } from "vitest";
import { rawSql } from "@/db/client";
import { type EventProject, makeEventProject } from "@/lib/testing/event-project";
import { sendRecords } from "@/lib/testing/send-records";
import { storeProfileUpdates } from "./store-profiles";

let project: EventProject;

beforeEach(async () => {
  project = await makeEventProject();
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
    const answer = await sendRecords("engage", [
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
    await sendRecords("engage", [
      update({ $set: { a: 1 } }),
      update({ $delete: "" }),
      update({ $unset: ["a"] }, "bob"),
      update({ $set: { b: 1 } }, "cy"),
    ]);
    expect(await profile()).toBeUndefined();
    expect(await profile("bob")).toBeUndefined();
    expect(await profileCount()).toBe(1);
    await sendRecords("engage", [
      update({ $delete: "" }, "cy"),
      update({ $set: { c: 1 } }, "cy"),
      update({ $set: { a: 2 } }),
    ]);
    expect(await profile("cy")).toEqual({ c: 1 });
    expect(await profileCount()).toBe(2);
  });

  test("updates of one person from several processes at once are all kept", async () => {
    const adding = {
      token: project.token,
      key: { kind: "person" as const, ids: ["ada"] as [string] },
      ops: [{ op: "$add" as const, values: { n: 1 } }],
      arrival: Date.now(),
    };
    const other = { ...adding, key: { kind: "person" as const, ids: ["bob"] as [string] } };
    await Promise.all(Array.from({ length: 3 }, () => storeProfileUpdates([adding, other])));
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
    expect((await sendRecords("engage", update(bad))).text).toBe("0");
    expect((await sendRecords("engage", [update(bad), update({ $set: { a: 1 } })])).text).toBe("1");
    expect(await profile()).toEqual({ a: 1 });
  });

  test("an unknown token is answered as accepted and stores nothing", async () => {
    expect((await sendRecords("engage", { $token: "f".repeat(32), $distinct_id: "ada", $set: { a: 1 } })).text).toBe(
      "1",
    );
    expect(await profileCount()).toBe(0);
  });
});
