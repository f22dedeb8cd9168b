import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import type { OrgActor } from "@/lib/authz/actor";
import { newId } from "@/lib/ids";
import { type ListPlace, pageSize } from "@/lib/pagination";
import { addMember, makeOrg, makeProject, makeTeam, makeUser } from "@/lib/testing/factories";
import { exportTeamMembers, searchTeamMembers, teamMemberSorts } from "./team-members";
import { exportTeams, getTeam, searchTeams, teamSorts } from "./teams";

const count = 120;
let owner: OrgActor;
let full: string;

/** Teams whose figures repeat, so that pages end within equal ones; the first is full. */
beforeAll(async () => {
  owner = await makeOrg();
  const { id: orgId } = owner.org;
  const people = Array.from({ length: count }, () => newId("user"));
  const list = JSON.stringify(people);
  await db().execute(sql`insert into users (id, name, email, email_proven_at)
    select id, 'Same name ' || n % 7, id || '@same.test', now() from json_array_elements_text(${list}::json) with ordinality as u (id, n)`);
  await db().execute(sql`insert into members (org_id, user_id, role, joined_at)
    select ${orgId}::int, id, 'member', now() from json_array_elements_text(${list}::json) as u (id)`);
  await db().execute(sql`insert into teams (id, org_id, name, role, created_at)
    select replace(id, 'usr', 'team'), ${orgId}::int, 'Team ' || n, (array['consumer', 'analyst', 'admin'])[1 + n % 3]::project_role,
      now() - (n % 9) * interval '1 day' from json_array_elements_text(${list}::json) with ordinality as u (id, n)`);
  full = (people[0] ?? "").replace("usr", "team");
  await db().execute(sql`insert into team_members (org_id, team_id, user_id, added_at)
    select ${orgId}::int, ${full}, id, now() - (n % 5) * interval '1 day' from json_array_elements_text(${list}::json) with ordinality as u (id, n)
    union all select ${orgId}::int, replace(id, 'usr', 'team'), id, now() from json_array_elements_text(${list}::json) with ordinality as u (id, n) where n % 4 = 2`);
  const project = await makeProject(owner, { name: "Web app" });
  await db().execute(sql`insert into team_projects (org_id, team_id, project_id, added_at)
    select org_id, id, ${project}::int, now() from teams where org_id = ${orgId} and role = 'analyst'`);
});

type Page = { rows: { cursor: string }[]; total: number };

/** Every id of a list, page by page onwards, and from the last page back. */
async function walked<S extends string, P extends Page>(
  read: (place: ListPlace<S>) => Promise<P>,
  sort: S,
  dir: "asc" | "desc",
  idOf: (row: P["rows"][number]) => string,
) {
  const forward: string[] = [];
  const backward: string[] = [];
  const pages = Math.ceil(count / pageSize);
  let cursor: ListPlace<S>["cursor"] = null;
  for (let page = 1; page <= pages; page += 1) {
    const { rows } = await read({ sort, dir, page, cursor });
    forward.push(...rows.map(idOf));
    cursor = cursorOf("after", rows.at(-1)?.cursor);
  }
  cursor = null;
  for (let page = pages; page >= 1; page -= 1) {
    const { rows } = await read({ sort, dir, page: page === pages ? "last" : page, cursor });
    backward.unshift(...rows.map(idOf));
    cursor = cursorOf("before", rows[0]?.cursor);
  }
  return { forward, backward };
}

function cursorOf(side: "after" | "before", text = "") {
  const [key, id] = JSON.parse(Buffer.from(text, "base64url").toString()) as [string, string];
  return { side, key, id };
}

describe("lists", () => {
  const orders = (["asc", "desc"] as const).flatMap((dir) => teamSorts.map((sort) => ({ sort, dir })));
  test.each(orders)("[M1] teams by $sort $dir: each once, onwards and back", async ({ sort, dir }) => {
    const { forward, backward } = await walked(
      (place) => searchTeams(owner, { q: "" }, place),
      sort,
      dir,
      (row) => row.id,
    );
    expect(new Set(forward).size).toBe(count);
    expect(backward).toEqual(forward);
  });

  test.each(teamMemberSorts)("[M1] people of a team by %s: each once, onwards and back", async (sort) => {
    const { forward, backward } = await walked(
      (place) => searchTeamMembers(owner, { id: full, members: count }, { q: "" }, place),
      sort,
      "desc",
      (row) => row.userId,
    );
    expect(new Set(forward).size).toBe(count);
    expect(backward).toEqual(forward);
  });

  test("[M1] the figures are those of the tables, the search finds by name", async () => {
    const place = { sort: "members", dir: "desc", page: 1, cursor: null } as const;
    const { rows, total } = await searchTeams(owner, { q: "" }, place);
    expect(total).toBe(count);
    expect(rows[0]).toMatchObject({ id: full, members: count });
    const found = await searchTeams(owner, { q: "TEAM 11" }, place);
    expect(found.total).toBe(11);
    const wrong = await db().execute(sql`select id from teams t where org_id = ${owner.org.id} and (
      member_count <> (select count(*) from team_members m where m.team_id = t.id)
      or project_count <> (select count(*) from team_projects p where p.team_id = t.id))`);
    expect([...wrong]).toEqual([]);
  });

  test("[M1] a file of them holds every one, in batches", async () => {
    const ids: string[] = [];
    for (let after = null; ; ) {
      const rows: Awaited<ReturnType<typeof exportTeams>> = await exportTeams(owner, { q: "" }, after, 50);
      if (rows.length === 0) break;
      ids.push(...rows.map(({ id }) => id));
      after = rows.at(-1) ?? null;
      if (ids.length > count) break;
    }
    expect(new Set(ids).size).toBe(count);
    expect(ids).toHaveLength(count);
    const first = await exportTeamMembers(owner, full, "", null, 100);
    const rest = await exportTeamMembers(owner, full, "", first.at(-1) ?? null, 100);
    expect(new Set([...first, ...rest].map(({ userId }) => userId)).size).toBe(count);
  });
});

test("[SEC-G] another organization's team and its people are not found", async () => {
  const other = await makeOrg();
  expect(await getTeam(other, full)).toBeNull();
  const place = { sort: "name", dir: "asc", page: 1, cursor: null } as const;
  expect((await searchTeamMembers(other, { id: full, members: 0 }, { q: "same" }, place)).rows).toEqual([]);
});

test("[M1] removing somebody from the organization empties their places, and the counts follow", async () => {
  const person = await addMember(owner, "member", await makeUser());
  const team = await makeTeam(owner, { members: [person] });
  expect(await getTeam(owner, team)).toMatchObject({ members: 1 });
  await db().execute(sql`delete from members where org_id = ${owner.org.id} and user_id = ${person.user.id}`);
  expect(await getTeam(owner, team)).toMatchObject({ members: 0 });
});
