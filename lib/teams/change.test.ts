import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db, rawSql } from "@/db/client";
import { orgs, projects, teams } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { effectiveProjectRole } from "@/lib/authz/project-role";
import { type ProjectRole, projectRoles } from "@/lib/authz/roles";
import { newId } from "@/lib/ids";
import { mutateOrg } from "@/lib/mutate";
import { addMember, auditedIn, giveGrant, makeOrg, makeProject, makeTeam } from "@/lib/testing/factories";
import { refusal, refusals } from "@/lib/testing/refusal";
import { race } from "@/lib/testing/two-connections";
import { changeTeam } from "./change";
import { addTeamMembersIn, addTeamProjectsIn, removeTeamMembersIn } from "./places";
import { renameTeam } from "./teams";

type Given = {
  kind: Parameters<typeof changeTeam>[1]["kind"];
  ids?: string[];
  all?: boolean;
  q?: string;
  role?: ProjectRole;
};

async function factsOf(teamId: string) {
  const [row] = await db()
    .select({ version: teams.version, role: teams.role, members: teams.memberCount, projects: teams.projectCount })
    .from(teams)
    .where(eq(teams.id, teamId));
  return row ?? { version: 0, role: "none", members: -1, projects: -1 };
}

/** A change of the team as it is now, or as it was at `version`. */
async function change(actor: OrgActor, teamId: string, given: Given, version?: number) {
  const seen = version ?? (await factsOf(teamId)).version;
  return changeTeam(actor, { teamId, ids: [], all: false, q: "", role: undefined, ...given, version: seen });
}

async function scene(role: ProjectRole = "analyst") {
  const owner = await makeOrg();
  const admin = await addMember(owner, "admin");
  const [ann, ben] = [await addMember(owner, "member"), await addMember(owner, "member")];
  const project = await makeProject(owner);
  const team = await makeTeam(owner, { role, projects: [project], members: [ann] });
  return { owner, admin, ann, ben, project, team };
}

const ids = (...people: OrgActor[]) => people.map(({ user }) => user.id);
const orgLock = (orgId: number) => `select 1 from orgs where id = ${orgId} for update`;

describe("changeTeam", () => {
  test("[M1] adds and removes people: access follows, an entry for each, the count is kept", async () => {
    const { owner, admin, ann, ben, project, team } = await scene();
    expect(await change(admin, team, { kind: "add-people", ids: ids(ann, ben) })).toMatchObject({ count: 1 });
    expect(await effectiveProjectRole(db(), project, ben.user.id)).toBe("analyst");
    expect(await factsOf(team)).toMatchObject({ members: 2, projects: 1 });
    expect(await change(admin, team, { kind: "remove-people", ids: ids(ann) })).toMatchObject({ count: 1 });
    expect(await effectiveProjectRole(db(), project, ann.user.id)).toBeNull();
    const rows = await db().execute(
      sql`select action, object_id, before, after from audit_entries where org_id = ${owner.org.id} order by seq`,
    );
    expect(rows.map((row) => ({ ...row }))).toEqual([
      { action: "team.member_added", object_id: team, before: null, after: { user: ben.user.id } },
      { action: "team.member_removed", object_id: team, before: { user: ann.user.id }, after: null },
    ]);
  });

  test("[M1] adds and removes projects", async () => {
    const { owner, ann, project, team } = await scene();
    const second = await makeProject(owner);
    await change(owner, team, { kind: "add-projects", ids: [String(second)] });
    expect(await effectiveProjectRole(db(), second, ann.user.id)).toBe("analyst");
    await change(owner, team, { kind: "remove-projects", ids: [String(project)] });
    expect(await effectiveProjectRole(db(), project, ann.user.id)).toBeNull();
    expect(await factsOf(team)).toMatchObject({ projects: 1 });
    expect(await auditedIn(owner.org.id)).toEqual(["team.project_added", "team.project_removed"]);
  });

  test("[M1] changes the role for everyone, on every project", async () => {
    const { owner, ann, project, team } = await scene();
    await change(owner, team, { kind: "role", role: "consumer" });
    expect(await effectiveProjectRole(db(), project, ann.user.id)).toBe("consumer");
    await change(owner, team, { kind: "role", role: "consumer" });
    expect(await auditedIn(owner.org.id)).toEqual(["team.role_changed"]);
  });

  test("[M1] takes out everyone who matches, and nobody else", async () => {
    const { owner, ann, ben, team } = await scene();
    await change(owner, team, { kind: "add-people", ids: ids(ben) });
    await change(owner, team, { kind: "remove-people", all: true, q: ben.user.email.toUpperCase() });
    expect(await factsOf(team)).toMatchObject({ members: 1 });
    await change(owner, team, { kind: "remove-people", all: true });
    expect(await factsOf(team)).toMatchObject({ members: 0 });
    expect(await auditedIn(owner.org.id)).toHaveLength(3);
    expect(ann.role).toBe("member");
  });

  test("[M2] refuses what was not shown: people, projects, role or name changed meanwhile", async () => {
    const { owner, ann, ben, team } = await scene();
    const second = String(await makeProject(owner));
    const { version } = await factsOf(team);
    const others: (() => Promise<unknown>)[] = [
      () => change(owner, team, { kind: "add-people", ids: ids(ben) }),
      () => change(owner, team, { kind: "add-projects", ids: [second] }),
      () => change(owner, team, { kind: "role", role: "consumer" }),
      () => renameTeam(owner, { teamId: team, name: `Other ${team}` }),
      () =>
        db()
          .update(projects)
          .set({ deletedAt: new Date() })
          .where(eq(projects.id, Number(second))),
    ];
    let seen = version;
    for (const other of others) {
      await other();
      expect(await refusal(change(owner, team, { kind: "remove-people", ids: ids(ann) }, seen))).toBe(
        "changed_meanwhile",
      );
      seen = (await factsOf(team)).version;
    }
    expect(await refusal(change(owner, team, { kind: "remove-people", ids: ids(ann) }, seen))).toBe("done");
  });

  test("[SEC-G] teams, people and projects of another organization are not found", async () => {
    const { owner, ann, team } = await scene();
    const other = await makeOrg();
    const theirs = String(await makeProject(other));
    expect(await refusal(change(other, team, { kind: "add-people", ids: ids(other) }))).toBe("NotFound");
    expect(await refusal(change(owner, team, { kind: "add-people", ids: ids(other) }))).toBe("NotFound");
    expect(await refusal(change(owner, team, { kind: "add-projects", ids: [theirs] }))).toBe("NotFound");
    for (const role of ["billing_admin", "member"] as const) {
      const nobody = await addMember(owner, role);
      expect(await refusal(change(nobody, team, { kind: "add-people", ids: ids(ann) }))).toBe("Forbidden");
    }
  });

  test("[M1] a deleted project counts no more and cannot be added; restored it counts again", async () => {
    const { owner, project, team } = await scene();
    await db().update(projects).set({ deletedAt: new Date() }).where(eq(projects.id, project));
    expect(await factsOf(team)).toMatchObject({ projects: 0 });
    expect(await refusal(change(owner, team, { kind: "add-projects", ids: [String(project)] }))).toBe("NotFound");
    await db().update(projects).set({ deletedAt: null }).where(eq(projects.id, project));
    expect(await factsOf(team)).toMatchObject({ projects: 1 });
  });
});

/** R4 typed in again: what the two roles that manage teams may do with a team of each role. */
const givable: Record<"owner" | "admin", readonly ProjectRole[]> = {
  owner: ["owner", "admin", "analyst", "consumer"],
  admin: ["admin", "analyst", "consumer"],
};
const takeable: Record<"owner" | "admin", readonly ProjectRole[]> = {
  owner: ["owner", "admin", "analyst", "consumer"],
  admin: ["analyst", "consumer"],
};

describe("the ceiling", () => {
  test.each(projectRoles.flatMap((role) => (["owner", "admin"] as const).map((own) => ({ own, role }))))(
    "[R4] an org $own and a team that gives $role",
    async ({ own, role }) => {
      const { owner, admin, ann, ben, project, team } = await scene(role);
      const actor = own === "owner" ? owner : admin;
      const second = String(await makeProject(owner));
      const gives = givable[own].includes(role) ? "done" : "role_above_own";
      const takes = takeable[own].includes(role) ? "done" : "target_not_below";
      expect(await refusal(change(actor, team, { kind: "add-people", ids: ids(ben) }))).toBe(gives);
      expect(await refusal(change(actor, team, { kind: "add-projects", ids: [second] }))).toBe(gives);
      expect(await refusal(change(actor, team, { kind: "remove-people", ids: ids(ann) }))).toBe(takes);
      expect(await refusal(change(actor, team, { kind: "remove-projects", ids: [String(project)] }))).toBe(takes);
      expect(
        await refusal(change(actor, team, { kind: "role", role: role === "consumer" ? "analyst" : "consumer" })),
      ).toBe(takes);
    },
  );

  test("[R4] an admin cannot raise a team to Owner, also one without people or projects", async () => {
    const { owner, admin, team } = await scene("consumer");
    expect(await refusal(change(admin, team, { kind: "role", role: "owner" }))).toBe("role_above_own");
    const empty = await makeTeam(owner, { role: "consumer" });
    expect(await refusal(change(admin, empty, { kind: "role", role: "owner" }))).toBe("role_above_own");
  });

  test("[R4] an admin who owns every project of the team may; one project more that they do not own, and not", async () => {
    const { owner, admin, ben, project, team } = await scene("owner");
    await giveGrant(admin, project, "owner");
    expect(await refusal(change(admin, team, { kind: "add-people", ids: ids(ben) }))).toBe("done");
    const second = await makeProject(owner);
    expect(await refusal(change(admin, team, { kind: "add-projects", ids: [String(second)] }))).toBe("role_above_own");
    await change(owner, team, { kind: "add-projects", ids: [String(second)] });
    const further = ids(await addMember(owner, "member"));
    expect(await refusal(change(admin, team, { kind: "add-people", ids: further }))).toBe("role_above_own");
    expect(await refusal(change(admin, team, { kind: "remove-people", ids: ids(ben) }))).toBe("target_not_below");
    await db().update(projects).set({ deletedAt: new Date() }).where(eq(projects.id, second));
    expect(await refusal(change(admin, team, { kind: "remove-people", ids: ids(ben) }))).toBe("target_not_below");
  });

  test("[R7] after a downgrade a team of Analysts takes no one and no project, but lets go, and can become Admin", async () => {
    const { owner, ann, ben, team } = await scene("analyst");
    const second = String(await makeProject(owner));
    await db().update(orgs).set({ plan: "growth" }).where(eq(orgs.id, owner.org.id));
    expect(await refusal(change(owner, team, { kind: "add-people", ids: ids(ben) }))).toBe("role_needs_plan");
    expect(await refusal(change(owner, team, { kind: "add-projects", ids: [second] }))).toBe("role_needs_plan");
    expect(await refusal(change(owner, team, { kind: "role", role: "consumer" }))).toBe("role_needs_plan");
    expect(await refusal(change(owner, team, { kind: "remove-people", ids: ids(ann) }))).toBe("done");
    expect(await refusal(change(owner, team, { kind: "role", role: "admin" }))).toBe("done");
    expect(await refusal(change(owner, team, { kind: "add-people", ids: ids(ben) }))).toBe("done");
  });
});

describe("at the same moment", () => {
  test("[M2] somebody is added while the team is deleted: never a place in nothing", async () => {
    const { owner, ben, team } = await scene();
    const { version } = await factsOf(team);
    const outcomes = await race<unknown>(
      [
        () => change(owner, team, { kind: "add-people", ids: ids(ben) }, version),
        () =>
          mutateOrg(owner, "org.teams.manage", async ({ tx, audit }) => {
            await tx.delete(teams).where(eq(teams.id, team));
            audit({ orgId: owner.org.id, action: "team.deleted", object: { type: "team", id: team } });
          }),
      ],
      { holding: orgLock(owner.org.id) },
    );
    expect(["done,done", "NotFound,done"]).toContain((await refusals(outcomes)).join());
    const [left] = await db().execute(sql`select count(*)::int as n from team_members where team_id = ${team}`);
    expect(left?.n).toBe(0);
  });

  test("[M2] the role changes while a project is added: the second sees another team than was shown", async () => {
    const { owner, team } = await scene("consumer");
    const second = String(await makeProject(owner));
    const { version } = await factsOf(team);
    const outcomes = await race<unknown>(
      [
        () => change(owner, team, { kind: "role", role: "owner" }, version),
        () => change(owner, team, { kind: "add-projects", ids: [second] }, version),
      ],
      { holding: orgLock(owner.org.id) },
    );
    expect((await refusals(outcomes)).sort()).toEqual(["changed_meanwhile", "done"]);
  });

  test("[R4] an admin adds a project while an owner raises the team: no Owner comes of it through the admin", async () => {
    const { owner, admin, team } = await scene("admin");
    const second = await makeProject(owner);
    const outcomes = await race<unknown>(
      [
        () => change(owner, team, { kind: "role", role: "owner" }),
        () => mutateOrg(admin, "org.teams.manage", (work) => addTeamProjectsIn(work, team, [second])),
      ],
      { holding: orgLock(owner.org.id) },
    );
    const [raised, added] = await refusals(outcomes);
    const { role } = await factsOf(team);
    // Either the admin came first, or was refused; the owner's own act may raise what the admin added before.
    expect([
      ["done", "done"],
      ["done", "role_above_own"],
      ["changed_meanwhile", "done"],
    ]).toContainEqual([raised, added]);
    if (added === "role_above_own") expect(role).toBe("owner");
  });
});

test("[R4] a role for three days gives no lasting one through a team, in whatever order", async () => {
  const owner = await makeOrg({ plan: "enterprise" });
  const admin = await addMember(owner, "admin");
  const project = await makeProject(owner);
  await giveGrant(admin, project, "owner");
  await db().execute(
    sql`update project_grants set ends_at = now() + interval '3 days' where user_id = ${admin.user.id}`,
  );
  const owners = await makeTeam(owner, { role: "owner", projects: [project] });
  const empty = await makeTeam(owner, { role: "admin", projects: [project] });
  const step = (team: string, given: Given) => refusal(change(admin, team, given));
  expect(await step(owners, { kind: "add-people", ids: [admin.user.id] })).toBe("role_above_own");
  expect(await step(empty, { kind: "role", role: "owner" })).toBe("role_above_own");
  const loose = await makeTeam(owner, { role: "owner" });
  expect(await step(loose, { kind: "add-projects", ids: [String(project)] })).toBe("role_above_own");
});

test("[Q3] 10,000 people are added and removed in as many statements as 10", async () => {
  const owner = await makeOrg();
  const team = await makeTeam(owner, { projects: [await makeProject(owner)] });
  const people = Array.from({ length: 10_000 }, () => newId("user"));
  await rawSql()`insert into users (id, name, email, email_proven_at)
    select id, 'Many', id || '@many.test', now() from unnest(${people}::text[]) as u (id)`;
  await rawSql()`insert into members (org_id, user_id, role, joined_at)
    select ${owner.org.id}, id, 'member', now() from unnest(${people}::text[]) as u (id)`;
  const statements = async (count: number) => {
    const userIds = people.slice(0, count);
    let asked = 0;
    await mutateOrg(owner, "org.teams.manage", async (work) => {
      const counting = new Proxy(work.tx, {
        get(target, key, self) {
          if (key === "execute" || key === "select" || key === "insert" || key === "update") asked += 1;
          return Reflect.get(target, key, self);
        },
      });
      expect(await addTeamMembersIn({ ...work, tx: counting }, { teamIds: [team], userIds })).toBe(count);
      expect(await removeTeamMembersIn({ ...work, tx: counting }, { teamIds: [team], userIds })).toBe(count);
    });
    return asked;
  };
  expect(await statements(10_000)).toBe(await statements(10));
  expect(await factsOf(team)).toMatchObject({ members: 0 });
  expect(await auditedIn(owner.org.id)).toHaveLength(20_020);
});
