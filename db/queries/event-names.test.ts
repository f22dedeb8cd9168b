import { describe, expect, test } from "vitest";
import { rawSql } from "@/db/client";
import { type EventProject, makeEventProject } from "@/lib/testing/event-project";
import { findEventNames, newestEvent, pickEvents, suggestProperties } from "./event-names";

async function count({ datasetId }: EventProject, rows: [event: string, day: string, events: number][]) {
  for (const [event, day, events] of rows)
    await rawSql()`insert into event_days (dataset_id, day, event, events) values (${datasetId}, ${day}, ${event}, ${events})`;
}

describe("[P7] names of events", () => {
  test("[P7] the most frequent first, found by a part in any capitals, wildcards taken literally", async () => {
    const project = await makeEventProject();
    await count(project, [
      ["Signed up", "2026-11-01", 3],
      ["Signed up", "2026-11-09", 4],
      ["Opened", "2026-11-02", 5],
      ["50% off", "2026-11-02", 1],
    ]);
    await count(await makeEventProject(), [["Elsewhere", "2026-11-02", 9]]);
    const names = async (q: string) => (await findEventNames(project.projectId, q, 10)).map(({ event }) => event);
    expect(await names("")).toEqual(["Signed up", "Opened", "50% off"]);
    expect(await names("SIGN")).toEqual(["Signed up"]);
    expect(await names("%")).toEqual(["50% off"]);
    expect(await names("'; drop table events; --")).toEqual([]);
    expect(await pickEvents(project.projectId, "open")).toEqual([{ id: "Opened", label: "Opened", hint: "5" }]);
    expect(await newestEvent(project.projectId, ["Signed up", "Opened"])).toBe("2026-11-09");
    expect(await newestEvent(project.projectId, ["Elsewhere"])).toBeNull();
  });

  test("[P7] properties and values of the newest events are offered, whatever they contain", async () => {
    const { projectId, datasetId } = await makeEventProject();
    const odd = `it's "$odd" \u{1f4a1}`;
    for (const [n, properties] of [{ plan: "growth", [odd]: 1 }, { plan: "free" }, { plan: "growth" }].entries())
      await rawSql()`
        insert into events (dataset_id, distinct_id, time, event, insert_id, properties, arrived_at)
        values (${datasetId}, 'p', now(), 'Opened', ${`i${n}`}, ${JSON.stringify(properties)}::jsonb, now())`;
    const found = await suggestProperties(projectId, ["Opened"], "plan");
    expect(found).toEqual({ properties: ["plan", odd], values: ["growth", "free"] });
    expect((await suggestProperties(projectId, ["Opened"], odd)).values).toEqual(["1"]);
    expect(await suggestProperties(projectId, ["Other"], "plan")).toEqual({ properties: [], values: [] });
  });
});
