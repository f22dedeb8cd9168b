import { randomBytes } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { db, rawSql } from "@/db/client";
import { now, setClock } from "@/lib/clock";
import { type EventProject, makeDataset, makeEventProject } from "@/lib/testing/event-project";
import { sendRecords } from "@/lib/testing/send-records";
import { holdLock, twoConnections, waitsForLock } from "@/lib/testing/two-connections";
import { until } from "@/lib/testing/until";
import { eraseDatasetRows } from "./erase";
import { deleteExpiredEvents } from "./retention";

let project: EventProject;

beforeEach(async () => {
  project = await makeEventProject();
});

function event(properties: Record<string, unknown> = {}, name = "Signed Up") {
  return { event: name, properties: { token: project.token, distinct_id: "ada", ...properties } };
}

const send = async (records: unknown) => (await sendRecords("track", records)).text;

async function named(datasetId = project.datasetId) {
  const rows = await rawSql()<{ event: string; day: string; events: number }[]>`
    select event, day::text, events::int from event_days where dataset_id = ${datasetId} order by event, day`;
  return rows.map(({ event, day, events }) => [event, day, events]);
}

async function stored(datasetId = project.datasetId): Promise<number> {
  const [row] = await rawSql()<[{ count: number }]>`select count(*)::int from events where dataset_id = ${datasetId}`;
  return row.count;
}

/** Counted events of the project by org. */
async function counted(): Promise<Record<string, number>> {
  const rows = await rawSql()<{ org_id: number; events: number }[]>`
    select org_id, sum(events)::int as events from usage_days where project_id = ${project.projectId} group by 1`;
  return Object.fromEntries(rows.map((row) => [row.org_id, row.events]));
}

describe("event_days", () => {
  test("[E3] has what was really stored, by name and UTC day of arrival, also what is not counted", async () => {
    const time = Date.parse("2026-02-28T23:00:00Z") / 1000;
    const first = setClock(() => new Date("2026-02-28T23:59:59Z"));
    await send([event({ $insert_id: "a", time }), event({ $insert_id: "a", time }), event({}, "$identify")]);
    first();
    const second = setClock(() => new Date("2026-03-01T00:00:01Z"));
    await send([event({ $insert_id: "a", time }), event({ $insert_id: "b", time }), event({}, "Paid")]);
    second();
    expect(await named()).toEqual([
      ["$identify", "2026-02-28", 1],
      ["Paid", "2026-03-01", 1],
      ["Signed Up", "2026-02-28", 1],
      ["Signed Up", "2026-03-01", 1],
    ]);
    expect(await counted()).toEqual({ [project.orgId]: 3 });
  });

  test("[E2] many at once in opposite order are all counted", async () => {
    const names = ["A", "B", "C", "D"];
    await Promise.all(
      Array.from({ length: 8 }, (_, n) => send((n % 2 ? names : names.toReversed()).map((name) => event({}, name)))),
    );
    expect((await named()).map(([name, , events]) => [name, events])).toEqual(names.map((name) => [name, 8]));
  });

  test("[O3] go with the rest of erased data", async () => {
    await send([event(), event({}, "Paid")]);
    await db().transaction((tx) => eraseDatasetRows(tx, project.datasetId, 100));
    expect([await named(), await stored()]).toEqual([[], 0]);
  });

  test("[E4] go with the events that arrived on them, and the last one with the name", async () => {
    for (const [at, name] of [
      ["2024-01-01T12:00:00Z", "Old"],
      ["2024-01-01T12:00:00Z", "Both"],
      ["2024-03-01T12:00:00Z", "Both"],
    ] as const) {
      const back = setClock(() => new Date(at));
      await send(event({}, name));
      back();
    }
    await deleteExpiredEvents(project.orgId, new Date("2024-01-01T18:00:00Z"));
    expect(await named()).toHaveLength(3);
    await deleteExpiredEvents(project.orgId, new Date("2024-02-01T00:00:00Z"));
    expect(await named()).toEqual([["Both", "2024-03-01", 1]]);
  });
});

describe("rotated tokens", () => {
  async function rotate(worksFor: number) {
    const old = project.token;
    const id = `key_${old}`;
    project.token = randomBytes(16).toString("hex");
    await rawSql().begin(async (sql) => {
      await sql`update projects set token = ${project.token} where id = ${project.projectId}`;
      await sql`insert into previous_keys (id, project_id, kind, value, rotated_at, works_until)
        values (${id}, ${project.projectId}, 'token', ${old}, now(), ${new Date(now().getTime() + worksFor).toISOString()})`;
    });
    const lastUsed = async () => {
      const [row] = await rawSql()<
        { at: Date | null }[]
      >`select last_used_at as at from previous_keys where id = ${id}`;
      return row?.at ? new Date(row.at).toISOString() : null;
    };
    return { old, id, lastUsed };
  }

  const profile = (token: string, values: object) => ({ $token: token, $distinct_id: "ada", $set: values });

  test("[P3] work beside the current one for events and profiles, into the same data", async () => {
    const { old } = await rotate(60_000);
    const time = Date.now() / 1000 - 60;
    expect(await send([event({ $insert_id: "a", time, token: old }), event({ $insert_id: "a", time })])).toBe("1");
    expect(await send(event({ token: old }))).toBe("1");
    expect([await stored(), await counted(), (await named())[0]?.[2]]).toEqual([2, { [project.orgId]: 2 }, 2]);
    await sendRecords("engage", [profile(old, { a: 1 }), profile(project.token, { b: 2 })]);
    const [row] = await rawSql()`select properties from profiles where dataset_id = ${project.datasetId}`;
    expect(row?.properties).toEqual({ a: 1, b: 2 });
  });

  test("[P3] [E2] a repetition by the other token, without a time, is one event", async () => {
    const { old } = await rotate(60_000);
    await send([event({ $insert_id: "a", token: old }), event({ $insert_id: "a" })]);
    await send([event({ $insert_id: "a" }), event({ $insert_id: "a", token: old })]);
    expect([await stored(), await counted()]).toEqual([1, { [project.orgId]: 1 }]);
  });

  test("[P3] are unknown from the moment on at which they end", async () => {
    const { old } = await rotate(60_000);
    const end = Date.now() + 61_000;
    const back = setClock(() => new Date(end));
    expect(await send(event({ token: old }))).toBe("1");
    expect((await sendRecords("engage", profile(old, { a: 1 }))).text).toBe("1");
    expect(await send(event({ token: "f".repeat(32) }))).toBe("1");
    back();
    expect(await stored()).toBe(0);
    expect(await rawSql()`select from profiles where dataset_id = ${project.datasetId}`).toHaveLength(0);
  });

  test("[P3] note their last use, once a minute, and nobody waits for it", async () => {
    const { old, id, lastUsed } = await rotate(600_000);
    const at = (seconds: number) => new Date(Date.parse("2026-05-01T10:00:00Z") + seconds * 1000);
    await rawSql()`update previous_keys set works_until = ${at(3600).toISOString()} where id = ${id}`;
    expect(await lastUsed()).toBeNull();
    const noted: (string | null)[] = [];
    for (const seconds of [0, 30, 61]) {
      const back = setClock(() => at(seconds));
      await send(event({ token: old, time: at(seconds).getTime() }));
      noted.push(await lastUsed());
      if (seconds === 61) {
        const held = await holdLock(`select from previous_keys where id = '${id}' for update`);
        const later = setClock(() => at(200));
        await sendRecords("engage", profile(old, { a: 1 }));
        expect(await lastUsed()).toBe(at(61).toISOString());
        later();
        await held.release();
      }
      back();
    }
    expect(noted).toEqual([at(0), at(0), at(61)].map((moment) => moment.toISOString()));
  });

  test("[P3] [E2] an event on its way while its token is rotated is stored", async () => {
    const { first, end } = twoConnections();
    await first`begin`;
    await first`update projects set token = ${randomBytes(16).toString("hex")} where id = ${project.projectId}`;
    const onItsWay = send(event());
    await waitsForLock(rawSql());
    await first`commit`;
    expect(await onItsWay).toBe("1");
    await end();
    expect(await stored()).toBe(1);
    expect(await send(event())).toBe("1");
    expect(await stored()).toBe(1);
  });
});

describe("a project that changes while events come", () => {
  test("[P2] [E3] transferred: what came before it is moved, what comes while it runs counts in the new org", async () => {
    const target = await makeEventProject();
    await send(event());
    const { first: mover, end } = twoConnections();
    const move = async () => {
      await mover`update projects set org_id = ${target.orgId} where id = ${project.projectId}`;
      await mover`update usage_days set org_id = ${target.orgId} where project_id = ${project.projectId}`;
    };
    // Events whose count is not committed yet: the transfer waits for them, and takes them along.
    const counter = await holdLock(`select from usage_days where project_id = ${project.projectId} for update`);
    const early = send(event());
    await waitsForLock(rawSql());
    await mover`begin`;
    const moved = move();
    await until(async () => (await counter.waiting()) === 2);
    await counter.release();
    await moved;
    // And events that come before it commits.
    const late = send([event(), event({}, "Paid")]);
    await waitsForLock(rawSql());
    await mover`commit`;
    expect([await early, await late]).toEqual(["1", "1"]);
    await end();
    expect([await stored(), await counted()]).toEqual([4, { [target.orgId]: 4 }]);
  });

  test("[P2] a first event on its way through a transfer leaves no row of usage behind", async () => {
    const target = await makeEventProject();
    const { first: mover, end } = twoConnections();
    await mover`begin`;
    await mover`update projects set org_id = ${target.orgId} where id = ${project.projectId}`;
    await mover`update usage_days set org_id = ${target.orgId} where project_id = ${project.projectId}`;
    const onItsWay = send(event());
    await waitsForLock(rawSql());
    await mover`commit`;
    expect(await onItsWay).toBe("1");
    await end();
    expect(await counted()).toEqual({ [target.orgId]: 1 });
  });

  test("[P2] reset: its old token is nobody's, for events and profiles that wait for it too", async () => {
    const { first: resetter, end } = twoConnections();
    const fresh = await makeDataset();
    await resetter`begin`;
    await resetter`update projects set dataset_id = ${fresh}, token = ${randomBytes(16).toString("hex")} where id = ${project.projectId}`;
    const waiting = [
      send(event()),
      sendRecords("engage", { $token: project.token, $distinct_id: "a", $set: { b: 1 } }),
    ];
    await waitsForLock(rawSql());
    await resetter`commit`;
    await Promise.all(waiting);
    await end();
    expect([await stored(), await stored(fresh), await counted()]).toEqual([0, 0, {}]);
    expect(await rawSql()`select from profiles where dataset_id in (${project.datasetId}, ${fresh})`).toHaveLength(0);
  });
});

describe("autotrack", () => {
  const off = () => rawSql()`update projects set autotrack = false where id = ${project.projectId}`;

  test("[P6] off: automatic events are answered as accepted, not stored, not counted, not remembered", async () => {
    await off();
    const names = ["$ae_first_open", "$ae_updated", "$ae_crashed", "$ae_session", "$ae_iap"];
    expect(await send([...names.map((name) => event({ $insert_id: name }, name)), event()])).toBe("1");
    expect(await send(event({ $insert_id: "b" }, "$ae_session"))).toBe("1");
    expect(await named()).toMatchObject([["Signed Up", expect.anything(), 1]]);
    expect([await stored(), await counted()]).toEqual([1, { [project.orgId]: 1 }]);
    expect(await rawSql()`select from timeless_events where dataset_id = ${project.datasetId}`).toHaveLength(0);
    await rawSql()`update projects set autotrack = true where id = ${project.projectId}`;
    await send(event({ $insert_id: "b" }, "$ae_session"));
    expect(await stored()).toBe(2);
  });

  test("[P6] off: counters on the profile are left out, the rest of the update is stored", async () => {
    await off();
    const update = (op: object) => ({ $token: project.token, $distinct_id: "ada", ...op });
    const text = async (op: object) => (await sendRecords("engage", update(op))).text;
    const properties = async () => {
      const [row] = await rawSql()`select properties from profiles where dataset_id = ${project.datasetId}`;
      return row?.properties;
    };
    expect(await text({ $add: { $ae_total_app_sessions: 1, $ae_total_app_session_length: 40 } })).toBe("1");
    expect(await properties()).toBeUndefined();
    expect(await text({ $add: { $ae_total_app_sessions: 1, visits: 1 }, $set: { plan: "pro" } })).toBe("1");
    expect(await properties()).toEqual({ visits: 1, plan: "pro" });
    await rawSql()`update profiles set properties = properties || '{"$ae_total_app_sessions": 3}' where dataset_id = ${project.datasetId}`;
    expect(await text({ $unset: ["$ae_total_app_sessions"] })).toBe("1");
    expect(await properties()).toEqual({ visits: 1, plan: "pro" });
  });
});
