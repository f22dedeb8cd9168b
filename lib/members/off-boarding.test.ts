import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { getOffBoarding } from "@/db/queries/off-boarding";
import { billingEmails, invitationProjects, invitations, invitationTeams, orgs } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import type { OrgRole, ProjectRole } from "@/lib/authz/roles";
import { newId } from "@/lib/ids";
import { acceptInvitation } from "@/lib/invitations/acceptance";
import { addInvitationParts } from "@/lib/invitations/editing";
import { inviteMembers } from "@/lib/invitations/invitations";
import { linkToken } from "@/lib/links";
import {
  addMember,
  auditedIn,
  giveGrant,
  makeOrg,
  makeProject,
  makeTeam,
  makeUser,
  rolesIn,
  someEmail,
  unconfirmed,
} from "@/lib/testing/factories";
import { refusal, refusals } from "@/lib/testing/refusal";
import { race } from "@/lib/testing/two-connections";
import { removeMember } from "./off-boarding";

type Given = { role?: OrgRole; projects?: number[]; projectRole?: ProjectRole; teams?: string[] };

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

async function givers(id: string) {
  const [row] = await db().select().from(invitations).where(eq(invitations.id, id));
  const projects = await db().select().from(invitationProjects).where(eq(invitationProjects.invitationId, id));
  const teams = await db().select().from(invitationTeams).where(eq(invitationTeams.invitationId, id));
  return {
    revoked: row?.revokedAt !== null,
    role: row?.roleGivenBy,
    projects: projects.map((part) => part.givenBy),
    teams: teams.map((part) => part.givenBy),
  };
}

async function scene() {
  const owner = await makeOrg();
  const admin = await addMember(owner, "admin");
  const project = await makeProject(owner, { name: "Web" });
  const team = await makeTeam(owner, { name: "Data", role: "consumer", projects: [project] });
  return { owner, admin, project, team };
}

const remove = (actor: OrgActor, target: OrgActor, invited?: "keep" | "revoke") =>
  removeMember(actor, { userId: target.user.id, invitations: invited });

describe("open invitations of somebody who is removed", () => {
  test("[I1] kept: the actor becomes the giver of each part, and they join with all of it", async () => {
    const { owner, admin, project, team } = await scene();
    const sent = await invite(admin, { projects: [project], teams: [team] });
    expect(await remove(owner, admin, "keep")).toEqual({ kept: 1, revoked: 0 });
    const me = owner.user.id;
    expect(await givers(sent.id)).toEqual({ revoked: false, role: me, projects: [me], teams: [me] });
    expect(await auditedIn(owner.org.id)).toEqual(["invitation.sent", "invitation.edited", "member.removed"]);
    const person = await makeUser({ email: sent.email });
    const joined = await acceptInvitation(person, linkToken("invitation.mail", sent.id, sent.mailVersion));
    expect(joined.fellAway).toEqual([]);
  });

  test("[I1] revoked: what they sent, and their parts in the invitations of others", async () => {
    const { owner, admin, project, team } = await scene();
    const theirs = await invite(admin, { projects: [project] });
    const other = await invite(owner);
    await addInvitationParts(admin, {
      invitationId: other.id,
      projects: [String(project)],
      projectRole: "admin",
      teams: [team],
    });
    expect(await remove(owner, admin, "revoke")).toEqual({ kept: 0, revoked: 1 });
    expect((await givers(theirs.id)).revoked).toBe(true);
    expect(await givers(other.id)).toEqual({ revoked: false, role: owner.user.id, projects: [], teams: [] });
    expect((await auditedIn(owner.org.id)).slice(3)).toEqual([
      "invitation.revoked",
      "invitation.edited",
      "member.removed",
    ]);
  });

  test("[I1] left alone without a choice: they fall away", async () => {
    const { owner, admin, project } = await scene();
    const sent = await invite(admin, { projects: [project] });
    await remove(owner, admin);
    expect(await givers(sent.id)).toMatchObject({ revoked: false, role: admin.user.id, projects: [admin.user.id] });
    const person = await makeUser({ email: sent.email });
    const accepted = acceptInvitation(person, linkToken("invitation.mail", sent.id, sent.mailVersion));
    expect(await refusal(accepted)).toBe("invitation_revoked");
  });

  test("[R4] nobody takes over, or revokes, what is above them", async () => {
    const { owner, admin, project } = await scene();
    const leaver = await addMember(owner, "owner");
    const high = await invite(leaver, { role: "billing_admin", projects: [project], projectRole: "owner" });
    const low = await invite(leaver, { projects: [project], projectRole: "admin" });
    await db().execute(sql`update members set role = 'member' where user_id = ${leaver.user.id}`);
    expect(await remove(admin, leaver, "keep")).toEqual({ kept: 1, revoked: 0 });
    expect(await givers(high.id)).toMatchObject({ role: leaver.user.id, projects: [leaver.user.id] });
    expect(await givers(low.id)).toMatchObject({ role: admin.user.id, projects: [admin.user.id] });
    const again = await addMember(owner, "owner");
    const above = await invite(again, { role: "admin" });
    await db().execute(sql`update members set role = 'member' where user_id = ${again.user.id}`);
    expect(await remove(admin, again, "revoke")).toEqual({ kept: 0, revoked: 0 });
    expect((await givers(above.id)).revoked).toBe(false);
  });

  test("[R7] a role that the plan has lost is not given anew", async () => {
    const { owner, admin, project } = await scene();
    const sent = await invite(admin, { projects: [project], projectRole: "analyst" });
    await db().update(orgs).set({ plan: "growth" }).where(eq(orgs.id, owner.org.id));
    await remove(owner, admin, "keep");
    expect(await givers(sent.id)).toMatchObject({ role: owner.user.id, projects: [admin.user.id] });
  });

  test("[A6] taking over the role Owner in an invitation is confirmed", async () => {
    const { owner } = await scene();
    const leaver = await addMember(owner, "owner");
    await invite(leaver, { role: "owner" });
    await db().execute(sql`update members set role = 'member' where user_id = ${leaver.user.id}`);
    expect(await refusal(remove(unconfirmed(owner), leaver, "keep"))).toBe("ConfirmationNeeded");
    expect(await refusal(remove(unconfirmed(owner), leaver, "revoke"))).toBe("ConfirmationNeeded");
    expect(await refusal(remove(owner, leaver, "keep"))).toBe("done");
  });

  test("[I1] other people's invitations, and those of other orgs, stay as they are", async () => {
    const { owner, admin } = await scene();
    const elsewhere = await makeOrg();
    const same = await addMember(elsewhere, "admin", admin);
    const [mine, theirs] = [await invite(owner), await invite(same)];
    await remove(owner, admin, "revoke");
    expect(await givers(mine.id)).toMatchObject({ revoked: false, role: owner.user.id });
    expect(await givers(theirs.id)).toMatchObject({ revoked: false, role: same.user.id });
  });

  test("[I1] [I3] accepted while their giver is removed: joined before, or under the new giver", async () => {
    const { owner, admin, project } = await scene();
    const sent = await invite(admin, { projects: [project] });
    const person = await makeUser({ email: sent.email });
    const outcomes = await race<unknown>(
      [
        () => remove(owner, admin, "keep"),
        () => acceptInvitation(person, linkToken("invitation.mail", sent.id, sent.mailVersion)),
      ],
      { holding: `select 1 from orgs where id = ${owner.org.id} for update` },
    );
    expect(await refusals(outcomes)).toEqual(["done", "done"]);
    expect([...(await rolesIn(owner.org.id)).keys()].sort()).toEqual([owner.user.id, person.user.id].sort());
    const [grant] = await db().execute<{ n: number }>(
      sql`select count(*)::int as n from project_grants where user_id = ${person.user.id}`,
    );
    expect(grant?.n).toBe(1);
  });
});

describe("the rest of it", () => {
  test("[U5] billing mails to their address end where the actor may decide that, and only where asked", async () => {
    const { owner, admin } = await scene();
    const listed = async (email: string) =>
      (await db().select().from(billingEmails).where(eq(billingEmails.email, email))).length;
    const member = await addMember(owner, "member");
    const at = new Date();
    const values = { orgId: owner.org.id, addedAt: at, sentAt: at, expiresAt: at, confirmedAt: at };
    await db()
      .insert(billingEmails)
      .values({ ...values, id: newId("billingEmail"), email: member.user.email });
    const input = { userId: member.user.id, billingEmail: "on" as const };
    expect((await getOffBoarding(owner, member.user.id)).billed).toBe(true);
    expect(await refusal(removeMember(admin, input))).toBe("Forbidden");
    expect((await rolesIn(owner.org.id)).has(member.user.id)).toBe(true);
    await removeMember(owner, input);
    expect(await listed(member.user.email)).toBe(0);
    expect(await auditedIn(owner.org.id)).toEqual(["org.billing_email_removed", "member.removed"]);
  });

  test("[U5] the page is told what they have, gave and made, and nothing of other orgs", async () => {
    const { owner, admin, project, team } = await scene();
    const other = await makeOrg();
    const elsewhere = await addMember(other, "admin", admin);
    await invite(elsewhere);
    const sent = await invite(admin, { projects: [project], teams: [team] });
    await giveGrant(admin, project, "consumer");
    await db().execute(sql`update projects set created_by = ${admin.user.id} where id = ${project}`);
    const facts = await getOffBoarding(owner, admin.user.id);
    expect(facts).toEqual({
      projects: {
        total: 1,
        rows: [
          {
            id: project,
            name: "Web",
            role: "admin",
            grants: [
              { source: "organization", role: "admin", teamId: null, teamName: null, endsAt: null },
              { source: "individual", role: "consumer", teamId: null, teamName: null, endsAt: null },
            ],
          },
        ],
      },
      keys: { total: 1, rows: [{ id: project, name: "Web" }] },
      invitations: {
        total: 1,
        rows: [{ id: sent.id, email: sent.email, role: "member", projects: ["Web"], teams: ["Data"] }],
      },
      made: { projects: 1, teams: 0, names: ["Web"] },
      owners: ["Ada Lovelace"],
      billed: false,
    });
    await remove(owner, admin, "keep");
    expect((await getOffBoarding(owner, admin.user.id)).projects.total).toBe(0);
    const [made] = await db().execute(sql`select created_by from projects where id = ${project}`);
    expect(made).toEqual({ created_by: admin.user.id });
  });
});
