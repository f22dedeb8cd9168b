import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import type { OrgActor, ProjectActor } from "@/lib/authz/actor";
import { type ProjectRole, projectRoles } from "@/lib/authz/roles";
import { grantSources, type ProjectUserFilter, projectUserSorts } from "@/lib/members/project-users";
import { type ListPlace, pageSize } from "@/lib/pagination";
import { addMember, giveGrant, makeOrg, makeProject, makeTeam, makeUser, onProject } from "@/lib/testing/factories";
import { type ProjectUserRow, readProjectUsersForExport, searchProjectUsers } from "./project-users";

/** The list of a project's users (P4): a row a grant, held against `project_access`. */

const everything: ProjectUserFilter = { q: "", role: null, how: null };
type Sort = (typeof projectUserSorts)[number];

let owner: OrgActor;
let project: number;
let actor: ProjectActor;
let people: OrgActor[];

beforeAll(async () => {
  owner = await makeOrg();
  project = await makeProject(owner, { allUsersRole: "consumer" });
  await makeProject(owner, { allUsersRole: "owner" });
  people = [];
  for (let number = 0; number < 60; number += 1) {
    const name = ["Zoë", "anna", "Ben", "Ças", "dora"][number % 5] ?? "";
    const role = number === 3 ? "admin" : number === 4 ? "billing_admin" : "member";
    people.push(await addMember(owner, role, await makeUser({ name: `${name} ${number % 7}` })));
  }
  const roles = [...projectRoles, "analyst" as const];
  for (const [index, person] of people.entries()) {
    const role = roles[index % roles.length];
    if (index % 2 === 0 && role) await giveGrant(person, project, role);
  }
  await makeTeam(owner, { name: "beta", role: "admin", projects: [project], members: people.slice(0, 25) });
  await makeTeam(owner, { name: "Alpha", role: "consumer", projects: [project], members: people.slice(10, 40) });
  await makeTeam(owner, { name: "Elsewhere", role: "owner", members: people });
  const ended = (index: number, then: ProjectRole | null) =>
    db().execute(sql`insert into project_grants (org_id, project_id, user_id, role, given_at, ends_at, then_role)
      values (${owner.org.id}, ${project}, ${people[index]?.user.id}, 'owner', now(), now() - interval '1 minute', ${then})`);
  await ended(1, "analyst");
  await ended(5, null);
  await db().execute(sql`update project_grants set ends_at = now() + interval '1 day'
    where project_id = ${project} and user_id = ${people[2]?.user.id}`);
  actor = await onProject(owner, project);
});

const keyOf = (row: Pick<ProjectUserRow, "userId" | "source" | "teamId" | "role">) =>
  `${row.userId} ${row.source} ${row.teamId} ${row.role}`;

async function viewKeys(where = sql``): Promise<string[]> {
  const rows = await db().execute<{ user_id: string; source: "team"; team_id: string; role: ProjectRole }>(
    sql`select user_id, source, team_id, role from project_access where project_id = ${project} ${where}`,
  );
  return rows
    .map((row) => keyOf({ userId: row.user_id, source: row.source, teamId: row.team_id, role: row.role }))
    .sort();
}

/** All pages in a row, by the cursors that the links carry. */
async function walk(filter: ProjectUserFilter, sort: Sort, dir: "asc" | "desc", backwards = false) {
  const found: ProjectUserRow[][] = [];
  let place: ListPlace<Sort> = { sort, dir, page: backwards ? "last" : 1, cursor: null };
  for (;;) {
    const { rows, total } = await searchProjectUsers(actor, filter, place);
    found.push(rows);
    const last = Math.max(1, Math.ceil(total / pageSize));
    const number: number = place.page === "last" ? last : place.page;
    if (backwards ? number === 1 : number === last) break;
    const edge = backwards ? rows[0] : rows.at(-1);
    const [key = "", id = ""] = JSON.parse(Buffer.from(edge?.cursor ?? "", "base64url").toString());
    place = {
      sort,
      dir,
      page: number + (backwards ? -1 : 1),
      cursor: { side: backwards ? "before" : "after", key, id },
    };
  }
  return (backwards ? found.reverse() : found).flat();
}

describe("the users of a project", () => {
  test("[P4] [R3] has a row for each grant that project_access has, none else", async () => {
    const rows = await walk(everything, "name", "asc");
    expect(rows.map(keyOf).sort()).toEqual(await viewKeys());
    expect(rows.length).toBeGreaterThan(2 * pageSize);
  });

  test.each(projectUserSorts.flatMap((sort) => (["asc", "desc"] as const).map((dir) => ({ sort, dir }))))(
    "[Q2] [P4] sorted by $sort $dir: forwards, backwards, by page and as a file the same order",
    async ({ sort, dir }) => {
      const forwards = await walk(everything, sort, dir);
      const backwards = await walk(everything, sort, dir, true);
      expect(backwards.map(keyOf)).toEqual(forwards.map(keyOf));
      const second = await searchProjectUsers(actor, everything, { sort, dir, page: 2, cursor: null });
      expect(second.rows.map(keyOf)).toEqual(forwards.slice(pageSize, 2 * pageSize).map(keyOf));
      const file: ProjectUserRow[] = [];
      const scope = { actor, filter: everything, allUsersRole: second.allUsersRole };
      for (let after: ProjectUserRow | null = null; ; ) {
        const rows: ProjectUserRow[] = await readProjectUsersForExport(scope, { sort, dir }, after, 7);
        if (rows.length === 0) break;
        file.push(...rows);
        after = rows.at(-1) ?? null;
      }
      expect(file.map(keyOf)).toEqual(forwards.map(keyOf));
      const rank = (row: ProjectUserRow) =>
        sort === "role" ? projectRoles.indexOf(row.role) : sort === "how" ? grantSources.indexOf(row.source) : 0;
      const ranks = forwards.map(rank);
      expect(ranks).toEqual([...ranks].sort((a, b) => (dir === "asc" ? a - b : b - a)));
    },
  );

  test("[P4] filters by role, by how it was granted and by name or e-mail, with exact totals", async () => {
    for (const how of grantSources) {
      for (const role of [null, ...projectRoles]) {
        const { rows, total } = await searchProjectUsers(
          actor,
          { q: "", role, how },
          { sort: "name", dir: "asc", page: 1, cursor: null },
        );
        const wanted = await viewKeys(
          sql`and source = ${how} and (${role}::project_role is null or role = ${role}::project_role)`,
        );
        expect(total, `${how} ${role}`).toBe(wanted.length);
        if (total <= pageSize) expect(rows.map(keyOf).sort()).toEqual(wanted);
      }
    }
    const anna = await walk({ ...everything, q: "ANNA 1" }, "name", "asc");
    expect(anna.length).toBeGreaterThan(0);
    expect(new Set(anna.map((row) => row.name))).toEqual(new Set(["anna 1"]));
    const email = people[7]?.user.email ?? "";
    const one = await walk({ ...everything, q: email }, "how", "desc");
    expect(new Set(one.map((row) => row.email))).toEqual(new Set([email]));
    expect(await walk({ ...everything, q: "%" }, "name", "asc")).toEqual([]);
  });

  test("[P4] [R3] exactly one grant of each person counts, and it has their effective role", async () => {
    const rows = await walk(everything, "name", "asc");
    const winners = rows.filter((row) => row.wins);
    const effective = await db().execute<{ user_id: string; role: ProjectRole }>(
      sql`select user_id, max(role) as role from project_access where project_id = ${project} group by user_id`,
    );
    expect(winners.map((row) => `${row.userId} ${row.role}`).sort()).toEqual(
      effective.map((row) => `${row.user_id} ${row.role}`).sort(),
    );
  });

  test("[P4] one that has ended is what it left, one that ends says when", async () => {
    const rows = await walk({ ...everything, how: "individual" }, "name", "asc");
    const of = (index: number) => rows.find((row) => row.userId === people[index]?.user.id);
    expect(of(1)).toMatchObject({ role: "analyst", endsAt: null });
    expect(of(5)).toBeUndefined();
    expect(of(2)?.endsAt).toBeInstanceOf(Date);
    expect(of(4)?.endsAt).toBeNull();
  });
});
