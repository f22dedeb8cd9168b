import { afterEach, describe, expect, test } from "vitest";
import { db, rawSql } from "@/db/client";
import { effectiveProjectRole } from "@/lib/authz/project-role";
import { setClock } from "@/lib/clock";
import { newId } from "@/lib/ids";
import { addMember, auditedIn, giveGrant, onProject, unconfirmed, waitingJobs } from "@/lib/testing/factories";
import { refusal, refusals } from "@/lib/testing/refusal";
import {
  latestReset,
  makeResettable,
  projectOf,
  type Resettable,
  reset,
  restore,
  sendEvent,
  setProfile,
  shown,
  tokenOf,
} from "@/lib/testing/reset-project";
import { holdLock, race } from "@/lib/testing/two-connections";
import { until } from "@/lib/testing/until";
import { deleteProject } from "./deletion";
import { beginResetErasure } from "./reset-erasure";
import { resetProject, restoreReset } from "./resets";

const at = Date.now();
let resetClock: (() => void) | undefined;
afterEach(() => {
  resetClock?.();
  resetClock = undefined;
});

function daysLater(days: number): void {
  resetClock?.();
  resetClock = setClock(() => new Date(Date.now() + days * 24 * 3600 * 1000));
}

async function keysOf({ id }: Resettable) {
  const [row] = await rawSql()`select token, api_key, api_secret, api_secret_hash from projects where id = ${id}`;
  return row ?? {};
}

async function usageOf({ id }: Resettable): Promise<number> {
  const [row] = await rawSql()`select coalesce(sum(events), 0)::int as events from usage_days where project_id = ${id}`;
  return row?.events;
}

const lockOf = ({ owner }: Resettable) => `select 1 from orgs where id = ${owner.org.id} for update`;

describe("resetting a project", () => {
  test("[P2] takes its data out of sight at once and gives it new keys; the rest stays", async () => {
    const project = await makeResettable();
    const member = await addMember(project.owner, "member");
    await giveGrant(member, project.id, "analyst");
    await rawSql()`
      insert into reports (id, project_id, name, query, created_at, edited_at)
      values (${newId("report")}, ${project.id}, 'Visits', '{}', now(), now())`;
    await sendEvent(project, { id: "one", time: at });
    await setProfile(project, "ada", { plan: "pro" });
    const [before, keys] = [await shown(project), await keysOf(project)];
    expect(before).toMatchObject({ ids: ["one"], people: ["ada"], profiles: 1 });
    const resetId = await reset(project);
    const after = await shown(project);
    expect(after).toMatchObject({ ids: [], days: 0, people: [], profiles: 0 });
    expect(after.dataset).not.toBe(before.dataset);
    for (const [name, value] of Object.entries(await keysOf(project))) expect(value, name).not.toBe(keys[name]);
    const [kept] = await rawSql()`
      select p.name, p.timezone, (select count(*)::int from reports r where r.project_id = p.id) as reports,
        r.dataset_id::int as held, r.reset_by from projects p join project_resets r on r.project_id = p.id and r.id = ${resetId}`;
    const { user } = project.owner;
    expect(kept).toEqual({ name: "Web", timezone: "UTC", reports: 1, held: before.dataset, reset_by: user.id });
    expect(await effectiveProjectRole(db(), project.id, member.user.id)).toBe("analyst");
    expect(await auditedIn(project.owner.org.id)).toEqual(["project.reset"]);
  });

  test("[P2] [E2] [E3] the old token is unknown, the new one is stored; billed usage does not fall", async () => {
    const project = await makeResettable();
    const old = await tokenOf(project);
    await sendEvent(project, { id: "one", time: at });
    await reset(project);
    expect(await sendEvent(project, { id: "two", time: at, token: old })).toBe("1");
    expect(await setProfile(project, "ada", { a: 1 }, old)).toBe("1");
    expect([await shown(project), await usageOf(project)]).toMatchObject([{ ids: [], people: [] }, 1]);
    expect(await sendEvent(project, { id: "one", time: at })).toBe("1");
    expect(await setProfile(project, "ada", { a: 1 })).toBe("1");
    expect([await shown(project), await usageOf(project)]).toMatchObject([{ ids: ["one"], people: ["ada"] }, 2]);
  });

  test("[P2] [P3] rotated keys that still worked end with it; those of other projects go on", async () => {
    const [project, other] = [await makeResettable(), await makeResettable()];
    for (const { id } of [project, other]) {
      await rawSql()`
        insert into previous_keys (id, project_id, kind, value, rotated_at, works_until)
        values (${newId("previousKey")}, ${id}, 'token', lpad(${String(id)}, 32, '0'), now(), now() + interval '7 days')`;
    }
    const rotated = ({ id }: Resettable) => String(id).padStart(32, "0");
    await sendEvent(project, { id: "one", time: at, token: rotated(project) });
    expect((await shown(project)).ids).toEqual(["one"]);
    await reset(project);
    for (const each of [project, other]) await sendEvent(each, { id: "two", time: at, token: rotated(each) });
    expect([(await shown(project)).ids, (await shown(other)).ids]).toEqual([[], ["two"]]);
  });

  test("[R6] [A6] only project owners who just confirmed it is them; nobody elsewhere", async () => {
    const project = await makeResettable();
    const asked = { shown: "", typed: "Web" };
    for (const role of ["admin", "analyst", "consumer"] as const) {
      const member = await addMember(project.owner, "member");
      await giveGrant(member, project.id, role);
      expect(await refusal(resetProject(await onProject(member, project.id), asked))).toBe("Forbidden");
    }
    const other = await makeResettable();
    const elsewhere = { ...(await projectOf(other)), project: (await projectOf(project)).project };
    expect(await refusal(resetProject(elsewhere, asked))).toBe("NotFound");
    const calm = unconfirmed(await projectOf(project));
    expect(await refusal(resetProject(calm, { shown: "", typed: "wrong" }))).toBe("ConfirmationNeeded");
    expect(await latestReset(project)).toBe("");
    const owner = await addMember(project.owner, "member");
    await giveGrant(owner, project.id, "owner");
    expect(await refusal(resetProject(await onProject(owner, project.id), asked))).toBe("done");
  });

  test.each(["web", "Web app", "reset"])("[P2] [Q1] the name has to be typed: %j", async (typed) => {
    const project = await makeResettable();
    expect(await refusal(resetProject(await projectOf(project), { shown: "", typed }))).toBe("typed_otherwise");
  });

  test("[P2] the same form sent twice resets once; a stale one is told", async () => {
    const project = await makeResettable();
    const actor = await projectOf(project);
    const twice = [1, 2].map(() => () => resetProject(actor, { shown: "", typed: "Web" }));
    expect(await refusals(await race(twice, { holding: lockOf(project) }))).toEqual(["done", "done"]);
    expect(await auditedIn(project.owner.org.id)).toEqual(["project.reset"]);
    await restore(project, await latestReset(project));
    expect(await refusal(resetProject(actor, { shown: "", typed: "Web" }))).toBe("changed_meanwhile");
  });

  test("[P2] two owners at the same moment reset it once; one is told", async () => {
    const project = await makeResettable();
    const second = await onProject(await addMember(project.owner, "owner"), project.id);
    const both = [await projectOf(project), second].map(
      (actor) => () => resetProject(actor, { shown: "", typed: "Web" }),
    );
    const outcomes = await race(both, { holding: lockOf(project) });
    expect((await refusals(outcomes)).sort()).toEqual(["changed_meanwhile", "done"]);
    expect(await auditedIn(project.owner.org.id)).toEqual(["project.reset"]);
  });

  test("[P2] an owner deletes it while another resets it: both happened, or the second did not find it", async () => {
    const project = await makeResettable();
    const second = await onProject(await addMember(project.owner, "owner"), project.id);
    const outcomes = await race<unknown>([() => reset(project), () => deleteProject(second, { typed: "Web" })], {
      holding: lockOf(project),
    });
    const [resetOne, deleted] = await refusals(outcomes);
    expect(deleted).toBe("done");
    const audited = await auditedIn(project.owner.org.id);
    expect(audited).toEqual(resetOne === "done" ? ["project.reset", "project.deleted"] : ["project.deleted"]);
  });
});

describe("events during a reset", () => {
  test("[P2] [E2] one that is being stored goes out of sight with the rest; the next is unknown", async () => {
    const project = await makeResettable();
    const token = await tokenOf(project);
    await sendEvent(project, { id: "first", time: at });
    const before = await shown(project);
    const counter = await holdLock(`select 1 from usage_days where project_id = ${project.id} for update`);
    const onItsWay = sendEvent(project, { id: "second", time: at, token });
    await until(async () => (await counter.waiting()) > 0);
    const resetting = reset(project);
    await until(async () => (await counter.waiting()) > 1);
    await counter.release();
    expect(await onItsWay).toBe("1");
    const resetId = await resetting;
    expect(await sendEvent(project, { id: "third", time: at, token })).toBe("1");
    expect((await shown(project)).ids).toEqual([]);
    await restore(project, resetId);
    expect(await shown(project)).toMatchObject({ dataset: before.dataset, ids: ["first", "second"], days: 2 });
    expect(await usageOf(project)).toBe(2);
  });

  test("[P2] [E2] of many senders each is in the old data or nowhere, and counted where it is", async () => {
    const project = await makeResettable();
    const token = await tokenOf(project);
    const many = (name: string, n: number) =>
      Promise.all(
        Array.from({ length: n }, async (_, i) => [
          await sendEvent(project, { id: `${name}-${i}`, time: at, token }),
          await setProfile(project, `${name}-${i}`, { a: 1 }, token),
        ]),
      );
    await many("before", 3);
    const before = await shown(project);
    const [answers, resetId] = await Promise.all([many("during", 8), reset(project)]);
    expect(answers.flat().every((answer) => answer === "1")).toBe(true);
    await many("after", 3);
    expect(await shown(project)).toMatchObject({ ids: [], days: 0, people: [], profiles: 0 });
    await restore(project, resetId);
    const all = await shown(project);
    expect(all.ids).toEqual(expect.arrayContaining(before.ids));
    expect(all.ids.filter((id) => id.startsWith("after"))).toEqual([]);
    expect(all).toMatchObject({ days: all.ids.length, profiles: all.people.length });
    expect(await usageOf(project)).toBe(all.ids.length);
  });
});

describe("bringing the data back", () => {
  test("[P2] shows the old data at once, keeps the new keys, and has a job put beside it what came since", async () => {
    const project = await makeResettable();
    const old = await tokenOf(project);
    await sendEvent(project, { id: "old", time: at });
    const before = await shown(project);
    const resetId = await reset(project);
    await sendEvent(project, { id: "new", time: at });
    const [keys, between] = [await keysOf(project), await shown(project)];
    await restore(project, resetId);
    expect(await keysOf(project)).toEqual(keys);
    expect(await shown(project)).toMatchObject({ dataset: before.dataset, ids: ["old"] });
    expect(await waitingJobs("restore_reset", String(project.id))).toEqual([{ projectId: project.id }]);
    const [row] = await rawSql()`
      select r.moving_from::int as from, r.restored_by, g.kind, g.total, g.done from project_resets r join progress g on g.id = r.progress_id
      where r.id = ${resetId}`;
    const { user } = project.owner;
    expect(row).toEqual({
      from: between.dataset,
      restored_by: user.id,
      kind: "reset_restoration",
      total: 1,
      done: 0,
    });
    await sendEvent(project, { id: "late", time: at, token: old });
    await sendEvent(project, { id: "now", time: at });
    expect((await shown(project)).ids).toEqual(["now", "old"]);
    expect(await auditedIn(project.owner.org.id)).toEqual(["project.reset", "project.reset_restored"]);
  });

  test("[R6] only project owners; a reset of another project is not found", async () => {
    const [project, other] = [await makeResettable(), await makeResettable()];
    const resetId = await reset(project);
    const admin = await addMember(project.owner, "admin");
    expect(await refusal(restoreReset(await onProject(admin, project.id), { reset: resetId }))).toBe("Forbidden");
    expect(await refusal(restoreReset(await projectOf(other), { reset: resetId }))).toBe("NotFound");
    const unknown = { reset: newId("projectReset") };
    expect(await refusal(restoreReset(await projectOf(project), unknown))).toBe("NotFound");
  });

  test("[P2] not after 60 days, also where erasing has not begun", async () => {
    const project = await makeResettable();
    const resetId = await reset(project);
    daysLater(59.9);
    await beginResetErasure(resetId);
    expect(await waitingJobs("erase_reset", resetId)).toEqual([]);
    daysLater(60.1);
    expect(await refusal(restore(project, resetId))).toBe("being_erased");
    daysLater(59.9);
    expect(await refusal(restore(project, resetId))).toBe("done");
  });

  test("[P2] two owners bring it back once; one is told", async () => {
    const project = await makeResettable();
    const second = await onProject(await addMember(project.owner, "owner"), project.id);
    const resetId = await reset(project);
    const both = [await projectOf(project), second].map((actor) => () => restoreReset(actor, { reset: resetId }));
    const outcomes = await race(both, { holding: lockOf(project) });
    expect((await refusals(outcomes)).sort()).toEqual(["changed_meanwhile", "done"]);
  });

  test("[P2] brought back while somebody resets again: in whichever order, nothing is lost", async () => {
    const project = await makeResettable();
    const second = await onProject(await addMember(project.owner, "owner"), project.id);
    await sendEvent(project, { id: "old", time: at });
    const first = await reset(project);
    await sendEvent(project, { id: "new", time: at });
    const outcomes = await race(
      [() => restore(project, first), () => resetProject(second, { shown: first, typed: "Web" })],
      { holding: lockOf(project) },
    );
    expect(await refusals(outcomes)).toEqual(["done", "done"]);
    const held = await rawSql()`
      select e.insert_id from events e where e.dataset_id in (
        select dataset_id from projects where id = ${project.id} union select dataset_id from project_resets where project_id = ${project.id}
        union select moving_from from project_resets where project_id = ${project.id}) order by 1`;
    expect(held.map((row) => row.insert_id)).toEqual(["new", "old"]);
  });

  test("[P2] at the moment its erasure begins it is either back or being erased", async () => {
    const project = await makeResettable();
    await sendEvent(project, { id: "old", time: at });
    const resetId = await reset(project);
    const actor = await projectOf(project);
    const held = await holdLock(`select 1 from projects where id = ${project.id} for update`);
    daysLater(59.99);
    const restoring = refusal(restoreReset(actor, { reset: resetId }));
    await until(async () => (await held.waiting()) === 1);
    daysLater(60.01);
    const beginning = beginResetErasure(resetId);
    await until(async () => (await held.waiting()) === 2);
    await held.release();
    const restored = await restoring;
    await beginning;
    const begun = await waitingJobs("erase_reset", resetId);
    expect([restored, begun.length]).toEqual(restored === "done" ? ["done", 0] : ["being_erased", 1]);
    expect((await shown(project)).ids).toEqual(restored === "done" ? ["old"] : []);
  });
});
