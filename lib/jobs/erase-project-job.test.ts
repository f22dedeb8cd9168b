import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { rawSql } from "@/db/client";
import { listDeletedProjects } from "@/db/queries/deleted-projects";
import { searchProjects } from "@/db/queries/projects";
import type { OrgActor } from "@/lib/authz/actor";
import { setClock } from "@/lib/clock";
import { deleteProjects, restoreProject } from "@/lib/projects/deletion";
import { beginErasure } from "@/lib/projects/erasure";
import { addMember, auditedIn, giveGrant, makeOrg, makeProject, makeTeam, waitingJobs } from "@/lib/testing/factories";
import { refusal, refusals } from "@/lib/testing/refusal";
import { race } from "@/lib/testing/two-connections";
import { eraseDue, eraseProject } from "./erase-project-job";

const dayMs = 24 * 3600 * 1000;
const job = { id: "41" };
let resetClock: (() => void) | undefined;
let owner: OrgActor;

beforeEach(async () => {
  owner = await makeOrg();
});
afterEach(() => {
  resetClock?.();
  resetClock = undefined;
});

function daysLater(days: number): void {
  resetClock?.();
  resetClock = setClock(() => new Date(Date.now() + days * dayMs));
}

/** Events in a month's part, in the default part, remembered insert ids and profiles. */
async function fill(projectId: number, events = 30): Promise<number> {
  const [row] = await rawSql()<[{ dataset_id: string }]>`select dataset_id from projects where id = ${projectId}`;
  const id = Number(row.dataset_id);
  await rawSql()`select ensure_event_month(current_date)`;
  await rawSql()`
    insert into events (dataset_id, distinct_id, time, event, insert_id, properties, arrived_at)
    select ${id}, 'p' || n, case when n % 3 = 0 then timestamptz '1999-01-01' else now() end, 'Seen', 'i' || n, '{}', now()
    from generate_series(1, ${events}::int) n`;
  await rawSql()`insert into event_days (dataset_id, event, day, events) values (${id}, 'Seen', current_date, ${events})`;
  await rawSql()`insert into timeless_events (dataset_id, distinct_id, event, insert_id, sent_at, arrived_at)
    values (${id}, 'p', 'Seen', 'i', now(), now())`;
  await rawSql()`insert into profiles (dataset_id, distinct_id, properties, created_at, updated_at)
    select ${id}, 'p' || n, '{}', now(), now() from generate_series(1, 5) n`;
  await rawSql()`update profile_counts set profiles = 5 where dataset_id = ${id}`;
  await rawSql()`insert into usage_days (org_id, project_id, day, events) values (${owner.org.id}, ${projectId}, '2026-11-05', ${events})`;
  return id;
}

async function rowsOf(datasetId: number): Promise<number> {
  const [row] = await rawSql()<[{ rows: number }]>`
    select ((select count(*) from events where dataset_id = ${datasetId}) + (select count(*) from timeless_events where dataset_id = ${datasetId})
      + (select count(*) from profiles where dataset_id = ${datasetId}) + (select count(*) from profile_counts where dataset_id = ${datasetId})
      + (select count(*) from datasets where id = ${datasetId}))::int as rows`;
  return row.rows;
}

async function state(projectId: number) {
  const [row] = await rawSql()`
    select name, erasing_at is not null as erasing, erased_at is not null as erased, dataset_id, token, created_by from projects where id = ${projectId}`;
  return row;
}

async function deleted(name: string): Promise<number> {
  const id = await makeProject(owner, { name });
  await deleteProjects(owner, { ids: [String(id)], shown: "1", typed: name });
  return id;
}

/** Runs what the queue holds for this project, until it holds nothing more. */
async function runErasure(projectId: number): Promise<void> {
  const [payload] = await waitingJobs("erase_project", String(projectId));
  if (!payload) throw new Error("nothing waits");
  await eraseProject(payload as { projectId: number; progressId: string }, job);
}

describe("erasing a deleted project", () => {
  test("[O3] begins after 60 days and not a day before; from then on it cannot be restored", async () => {
    const id = await deleted("Web");
    await eraseDue({}, job);
    daysLater(59.9);
    await eraseDue({}, job);
    expect(await state(id)).toMatchObject({ erasing: false });
    expect(await waitingJobs("erase_project", String(id))).toEqual([]);
    daysLater(60.1);
    await eraseDue({}, job);
    expect(await state(id)).toMatchObject({ erasing: true, erased: false });
    expect(await refusal(restoreProject(owner, { deleted: String(id) }))).toBe("being_erased");
    await eraseDue({}, job);
    expect(await auditedIn(owner.org.id)).toEqual(["project.deleted", "project.erasure_started"]);
  });

  test("[O3] leaves its name and what was counted, and nothing else; the projects beside it keep everything", async () => {
    const member = await addMember(owner, "member");
    const [id, beside] = [await makeProject(owner, { name: "Web" }), await makeProject(owner, { name: "Beside" })];
    const [data, other] = [await fill(id), await fill(beside)];
    for (const project of [id, beside]) await giveGrant(member, project, "admin");
    await makeTeam(owner, { projects: [id, beside], members: [member] });
    await deleteProjects(owner, { ids: [String(id)], shown: "1", typed: "Web" });
    const kept = await rowsOf(other);
    daysLater(61);
    await eraseDue({}, job);
    await runErasure(id);
    expect(await rowsOf(data)).toBe(0);
    expect(await rowsOf(other)).toBe(kept);
    expect(await state(id)).toMatchObject({ name: "Web", erased: true, dataset_id: null, token: `erased ${id}` });
    const held = await rawSql()`
      select project_id from project_grants where org_id = ${owner.org.id} union all select project_id from team_projects where org_id = ${owner.org.id}`;
    expect(held.map((row) => row.project_id)).toEqual([beside, beside]);
    const [usage] = await rawSql()`select sum(events)::int as events from usage_days where project_id = ${id}`;
    expect(usage).toEqual({ events: 30 });
    expect(await listDeletedProjects(owner, 1, 50)).toEqual([]);
    const [progress] =
      await rawSql()`select done, total, finished_at is not null as finished from progress where org_id = ${owner.org.id}`;
    expect(progress).toEqual({ done: 35, total: 35, finished: true });
    expect((await auditedIn(owner.org.id)).at(-1)).toBe("project.erased");
    const place = { sort: "name", dir: "asc", page: 1, cursor: null } as const;
    const period = { firstDay: "2026-11-01", lastDay: "2026-11-30" };
    const rows = await searchProjects(owner, { q: "", team: "" }, place, { period, total: 1 });
    expect(rows.map((row) => row.name)).toEqual(["Beside"]);
  });

  test("[O3] a batch that fails loses nothing of those before it, and the next run goes on", async () => {
    const id = await makeProject(owner, { name: "Web" });
    const data = await fill(id, 25_000);
    await deleteProjects(owner, { ids: [String(id)], shown: "1", typed: "Web" });
    daysLater(61);
    await eraseDue({}, job);
    await rawSql().unsafe(`
      create function fail_there() returns trigger language plpgsql as $$ begin raise exception 'the disk is gone'; end $$;
      create trigger fail_there before update on progress for each row when (new.done > 10000) execute function fail_there()`);
    try {
      await expect(runErasure(id)).rejects.toThrow();
      expect(await rowsOf(data)).toBe(25_000 + 8 - 10_000);
      const [row] = await listDeletedProjects(owner, 1, 50);
      expect(row?.progress).toMatchObject({ done: 10_000, total: 25_005 });
    } finally {
      await rawSql().unsafe("drop trigger fail_there on progress; drop function fail_there");
    }
    await runErasure(id);
    expect(await rowsOf(data)).toBe(0);
    await runErasure(id);
    expect((await auditedIn(owner.org.id)).filter((action) => action === "project.erased")).toHaveLength(1);
  });

  test("[O3] one that stopped for good is taken up again by the next day's round", async () => {
    const id = await deleted("Web");
    const data = await fill(id);
    daysLater(61);
    await eraseDue({}, job);
    await rawSql()`delete from graphile_worker._private_jobs`;
    daysLater(62);
    await eraseDue({}, job);
    await runErasure(id);
    expect(await rowsOf(data)).toBe(0);
  });

  test("[O3] a project restored at the same moment is either whole or being erased", async () => {
    const id = await deleted("Web");
    const data = await fill(id);
    daysLater(61);
    const outcomes = await race<unknown>(
      [() => restoreProject(owner, { deleted: String(id) }), () => beginErasure(id)],
      {
        holding: `select 1 from projects where id = ${id} for update`,
      },
    );
    const [restored] = await refusals(outcomes);
    const begun = await waitingJobs("erase_project", String(id));
    expect([restored, begun.length]).toEqual(restored === "done" ? ["done", 0] : ["being_erased", 1]);
    if (restored === "done") expect(await rowsOf(data)).toBe(30 + 8);
  });
});
