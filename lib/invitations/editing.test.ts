import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { invitationProjects, invitations, invitationTeams, members, orgs, projectGrants } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import type { ProjectRole } from "@/lib/authz/roles";
import { isRuleBroken } from "@/lib/errors";
import { linkToken } from "@/lib/links";
import {
  addMember,
  auditedIn,
  makeOrg,
  makeProject,
  makeTeam,
  makeUser,
  rolesIn,
  someEmail,
  unconfirmed,
} from "@/lib/testing/factories";
import { refusal, refusals } from "@/lib/testing/refusal";
import { holdLock, race } from "@/lib/testing/two-connections";
import { until } from "@/lib/testing/until";
import { acceptInvitation } from "./acceptance";
import {
  addInvitationParts,
  changeInvitationProject,
  changeInvitationRole,
  removeInvitationProject,
  removeInvitationTeam,
} from "./editing";
import { inviteMembers, resendInvitation, revokeInvitation } from "./invitations";

type Given = { role?: OrgActor["role"]; projects?: number[]; projectRole?: ProjectRole; teams?: string[] };

async function invite(
  by: OrgActor,
  { role = "member", projects = [], projectRole = "analyst", teams = [] }: Given = {},
) {
  const email = someEmail();
  await inviteMembers(by, { emails: [email], role, projects: projects.map(String), projectRole, teams });
  const [row] = await db().select().from(invitations).where(eq(invitations.email, email));
  if (!row) throw new Error("Nobody was invited.");
  return row;
}

async function partsOf(id: string) {
  const projects = await db()
    .select({ id: invitationProjects.projectId, role: invitationProjects.role, by: invitationProjects.givenBy })
    .from(invitationProjects)
    .where(eq(invitationProjects.invitationId, id))
    .orderBy(invitationProjects.role);
  const teams = await db()
    .select({ id: invitationTeams.teamId, by: invitationTeams.givenBy })
    .from(invitationTeams)
    .where(eq(invitationTeams.invitationId, id));
  const [facts] = await db()
    .select({ role: invitations.role, by: invitations.roleGivenBy })
    .from(invitations)
    .where(eq(invitations.id, id));
  return { ...facts, projects, teams };
}

const add = (
  actor: OrgActor,
  invitationId: string,
  projects: number[],
  projectRole: ProjectRole,
  teams: string[] = [],
) => addInvitationParts(actor, { invitationId, projects: projects.map(String), projectRole, teams });

describe("what is added", () => {
  test("[U6] [I1] projects and teams before they accept, each with its giver; they join with all of it", async () => {
    const owner = await makeOrg();
    const admin = await addMember(owner, "admin");
    const [first, second] = [await makeProject(owner), await makeProject(owner)];
    const team = await makeTeam(owner, { role: "consumer" });
    const { id, email, mailVersion } = await invite(owner, { projects: [first] });
    expect(await add(admin, id, [second], "admin", [team])).toBe(2);
    expect(await partsOf(id)).toEqual({
      role: "member",
      by: owner.user.id,
      projects: [
        { id: first, role: "analyst", by: owner.user.id },
        { id: second, role: "admin", by: admin.user.id },
      ],
      teams: [{ id: team, by: admin.user.id }],
    });
    expect(await auditedIn(owner.org.id)).toEqual(["invitation.sent", "invitation.edited"]);
    const joined = await acceptInvitation(await makeUser({ email }), linkToken("invitation.mail", id, mailVersion));
    const grants = await db()
      .select({ id: projectGrants.projectId, role: projectGrants.role })
      .from(projectGrants)
      .where(eq(projectGrants.userId, joined.userId));
    expect(grants).toEqual(
      expect.arrayContaining([
        { id: first, role: "analyst" },
        { id: second, role: "admin" },
      ]),
    );
    expect(joined.fellAway).toEqual([]);
  });

  test("[I1] keeps the higher role and its giver, and says nothing where nothing changes", async () => {
    const owner = await makeOrg();
    const admin = await addMember(owner, "admin");
    const project = await makeProject(owner);
    const team = await makeTeam(owner, { role: "consumer" });
    const { id } = await invite(owner, { projects: [project], projectRole: "admin", teams: [team] });
    expect(await add(admin, id, [project], "analyst", [team])).toBe(0);
    expect(await partsOf(id)).toMatchObject({ projects: [{ role: "admin", by: owner.user.id }] });
    expect(await auditedIn(owner.org.id)).toEqual(["invitation.sent"]);
  });

  test("[R4] the ceiling holds: an admin adds no Owner, and no team of owners", async () => {
    const owner = await makeOrg();
    const admin = await addMember(owner, "admin");
    const project = await makeProject(owner);
    const team = await makeTeam(owner, { role: "owner" });
    const { id } = await invite(admin);
    expect(await refusal(add(admin, id, [project], "owner"))).toBe("role_above_own");
    expect(await refusal(add(admin, id, [], "admin", [team]))).toBe("role_above_own");
    expect(await refusal(add(owner, id, [project], "owner", [team]))).toBe("done");
  });

  test("[R7] below Enterprise neither Analyst nor a team of analysts is added", async () => {
    const owner = await makeOrg({ plan: "growth" });
    const project = await makeProject(owner);
    const team = await makeTeam(owner, { role: "analyst" });
    const { id } = await invite(owner);
    expect(await refusal(add(owner, id, [project], "analyst"))).toBe("role_needs_plan");
    expect(await refusal(add(owner, id, [], "admin", [team]))).toBe("role_needs_plan");
    expect(await refusal(add(owner, id, [project], "admin"))).toBe("done");
  });

  test("[R7] a team of analysts given before a downgrade falls away at acceptance", async () => {
    const owner = await makeOrg();
    const team = await makeTeam(owner, { name: "Data", role: "analyst" });
    const { id, email, mailVersion } = await invite(owner, { teams: [team] });
    await db().update(orgs).set({ plan: "growth" }).where(eq(orgs.id, owner.org.id));
    const joined = await acceptInvitation(await makeUser({ email }), linkToken("invitation.mail", id, mailVersion));
    expect(joined.fellAway).toEqual(["the team Data"]);
  });
});

describe("what is changed and removed", () => {
  test("[U6] the role, by somebody who becomes its giver", async () => {
    const owner = await makeOrg();
    const admin = await addMember(owner, "admin");
    const { id } = await invite(admin);
    await changeInvitationRole(owner, { invitationId: id, role: "billing_admin", was: "member" });
    expect(await partsOf(id)).toMatchObject({ role: "billing_admin", by: owner.user.id });
    expect(await refusal(changeInvitationRole(owner, { invitationId: id, role: "admin", was: "member" }))).toBe(
      "changed_meanwhile",
    );
    expect(await auditedIn(owner.org.id)).toEqual(["invitation.sent", "invitation.edited"]);
  });

  test("[R4] [A6] an admin changes no higher role than Member but their own invitation; Owner is confirmed", async () => {
    const owner = await makeOrg();
    const admin = await addMember(owner, "admin");
    const other = await addMember(owner, "admin");
    const { id } = await invite(admin, { role: "admin" });
    const to = (actor: OrgActor, role: OrgActor["role"], was: OrgActor["role"]) =>
      refusal(changeInvitationRole(actor, { invitationId: id, role, was }));
    expect(await to(other, "member", "admin")).toBe("target_not_below");
    expect(await to(admin, "owner", "admin")).toBe("role_above_own");
    expect(await to(admin, "billing_admin", "admin")).toBe("role_above_own");
    expect(await to(admin, "member", "admin")).toBe("done");
    expect(await to(unconfirmed(owner), "owner", "member")).toBe("ConfirmationNeeded");
    expect(await to(owner, "owner", "member")).toBe("done");
    expect(await to(unconfirmed(owner), "member", "owner")).toBe("ConfirmationNeeded");
  });

  test("[I1] the same role again changes nothing while its giver may give it, and is taken over after", async () => {
    const owner = await makeOrg();
    const admin = await addMember(owner, "admin");
    const { id } = await invite(admin);
    await changeInvitationRole(owner, { invitationId: id, role: "member", was: "member" });
    expect(await partsOf(id)).toMatchObject({ by: admin.user.id });
    await db().delete(members).where(eq(members.userId, admin.user.id));
    await changeInvitationRole(owner, { invitationId: id, role: "member", was: "member" });
    expect(await partsOf(id)).toMatchObject({ by: owner.user.id });
  });

  test("[U6] one project's role, and one project or team less; again is no error", async () => {
    const owner = await makeOrg();
    const admin = await addMember(owner, "admin");
    const project = await makeProject(owner);
    const team = await makeTeam(owner, { role: "consumer" });
    const { id } = await invite(owner, { projects: [project], teams: [team] });
    const key = { invitationId: id, projectId: project };
    await changeInvitationProject(admin, { ...key, role: "consumer", was: "analyst" });
    expect(await partsOf(id)).toMatchObject({ projects: [{ role: "consumer", by: admin.user.id }] });
    const stale = changeInvitationProject(admin, { ...key, role: "admin", was: "analyst" });
    expect(await refusal(stale)).toBe("changed_meanwhile");
    for (const _ of [1, 2]) {
      await removeInvitationProject(admin, key);
      await removeInvitationTeam(admin, { invitationId: id, teamId: team });
    }
    expect(await partsOf(id)).toMatchObject({ projects: [], teams: [] });
    expect(await auditedIn(owner.org.id)).toEqual(["invitation.sent", ...Array(3).fill("invitation.edited")]);
    const gone = changeInvitationProject(admin, { ...key, role: "admin", was: "consumer" });
    expect(await refusal(gone)).toBe("changed_meanwhile");
  });

  test("[R4] an admin takes away no Owner that an owner gave, and no Admin of another admin", async () => {
    const owner = await makeOrg();
    const [admin, other] = [await addMember(owner, "admin"), await addMember(owner, "admin")];
    const [first, second] = [await makeProject(owner), await makeProject(owner)];
    const team = await makeTeam(owner, { role: "owner" });
    const { id } = await invite(owner, { projects: [first], projectRole: "owner", teams: [team] });
    await add(other, id, [second], "admin");
    const take = (actor: OrgActor, projectId: number) =>
      refusal(removeInvitationProject(actor, { invitationId: id, projectId }));
    expect(await take(admin, first)).toBe("target_not_below");
    expect(await take(admin, second)).toBe("target_not_below");
    expect(await refusal(removeInvitationTeam(admin, { invitationId: id, teamId: team }))).toBe("target_not_below");
    expect(await take(other, second)).toBe("done");
    expect(await take(owner, first)).toBe("done");
  });

  test("[R5] members and billing admins edit none", async () => {
    const owner = await makeOrg();
    const project = await makeProject(owner);
    const { id } = await invite(owner, { projects: [project] });
    for (const role of ["member", "billing_admin"] as const) {
      const person = await addMember(owner, role);
      expect(await refusal(add(person, id, [project], "admin"))).toBe("Forbidden");
      expect(await refusal(removeInvitationProject(person, { invitationId: id, projectId: project }))).toBe(
        "Forbidden",
      );
      expect(await refusal(changeInvitationRole(person, { invitationId: id, role: "admin", was: "member" }))).toBe(
        "Forbidden",
      );
    }
  });

  test("[Q1] invitations, projects and teams of another org are not found (SEC-R35)", async () => {
    const [owner, stranger] = [await makeOrg(), await makeOrg()];
    const [mine, theirs] = [await makeProject(owner), await makeProject(stranger)];
    const theirTeam = await makeTeam(stranger);
    const { id } = await invite(owner, { projects: [mine] });
    const answers = await Promise.all([
      refusal(add(stranger, id, [theirs], "admin")),
      refusal(add(owner, id, [theirs], "admin")),
      refusal(add(owner, id, [], "admin", [theirTeam])),
      refusal(changeInvitationRole(stranger, { invitationId: id, role: "admin", was: "member" })),
      refusal(removeInvitationProject(stranger, { invitationId: id, projectId: mine })),
      refusal(removeInvitationProject(owner, { invitationId: id, projectId: theirs })),
      refusal(removeInvitationTeam(owner, { invitationId: id, teamId: theirTeam })),
    ]);
    expect(new Set(answers)).toEqual(new Set(["NotFound"]));
  });
});

describe("at the same moment", () => {
  async function scene() {
    const owner = await makeOrg();
    const [kept, added] = [await makeProject(owner), await makeProject(owner)];
    const { id, email, mailVersion } = await invite(owner, { projects: [kept] });
    const person = await makeUser({ email });
    const accept = () => acceptInvitation(person, linkToken("invitation.mail", id, mailVersion));
    const holding = `select 1 from orgs where id = ${owner.org.id} for update`;
    const grants = async () =>
      (
        await db()
          .select({ id: projectGrants.projectId })
          .from(projectGrants)
          .where(eq(projectGrants.userId, person.user.id))
      ).map((row) => row.id);
    return { owner, kept, added, id, person, accept, holding, grants };
  }

  /** Both wait for the org, the first of them first. */
  async function inOrder(runs: (() => Promise<unknown>)[], holding: string) {
    const held = await holdLock(holding);
    const started: Promise<unknown>[] = [];
    for (const run of runs) {
      started.push(run());
      await until(async () => (await held.waiting()) >= started.length);
    }
    const outcomes = Promise.allSettled(started);
    await held.release();
    return outcomes;
  }

  test("[I1] [I3] accepted while it is edited: an edit that comes after is refused with the way to them", async () => {
    const { owner, kept, added, id, person, accept, holding, grants } = await scene();
    const outcomes = await inOrder([accept, () => add(owner, id, [added], "admin")], holding);
    expect(await refusals(outcomes)).toEqual(["done", "invitation_used"]);
    const [, edit] = outcomes;
    expect(edit?.status === "rejected" && isRuleBroken(edit.reason) && edit.reason.link).toEqual({
      href: `/org/${owner.org.id}/users/${person.user.id}`,
      label: "Open their page.",
    });
    expect(await grants()).toEqual([kept]);
    expect((await partsOf(id)).projects).toHaveLength(1);
  });

  test("[I1] [I3] accepted while it is edited: an edit that comes before is in what they join with", async () => {
    const { owner, kept, added, id, person, accept, holding, grants } = await scene();
    const outcomes = await inOrder([() => add(owner, id, [added], "admin"), accept], holding);
    expect(await refusals(outcomes)).toEqual(["done", "done"]);
    expect((await rolesIn(owner.org.id)).get(person.user.id)).toBe("member");
    expect((await grants()).sort()).toEqual([kept, added].sort());
  });

  test("[I1] [I3] accepted while it is revoked: one of the two, never both", async () => {
    const { owner, id, person, accept, holding, grants } = await scene();
    const outcomes = await race<unknown>([() => revokeInvitation(owner, id), accept], { holding });
    const [revoked, accepted] = await refusals(outcomes);
    const joined = (await rolesIn(owner.org.id)).has(person.user.id);
    expect([revoked, accepted]).toEqual(joined ? ["invitation_used", "done"] : ["done", "invitation_revoked"]);
    expect(await grants()).toHaveLength(joined ? 1 : 0);
  });

  test("[I1] [I3] accepted while it is sent again: joined through the old link, or it is dead", async () => {
    const { owner, id, person, accept, holding } = await scene();
    const outcomes = await race<unknown>([() => resendInvitation(owner, id), accept], { holding });
    const [resent, accepted] = await refusals(outcomes);
    const joined = (await rolesIn(owner.org.id)).has(person.user.id);
    expect(joined ? "done" : "link_invalid").toBe(accepted);
    expect(["done", "invitation_used"]).toContain(resent);
    expect(joined && resent === "done").toBe(false);
    const [row] = await db().execute(sql`select num_nonnulls(accepted_at, revoked_at, declined_at) as ends
      from invitations where id = ${id}`);
    expect(row).toEqual({ ends: joined ? 1 : 0 });
  });
});
