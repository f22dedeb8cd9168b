import { sql } from "drizzle-orm";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { addMember, giveGrant, makeOrg, makeProject, makeTeam } from "@/lib/testing/factories";
import type { OrgActor } from "./actor";
import { effectiveProjectRole, effectiveProjectRoles } from "./project-role";
import type { OrgRole, ProjectRole } from "./roles";

/** Lowest first, typed in apart from the code. */
const rank: ProjectRole[] = ["consumer", "analyst", "admin", "owner"];
const projectRole = fc.constantFrom(...rank);

type Grants = { org: OrgRole; team: ProjectRole[]; individual: ProjectRole | null; allUsers: ProjectRole | null };

let owner: OrgActor;
let person: OrgActor;
let project: number;

beforeAll(async () => {
  owner = await makeOrg();
  person = await addMember(owner, "member");
  project = await makeProject(owner);
});

/** Gives the person exactly these grants. */
async function arrange(grants: Grants): Promise<void> {
  const orgId = owner.org.id;
  await db().execute(
    sql`update members set role = ${grants.org} where org_id = ${orgId} and user_id = ${person.user.id}`,
  );
  await db().execute(sql`delete from teams where org_id = ${orgId}`);
  await db().execute(sql`delete from project_grants where org_id = ${orgId}`);
  await db().execute(sql`update projects set all_users_role = ${grants.allUsers} where id = ${project}`);
  for (const role of grants.team) await makeTeam(owner, { role, projects: [project], members: [person] });
  if (grants.individual) await giveGrant(person, project, grants.individual);
}

type Row = { source: string; role: ProjectRole };

async function rows(userId = person.user.id): Promise<Row[]> {
  return db().execute<Row>(
    sql`select source, role from project_access where project_id = ${project} and user_id = ${userId}`,
  );
}

/** What SPEC says, computed apart from the view. */
function expectedRows(grants: Grants): Row[] {
  const organization: Partial<Record<OrgRole, ProjectRole>> = { owner: "owner", admin: "admin" };
  const fromOrg = organization[grants.org];
  return [
    ...(fromOrg ? [{ source: "organization", role: fromOrg }] : []),
    ...grants.team.map((role) => ({ source: "team", role })),
    ...(grants.individual ? [{ source: "individual", role: grants.individual }] : []),
    ...(grants.allUsers ? [{ source: "all_users", role: grants.allUsers }] : []),
  ];
}

function highest(given: Row[]): ProjectRole | null {
  return rank.findLast((role) => given.some((row) => row.role === role)) ?? null;
}

const spelled = (given: Row[]) => given.map((row) => `${row.source} ${row.role}`).sort();

const anyGrants = fc.record<Grants>({
  org: fc.constantFrom<OrgRole>("owner", "admin", "billing_admin", "member"),
  team: fc.array(projectRole, { maxLength: 3 }),
  individual: fc.option(projectRole),
  allUsers: fc.option(projectRole),
});

/** Every way of taking one grant away. */
function without(grants: Grants): Grants[] {
  return [
    ...(grants.org === "owner" || grants.org === "admin" ? [{ ...grants, org: "member" as const }] : []),
    ...grants.team.map((_, taken) => ({ ...grants, team: grants.team.filter((__, at) => at !== taken) })),
    ...(grants.individual ? [{ ...grants, individual: null }] : []),
    ...(grants.allUsers ? [{ ...grants, allUsers: null }] : []),
  ];
}

describe("[R3] project_access", () => {
  test("[R3] has one row per grant, and the highest is the effective role", async () => {
    await fc.assert(
      fc.asyncProperty(anyGrants, async (grants) => {
        await arrange(grants);
        expect(spelled(await rows())).toEqual(spelled(expectedRows(grants)));
        expect(await effectiveProjectRole(db(), project, person.user.id)).toBe(highest(expectedRows(grants)));
      }),
      { numRuns: 60 },
    );
  });

  test("[R3] taking one grant away leaves every other and never raises the role", async () => {
    await fc.assert(
      fc.asyncProperty(anyGrants, async (grants) => {
        await arrange(grants);
        const before = await rows();
        for (const less of without(grants)) {
          await arrange(less);
          const after = await rows();
          expect(after).toHaveLength(before.length - 1);
          expect(spelled(after)).toEqual(spelled(expectedRows(less)));
          expect(rank.indexOf(highest(after) ?? "consumer")).toBeLessThanOrEqual(
            rank.indexOf(highest(before) ?? "consumer"),
          );
        }
      }),
      { numRuns: 15 },
    );
  });

  test("[R3] counts team, individual and All-users grants by what they say, not by the org role", async () => {
    await arrange({ org: "admin", team: ["consumer", "analyst"], individual: "owner", allUsers: "consumer" });
    expect(spelled(await rows())).toEqual([
      "all_users consumer",
      "individual owner",
      "organization admin",
      "team analyst",
      "team consumer",
    ]);
    expect(await effectiveProjectRole(db(), project, person.user.id)).toBe("owner");
  });

  test("[R3] a person outside the org has no row, and a deleted project has none for anybody", async () => {
    await arrange({ org: "member", team: [], individual: "analyst", allUsers: "consumer" });
    const stranger = await makeOrg();
    expect(await rows(stranger.user.id)).toEqual([]);
    const gone = await makeProject(owner, { allUsersRole: "analyst" });
    expect(await effectiveProjectRole(db(), gone, person.user.id)).toBe("analyst");
    await db().execute(sql`update projects set deleted_at = now() where id = ${gone}`);
    expect(await effectiveProjectRole(db(), gone, person.user.id)).toBeNull();
    expect(await effectiveProjectRole(db(), gone, owner.user.id)).toBeNull();
  });

  test("[R3] many projects at once give the same answer as one by one", async () => {
    const ids = [await makeProject(owner), await makeProject(owner, { allUsersRole: "analyst" }), project];
    const together = await effectiveProjectRoles(db(), ids, person.user.id);
    for (const id of ids) {
      expect(together.get(id) ?? null).toBe(await effectiveProjectRole(db(), id, person.user.id));
    }
    expect(await effectiveProjectRoles(db(), [], person.user.id)).toEqual(new Map());
  });

  test("[R3] [U4] leaving the org takes team places and individual grants along", async () => {
    await arrange({ org: "member", team: ["analyst"], individual: "admin", allUsers: "consumer" });
    const person2 = await addMember(owner, "member");
    const team = await makeTeam(owner, { projects: [project], members: [person2] });
    await giveGrant(person2, project, "analyst");
    await db().execute(sql`delete from members where org_id = ${owner.org.id} and user_id = ${person2.user.id}`);
    expect(await rows(person2.user.id)).toEqual([]);
    const [left] = await db().execute<{ places: number }>(
      sql`select count(*)::int as places from team_members where team_id = ${team}`,
    );
    expect(left?.places).toBe(0);
  });
});

describe("[R3] rows of two orgs cannot meet (SEC-R40)", () => {
  test("[R3] a grant, a team place and a team's project of another org are refused by the database", async () => {
    const other = await makeOrg();
    const theirs = await makeProject(other);
    const team = await makeTeam(owner);
    await expect(giveGrant(person, theirs, "consumer")).rejects.toThrow();
    await expect(giveGrant({ ...other, org: owner.org }, project, "consumer")).rejects.toThrow();
    await expect(makeTeam(owner, { projects: [theirs] })).rejects.toThrow();
    await expect(makeTeam(owner, { members: [other] })).rejects.toThrow();
    await expect(
      db().execute(sql`insert into team_projects (org_id, team_id, project_id, added_at)
        values (${other.org.id}, ${team}, ${theirs}, now())`),
    ).rejects.toThrow();
  });
});
