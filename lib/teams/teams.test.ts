import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { chosenTeams, teamsStamp } from "@/db/queries/team-selection";
import { orgs, teams } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { effectiveProjectRole } from "@/lib/authz/project-role";
import { newSecret } from "@/lib/ids";
import { addMember, auditedIn, makeOrg, makeProject, makeTeam, unconfirmed } from "@/lib/testing/factories";
import { refusal, refusals } from "@/lib/testing/refusal";
import { race } from "@/lib/testing/two-connections";
import { createTeam, deleteTeams, deletionPhrase, renameTeam } from "./teams";

const create = (actor: OrgActor, name: string, requestKey = newSecret(18)) => createTeam(actor, { name, requestKey });
const named = async (orgId: number) =>
  (await db().select({ name: teams.name }).from(teams).where(eq(teams.orgId, orgId))).map(({ name }) => name).sort();
const orgLock = (orgId: number) => `select 1 from orgs where id = ${orgId} for update`;

/** What the deletion page sends for these teams. */
async function asShown(actor: OrgActor, ids: string[], given: { all?: boolean; q?: string; typed?: string } = {}) {
  const choice = { all: given.all ?? false, ids, q: given.q ?? "" };
  const chosen = await chosenTeams(actor.org.id, choice);
  return {
    ...choice,
    count: chosen.length,
    stamp: teamsStamp(chosen),
    typed: given.typed ?? deletionPhrase(chosen),
  };
}

describe("createTeam", () => {
  test("[M1] makes an empty team with the lowest role of the plan, and says so in the log", async () => {
    const owner = await makeOrg();
    const { teamId } = await create(await addMember(owner, "admin"), "Größe 東京 🌍");
    const [team] = await db().select().from(teams).where(eq(teams.id, teamId));
    expect(team).toMatchObject({ name: "Größe 東京 🌍", role: "consumer", memberCount: 0, projectCount: 0 });
    expect(await auditedIn(owner.org.id)).toEqual(["team.created"]);
  });

  test("[R7] begins as Admin where the plan has no lower role", async () => {
    const owner = await makeOrg({ plan: "growth" });
    const { teamId } = await create(owner, "Growth");
    const [team] = await db().select({ role: teams.role }).from(teams).where(eq(teams.id, teamId));
    expect(team?.role).toBe("admin");
  });

  test("[M1] a double click makes one", async () => {
    const owner = await makeOrg();
    const key = newSecret(18);
    const made = await race([() => create(owner, "Twice", key), () => create(owner, "Twice", key)], {
      holding: orgLock(owner.org.id),
    });
    expect(await refusals(made)).toEqual(["done", "done"]);
    expect(await named(owner.org.id)).toEqual(["Twice"]);
  });

  test("[M1] a name taken in other capitals is refused, also when both are made at once", async () => {
    const owner = await makeOrg();
    await create(owner, "Growth");
    expect(await refusal(create(owner, "gROWTH"))).toBe("name_taken");
    const both = await race([() => create(owner, "Ärzte"), () => create(owner, "ÄRZTE")], {
      holding: orgLock(owner.org.id),
    });
    expect((await refusals(both)).sort()).toEqual(["done", "name_taken"]);
    expect(await refusal(create(await makeOrg(), "Growth"))).toBe("done");
  });

  test.each(["billing_admin", "member"] as const)("[R5] %s may not", async (role) => {
    const owner = await makeOrg();
    expect(await refusal(create(await addMember(owner, role), "Nope"))).toBe("Forbidden");
    expect(await named(owner.org.id)).toEqual([]);
  });
});

describe("renameTeam", () => {
  test("[M1] changes the name, its own capitals too, and says from what", async () => {
    const owner = await makeOrg();
    const teamId = await makeTeam(owner, { name: "growth" });
    await renameTeam(owner, { teamId, name: "Growth" });
    expect(await named(owner.org.id)).toEqual(["Growth"]);
    const [entry] = await db().execute(
      sql`select action, before, after from audit_entries where org_id = ${owner.org.id}`,
    );
    expect({ ...entry }).toEqual({
      action: "team.renamed",
      before: { name: "growth" },
      after: { name: "Growth" },
    });
    await renameTeam(owner, { teamId, name: "Growth" });
    expect(await auditedIn(owner.org.id)).toEqual(["team.renamed"]);
  });

  test("[M1] to an existing name in other capitals is refused at the field", async () => {
    const owner = await makeOrg();
    await makeTeam(owner, { name: "Support" });
    const teamId = await makeTeam(owner, { name: "Growth" });
    await expect(renameTeam(owner, { teamId, name: "SUPPORT" })).rejects.toMatchObject({
      code: "name_taken",
      field: "name",
    });
  });

  test("[M1] two renames to one name at once: one of them", async () => {
    const owner = await makeOrg();
    const [a, b] = [await makeTeam(owner, { name: "A" }), await makeTeam(owner, { name: "B" })];
    const outcomes = await race(
      [() => renameTeam(owner, { teamId: a, name: "Growth" }), () => renameTeam(owner, { teamId: b, name: "growth" })],
      { holding: orgLock(owner.org.id) },
    );
    expect((await refusals(outcomes)).sort()).toEqual(["done", "name_taken"]);
  });

  test("[SEC-G] another organization's team is not found", async () => {
    const teamId = await makeTeam(await makeOrg(), { name: "Theirs" });
    expect(await refusal(renameTeam(await makeOrg(), { teamId, name: "Mine" }))).toBe("NotFound");
  });
});

describe("deleteTeams", () => {
  test("[M1] deletes what was shown; other grants stay, an entry for each", async () => {
    const owner = await makeOrg();
    const person = await addMember(owner, "member");
    const project = await makeProject(owner);
    const low = await makeTeam(owner, { role: "consumer", projects: [project], members: [person] });
    const high = await makeTeam(owner, { role: "analyst", projects: [project], members: [person] });
    await deleteTeams(owner, await asShown(owner, [high]));
    expect(await effectiveProjectRole(db(), project, person.user.id)).toBe("consumer");
    await deleteTeams(owner, await asShown(owner, [low]));
    expect(await effectiveProjectRole(db(), project, person.user.id)).toBeNull();
    const rows = await db().execute(
      sql`select action, object_id, before from audit_entries where org_id = ${owner.org.id} order by seq`,
    );
    expect(rows.map((row) => ({ ...row }))).toEqual(
      [high, low].map((id) => ({
        action: "team.deleted",
        object_id: id,
        before: expect.objectContaining({ members: 1, projects: 1 }),
      })),
    );
  });

  test("[M1] all that match, and the others stay", async () => {
    const owner = await makeOrg();
    for (const name of ["East one", "East two", "West"]) await makeTeam(owner, { name });
    const shown = await asShown(owner, [], { all: true, q: "EAST" });
    expect(await deleteTeams(owner, shown)).toEqual({ deleted: 2 });
    expect(await named(owner.org.id)).toEqual(["West"]);
  });

  test("[M2] not what was shown any more: a new match, a changed team, one gone", async () => {
    const owner = await makeOrg();
    const person = await addMember(owner, "member");
    const [a, b] = [await makeTeam(owner, { name: "East a" }), await makeTeam(owner, { name: "East b" })];
    const all = await asShown(owner, [], { all: true, q: "east" });
    const ticked = await asShown(owner, [a, b]);
    await makeTeam(owner, { name: "East c" });
    expect(await refusal(deleteTeams(owner, all))).toBe("changed_meanwhile");
    await db().execute(sql`insert into team_members (org_id, team_id, user_id, added_at)
      values (${owner.org.id}, ${a}, ${person.user.id}, now())`);
    expect(await refusal(deleteTeams(owner, ticked))).toBe("changed_meanwhile");
    const again = await asShown(owner, [a, b]);
    await db().delete(teams).where(eq(teams.id, b));
    expect(await refusal(deleteTeams(owner, again))).toBe("changed_meanwhile");
    expect(await named(owner.org.id)).toEqual(["East a", "East c"]);
  });

  test("[A6] asks for the phrase and for a confirmation", async () => {
    const owner = await makeOrg();
    const id = await makeTeam(owner, { name: "Größe  X" });
    expect(await refusal(deleteTeams(owner, await asShown(owner, [id], { typed: "Growth" })))).toBe("invalid");
    expect(await refusal(deleteTeams(unconfirmed(owner), await asShown(owner, [id])))).toBe("ConfirmationNeeded");
    expect(await refusal(deleteTeams(owner, await asShown(owner, [id], { typed: " größe x " })))).toBe("done");
  });

  test("[R4] all or nothing: an admin deletes none when one gives a role that is not below theirs", async () => {
    const owner = await makeOrg();
    const admin = await addMember(owner, "admin");
    const ids = [await makeTeam(owner, { role: "analyst" }), await makeTeam(owner, { role: "admin" })];
    expect(await refusal(deleteTeams(admin, await asShown(admin, ids)))).toBe("target_not_below");
    expect(await named(owner.org.id)).toHaveLength(2);
    expect(await refusal(deleteTeams(owner, await asShown(owner, ids)))).toBe("done");
  });

  test("[SEC-G] ids of another organization are passed over, and the page's number no longer fits", async () => {
    const owner = await makeOrg();
    const theirs = await makeTeam(await makeOrg());
    const own = await makeTeam(owner);
    const shown = await asShown(owner, [own]);
    expect(await refusal(deleteTeams(owner, { ...shown, ids: [theirs] }))).toBe("changed_meanwhile");
    expect(await refusal(deleteTeams(await addMember(owner, "member"), shown))).toBe("Forbidden");
  });
});

test("[R7] after a downgrade an existing team keeps its role and takes nobody new", async () => {
  const owner = await makeOrg();
  const person = await addMember(owner, "member");
  const project = await makeProject(owner);
  const team = await makeTeam(owner, { role: "analyst", projects: [project], members: [person] });
  await db().update(orgs).set({ plan: "growth" }).where(eq(orgs.id, owner.org.id));
  expect(await effectiveProjectRole(db(), project, person.user.id)).toBe("analyst");
  await renameTeam(owner, { teamId: team, name: "Still here" });
  expect(await named(owner.org.id)).toEqual(["Still here"]);
});
