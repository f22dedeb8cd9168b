import { and, eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { orgs, projectGrants, projects } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { effectiveProjectRole } from "@/lib/authz/project-role";
import { type ProjectRole, projectRoles } from "@/lib/authz/roles";
import { addMember, auditedIn, giveGrant, makeOrg, makeProject, makeTeam } from "@/lib/testing/factories";
import { refusal, refusals } from "@/lib/testing/refusal";
import { race } from "@/lib/testing/two-connections";
import { changeGrantRole, giveGrants, removeGrant } from "./grants";
import { removeMember } from "./off-boarding";

async function grantOf(person: OrgActor, projectId: number): Promise<ProjectRole | null> {
  const [row] = await db()
    .select({ role: projectGrants.role })
    .from(projectGrants)
    .where(and(eq(projectGrants.projectId, projectId), eq(projectGrants.userId, person.user.id)));
  return row?.role ?? null;
}

const give = (actor: OrgActor, to: OrgActor, ids: number[], role: ProjectRole) =>
  giveGrants(actor, { userId: to.user.id, projects: ids, role });
const change = (actor: OrgActor, to: OrgActor, projectId: number, was: ProjectRole, role: ProjectRole) =>
  changeGrantRole(actor, { userId: to.user.id, projectId, was, role });
const remove = (actor: OrgActor, from: OrgActor, projectId: number, was: ProjectRole) =>
  removeGrant(actor, { userId: from.user.id, projectId, was });

async function scene() {
  const owner = await makeOrg();
  const admin = await addMember(owner, "admin");
  const member = await addMember(owner, "member");
  const project = await makeProject(owner);
  return { owner, admin, member, project };
}

/** R4 typed in again: who may change or remove a grant of which role. */
const changeable: Record<"owner" | "admin", ProjectRole[]> = {
  owner: ["owner", "admin", "analyst", "consumer"],
  admin: ["analyst", "consumer"],
};
const givable: Record<"owner" | "admin", ProjectRole[]> = {
  owner: ["owner", "admin", "analyst", "consumer"],
  admin: ["admin", "analyst", "consumer"],
};

describe("giving", () => {
  test("[U5] gives one role on several projects, an entry for each", async () => {
    const { owner, admin, member, project } = await scene();
    const second = await makeProject(owner);
    const done = await give(admin, member, [project, second, project], "analyst");
    expect(done).toEqual({ given: [project, second], raised: [], kept: [] });
    expect(await grantOf(member, project)).toBe("analyst");
    expect(await effectiveProjectRole(db(), second, member.user.id)).toBe("analyst");
    const rows = await db().execute(sql`select action, object_type, object_id, project_id, actor_id, after
      from audit_entries where org_id = ${owner.org.id} order by seq`);
    const entry = { action: "grant.given", object_type: "grant", object_id: member.user.id, actor_id: admin.user.id };
    expect(rows.map((row) => ({ ...row }))).toEqual([
      { ...entry, project_id: project, after: { role: "analyst" } },
      { ...entry, project_id: second, after: { role: "analyst" } },
    ]);
  });

  test("[U5] never lowers, raises where it is higher, and again changes nothing", async () => {
    const { owner, member, project } = await scene();
    const second = await makeProject(owner);
    await give(owner, member, [project], "admin");
    expect(await give(owner, member, [project, second], "analyst")).toEqual({
      given: [second],
      raised: [],
      kept: [project],
    });
    expect(await give(owner, member, [project, second], "admin")).toMatchObject({ raised: [second], kept: [project] });
    expect(await give(owner, member, [project, second], "admin")).toMatchObject({ kept: [project, second] });
    expect(await auditedIn(owner.org.id)).toEqual(["grant.given", "grant.given", "grant.role_changed"]);
  });

  test.each(projectRoles.flatMap((role) => (["owner", "admin"] as const).map((own) => ({ own, role }))))(
    "[R4] an org $own gives the project role $role",
    async ({ own, role }) => {
      const { owner, admin, member, project } = await scene();
      const answer = await refusal(give(own === "owner" ? owner : admin, member, [project], role));
      expect(answer).toBe(givable[own].includes(role) ? "done" : "role_above_own");
      expect(await grantOf(member, project)).toBe(answer === "done" ? role : null);
    },
  );

  test("[R4] an admin who is an owner of one project gives Owner on that one only, all or nothing", async () => {
    const { owner, admin, member, project } = await scene();
    const other = await makeProject(owner);
    await giveGrant(admin, project, "owner");
    expect(await refusal(give(admin, member, [project, other], "owner"))).toBe("role_above_own");
    expect(await grantOf(member, project)).toBeNull();
    expect(await refusal(give(admin, member, [project], "owner"))).toBe("done");
  });

  test.each(["member", "billing_admin"] as const)("[R5] a %s gives none, whatever their projects say", async (role) => {
    const { owner, member, project } = await scene();
    const person = await addMember(owner, role);
    await giveGrant(person, project, "owner");
    expect(await refusal(give(person, member, [project], "consumer"))).toBe("Forbidden");
    expect(await auditedIn(owner.org.id)).toEqual([]);
  });

  test("[R5] a billing admin may be in projects as anybody may", async () => {
    const { owner, project } = await scene();
    const billing = await addMember(owner, "billing_admin");
    await give(owner, billing, [project], "analyst");
    expect(await effectiveProjectRole(db(), project, billing.user.id)).toBe("analyst");
  });

  test("[R7] below Enterprise only Owner and Admin are new; what stands survives and can be raised or taken", async () => {
    const { owner, member, project } = await scene();
    const second = await makeProject(owner);
    await give(owner, member, [project], "analyst");
    await db().update(orgs).set({ plan: "growth" }).where(eq(orgs.id, owner.org.id));
    expect(await refusal(give(owner, member, [second], "analyst"))).toBe("role_needs_plan");
    expect(await refusal(change(owner, member, project, "analyst", "consumer"))).toBe("role_needs_plan");
    expect(await grantOf(member, project)).toBe("analyst");
    expect(await refusal(give(owner, member, [second], "admin"))).toBe("done");
    expect(await refusal(change(owner, member, project, "analyst", "admin"))).toBe("done");
    expect(await refusal(remove(owner, member, project, "admin"))).toBe("done");
  });

  test("[Q1] people and projects of another org, deleted projects and unknown ids are not found (SEC-R35)", async () => {
    const { owner, member, project } = await scene();
    const other = await makeOrg();
    const theirs = await makeProject(other);
    const stranger = await addMember(other, "member");
    await giveGrant(stranger, theirs, "analyst");
    expect(await refusal(give(owner, stranger, [project], "analyst"))).toBe("NotFound");
    expect(await refusal(give(owner, member, [project, theirs], "analyst"))).toBe("NotFound");
    expect(await refusal(change(owner, stranger, theirs, "analyst", "admin"))).toBe("NotFound");
    expect(await refusal(remove(owner, stranger, theirs, "analyst"))).toBe("NotFound");
    expect(await refusal(remove(owner, member, theirs, "analyst"))).toBe("NotFound");
    await db().update(projects).set({ deletedAt: new Date() }).where(eq(projects.id, project));
    expect(await refusal(give(owner, member, [project], "analyst"))).toBe("NotFound");
    expect(await grantOf(stranger, theirs)).toBe("analyst");
    expect(await auditedIn(owner.org.id)).toEqual([]);
  });
});

describe("changing and removing", () => {
  const cases = projectRoles.flatMap((role) => (["owner", "admin"] as const).map((own) => ({ own, role })));

  test.each(cases)("[R4] an org $own changes and removes a grant of $role", async ({ own, role }) => {
    const { owner, admin, member, project } = await scene();
    const actor = own === "owner" ? owner : admin;
    await giveGrant(member, project, role);
    const to = role === "consumer" ? "analyst" : "consumer";
    const expected = changeable[own].includes(role) ? "done" : "target_not_below";
    expect(await refusal(change(actor, member, project, role, to))).toBe(expected);
    const now = expected === "done" ? to : role;
    expect(await grantOf(member, project)).toBe(now);
    expect(await refusal(remove(actor, member, project, now))).toBe(
      changeable[own].includes(now) ? "done" : "target_not_below",
    );
  });

  test("[R3] the other grants of the person stay", async () => {
    const { owner, member, project } = await scene();
    await makeTeam(owner, { role: "consumer", projects: [project], members: [member] });
    await giveGrant(member, project, "admin");
    expect(await remove(owner, member, project, "admin")).toEqual({ removed: true });
    expect(await effectiveProjectRole(db(), project, member.user.id)).toBe("consumer");
    expect(await auditedIn(owner.org.id)).toEqual(["grant.removed"]);
  });

  test("[Q1] a page gone stale changes nothing; a grant that is gone is no error to remove", async () => {
    const { owner, member, project } = await scene();
    await giveGrant(member, project, "analyst");
    expect(await refusal(change(owner, member, project, "consumer", "admin"))).toBe("changed_meanwhile");
    expect(await refusal(remove(owner, member, project, "consumer"))).toBe("changed_meanwhile");
    expect(await grantOf(member, project)).toBe("analyst");
    await change(owner, member, project, "analyst", "analyst");
    expect(await auditedIn(owner.org.id)).toEqual([]);
    await remove(owner, member, project, "analyst");
    expect(await remove(owner, member, project, "analyst")).toEqual({ removed: false });
    expect(await refusal(change(owner, member, project, "analyst", "admin"))).toBe("changed_meanwhile");
    expect(await auditedIn(owner.org.id)).toEqual(["grant.removed"]);
  });

  test("[R4] nobody raises themselves: a role on a project does not give one above it", async () => {
    const { admin, project } = await scene();
    await giveGrant(admin, project, "consumer");
    expect(await refusal(change(admin, admin, project, "consumer", "owner"))).toBe("role_above_own");
    expect(await grantOf(admin, project)).toBe("consumer");
  });
});

describe("at the same moment", () => {
  const lock = (actor: OrgActor) => `select 1 from orgs where id = ${actor.org.id} for update`;

  test("[U5] a grant given while the member is removed leaves nothing behind", async () => {
    const { owner, admin, member, project } = await scene();
    const outcomes = await race<unknown>(
      [() => give(admin, member, [project], "analyst"), () => removeMember(owner, { userId: member.user.id })],
      { holding: lock(owner) },
    );
    const [given, removed] = await refusals(outcomes);
    expect(["done", "NotFound"]).toContain(given);
    expect(removed).toBe("done");
    expect(await grantOf(member, project)).toBeNull();
  });

  test("[U5] a grant removed while its role is changed: one of them finds it changed", async () => {
    const { owner, admin, member, project } = await scene();
    await giveGrant(member, project, "consumer");
    const outcomes = await race<unknown>(
      [() => change(admin, member, project, "consumer", "analyst"), () => remove(owner, member, project, "consumer")],
      { holding: lock(owner) },
    );
    const answers = await refusals(outcomes);
    expect(answers.filter((answer) => answer === "done")).toHaveLength(1);
    expect(answers).toContain("changed_meanwhile");
    expect(await grantOf(member, project)).toBe(answers[0] === "done" ? "analyst" : null);
    expect(await auditedIn(owner.org.id)).toHaveLength(1);
  });

  test("[U5] two giving different roles end with the higher one", async () => {
    const { owner, admin, member, project } = await scene();
    const outcomes = await race<unknown>(
      [() => give(admin, member, [project], "consumer"), () => give(owner, member, [project], "admin")],
      { holding: lock(owner) },
    );
    expect(await refusals(outcomes)).toEqual(["done", "done"]);
    expect(await grantOf(member, project)).toBe("admin");
  });
});
