import { afterEach, describe, expect, test } from "vitest";
import { rawSql } from "@/db/client";
import { setClock } from "@/lib/clock";
import { deleteProject } from "@/lib/projects/deletion";
import { auditedIn, waitingJobs } from "@/lib/testing/factories";
import { refusal } from "@/lib/testing/refusal";
import {
  makeResettable,
  projectOf,
  type Resettable,
  reset,
  restore,
  rowsOf,
  sendEvent,
  setProfile,
  shown,
} from "@/lib/testing/reset-project";
import { race } from "@/lib/testing/two-connections";
import { eraseOrg } from "./erase-org-job";
import { eraseDue, eraseProject } from "./erase-project-job";
import { eraseReset } from "./erase-reset-job";
import { moveBatch } from "./restore-reset-job";

const job = { id: "41" };
const at = Date.now();
let resetClock: (() => void) | undefined;
afterEach(() => {
  resetClock?.();
  resetClock = undefined;
});

function daysLater(days: number): void {
  resetClock?.();
  resetClock = setClock(() => new Date(at + days * 24 * 3600 * 1000));
}

/** Data of every kind, in what the project points at. */
async function fill(project: Resettable, events = 20): Promise<number> {
  await sendEvent(project, { id: `untimed-${events}` });
  await setProfile(project, "ada", { plan: "pro" });
  const { dataset } = await shown(project);
  await rawSql()`
    insert into events (dataset_id, distinct_id, time, event, insert_id, properties, arrived_at)
    select ${dataset}, 'p' || n, now(), 'Seen', 'i' || n, '{}', now() from generate_series(1, ${events - 1}::int) n`;
  await rawSql()`update event_days set events = ${events} where dataset_id = ${dataset}`;
  return dataset;
}

async function erasureOf(resetId: string) {
  const [row] = await rawSql()`
    select r.dataset_id, r.erased_at is not null as erased, g.done, g.total, g.finished_at is not null as finished
    from project_resets r left join progress g on g.id = r.progress_id where r.id = ${resetId}`;
  return row;
}

describe("erasing what a reset took out of sight", () => {
  test("[P2] begins after 60 days; that data goes, what the project has now and what was counted stays", async () => {
    const project = await makeResettable();
    const old = await fill(project, 20);
    const resetId = await reset(project);
    const current = await fill(project, 10);
    const kept = await rowsOf(current);
    daysLater(59.9);
    await eraseDue({}, job);
    expect(await waitingJobs("erase_reset", resetId)).toEqual([]);
    daysLater(60.1);
    await eraseDue({}, job);
    expect(await refusal(restore(project, resetId))).toBe("being_erased");
    expect(await waitingJobs("erase_reset", resetId)).toEqual([{ resetId }]);
    await eraseReset({ resetId }, job);
    expect([await rowsOf(old), await rowsOf(current)]).toEqual([0, kept]);
    expect(await erasureOf(resetId)).toEqual({ dataset_id: null, erased: true, done: 21, total: 21, finished: true });
    const [usage] = await rawSql()`select sum(events)::int as events from usage_days where project_id = ${project.id}`;
    expect(usage?.events).toBe(2);
    await eraseReset({ resetId }, job);
    await eraseDue({}, job);
    const actions = ["project.reset", "project.reset_erasure_started", "project.reset_erased"];
    expect(await auditedIn(project.owner.org.id)).toEqual(actions);
    expect(await refusal(restore(project, resetId))).toBe("being_erased");
  });

  test("[P2] one that was taken back is not erased", async () => {
    const project = await makeResettable();
    const resetId = await reset(project);
    await restore(project, resetId);
    daysLater(90);
    await eraseDue({}, job);
    expect(await waitingJobs("erase_reset", resetId)).toEqual([]);
  });

  test("[P2] [Q4] a batch that fails loses nothing of those before it; the next day's round goes on", async () => {
    const project = await makeResettable();
    const old = await fill(project, 25_000);
    const resetId = await reset(project);
    daysLater(61);
    await eraseDue({}, job);
    await rawSql().unsafe(`
      create function fail_there() returns trigger language plpgsql as $$ begin raise exception 'the disk is gone'; end $$;
      create trigger fail_there before update on progress for each row when (new.done > 10000) execute function fail_there()`);
    try {
      await expect(eraseReset({ resetId }, job)).rejects.toThrow();
      expect(await erasureOf(resetId)).toMatchObject({ done: 10_000, total: 25_001, finished: false });
    } finally {
      await rawSql().unsafe("drop trigger fail_there on progress; drop function fail_there");
    }
    await rawSql()`delete from graphile_worker._private_jobs`;
    daysLater(62);
    await eraseDue({}, job);
    expect(await waitingJobs("erase_reset", resetId)).toHaveLength(1);
    const both = await race([() => eraseReset({ resetId }, job), () => eraseReset({ resetId }, job)]);
    expect(both.every((outcome) => outcome.status === "fulfilled")).toBe(true);
    expect(await rowsOf(old)).toBe(0);
    const erased = (await auditedIn(project.owner.org.id)).filter((action) => action === "project.reset_erased");
    expect(erased).toHaveLength(1);
  });

  test("[P2] waits where something is still on its way into that data", async () => {
    const project = await makeResettable();
    await fill(project);
    const first = await reset(project);
    await sendEvent(project, { id: "since", time: at });
    await restore(project, first);
    const second = await reset(project);
    daysLater(61);
    await eraseDue({}, job);
    expect(await waitingJobs("erase_reset", second)).toEqual([]);
    while ((await moveBatch(project.id)) === "more");
    await eraseDue({}, job);
    expect(await waitingJobs("erase_reset", second)).toHaveLength(1);
  });
});

/** Hidden by a reset, half way beside data that came back, and current: data in every place it can be. */
async function inEveryPlace(): Promise<{ project: Resettable; datasets: number[]; hidden: string }> {
  const project = await makeResettable();
  const datasets = [await fill(project, 21)];
  const hidden = await reset(project);
  datasets.push(await fill(project, 22));
  const back = await reset(project);
  datasets.push(await fill(project, 23));
  await restore(project, back);
  for (let batch = 0; batch < 3; batch += 1) await moveBatch(project.id, 5);
  return { project, datasets, hidden };
}

describe("the end of a project with resets", () => {
  test("[P2] [O3] takes along all that its resets hold, also while they are moved or erased", async () => {
    const { project, datasets, hidden } = await inEveryPlace();
    const beside = await makeResettable();
    const other = await fill(beside);
    const kept = await rowsOf(other);
    await deleteProject(await projectOf(project), { typed: "Web" });
    daysLater(61);
    await eraseDue({}, job);
    const [payload] = await waitingJobs("erase_project", String(project.id));
    const erasing = payload as { projectId: number; progressId: string };
    const outcomes = await race<unknown>([
      () => eraseReset({ resetId: hidden }, job),
      () => eraseProject(erasing, job),
      () => moveBatch(project.id, 5),
      () => eraseProject(erasing, job),
    ]);
    expect(outcomes.filter((outcome) => outcome.status === "rejected")).toEqual([]);
    for (const id of datasets) expect(await rowsOf(id)).toBe(0);
    expect(await rowsOf(other)).toBe(kept);
    const [row] = await rawSql()`
      select erased_at is not null as erased, (select count(*)::int from project_resets where project_id = p.id) as resets from projects p
      where id = ${project.id}`;
    expect(row).toEqual({ erased: true, resets: 0 });
  });

  test("[P2] [Z1] so does the end of its organization", async () => {
    const { project, datasets } = await inEveryPlace();
    const orgId = project.owner.org.id;
    await rawSql()`update orgs set deleted_at = now() - interval '91 days', erasing_at = now() where id = ${orgId}`;
    expect(await moveBatch(project.id, 5)).toBe("done");
    await eraseOrg({ orgId }, job);
    for (const id of datasets) expect(await rowsOf(id)).toBe(0);
    expect(await rawSql()`select 1 from orgs where id = ${orgId}`).toHaveLength(0);
  });
});
