import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db } from "@/db/client";
import type { OrgActor } from "@/lib/authz/actor";
import { effectiveProjectRole } from "@/lib/authz/project-role";
import { type ProjectRole, projectRoles } from "@/lib/authz/roles";
import {
  addMember,
  auditedIn,
  giveGrant,
  makeOrg,
  makeProject,
  makeTeam,
  onProject,
  waitingJobs,
} from "@/lib/testing/factories";
import { refusal, refusals } from "@/lib/testing/refusal";
import { race } from "@/lib/testing/two-connections";
import { endGrant } from "./grant-ends";
import { changeGrantEnd, giveGrants } from "./grants";
import { removeMember } from "./off-boarding";
import { changeProjectGrantEnd, changeProjectGrantRole, removeProjectGrant } from "./project-grants";

const hour = 3_600_000;
const inHours = (hours: number) => new Date(Math.floor(Date.now() / 1000) * 1000 + hours * hour);

async function scene(own: ProjectRole = "admin") {
  const owner = await makeOrg();
  const manager = await addMember(owner, "member");
  const person = await addMember(owner, "member");
  const project = await makeProject(owner);
  await giveGrant(manager, project, own);
  return { owner, manager, person, project, actor: await onProject(manager, project) };
}

async function grantOf(person: OrgActor, project: number) {
  const [row] = await db().execute<{ role: ProjectRole; ends_at: string | null; then_role: ProjectRole | null }>(
    sql`select role, ends_at, then_role from project_grants where project_id = ${project} and user_id = ${person.user.id}`,
  );
  return row ? { role: row.role, endsAt: row.ends_at && new Date(row.ends_at), thenRole: row.then_role } : null;
}

const grant = (person: OrgActor, projectId: number, was: ProjectRole) => ({ userId: person.user.id, projectId, was });
const give = (actor: OrgActor, to: OrgActor, project: number, role: ProjectRole, endsAt: Date | null = null) =>
  giveGrants(actor, { userId: to.user.id, projects: [project], role }, endsAt);
const expire = (person: OrgActor, project: number) =>
  db().execute(sql`update project_grants set ends_at = date_trunc('milliseconds', now() - interval '1 minute')
    where project_id = ${project} and user_id = ${person.user.id}`);

/** R4 typed in again: whose grant somebody changes, and to what. */
const changes: Record<ProjectRole, ProjectRole[]> = {
  owner: ["owner", "admin", "analyst", "consumer"],
  admin: ["analyst", "consumer"],
  analyst: [],
  consumer: [],
};
const gives: Record<ProjectRole, ProjectRole[]> = { ...changes, admin: ["admin", "analyst", "consumer"] };

describe("on the pages of a project", () => {
  test.each(projectRoles.flatMap((own) => projectRoles.map((was) => ({ own, was }))))(
    "[R4] [R6] a plain member who is $own changes, prolongs and removes a grant of $was as the ceiling says",
    async ({ own, was }) => {
      const { person, project, actor } = await scene(own);
      await giveGrant(person, project, was);
      const may = changes[own].includes(was);
      for (const role of projectRoles.filter((one) => one !== was)) {
        const answer = await refusal(changeProjectGrantRole(actor, { ...grant(person, project, was), role }));
        const expected =
          gives[own].length === 0
            ? "Forbidden"
            : !may
              ? "target_not_below"
              : gives[own].includes(role)
                ? "done"
                : "role_above_own";
        expect(answer, `to ${role}`).toBe(expected);
        if (answer === "done")
          await db().execute(sql`update project_grants set role = ${was}
          where project_id = ${project} and user_id = ${person.user.id}`);
      }
      const refused = gives[own].length === 0 ? "Forbidden" : "target_not_below";
      expect(await refusal(changeProjectGrantEnd(actor, grant(person, project, was), inHours(30)))).toBe(
        may ? "done" : refused,
      );
      expect(await refusal(removeProjectGrant(actor, grant(person, project, was)))).toBe(may ? "done" : refused);
      expect(await grantOf(person, project)).toEqual(may ? null : { role: was, endsAt: null, thenRole: null });
    },
  );

  test("[P4] a change leaves an entry with what was and what is", async () => {
    const { owner, person, project, actor } = await scene();
    await giveGrant(person, project, "consumer");
    await changeProjectGrantRole(actor, { ...grant(person, project, "consumer"), role: "analyst" });
    const end = inHours(72);
    await changeProjectGrantEnd(actor, grant(person, project, "analyst"), end);
    await removeProjectGrant(actor, { ...grant(person, project, "analyst"), wasEnds: end.toISOString() });
    const rows = await db().execute(sql`select action, project_id, actor_id, object_id, before, after
      from audit_entries where org_id = ${owner.org.id} order by seq`);
    const of = { project_id: project, actor_id: actor.user.id, object_id: person.user.id };
    const ends = { role: "analyst", endsAt: end.toISOString() };
    expect(rows.map((row) => ({ ...row }))).toEqual([
      { action: "grant.role_changed", ...of, before: { role: "consumer" }, after: { role: "analyst" } },
      { action: "grant.end_changed", ...of, before: { role: "analyst" }, after: ends },
      { action: "grant.removed", ...of, before: ends, after: null },
    ]);
  });

  test("[Q1] people and projects of another organization are not found, whatever the form says (SEC-R35)", async () => {
    const { person, project, actor } = await scene();
    const other = await scene();
    await giveGrant(other.person, other.project, "analyst");
    await giveGrant(person, project, "analyst");
    const theirs = grant(other.person, other.project, "analyst");
    expect(await refusal(changeProjectGrantRole(actor, { ...theirs, role: "consumer" }))).toBe("NotFound");
    expect(await refusal(changeProjectGrantEnd(actor, theirs, inHours(5)))).toBe("NotFound");
    expect(await refusal(removeProjectGrant(actor, theirs))).toBe("NotFound");
    // A project of one's own org that the page is not of: the one of the page is meant.
    const sibling = await makeProject(actor);
    await giveGrant(person, sibling, "analyst");
    await removeProjectGrant(actor, grant(person, sibling, "analyst"));
    expect(await grantOf(person, sibling)).not.toBeNull();
    expect(await grantOf(person, project)).toBeNull();
    expect(await grantOf(other.person, other.project)).not.toBeNull();
  });

  test("[P4] what the page did not show is not changed", async () => {
    const { person, project, actor } = await scene();
    await giveGrant(person, project, "analyst");
    const shown = { ...grant(person, project, "analyst"), wasEnds: "" };
    await changeProjectGrantEnd(actor, shown, inHours(5));
    expect(await refusal(changeProjectGrantRole(actor, { ...shown, role: "consumer" }))).toBe("changed_meanwhile");
    expect(await refusal(changeProjectGrantEnd(actor, shown, null))).toBe("changed_meanwhile");
    expect(await refusal(removeProjectGrant(actor, shown))).toBe("changed_meanwhile");
    expect(await refusal(removeProjectGrant(actor, grant(person, project, "consumer")))).toBe("changed_meanwhile");
  });

  test("[P4] [R4] races end in one of their orders: change against removal, and against the actor's own loss", async () => {
    const { owner, manager, person, project, actor } = await scene();
    const holding = `select 1 from orgs where id = ${owner.org.id} for update`;
    await giveGrant(person, project, "consumer");
    const shown = grant(person, project, "consumer");
    const first = await race(
      [
        () => changeProjectGrantRole(actor, { ...shown, role: "analyst" }).then(() => "changed"),
        () => removeProjectGrant(actor, shown).then(() => "removed"),
      ],
      { holding },
    );
    expect((await refusals(first)).sort()).toEqual(["changed_meanwhile", "done"]);

    await db().execute(sql`delete from project_grants where project_id = ${project} and user_id = ${person.user.id}`);
    await giveGrant(person, project, "consumer");
    const ownerActor = await onProject(owner, project);
    const second = await race(
      [
        () => changeProjectGrantRole(actor, { ...shown, role: "analyst" }).then(() => "changed"),
        () => removeProjectGrant(ownerActor, grant(manager, project, "admin")).then(() => "removed"),
      ],
      { holding },
    );
    const answers = await refusals(second);
    expect(["done", "NotFound"]).toContain(answers[0]);
    expect(answers[1]).toBe("done");
    expect((await grantOf(person, project))?.role).toBe(answers[0] === "done" ? "analyst" : "consumer");
  });

  test("[P4] [U4] giving against the person's removal: a grant never outlives the membership", async () => {
    const { owner, person, project } = await scene();
    const outcomes = await race(
      [
        () => give(owner, person, project, "analyst", inHours(5)).then(() => "given"),
        () => removeMember(owner, { userId: person.user.id }).then(() => "removed"),
      ],
      { holding: `select 1 from orgs where id = ${owner.org.id} for update` },
    );
    const answers = await refusals(outcomes);
    expect(["done", "NotFound"]).toContain(answers[0]);
    expect(answers[1]).toBe("done");
    expect(await grantOf(person, project)).toBeNull();
  });
});

describe("grants that end", () => {
  test("[P4] give until a moment, with a mail before and what tidies up", async () => {
    const { owner, person, project } = await scene();
    const end = inHours(72);
    await give(owner, person, project, "analyst", end);
    expect(await grantOf(person, project)).toEqual({ role: "analyst", endsAt: end, thenRole: null });
    const payload = { projectId: project, userId: person.user.id, endsAt: end.toISOString() };
    expect(await waitingJobs("end_grant", person.user.id)).toEqual([payload]);
    expect(await waitingJobs("send_grant_ending", person.user.id)).toEqual([payload]);
    const [at] = await db().execute<{ end: string; before: string }>(sql`
      select max(j.run_at) filter (where t.identifier = 'end_grant')::text as end,
        max(j.run_at) filter (where t.identifier = 'send_grant_ending')::text as before
      from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
      where j.payload::text like ${`%${person.user.id}%`}`);
    expect(new Date(at?.end ?? "")).toEqual(end);
    expect(new Date(at?.before ?? "")).toEqual(new Date(end.getTime() - 24 * hour));
  });

  test("[P4] of less than two days the mail comes at half time", async () => {
    const { owner, person, project } = await scene();
    const before = Date.now();
    const end = inHours(10);
    await give(owner, person, project, "analyst", end);
    const [row] = await db().execute<{ run_at: string }>(sql`
      select j.run_at::text from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
      where t.identifier = 'send_grant_ending' and j.payload::text like ${`%${person.user.id}%`}`);
    const at = new Date(row?.run_at ?? "").getTime();
    expect(at).toBeGreaterThanOrEqual(before + (end.getTime() - before) / 2 - 1);
    expect(at).toBeLessThanOrEqual(Date.now() + (end.getTime() - Date.now()) / 2 + 1);
  });

  test("[P4] [Q1] an end that is over, or more than a year away, is refused", async () => {
    const { owner, person, project } = await scene();
    expect(await refusal(give(owner, person, project, "analyst", new Date(Date.now() - 1)))).toBe("end_in_past");
    expect(await refusal(give(owner, person, project, "analyst", inHours(24 * 370)))).toBe("end_too_late");
    expect(await refusal(give(owner, person, project, "analyst", inHours(24 * 364)))).toBe("done");
    const shown = grant(person, project, "analyst");
    expect(await refusal(changeGrantEnd(owner, shown, new Date(Date.now() - 1)))).toBe("end_in_past");
  });

  test("[P4] [R3] a higher role for a time keeps the lasting one; when it is over that is what counts, at once", async () => {
    const { owner, person, project } = await scene();
    await give(owner, person, project, "consumer");
    await give(owner, person, project, "admin", inHours(5));
    expect(await grantOf(person, project)).toMatchObject({ role: "admin", thenRole: "consumer" });
    expect(await effectiveProjectRole(db(), project, person.user.id)).toBe("admin");
    await give(owner, person, project, "analyst");
    expect(await grantOf(person, project)).toMatchObject({ role: "admin", thenRole: "analyst" });
    await expire(person, project);
    expect(await effectiveProjectRole(db(), project, person.user.id)).toBe("analyst");
    // Verbs see what it is now, though nothing has tidied up.
    await changeProjectGrantRole(await onProject(owner, project), {
      ...grant(person, project, "analyst"),
      role: "consumer",
    });
    expect(await grantOf(person, project)).toEqual({ role: "consumer", endsAt: null, thenRole: null });
  });

  test("[P4] giving for a shorter time what stands for longer changes nothing; what one grant cannot say is refused", async () => {
    const { owner, person, project } = await scene();
    await give(owner, person, project, "analyst", inHours(50));
    expect(await give(owner, person, project, "consumer", inHours(5))).toMatchObject({ kept: [project] });
    expect(await refusal(give(owner, person, project, "admin", inHours(5)))).toBe("ends_differ");
    expect(await refusal(give(owner, person, project, "consumer", inHours(90)))).toBe("ends_differ");
    expect(await give(owner, person, project, "analyst", inHours(90))).toMatchObject({ raised: [project] });
    expect(await give(owner, person, project, "analyst")).toMatchObject({ raised: [project] });
    expect(await grantOf(person, project)).toEqual({ role: "analyst", endsAt: null, thenRole: null });
  });

  test("[R4] nobody makes a role for a time one for ever by giving it to themselves", async () => {
    const { owner, manager, project } = await scene("analyst");
    await give(owner, manager, project, "owner", inHours(5));
    const actor = await onProject(manager, project);
    expect(actor.projectRole).toBe("owner");
    expect(await refusal(changeProjectGrantEnd(actor, grant(manager, project, "owner"), null))).toBe("role_above_own");
    expect(await refusal(changeProjectGrantEnd(actor, grant(manager, project, "owner"), inHours(50)))).toBe(
      "role_above_own",
    );
    expect(await refusal(changeProjectGrantEnd(actor, grant(manager, project, "owner"), inHours(2)))).toBe("done");
    const admin = await addMember(owner, "admin");
    await give(owner, admin, project, "owner", inHours(5));
    expect(await refusal(give(admin, admin, project, "owner"))).toBe("role_above_own");
    expect((await grantOf(admin, project))?.endsAt).toEqual(expect.any(Date));
  });

  test("[P4] when it is over the row goes or becomes the lasting role, with an entry and a mail", async () => {
    const { owner, person, project } = await scene();
    const other = await makeProject(owner);
    await give(owner, person, project, "consumer");
    await give(owner, person, project, "admin", inHours(5));
    await give(owner, person, other, "admin", inHours(5));
    for (const id of [project, other]) {
      await expire(person, id);
      const end = (await grantOf(person, id))?.endsAt;
      if (!end) throw new Error("There is no end.");
      expect(await endGrant({ projectId: id, userId: person.user.id }, end)).toBe(true);
      expect(await endGrant({ projectId: id, userId: person.user.id }, end)).toBe(false);
    }
    expect(await grantOf(person, project)).toEqual({ role: "consumer", endsAt: null, thenRole: null });
    expect(await grantOf(person, other)).toBeNull();
    expect((await auditedIn(owner.org.id)).slice(-2)).toEqual(["grant.ended", "grant.ended"]);
    expect(await waitingJobs("send_grant_ended", person.user.id)).toHaveLength(2);
  });

  test("[P4] nothing ends that was changed meanwhile, is not over yet, or is of a deleted organization", async () => {
    const { owner, person, project } = await scene();
    const key = { projectId: project, userId: person.user.id };
    const end = inHours(5);
    await give(owner, person, project, "admin", end);
    expect(await endGrant(key, end)).toBe(false);
    await expire(person, project);
    expect(await endGrant(key, end)).toBe(false);
    const stood = (await grantOf(person, project))?.endsAt;
    if (!stood) throw new Error("There is no end.");
    await db().execute(sql`update orgs set deleted_at = now() where id = ${owner.org.id}`);
    expect(await endGrant(key, stood)).toBe(false);
    expect(await grantOf(person, project)).not.toBeNull();
  });

  test("[P4] ending against a new grant: whichever comes first, the new one stands", async () => {
    const { owner, person, project } = await scene();
    await give(owner, person, project, "admin", inHours(5));
    await expire(person, project);
    const stood = (await grantOf(person, project))?.endsAt;
    if (!stood) throw new Error("There is no end.");
    const outcomes = await race<unknown>(
      [
        () => endGrant({ projectId: project, userId: person.user.id }, stood),
        () => give(owner, person, project, "analyst"),
      ],
      { holding: `select 1 from orgs where id = ${owner.org.id} for update` },
    );
    expect(await refusals(outcomes)).toEqual(["done", "done"]);
    expect(await grantOf(person, project)).toEqual({ role: "analyst", endsAt: null, thenRole: null });
  });

  test("[P4] [R3] other grants stay when one ends", async () => {
    const { owner, person, project } = await scene();
    await makeTeam(owner, { role: "analyst", projects: [project], members: [person] });
    await give(owner, person, project, "owner", inHours(5));
    await expire(person, project);
    expect(await effectiveProjectRole(db(), project, person.user.id)).toBe("analyst");
  });
});
