import { beforeAll, describe, expect, test } from "vitest";
import { rawSql } from "@/db/client";
import type { OrgActor } from "@/lib/authz/actor";
import { csvLine, inBatches } from "@/lib/csv";
import { type ListPlace, pageSize } from "@/lib/pagination";
import { makeOrg, makeProject, makeTeam, makeUser } from "@/lib/testing/factories";
import {
  getProjectListFacts,
  listProjectRecords,
  type ProjectFilter,
  type ProjectRecord,
  type ProjectSort,
  projectSorts,
  searchProjects,
} from "./projects";

const period = { firstDay: "2026-11-01", lastDay: "2026-11-30" };
const none: ProjectFilter = { q: "", team: "" };
const count = 120;
let owner: OrgActor;
let team: string;
let first: number;
let second: number;

/** 120 projects: of every third nothing arrived, as many have the same figures, and two belong to a team. */
beforeAll(async () => {
  owner = await makeOrg();
  const creator = await makeUser({ name: "Grace Hopper" });
  const { id } = owner.org;
  first = await makeProject(owner, { name: "Project 000" });
  second = await makeProject(owner, { name: 'Quote "and" %_\\' });
  await rawSql()`
    with made as (insert into datasets (created_at) select now() from generate_series(3, ${count}::int) returning id)
    insert into projects (id, org_id, name, timezone, token, api_key, api_secret, api_secret_hash, dataset_id, created_at, created_by)
    select 100000000 + made.id, ${id}, 'Project ' || lpad(n::text, 3, '0'), 'UTC', 't' || made.id || ${id}, 'k' || made.id, 's', 'h' || made.id, made.id,
      timestamptz '2026-01-01' + n / 4 * interval '1 day', ${creator.user.id}
    from (select id, row_number() over (order by id) as n from made) made`;
  await rawSql()`
    insert into usage_days (org_id, project_id, day, events)
    select p.org_id, p.id, day::date, (right(p.id::text, 2)::int % 5) * 10 from projects p, (values ('2026-10-31'), ('2026-11-01'), ('2026-11-30'), ('2026-12-01')) d (day)
    where p.org_id = ${id} and p.id % 3 > 0`;
  await rawSql()`insert into profile_counts (dataset_id, profiles)
    select dataset_id, dataset_id % 7 from projects where org_id = ${id} on conflict (dataset_id) do update set profiles = excluded.profiles`;
  team = await makeTeam(owner, { name: "Growth", projects: [first, second] });
  const gone = await makeProject(owner, { name: "Project gone" });
  await rawSql()`update projects set deleted_at = now() where id = ${gone}`;
  await makeProject(await makeOrg(), { name: "Project elsewhere" });
});

const at = (sort: ProjectSort, dir: "asc" | "desc", more: Partial<ListPlace<ProjectSort>> = {}) =>
  ({ sort, dir, page: 1, cursor: null, ...more }) as ListPlace<ProjectSort>;

async function page(place: ListPlace<ProjectSort>, filter = none) {
  const { total } = await getProjectListFacts(owner, filter);
  const rows = await searchProjects(owner, filter, place, { period, total });
  return { rows, total };
}

function cursorOf(row: { cursor: string } | undefined, side: "after" | "before") {
  const [key, id] = JSON.parse(Buffer.from(row?.cursor ?? "", "base64url").toString("utf8")) as [string, string];
  return { side, key, id };
}

describe("the list of projects", () => {
  test.each(projectSorts.flatMap((sort) => [[sort, "asc"] as const, [sort, "desc"] as const]))(
    "[O2] by %s, %s: forward, backward and the last page show every project once, in order",
    async (sort, dir) => {
      const seen: number[] = [];
      let { rows, total } = await page(at(sort, dir));
      expect(total).toBe(count);
      const firstPage = rows.map((row) => row.id);
      for (let number = 2; rows.length > 0; number += 1) {
        seen.push(...rows.map((row) => row.id));
        if (seen.length >= total) break;
        ({ rows } = await page(at(sort, dir, { page: number, cursor: cursorOf(rows.at(-1), "after") })));
      }
      expect(new Set(seen).size).toBe(count);
      const last = await page(at(sort, dir, { page: "last" }));
      expect(last.rows.map((row) => row.id)).toEqual(seen.slice(2 * pageSize));
      const middle = await page(at(sort, dir, { page: 2, cursor: cursorOf(last.rows[0], "before") }));
      expect(middle.rows.map((row) => row.id)).toEqual(seen.slice(pageSize, 2 * pageSize));
      expect((await page(at(sort, dir, { page: 1 }))).rows.map((row) => row.id)).toEqual(firstPage);
    },
  );

  test("[O2] says events of the period alone, profiles, teams and who made it", async () => {
    const { rows } = await page(at("events", "desc"));
    expect(rows[0]?.events).toBe(80);
    // The two of the team have random ids, and with them random figures.
    const inserted = rows.find((row) => row.id !== first && row.id !== second);
    expect(inserted).toMatchObject({ events: 80, createdBy: "Grace Hopper" });
    expect(rows.map((row) => row.events)).toEqual([...rows.map((row) => row.events)].sort((a, b) => b - a));
    const byName = (await page(at("name", "asc"))).rows;
    expect(byName[0]).toMatchObject({ name: "Project 000", teams: ["Growth"], teamCount: 1, createdBy: null });
  });

  test("[O2] [Q1] filters by letters of the name, literally, and by team", async () => {
    expect((await page(at("name", "asc"), { q: '"AND" %_\\', team: "" })).rows).toMatchObject([{ teamCount: 1 }]);
    expect((await page(at("events", "asc"), { q: "", team })).total).toBe(2);
    expect((await page(at("name", "asc"), { q: "quote", team })).total).toBe(1);
    expect(await page(at("profiles", "desc"), { q: "", team: "team_of_nobody" })).toEqual({ rows: [], total: 0 });
    const facts = await getProjectListFacts(owner, none);
    expect(facts).toEqual({ total: count, deleted: 1, teams: [{ id: team, name: "Growth" }] });
  });

  test("[O2] a creator's name stays when they leave the organization, and goes with their account", async () => {
    const creator = await makeUser({ name: "Left Long Ago" });
    const org = await makeOrg();
    const id = await makeProject(org, { name: "Web" });
    await rawSql()`update projects set created_by = ${creator.user.id} where id = ${id}`;
    const read = async () => (await searchProjects(org, none, at("name", "asc"), { period, total: 1 }))[0]?.createdBy;
    expect(await read()).toBe("Left Long Ago");
    await rawSql()`delete from users where id = ${creator.user.id}`;
    expect(await read()).toBeNull();
  });

  test("[O2] a download has every project of the filter, batch by batch", async () => {
    const read = async (filter: ProjectFilter) => {
      const all: ProjectRecord[] = [];
      for await (const rows of inBatches<ProjectRecord>((after) => listProjectRecords(owner, filter, period, after)))
        all.push(...rows);
      return all;
    };
    const all = await read(none);
    expect(all).toHaveLength(count);
    expect(all.map((row) => row.name)).not.toContain("Project gone");
    expect(new Set(all.map((row) => row.id)).size).toBe(count);
    const [filtered] = await read({ q: "quote", team });
    expect(filtered).toMatchObject({ teams: ["Growth"], timezone: "UTC" });
    expect(csvLine([filtered?.name])).toBe('"Quote ""and"" %_\\"\r\n');
  });
});
