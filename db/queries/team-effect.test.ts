import { sql } from "drizzle-orm";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { db } from "@/db/client";
import type { OrgActor } from "@/lib/authz/actor";
import { type ProjectRole, projectRoles } from "@/lib/authz/roles";
import { addMember, giveGrant, makeOrg, makeProject, makeTeam } from "@/lib/testing/factories";
import { type EffectKind, type TeamStep, teamEffect } from "./team-effect";

type Reach = Map<string, ProjectRole>;

/** Effective roles of the whole org, from the one definition. */
async function reachIn(orgId: number): Promise<Reach> {
  const rows = await db().execute<{ key: string; role: ProjectRole }>(
    sql`select user_id || ' ' || project_id as key, max(role) as role from project_access where org_id = ${orgId} group by 1`,
  );
  return new Map(rows.map(({ key, role }) => [key, role]));
}

/** The change itself, past all rules. */
async function apply(owner: OrgActor, step: TeamStep): Promise<void> {
  const orgId = owner.org.id;
  if (step.kind === "delete")
    for (const id of step.teamIds) await db().execute(sql`delete from teams where id = ${id}`);
  else if (step.kind === "role")
    await db().execute(sql`update teams set role = ${step.role} where id = ${step.teamId}`);
  else if (step.kind === "add-people")
    for (const id of step.userIds)
      await db().execute(sql`insert into team_members (org_id, team_id, user_id, added_at)
        values (${orgId}, ${step.teamId}, ${id}, now()) on conflict do nothing`);
  else if (step.kind === "remove-people")
    for (const id of step.userIds)
      await db().execute(sql`delete from team_members where team_id = ${step.teamId} and user_id = ${id}`);
  else if (step.kind === "add-projects")
    for (const id of step.projectIds)
      await db().execute(sql`insert into team_projects (org_id, team_id, project_id, added_at)
        values (${orgId}, ${step.teamId}, ${id}, now()) on conflict do nothing`);
  else
    for (const id of step.projectIds)
      await db().execute(sql`delete from team_projects where team_id = ${step.teamId} and project_id = ${id}`);
}

function kindOf(before: ProjectRole | undefined, after: ProjectRole | undefined): EffectKind | null {
  if (before === after) return null;
  if (!before) return "gained";
  if (!after) return "lost";
  return projectRoles.indexOf(after) > projectRoles.indexOf(before) ? "raised" : "lowered";
}

function difference(before: Reach, after: Reach) {
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  return keys.flatMap((key) => {
    const kind = kindOf(before.get(key), after.get(key));
    return kind ? [{ key, kind, before: before.get(key) ?? null, after: after.get(key) ?? null }] : [];
  });
}

describe("who gains and who loses what", () => {
  test("[M2] is what project_access says after, whatever the grants and the change", async () => {
    const role = fc.constantFrom(...projectRoles);
    const some = fc.subarray([0, 1, 2, 3]);
    const kinds = fc.constantFrom("add-people", "remove-people", "add-projects", "remove-projects", "role", "delete");
    const world = fc.record({
      teams: fc.array(fc.record({ role, people: some, projects: some }), { minLength: 2, maxLength: 3 }),
      grants: fc.array(fc.tuple(fc.nat(3), fc.nat(3), role), { maxLength: 4 }),
      allUsers: fc.option(role),
      step: fc.record({ kind: kinds, some, role, both: fc.boolean() }),
    });
    await fc.assert(
      fc.asyncProperty(world, async ({ teams, grants, allUsers, step: asked }) => {
        const owner = await makeOrg();
        const people = [owner, await addMember(owner, "admin")];
        people.push(await addMember(owner, "member"), await addMember(owner, "billing_admin"));
        const projects = [await makeProject(owner, { allUsersRole: allUsers ?? undefined })];
        for (let i = 1; i < 4; i += 1) projects.push(await makeProject(owner));
        const ids: string[] = [];
        for (const team of teams)
          ids.push(
            await makeTeam(owner, {
              role: team.role,
              members: people.filter((_, i) => team.people.includes(i)),
              projects: projects.filter((_, i) => team.projects.includes(i)),
            }),
          );
        const given = new Set<string>();
        for (const [person, project, granted] of grants) {
          const [to, where] = [people[person], projects[project]];
          if (!to || !where || given.has(`${person} ${project}`)) continue;
          given.add(`${person} ${project}`);
          await giveGrant(to, where, granted);
        }
        const teamId = ids[0] ?? "";
        const userIds = people.filter((_, i) => asked.some.includes(i)).map(({ user }) => user.id);
        const projectIds = projects.filter((_, i) => asked.some.includes(i));
        const { kind } = asked;
        const step: TeamStep =
          kind === "delete"
            ? { kind, teamIds: asked.both ? ids.slice(0, 2) : [teamId] }
            : kind === "role"
              ? { kind, teamId, role: asked.role }
              : kind === "add-people" || kind === "remove-people"
                ? { kind, teamId, userIds }
                : { kind, teamId, projectIds };
        const before = await reachIn(owner.org.id);
        const effect = await teamEffect(owner, step);
        await apply(owner, step);
        const expected = difference(before, await reachIn(owner.org.id));
        const shown = effect.rows.map((row) => ({
          key: `${row.userId} ${row.projectId}`,
          kind: row.kind,
          before: row.before,
          after: row.after,
        }));
        const byKey = (a: { key: string }, b: { key: string }) => (a.key < b.key ? -1 : 1);
        expect(shown.sort(byKey)).toEqual(expected.sort(byKey));
        for (const [name, { places }] of Object.entries(effect.counts))
          expect(places).toBe(expected.filter((change) => change.kind === name).length);
      }),
      { numRuns: 25 },
    );
  }, 60_000);

  test("[M2] says through what a lower role is kept, and whom nothing changes for", async () => {
    const owner = await makeOrg();
    const [ann, ben] = [await addMember(owner, "member"), await addMember(owner, "admin")];
    const project = await makeProject(owner, { name: "Web app" });
    const other = await makeTeam(owner, { name: "Support", role: "consumer", projects: [project], members: [ann] });
    const team = await makeTeam(owner, { role: "analyst", projects: [project], members: [ann, ben] });
    const effect = await teamEffect(owner, { kind: "delete", teamIds: [team] });
    expect(effect.rows).toEqual([
      expect.objectContaining({
        kind: "lowered",
        userId: ann.user.id,
        project: "Web app",
        before: "analyst",
        after: "consumer",
        through: { source: "team", team: "Support" },
      }),
    ]);
    expect(effect.unchanged).toBe(1);
    const both = await teamEffect(owner, { kind: "delete", teamIds: [team, other] });
    expect(both.counts.lost).toEqual({ people: 1, places: 1 });
  });

  test("[SEC-G] of another organization's team nothing is told", async () => {
    const owner = await makeOrg();
    const person = await addMember(owner, "member");
    const team = await makeTeam(owner, { projects: [await makeProject(owner)], members: [person] });
    for (const step of [
      { kind: "delete", teamIds: [team] },
      { kind: "role", teamId: team, role: "owner" },
      { kind: "remove-people", teamId: team, userIds: [person.user.id] },
    ] as const) {
      const effect = await teamEffect(await makeOrg(), step);
      expect(effect).toMatchObject({ rows: [], unchanged: 0 });
    }
  });
});
