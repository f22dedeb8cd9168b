import { afterEach, describe, expect, test } from "vitest";
import { rawSql } from "@/db/client";
import { setClock } from "@/lib/clock";
import { waitingJobs } from "@/lib/testing/factories";
import {
  latestReset,
  makeResettable,
  type Resettable,
  reset,
  restore,
  rowsOf,
  sendEvent,
  setProfile,
  shown,
} from "@/lib/testing/reset-project";
import { race } from "@/lib/testing/two-connections";
import { eraseDue } from "./erase-project-job";
import { moveBatch, restoreReset } from "./restore-reset-job";

const job = { id: "41" };
const at = Date.now();
const hour = 3_600_000;
let resetClock: (() => void) | undefined;
afterEach(() => {
  resetClock?.();
  resetClock = undefined;
});

function setTime(time: number): void {
  resetClock?.();
  resetClock = setClock(() => new Date(time));
}

const run = ({ id }: Resettable) => restoreReset({ projectId: id }, job);

/** So many events, some long ago, in the data of the moment. */
async function fill({ id }: Resettable, name: string, events: number): Promise<number> {
  const { dataset } = await shown({ id } as Resettable);
  await rawSql()`
    insert into events (dataset_id, distinct_id, time, event, insert_id, properties, arrived_at)
    select ${dataset}, 'p' || n % 100, case when n % 3 = 0 then timestamptz '1999-01-01' else now() end, 'Seen', ${name}::text || n, '{}', now()
    from generate_series(1, ${events}::int) n`;
  await rawSql()`
    insert into event_days (dataset_id, event, day, events) values (${dataset}, 'Seen', (now() at time zone 'UTC')::date, ${events})`;
  return dataset;
}

async function progressOf(resetId: string) {
  const [row] = await rawSql()`
    select g.done, g.total, g.finished_at is not null as finished, r.moving_from, r.dataset_id from project_resets r
    join progress g on g.id = r.progress_id where r.id = ${resetId}`;
  return row;
}

async function profileOf(project: Resettable, person: string) {
  const { dataset } = await shown(project);
  const [row] =
    await rawSql()`select properties from profiles where dataset_id = ${dataset} and distinct_id = ${person}`;
  return row?.properties;
}

describe("putting what came since beside the data that is back", () => {
  test("[P2] all of it moves; the left data is forgotten and the work is done", async () => {
    const project = await makeResettable();
    await rawSql()`select ensure_event_month(current_date)`;
    await fill(project, "old-", 30);
    await sendEvent(project, { id: "future", time: at + 30 * hour });
    const resetId = await reset(project);
    const left = await fill(project, "new-", 30);
    await sendEvent(project, { id: "untimed" });
    await sendEvent(project, { id: "future-too", time: at + 30 * hour });
    await setProfile(project, "ada", { plan: "pro" });
    await restore(project, resetId);
    await run(project);
    const now = await shown(project);
    expect(now.ids).toHaveLength(63);
    expect(now).toMatchObject({ days: 63, people: ["ada"], profiles: 1 });
    expect(await rowsOf(left)).toBe(0);
    expect(await progressOf(resetId)).toEqual({
      done: 33,
      total: 33,
      finished: true,
      moving_from: null,
      dataset_id: null,
    });
    await sendEvent(project, { id: "untimed" });
    await sendEvent(project, { id: "future-too", time: at + 30 * hour });
    expect((await shown(project)).ids).toHaveLength(63);
    await run(project);
    expect((await shown(project)).ids).toHaveLength(63);
  });

  test("[P2] [E2] what came before and again since is one event, in every way of repeating", async () => {
    const project = await makeResettable();
    const again = async () => {
      await sendEvent(project, { id: "timed", time: at - hour });
      await sendEvent(project, { id: "untimed" });
      await sendEvent(project, { id: "future", time: at + 50 * hour });
    };
    setTime(at);
    await again();
    await sendEvent(project, { id: "came-true", time: at + 30 * hour });
    const resetId = await reset(project);
    setTime(at + 31 * hour);
    await again();
    await sendEvent(project, { id: "came-true", time: at + 30 * hour });
    await sendEvent(project, { id: "will-come-true", time: at + 60 * hour });
    await restore(project, resetId);
    setTime(at + 61 * hour);
    await sendEvent(project, { id: "will-come-true", time: at + 60 * hour });
    await sendEvent(project, { id: "untimed" });
    await run(project);
    const now = await shown(project);
    expect(now.ids).toEqual(["came-true", "future", "timed", "untimed", "will-come-true"]);
    expect(now.days).toBe(5);
  });

  test("[P2] [E2] an event without a time that came again after five days is another one", async () => {
    const project = await makeResettable();
    setTime(at);
    await sendEvent(project, { id: "untimed" });
    const resetId = await reset(project);
    setTime(at + 6 * 24 * hour);
    await sendEvent(project, { id: "untimed" });
    await restore(project, resetId);
    await run(project);
    expect((await shown(project)).ids).toEqual(["untimed", "untimed"]);
    await sendEvent(project, { id: "untimed" });
    expect((await shown(project)).ids).toEqual(["untimed", "untimed"]);
  });

  test("[P2] a person known to both is one, whose newer values win", async () => {
    const project = await makeResettable();
    setTime(at);
    await setProfile(project, "ada", { plan: "free", city: "London" });
    await setProfile(project, "back", { plan: "free", city: "London" });
    const resetId = await reset(project);
    setTime(at + 1000);
    for (const person of ["ada", "back", "new"]) await setProfile(project, person, { plan: "pro" });
    await restore(project, resetId);
    setTime(at + 2000);
    await setProfile(project, "back", { plan: "team" });
    await run(project);
    expect(await profileOf(project, "ada")).toEqual({ plan: "pro", city: "London" });
    expect(await profileOf(project, "back")).toEqual({ plan: "team", city: "London" });
    expect(await profileOf(project, "new")).toEqual({ plan: "pro" });
    expect((await shown(project)).profiles).toBe(3);
  });

  test("[P2] [Q4] a batch that fails loses nothing of those before it, and the next day's round goes on", async () => {
    const project = await makeResettable();
    const resetId = await reset(project);
    const left = await fill(project, "new-", 12_000);
    await restore(project, resetId);
    await rawSql().unsafe(`
      create function fail_there() returns trigger language plpgsql as $$ begin raise exception 'the disk is gone'; end $$;
      create trigger fail_there before update on progress for each row when (new.done > 5000) execute function fail_there()`);
    try {
      await expect(run(project)).rejects.toThrow();
      expect(await progressOf(resetId)).toMatchObject({ done: 5000, total: 12_000, finished: false });
      expect((await shown(project)).days).toBe(5000);
    } finally {
      await rawSql().unsafe("drop trigger fail_there on progress; drop function fail_there");
    }
    await rawSql()`delete from graphile_worker._private_jobs`;
    await eraseDue({}, job);
    expect(await waitingJobs("restore_reset", String(project.id))).toHaveLength(1);
    await run(project);
    const now = await shown(project);
    expect([now.ids.length, new Set(now.ids).size, now.days]).toEqual([12_000, 12_000, 12_000]);
    expect(await rowsOf(left)).toBe(0);
  });

  test("[P2] two workers and senders at the same moment lose nothing and double nothing", async () => {
    const project = await makeResettable();
    await sendEvent(project, { id: "old", time: at });
    const resetId = await reset(project);
    const left = await fill(project, "new-", 20_000);
    const names = Array.from({ length: 40 }, (_, n) => `sent-${n}`);
    for (const id of names.slice(0, 20)) await sendEvent(project, { id });
    for (const person of names) await setProfile(project, person, { n: 1 });
    await restore(project, resetId);
    const sending = names.map((id, n) => async () => {
      await sendEvent(project, { id });
      await setProfile(project, id, { n: 2, [`p${n}`]: n });
    });
    const outcomes = await race([() => run(project), () => run(project), ...sending]);
    expect(outcomes.filter((outcome) => outcome.status === "rejected")).toEqual([]);
    const now = await shown(project);
    expect([now.ids.length, new Set(now.ids).size, now.days]).toEqual([20_041, 20_041, 20_041]);
    expect(now.profiles).toBe(40);
    for (const [n, person] of names.entries()) expect(await profileOf(project, person)).toEqual({ n: 2, [`p${n}`]: n });
    expect(await rowsOf(left)).toBe(0);
  });
});

describe("several resets", () => {
  test("[P2] brought back in any order, also while the move of the one before has not run", async () => {
    const project = await makeResettable();
    const resets: string[] = [];
    for (const name of ["first", "second", "third"]) {
      await sendEvent(project, { id: name, time: at });
      resets.push(await reset(project));
    }
    await sendEvent(project, { id: "last", time: at });
    const [one = "", two = "", three = ""] = resets;
    await restore(project, two);
    expect((await shown(project)).ids).toEqual(["second"]);
    await restore(project, one);
    expect((await shown(project)).ids).toEqual(["first"]);
    // A clock that was set back does not turn the order round.
    await rawSql()`update project_resets set restored_at = restored_at - interval '1 hour' where id = ${one}`;
    expect(await moveBatch(project.id, 1)).toBe("more");
    await restore(project, three);
    await run(project);
    expect((await shown(project)).ids).toEqual(["first", "last", "second", "third"]);
    const [row] =
      await rawSql()`select count(*)::int as held from project_resets where project_id = ${project.id} and num_nonnulls(dataset_id, moving_from) > 0`;
    expect(row?.held).toBe(0);
  });

  test("[P2] data that came back goes again by a reset in the middle of its move, and comes back whole", async () => {
    const project = await makeResettable();
    await sendEvent(project, { id: "old", time: at });
    const first = await reset(project);
    await fill(project, "since-", 20);
    await restore(project, first);
    await moveBatch(project.id, 7);
    const second = await reset(project);
    expect(await shown(project)).toMatchObject({ ids: [], days: 0 });
    await sendEvent(project, { id: "now", time: at });
    await moveBatch(project.id, 7);
    expect((await shown(project)).ids).toEqual(["now"]);
    await restore(project, second);
    await run(project);
    expect((await shown(project)).ids).toHaveLength(22);
    expect(await latestReset(project)).toBe(second);
  });
});
