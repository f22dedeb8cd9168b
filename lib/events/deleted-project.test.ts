import { expect, test } from "vitest";
import { rawSql } from "@/db/client";
import type { OrgActor } from "@/lib/authz/actor";
import { deleteProjects, restoreProject } from "@/lib/projects/deletion";
import { makeOrg, makeProject } from "@/lib/testing/factories";
import { sendRecords } from "@/lib/testing/send-records";
import { holdLock } from "@/lib/testing/two-connections";
import { until } from "@/lib/testing/until";

const at = Date.now();

type Made = { owner: OrgActor; id: number; token: string };

async function projectWithToken(): Promise<Made> {
  const owner = await makeOrg();
  const id = await makeProject(owner, { name: "Web" });
  const [row] = await rawSql()<[{ token: string }]>`select token from projects where id = ${id}`;
  return { owner, id, token: row.token };
}

function send({ token }: Made, insertId: string) {
  return sendRecords("track", {
    event: "Seen",
    properties: { token, distinct_id: "ada", $insert_id: insertId, time: at },
  });
}

function update({ token }: Made) {
  return sendRecords("engage", { $token: token, $distinct_id: "ada", $set: { plan: "pro" } });
}

async function stored({ id }: Made) {
  const [row] = await rawSql()<[{ events: number; counted: number; profiles: number }]>`
    select (select count(*)::int from events e where e.dataset_id = p.dataset_id) as events,
      (select coalesce(sum(u.events), 0)::int from usage_days u where u.project_id = p.id) as counted,
      (select count(*)::int from profiles f where f.dataset_id = p.dataset_id) as profiles
    from projects p where p.id = ${id}`;
  return row;
}

const remove = ({ owner, id }: Made) =>
  deleteProjects(owner, { ids: [String(id)], shown: "1", typed: "Web" }).then(() => undefined);

test("[O2] [E2] an event that is being stored while its project is deleted is kept; the next is unknown", async () => {
  const made = await projectWithToken();
  expect((await send(made, "first")).text).toBe("1");
  const counter = await holdLock(`select 1 from usage_days where project_id = ${made.id} for update`);
  const onItsWay = send(made, "second");
  await until(async () => (await counter.waiting()) > 0);
  await remove(made);
  await counter.release();
  expect((await onItsWay).text).toBe("1");
  expect(await stored(made)).toEqual({ events: 2, counted: 2, profiles: 0 });
  expect([(await send(made, "third")).text, (await update(made)).text]).toEqual(["1", "1"]);
  expect(await stored(made)).toEqual({ events: 2, counted: 2, profiles: 0 });
  await restoreProject(made.owner, { deleted: String(made.id) });
  expect([(await send(made, "first")).text, (await update(made)).text]).toEqual(["1", "1"]);
  expect(await stored(made)).toEqual({ events: 2, counted: 2, profiles: 1 });
});

test("[O2] [E2] of many senders during a deletion, what each was told is what there is", async () => {
  const made = await projectWithToken();
  const before = await Promise.all([1, 2, 3].map((n) => send(made, `before-${n}`)));
  const [during] = await Promise.all([Promise.all([1, 2, 3, 4].map((n) => send(made, `during-${n}`))), remove(made)]);
  const after = await Promise.all([1, 2, 3].map((n) => send(made, `after-${n}`)));
  expect([...before, ...during, ...after].every((answer) => answer.text === "1")).toBe(true);
  const rows = await rawSql()<{ insert_id: string }[]>`
    select insert_id from events e join projects p using (dataset_id) where p.id = ${made.id}`;
  const ids = rows.map((row) => row.insert_id);
  expect(ids).toEqual(expect.arrayContaining(["before-1", "before-2", "before-3"]));
  expect(ids.filter((id) => id.startsWith("after"))).toEqual([]);
  expect(await stored(made)).toMatchObject({ events: ids.length, counted: ids.length });
});

test("[Z1] [E2] a deleted organization's tokens are unknown, and known again when it is restored", async () => {
  const made = await projectWithToken();
  const orgId = made.owner.org.id;
  await rawSql()`update orgs set deleted_at = now() where id = ${orgId}`;
  expect([(await send(made, "one")).text, (await update(made)).text]).toEqual(["1", "1"]);
  expect(await stored(made)).toEqual({ events: 0, counted: 0, profiles: 0 });
  await rawSql()`update orgs set deleted_at = null where id = ${orgId}`;
  await Promise.all([send(made, "one"), update(made)]);
  expect(await stored(made)).toEqual({ events: 1, counted: 1, profiles: 1 });
});
