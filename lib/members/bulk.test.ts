import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db } from "@/db/client";
import type { OrgActor } from "@/lib/authz/actor";
import type { OrgRole } from "@/lib/authz/roles";
import {
  addMember,
  auditedIn,
  giveGrant,
  makeOrg,
  makeProject,
  makeTeam,
  makeUser,
  rolesIn,
  unconfirmed,
} from "@/lib/testing/factories";
import { refusal, refusals } from "@/lib/testing/refusal";
import { race } from "@/lib/testing/two-connections";
import { addChosenToTeam, changeRoles, removeMembers } from "./bulk";
import { changeMemberRole, leaveOrg } from "./members";
import { type ChangeRolesInput, type RemoveMembersInput, removalPhrase } from "./selection";

function ticked(people: OrgActor[], more: Partial<RemoveMembersInput> = {}): RemoveMembersInput {
  return { ids: people.map(({ user }) => user.id), count: people.length, phrase: "", ...more };
}
const everybody = (count: number, more: Partial<RemoveMembersInput> = {}): RemoveMembersInput => ({
  ids: [],
  all: "on",
  count,
  phrase: removalPhrase(count),
  ...more,
});

async function addMembers(owner: OrgActor, count: number, role: OrgRole = "member"): Promise<OrgActor[]> {
  const people: OrgActor[] = [];
  for (let n = 0; n < count; n += 1) people.push(await addMember(owner, role));
  return people;
}
const leftIn = async (owner: OrgActor) => [...(await rolesIn(owner.org.id)).keys()].sort();
const idsOf = (...people: OrgActor[]) => people.map(({ user }) => user.id).sort();

describe("removing many", () => {
  test("[U4] takes them out with team places and grants, with an entry each under one operation", async () => {
    const owner = await makeOrg();
    const people = await addMembers(owner, 3);
    const stays = await addMember(owner, "member");
    const project = await makeProject(owner);
    const team = await makeTeam(owner, { projects: [project], members: [...people, stays] });
    for (const person of people) await giveGrant(person, project, "analyst");
    expect(await removeMembers(owner, ticked(people))).toBe(3);
    expect(await leftIn(owner)).toEqual(idsOf(owner, stays));
    const [left] = await db().execute(sql`select
      (select count(*)::int from team_members where team_id = ${team}) as places,
      (select member_count from teams where id = ${team}) as counted,
      (select count(*)::int from project_grants where org_id = ${owner.org.id}) as grants,
      (select members from org_counts where org_id = ${owner.org.id}) as members,
      (select count(distinct operation_id)::int from audit_entries where org_id = ${owner.org.id}) as operations`);
    expect(left).toEqual({ places: 1, counted: 1, grants: 0, members: 2, operations: 1 });
    expect(await auditedIn(owner.org.id)).toEqual(Array(3).fill("member.removed"));
  });

  test("[U4] all that match a filter, and nobody else", async () => {
    const owner = await makeOrg();
    const inTeam = await addMembers(owner, 2);
    const other = await addMember(owner, "member");
    const team = await makeTeam(owner, { members: [...inTeam, owner] });
    expect(await refusal(removeMembers(owner, everybody(3, { team })))).toBe("target_not_below");
    expect(await removeMembers(owner, everybody(2, { team, others: "on" }))).toBe(2);
    expect(await leftIn(owner)).toEqual(idsOf(owner, other));
  });

  test("[U4] a team that is gone fits nobody, instead of everybody", async () => {
    const owner = await makeOrg();
    await addMembers(owner, 2);
    const gone = everybody(2, { team: "team_gone", others: "on" });
    expect(await refusal(removeMembers(owner, gone))).toBe("changed_meanwhile");
    expect(await refusal(removeMembers(owner, { ...gone, team: undefined, project: "no number" }))).toBe(
      "changed_meanwhile",
    );
    expect((await leftIn(owner)).length).toBe(3);
  });

  test("[U4] all or nothing: one who is not below keeps everybody, until left out by name", async () => {
    const owner = await makeOrg();
    const admin = await addMember(owner, "admin");
    const second = await addMember(owner, "admin");
    const billing = await addMember(owner, "billing_admin");
    const [one, two] = await addMembers(owner, 2);
    const chosen = ticked([owner, admin, second, billing, one as OrgActor, two as OrgActor]);
    expect(await refusal(removeMembers(admin, chosen))).toBe("target_not_below");
    expect((await leftIn(owner)).length).toBe(6);
    expect(await removeMembers(admin, { ...chosen, others: "on", count: 2 })).toBe(2);
    expect(await leftIn(owner)).toEqual(idsOf(owner, admin, second, billing));
  });

  test("[R5] is for owners and admins, and another org's people are nobody (SEC-R35)", async () => {
    const owner = await makeOrg();
    const [member, target] = await addMembers(owner, 2);
    const billing = await addMember(owner, "billing_admin");
    const foreign = await addMember(await makeOrg(), "member");
    for (const actor of [member as OrgActor, billing]) {
      expect(await refusal(removeMembers(actor, ticked([target as OrgActor])))).toBe("Forbidden");
    }
    expect(await refusal(removeMembers(owner, ticked([foreign])))).toBe("changed_meanwhile");
    expect(await refusal(removeMembers(owner, ticked([foreign, target as OrgActor])))).toBe("changed_meanwhile");
    expect((await leftIn(owner)).length).toBe(4);
    expect((await rolesIn(foreign.org.id)).has(foreign.user.id)).toBe(true);
    expect(await auditedIn(owner.org.id)).toEqual([]);
  });

  test("[Q1] another number than was shown changes nothing and says the new one", async () => {
    const owner = await makeOrg();
    await addMembers(owner, 3);
    const stale = everybody(2, { role: "member" });
    await expect(removeMembers(owner, stale)).rejects.toMatchObject({
      code: "changed_meanwhile",
      message: expect.stringContaining("3 people now, not 2"),
    });
    const person = await addMember(owner, "member");
    expect(await refusal(removeMembers(owner, ticked([person])))).toBe("done");
    expect(await refusal(removeMembers(owner, ticked([person])))).toBe("changed_meanwhile");
    expect((await leftIn(owner)).length).toBe(4);
  });

  test("[U4] more than ten are removed only after the number was typed", async () => {
    const owner = await makeOrg();
    const people = await addMembers(owner, 11);
    for (const phrase of ["", "remove 10 users", "remove"]) {
      const answer = removeMembers(owner, ticked(people, { phrase }));
      await expect(answer).rejects.toMatchObject({ code: "invalid", field: "phrase" });
    }
    expect(await removeMembers(owner, ticked(people.slice(1)))).toBe(10);
    expect(await refusal(removeMembers(owner, ticked(people.slice(0, 1))))).toBe("done");
    expect(await leftIn(owner)).toEqual(idsOf(owner));
  });

  test("[U4] the typed number may be written with other spaces and capitals", async () => {
    const owner = await makeOrg();
    const people = await addMembers(owner, 11);
    expect(await removeMembers(owner, ticked(people, { phrase: " Remove  11 users " }))).toBe(11);
  });

  test("[A6] owners among them need a confirmation", async () => {
    const owner = await makeOrg();
    const people = [await addMember(owner, "owner"), await addMember(owner, "member")];
    expect(await refusal(removeMembers(unconfirmed(owner), ticked(people)))).toBe("ConfirmationNeeded");
    expect(await refusal(removeMembers(unconfirmed(owner), ticked(people.slice(1))))).toBe("done");
    expect(await refusal(removeMembers(owner, ticked(people.slice(0, 1))))).toBe("done");
  });

  test("[U4] somebody with a role no longer theirs removes nobody", async () => {
    const owner = await makeOrg();
    const admin = await addMember(owner, "admin");
    const target = await addMember(owner, "member");
    await changeMemberRole(owner, { userId: admin.user.id, role: "member", was: "admin" });
    expect(await refusal(removeMembers(admin, ticked([target])))).toBe("Forbidden");
    expect(await refusal(removeMembers({ ...owner, ...(await makeUser()) }, ticked([target])))).toBe("NotFound");
  });
});

describe("giving many a role", () => {
  const to = (role: OrgRole, people: OrgActor[], more: Partial<ChangeRolesInput> = {}): ChangeRolesInput => ({
    ids: people.map(({ user }) => user.id),
    count: people.length,
    to: role,
    ...more,
  });

  test("[U4] changes all, with before and after for each that was other", async () => {
    const owner = await makeOrg();
    const people = [
      ...(await addMembers(owner, 2)),
      await addMember(owner, "billing_admin"),
      await addMember(owner, "admin"),
    ];
    expect(await changeRoles(owner, to("admin", people))).toBe(3);
    const roles = await rolesIn(owner.org.id);
    expect(people.map(({ user }) => roles.get(user.id))).toEqual(["admin", "admin", "admin", "admin"]);
    const entries =
      await db().execute(sql`select before ->> 'role' as before, after ->> 'role' as after, operation_id from audit_entries
      where org_id = ${owner.org.id} and action = 'member.role_changed' order by before`);
    expect(entries.map(({ before, after }) => [before, after])).toEqual([
      ["billing_admin", "admin"],
      ["member", "admin"],
      ["member", "admin"],
    ]);
    expect(new Set(entries.map((entry) => entry.operation_id)).size).toBe(1);
  });

  test("[R4] nobody raises themselves, and nobody who is not below is changed", async () => {
    const owner = await makeOrg();
    const admin = await addMember(owner, "admin");
    const second = await addMember(owner, "admin");
    const billing = await addMember(owner, "billing_admin");
    const member = await addMember(owner, "member");
    for (const blocked of [admin, second, billing, owner]) {
      expect(await refusal(changeRoles(admin, to("member", [blocked, member])))).toBe("target_not_below");
    }
    expect(await refusal(changeRoles(owner, to("admin", [owner, member])))).toBe("target_not_below");
    for (const role of ["owner", "billing_admin"] as const) {
      const answer = changeRoles(admin, to(role, [member]));
      await expect(answer).rejects.toMatchObject({ code: "role_above_own", field: "to" });
    }
    const all = to("admin", [admin, second, billing, owner, member], { others: "on", count: 1 });
    expect(await changeRoles(admin, all)).toBe(1);
    expect((await rolesIn(owner.org.id)).get(member.user.id)).toBe("admin");
  });

  test("[A6] giving and taking Owner needs a confirmation, other roles do not", async () => {
    const owner = await makeOrg();
    const member = await addMember(owner, "member");
    const second = await addMember(owner, "owner");
    const stale = unconfirmed(owner);
    expect(await refusal(changeRoles(stale, to("owner", [member])))).toBe("ConfirmationNeeded");
    expect(await refusal(changeRoles(stale, to("member", [member, second])))).toBe("ConfirmationNeeded");
    expect(await refusal(changeRoles(stale, to("admin", [member])))).toBe("done");
    expect(await changeRoles(owner, to("member", [member, second]))).toBe(2);
  });

  test("[R1] a bulk demotion while the other owner removes its author: an owner stays", async () => {
    const first = await makeOrg();
    const second = await addMember(first, "owner");
    const third = await addMember(first, "owner");
    const holding = `select 1 from orgs where id = ${first.org.id} for update`;
    const answers = await refusals(
      await race<unknown>(
        [() => changeRoles(first, to("member", [second, third])), () => removeMembers(second, ticked([first, third]))],
        { holding },
      ),
    );
    expect(answers.filter((answer) => answer === "done")).toHaveLength(1);
    expect([...(await rolesIn(first.org.id)).values()].filter((role) => role === "owner")).toHaveLength(1);
  });

  test("[Q1] another number than was shown changes nothing; Forbidden and another org", async () => {
    const owner = await makeOrg();
    const [one, two] = await addMembers(owner, 2);
    const foreign = await addMember(await makeOrg(), "member");
    const all = { ids: [], all: "on", role: "member", to: "admin" as const };
    expect(await refusal(changeRoles(owner, { ...all, count: 3 }))).toBe("changed_meanwhile");
    expect(await refusal(changeRoles(one as OrgActor, to("admin", [two as OrgActor])))).toBe("Forbidden");
    expect(await refusal(changeRoles(owner, to("admin", [foreign])))).toBe("changed_meanwhile");
    expect(await auditedIn(owner.org.id)).toEqual([]);
  });
});

describe("putting many into a team", () => {
  test("[U4] adds who is not in it, also those above the actor, and says so for each", async () => {
    const owner = await makeOrg();
    const admin = await addMember(owner, "admin");
    const [inIt, out] = await addMembers(owner, 2);
    const project = await makeProject(owner);
    const team = await makeTeam(owner, { role: "admin", projects: [project], members: [inIt as OrgActor] });
    const people = [owner, admin, inIt as OrgActor, out as OrgActor];
    const input = { ids: idsOf(...people), count: 4, into: team };
    expect(await addChosenToTeam(admin, input)).toBe(3);
    expect(await auditedIn(owner.org.id)).toEqual(Array(3).fill("team.member_added"));
    expect(await refusal(addChosenToTeam(admin, { ...input, count: 5 }))).toBe("changed_meanwhile");
  });

  test("[R4] a team above the actor's own role, [R7] one that the plan lacks, and one of another org", async () => {
    const owner = await makeOrg({ plan: "growth" });
    const admin = await addMember(owner, "admin");
    const member = await addMember(owner, "member");
    const project = await makeProject(owner);
    const add = (actor: OrgActor, into: string) =>
      refusal(addChosenToTeam(actor, { ids: idsOf(member), count: 1, into }));
    expect(await add(admin, await makeTeam(owner, { role: "owner", projects: [project] }))).toBe("role_above_own");
    expect(await add(owner, await makeTeam(owner, { role: "analyst", projects: [project] }))).toBe("role_needs_plan");
    expect(await add(owner, await makeTeam(await makeOrg(), { role: "admin" }))).toBe("NotFound");
    expect(await add(member, await makeTeam(owner, { role: "admin" }))).toBe("Forbidden");
    expect(await auditedIn(owner.org.id)).toEqual([]);
  });
});

describe("[R1] the last owner and many at once", () => {
  const ways: [string, (a: OrgActor, b: OrgActor, others: OrgActor[]) => (() => Promise<unknown>)[]][] = [
    [
      "a bulk removal while the other owner demotes its author",
      (a, b, others) => [
        () => removeMembers(a, ticked([b, ...others])),
        () => changeMemberRole(b, { userId: a.user.id, role: "member", was: "owner" }),
      ],
    ],
    [
      "two bulk removals of each other",
      (a, b, others) => [
        () => removeMembers(a, ticked([b, ...others])),
        () => removeMembers(b, ticked([a, ...others])),
      ],
    ],
    ["a bulk removal while its author leaves", (a, b) => [() => removeMembers(a, ticked([b])), () => leaveOrg(a)]],
  ];
  test.each(ways)("[R1] %s: one succeeds, the org keeps an owner", async (_, way) => {
    for (let round = 0; round < 5; round += 1) {
      const first = await makeOrg();
      const second = await addMember(first, "owner");
      const others = await addMembers(first, 3);
      const holding = `select 1 from orgs where id = ${first.org.id} for update`;
      const answers = await refusals(await race(way(first, second, others), { holding }));
      expect(answers.filter((answer) => answer === "done")).toHaveLength(1);
      const roles = [...(await rolesIn(first.org.id)).values()];
      expect(roles.filter((role) => role === "owner")).toHaveLength(1);
    }
  });
});
