import { sql } from "drizzle-orm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { allUsersEffect } from "@/db/queries/all-users-effect";
import { searchProjectUsers } from "@/db/queries/project-users";
import { effectiveProjectRole } from "@/lib/authz/project-role";
import { type ProjectRole, projectRoles } from "@/lib/authz/roles";
import { readProjectUserFilter } from "@/lib/members/project-users";
import { addMember, auditedIn, giveGrant, makeOrg, makeProject, makeTeam, onProject } from "@/lib/testing/factories";
import { refusal, refusals } from "@/lib/testing/refusal";
import { race } from "@/lib/testing/two-connections";
import { changeAllUsersRole } from "./all-users-role";

async function scene(own: ProjectRole = "admin", allUsersRole?: ProjectRole) {
  const owner = await makeOrg();
  const manager = await addMember(owner, "member");
  const project = await makeProject(owner, { allUsersRole });
  await giveGrant(manager, project, own);
  return { owner, manager, project, actor: { ...(await onProject(manager, project)), projectRole: own } };
}

const either = [null, ...projectRoles];

describe("the role of all users", () => {
  test("[P4] [R3] gives everybody in the organization a role at once, with an entry, and takes it again", async () => {
    const { owner, project, actor } = await scene();
    const person = await addMember(owner, "member");
    await changeAllUsersRole(actor, { role: "consumer", was: null });
    expect(await effectiveProjectRole(db(), project, person.user.id)).toBe("consumer");
    await changeAllUsersRole(actor, { role: null, was: "consumer" });
    expect(await effectiveProjectRole(db(), project, person.user.id)).toBeNull();
    const rows = await db().execute(
      sql`select action, project_id, before, after from audit_entries where org_id = ${owner.org.id} order by seq`,
    );
    const entry = { action: "project.all_users_role_changed", project_id: project };
    expect(rows.map((row) => ({ ...row }))).toEqual([
      { ...entry, before: { role: null }, after: { role: "consumer" } },
      { ...entry, before: { role: "consumer" }, after: { role: null } },
    ]);
  });

  test("[R4] a role for three days is not made one for ever by giving it to all users", async () => {
    const { manager, project, actor } = await scene("owner");
    await db().execute(
      sql`update project_grants set ends_at = now() + interval '3 days', then_role = 'admin' where user_id = ${manager.user.id}`,
    );
    expect(await refusal(changeAllUsersRole(actor, { role: "owner", was: null }))).toBe("role_above_own");
    expect(await refusal(changeAllUsersRole(actor, { role: "admin", was: null }))).toBe("done");
    expect(await effectiveProjectRole(db(), project, manager.user.id)).toBe("owner");
  });

  test("[R6] a plain member who manages the project sees nobody who has only the role of all users", async () => {
    const { owner, manager, project, actor } = await scene("admin", "consumer");
    const canary = await addMember(owner, "member");
    const place = { sort: "name", dir: "asc", page: 1, cursor: null } as const;
    const filter = readProjectUserFilter({});
    const seen = await searchProjectUsers(actor, filter, place);
    expect(seen.rows.map(({ userId }) => userId)).toEqual(expect.arrayContaining([manager.user.id, owner.user.id]));
    expect(seen.rows.map(({ userId }) => userId)).not.toContain(canary.user.id);
    expect(seen.total).toBe(seen.rows.length);
    const whole = await searchProjectUsers(await onProject(owner, project), filter, place);
    expect(whole.rows.map(({ userId }) => userId)).toContain(canary.user.id);
  });

  test.each(projectRoles.flatMap((own) => either.map((was) => ({ own, was }))))(
    "[R4] [R6] somebody who is $own gives and changes it from $was as the ceiling says",
    async ({ own, was }) => {
      for (const role of either.filter((one) => one !== was)) {
        const { project, actor } = await scene(own, was ?? undefined);
        // What everybody has counts for the actor too.
        const effective = was && projectRoles.indexOf(was) > projectRoles.indexOf(own) ? was : own;
        const changes = effective === "owner" || was === null || was === "analyst" || was === "consumer";
        const expected =
          effective === "analyst" || effective === "consumer"
            ? "Forbidden"
            : !changes
              ? "target_not_below"
              : effective === "admin" && role === "owner"
                ? "role_above_own"
                : "done";
        expect(await refusal(changeAllUsersRole(actor, { role, was })), `${own} ${was} to ${role}`).toBe(expected);
        const [row] = await db().execute<{ role: string }>(
          sql`select all_users_role as role from projects where id = ${project}`,
        );
        expect(row?.role).toBe(expected === "done" ? role : was);
      }
    },
  );

  test("[R7] below Enterprise Analyst and Consumer are not new, and can be taken away", async () => {
    const { owner, actor } = await scene("admin", "analyst");
    await db().execute(sql`update orgs set plan = 'growth' where id = ${owner.org.id}`);
    expect(await refusal(changeAllUsersRole(actor, { role: "consumer", was: "analyst" }))).toBe("role_needs_plan");
    expect(await refusal(changeAllUsersRole(actor, { role: null, was: "analyst" }))).toBe("done");
    expect(await refusal(changeAllUsersRole(actor, { role: "admin", was: null }))).toBe("done");
  });

  test("[P4] of two at the same moment the second is told what it is now", async () => {
    const { owner, project, actor } = await scene();
    const ofOwner = await onProject(owner, project);
    const outcomes = await race(
      [
        () => changeAllUsersRole(actor, { role: "consumer", was: null }),
        () => changeAllUsersRole(ofOwner, { role: "analyst", was: null }),
      ],
      { holding: `select 1 from orgs where id = ${owner.org.id} for update` },
    );
    expect((await refusals(outcomes)).sort()).toEqual(["changed_meanwhile", "done"]);
    expect(await auditedIn(owner.org.id)).toEqual(["project.all_users_role_changed"]);
  });

  test("[Q1] a project of another organization is not found (SEC-R35)", async () => {
    const { actor } = await scene();
    const other = await makeOrg();
    const theirs = await makeProject(other);
    const forged = { ...actor, project: { ...actor.project, id: theirs } };
    expect(await refusal(changeAllUsersRole(forged, { role: "consumer", was: null }))).toBe("NotFound");
    expect(await allUsersEffect(forged, "owner")).toMatchObject({ unchanged: 0, rows: [] });
  });
});

test("[P4] [M2] the preview counts exactly who gains, rises, falls, loses and stays", async () => {
  const owner = await makeOrg();
  const people = [owner];
  for (const role of ["admin", "member", "member", "member", "member"] as const)
    people.push(await addMember(owner, role));
  const project = await makeProject(owner);
  await giveGrant(people[2] ?? owner, project, "analyst");
  await makeTeam(owner, { role: "consumer", projects: [project], members: people.slice(3, 5) });
  const actor = await onProject(owner, project);
  const reads = () => Promise.all(people.map(({ user }) => effectiveProjectRole(db(), project, user.id)));
  const role = fc.constantFrom(...either);
  const set = (to: ProjectRole | null) =>
    db().execute(sql`update projects set all_users_role = ${to} where id = ${project}`);
  await fc.assert(
    fc.asyncProperty(role, role, async (was, next) => {
      await set(was);
      const before = await reads();
      const effect = await allUsersEffect(actor, next);
      await set(next);
      const after = await reads();
      const kinds = before.map((one, index) => {
        const then = after[index] ?? null;
        if (one === then) return "unchanged";
        if (one === null) return "gained";
        if (then === null) return "lost";
        return projectRoles.indexOf(then) > projectRoles.indexOf(one) ? "raised" : "lowered";
      });
      const count = (kind: string) => kinds.filter((one) => one === kind).length;
      expect(effect.counts).toEqual({
        gained: count("gained"),
        raised: count("raised"),
        lowered: count("lowered"),
        lost: count("lost"),
      });
      expect(effect.unchanged).toBe(count("unchanged"));
      for (const row of effect.rows) {
        const index = people.findIndex(({ user }) => user.id === row.userId);
        expect([row.before, row.after]).toEqual([before[index], after[index]]);
      }
    }),
    { numRuns: 30 },
  );
});
