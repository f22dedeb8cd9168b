import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db, rawSql } from "@/db/client";
import { previewDeletion } from "@/db/queries/deleted-projects";
import { invitationProjects, invitations, projects } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { effectiveProjectRole } from "@/lib/authz/project-role";
import { newId } from "@/lib/ids";
import { addMember, auditedIn, giveGrant, makeOrg, makeProject, makeTeam, unconfirmed } from "@/lib/testing/factories";
import { refusal, refusals } from "@/lib/testing/refusal";
import { race } from "@/lib/testing/two-connections";
import { deleteProjects, restoreOwnProject, restoreProject } from "./deletion";

type Asked = Partial<Parameters<typeof deleteProjects>[1]>;

/** As the form of the preview page sends it for these projects. */
function asked(ids: number[], typed: string, more: Asked = {}) {
  return { ids: ids.map(String), shown: String(ids.length), typed, ...more };
}

async function stored(id: number) {
  const [row] = await db().select().from(projects).where(eq(projects.id, id));
  if (!row) throw new Error("no project");
  return row;
}

async function remove(actor: OrgActor, name: string): Promise<number> {
  const id = await makeProject(actor, { name });
  await deleteProjects(actor, asked([id], name));
  return id;
}

const counts = async (orgId: number) =>
  (await db().execute<{ projects: number }>(sql`select projects from org_counts where org_id = ${orgId}`))[0]?.projects;

describe("deleting projects", () => {
  test("[O2] takes them out of reach at once, all of one operation, and keeps what hangs on them", async () => {
    const owner = await makeOrg();
    const member = await addMember(owner, "member");
    const [one, two, three] = [await makeProject(owner), await makeProject(owner), await makeProject(owner)];
    await giveGrant(member, one, "analyst");
    await deleteProjects(owner, asked([one, two], "delete 2 projects"));
    expect(await stored(one)).toMatchObject({ deletedBy: owner.user.id, erasingAt: null });
    expect(await effectiveProjectRole(db(), one, member.user.id)).toBeNull();
    expect(await effectiveProjectRole(db(), three, owner.user.id)).toBe("owner");
    expect(await counts(owner.org.id)).toBe(1);
    const entries = await db().execute<{ action: string; object_id: string; operation_id: string }>(
      sql`select action, object_id, operation_id from audit_entries where org_id = ${owner.org.id} order by seq`,
    );
    expect(entries.map((entry) => [entry.action, Number(entry.object_id)]).sort()).toEqual(
      [one, two].map((id) => ["project.deleted", id]).sort(),
    );
    expect(new Set(entries.map((entry) => entry.operation_id)).size).toBe(1);
  });

  test("[R5] only owners do; nobody elsewhere", async () => {
    const owner = await makeOrg();
    const id = await makeProject(owner, { name: "Web" });
    for (const role of ["admin", "billing_admin", "member"] as const) {
      expect(await refusal(deleteProjects(await addMember(owner, role), asked([id], "Web")))).toBe("Forbidden");
    }
    const other = await makeOrg();
    expect(await refusal(deleteProjects({ ...owner, org: other.org }, asked([id], "Web")))).toBe("NotFound");
    const own = await makeProject(other, { name: "Own" });
    expect(await refusal(deleteProjects(other, asked([own, id], "delete 2 projects")))).toBe("NotFound");
    expect([(await stored(id)).deletedAt, (await stored(own)).deletedAt]).toEqual([null, null]);
  });

  test("[A6] somebody who did not just confirm is asked to, before anything else", async () => {
    const owner = await makeOrg();
    const id = await makeProject(owner, { name: "Web" });
    expect(await refusal(deleteProjects(unconfirmed(owner), asked([id], "wrong")))).toBe("ConfirmationNeeded");
  });

  test.each([
    ["web", "typed_otherwise"],
    ["Web app", "typed_otherwise"],
    ["delete 1 projects", "typed_otherwise"],
    ["  Web ", "done"],
  ])("[O2] the name has to be typed: %j", async (typed, outcome) => {
    const owner = await makeOrg();
    const id = await makeProject(owner, { name: "Web" });
    expect(await refusal(deleteProjects(owner, asked([id], typed)))).toBe(outcome);
  });

  test("[O2] all that match the filter, and no others", async () => {
    const owner = await makeOrg();
    const [a, b, other] = [
      await makeProject(owner, { name: "Web one" }),
      await makeProject(owner, { name: "WEB two" }),
      await makeProject(owner, { name: "iOS" }),
    ];
    const wrong = asked([], "delete 3 projects", { all: "on", q: "web", shown: "3" });
    expect(await refusal(deleteProjects(owner, wrong))).toBe("changed_meanwhile");
    await deleteProjects(owner, asked([], "delete 2 projects", { all: "on", q: "web", shown: "2" }));
    const gone = await Promise.all([a, b, other].map(async (id) => (await stored(id)).deletedAt !== null));
    expect(gone).toEqual([true, true, false]);
  });

  test("[O2] all of a team's projects; another organization's team has none here", async () => {
    const [owner, other] = [await makeOrg(), await makeOrg()];
    const [held, free] = [await makeProject(owner, { name: "Held" }), await makeProject(owner, { name: "Free" })];
    const team = await makeTeam(owner, { projects: [held] });
    const theirs = await makeTeam(other, { projects: [await makeProject(other)] });
    const all = (id: string, shown: string) => asked([], "Held", { all: "on", team: id, shown });
    expect(await refusal(deleteProjects(owner, all(theirs, "1")))).toBe("changed_meanwhile");
    await deleteProjects(owner, all(team, "1"));
    expect([(await stored(held)).deletedAt !== null, (await stored(free)).deletedAt]).toEqual([true, null]);
  });

  test("[Q1] one gone meanwhile stops the whole: all or nothing", async () => {
    const owner = await makeOrg();
    const [gone, there] = [await remove(owner, "Gone"), await makeProject(owner, { name: "There" })];
    expect(await refusal(deleteProjects(owner, asked([gone, there], "delete 2 projects")))).toBe("changed_meanwhile");
    expect((await stored(there)).deletedAt).toBeNull();
    expect(await refusal(deleteProjects(owner, asked([], "x")))).toBe("changed_meanwhile");
  });

  test("[O2] two owners at the same moment delete it once", async () => {
    const owner = await makeOrg();
    const second = await addMember(owner, "owner");
    const id = await makeProject(owner, { name: "Web" });
    const both = [owner, second].map((actor) => () => deleteProjects(actor, asked([id], "Web")));
    const outcomes = await race(both, { holding: `select 1 from orgs where id = ${owner.org.id} for update` });
    expect((await refusals(outcomes)).sort()).toEqual(["changed_meanwhile", "done"]);
    expect(await auditedIn(owner.org.id)).toEqual(["project.deleted"]);
  });

  test("[O2] the preview says in numbers what goes away", async () => {
    const owner = await makeOrg();
    const member = await addMember(owner, "member");
    await addMember(owner, "member");
    const [id, other] = [await makeProject(owner, { name: "Web" }), await makeProject(owner)];
    await makeTeam(owner, { projects: [id, other], members: [member] });
    await giveGrant(member, id, "admin");
    const invitationId = newId("invitation");
    const at = new Date();
    const invitation = { id: invitationId, orgId: owner.org.id, email: "a@b.test", role: "member" as const };
    await db()
      .insert(invitations)
      .values({ ...invitation, createdAt: at, sentAt: at, expiresAt: at });
    const part = { orgId: owner.org.id, invitationId, role: "admin" as const };
    await db()
      .insert(invitationProjects)
      .values([
        { ...part, projectId: id },
        { ...part, projectId: other },
      ]);
    await rawSql()`insert into usage_days (org_id, project_id, day, events) values
      (${owner.org.id}, ${id}, '2026-11-05', 7), (${owner.org.id}, ${id}, '2026-10-31', 100), (${owner.org.id}, ${other}, '2026-11-05', 1000)`;
    await rawSql()`update profile_counts set profiles = 3 where dataset_id = (select dataset_id from projects where id = ${id})`;
    const period = { firstDay: "2026-11-01", lastDay: "2026-11-30" };
    const none = { q: "", team: "" };
    expect(await previewDeletion(owner, { all: false, ids: [String(id)] }, none, period)).toEqual({
      projects: [{ id, name: "Web", events: 7 }],
      count: 1,
      periodEvents: 7,
      allEvents: 107,
      profiles: 3,
      people: 2,
      teams: 1,
      invitations: 1,
    });
    await db().update(projects).set({ allUsersRole: "consumer" }).where(eq(projects.id, id));
    const all = await previewDeletion(owner, { all: true, ids: [] }, none, period);
    expect(all).toMatchObject({ count: 2, allEvents: 1107, people: 3, teams: 1, invitations: 1 });
    const foreign = await previewDeletion(await makeOrg(), { all: false, ids: [String(id)] }, none, period);
    expect(foreign).toMatchObject({ count: 0, projects: [], people: 0 });
  });
});

describe("restoring a project", () => {
  test("[O3] brings back everyone's access, the data and the keys", async () => {
    const owner = await makeOrg();
    const member = await addMember(owner, "member");
    const id = await makeProject(owner, { name: "Web" });
    await giveGrant(member, id, "analyst");
    const before = await stored(id);
    await deleteProjects(owner, asked([id], "Web"));
    await restoreProject(owner, { deleted: String(id) });
    expect(await stored(id)).toEqual(before);
    expect(await effectiveProjectRole(db(), id, member.user.id)).toBe("analyst");
    expect(await auditedIn(owner.org.id)).toEqual(["project.deleted", "project.restored"]);
    expect(await refusal(restoreProject(owner, { deleted: String(id) }))).toBe("changed_meanwhile");
  });

  test("[O3] under another name where a project has taken it meanwhile, also at the same moment", async () => {
    const owner = await makeOrg();
    const [first, second] = [await remove(owner, "Web"), await remove(owner, "WEB")];
    const both = [first, second].map((id) => () => restoreProject(owner, { deleted: String(id) }));
    const outcomes = await race(both, { holding: `select 1 from orgs where id = ${owner.org.id} for update` });
    expect((await refusals(outcomes)).sort()).toEqual(["done", "name_taken"]);
    const left = (await stored(first)).deletedAt ? first : second;
    await expect(restoreProject(owner, { deleted: String(left) })).rejects.toMatchObject({ field: "name" });
    await restoreProject(owner, { deleted: String(left), name: "Web 2" });
    expect(await stored(left)).toMatchObject({ name: "Web 2", deletedAt: null });
  });

  test("[R5] [O3] org owners, and nobody elsewhere", async () => {
    const owner = await makeOrg();
    const id = await remove(owner, "Web");
    const input = { deleted: String(id) };
    expect(await refusal(restoreProject(await addMember(owner, "admin"), input))).toBe("Forbidden");
    expect(await refusal(restoreProject(await makeOrg(), input))).toBe("NotFound");
    expect((await stored(id)).deletedAt).not.toBeNull();
  });

  test("[O3] by a person who owned it by a grant that still stands", async () => {
    const owner = await makeOrg();
    const [direct, inTeam, admin] = [
      await addMember(owner, "member"),
      await addMember(owner, "member"),
      await addMember(owner, "admin"),
    ];
    const id = await makeProject(owner, { name: "Web" });
    await giveGrant(direct, id, "owner");
    await makeTeam(owner, { role: "owner", projects: [id], members: [inTeam] });
    const input = { deleted: String(id) };
    for (const person of [direct, inTeam]) {
      await deleteProjects(owner, asked([id], "Web"));
      expect(await refusal(restoreOwnProject(admin, input))).toBe("NotFound");
      expect(await refusal(restoreOwnProject(await makeOrg(), input))).toBe("NotFound");
      expect(await refusal(restoreOwnProject(person, input))).toBe("done");
    }
    await deleteProjects(owner, asked([id], "Web"));
    await db().execute(sql`delete from project_grants where project_id = ${id}`);
    expect(await refusal(restoreOwnProject(direct, input))).toBe("NotFound");
    await db().execute(sql`delete from members where user_id = ${inTeam.user.id}`);
    expect(await refusal(restoreOwnProject(inTeam, input))).toBe("NotFound");
  });
});
