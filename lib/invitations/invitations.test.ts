import { eq, sql } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { invitationProjects, invitations, invitationTeams } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { now, setClock } from "@/lib/clock";
import { limits, takeLimit } from "@/lib/rate-limit";
import {
  addMember,
  auditedIn,
  makeOrg,
  makeProject,
  makeTeam,
  someEmail,
  unconfirmed,
  waitingJobs,
} from "@/lib/testing/factories";
import { refusal, refusals } from "@/lib/testing/refusal";
import { race } from "@/lib/testing/two-connections";
import { copyInvitationLink, inviteMembers, resendInvitation, revokeInvitation } from "./invitations";
import type { InviteInput } from "./schemas";

const dayMs = 24 * 3600 * 1000;
let resetClock: (() => void) | undefined;
afterEach(() => resetClock?.());

/** From here on it is so many days later than it was. */
function daysLater(days: number): void {
  const at = new Date(now().getTime() + days * dayMs);
  resetClock?.();
  resetClock = setClock(() => at);
}

function offer(given: Partial<InviteInput> = {}): InviteInput {
  return { emails: [someEmail()], role: "member", projects: [], projectRole: "admin", teams: [], ...given };
}

function rowsFor(org: OrgActor, email: string) {
  return db()
    .select()
    .from(invitations)
    .where(sql`${invitations.orgId} = ${org.org.id} and ${invitations.email} = ${email}`)
    .orderBy(invitations.createdAt);
}

async function invite(actor: OrgActor, given: Partial<InviteInput> = {}) {
  const input = offer(given);
  await inviteMembers(actor, input);
  const [row] = await rowsFor(actor, input.emails[0] ?? "");
  if (!row) throw new Error("no invitation");
  return row;
}

describe("inviting", () => {
  test("[U3] many at once: an invitation, a job and an audit entry each, for seven days", async () => {
    const owner = await makeOrg();
    const member = await addMember(owner, "member");
    const emails = [someEmail(), someEmail(), member.user.email, someEmail()];
    const before = now();
    const result = await inviteMembers(owner, offer({ emails }));
    expect(result).toEqual({
      invited: emails.filter((email) => email !== member.user.email),
      merged: [],
      members: [member.user.email],
    });
    const rows = await db().select().from(invitations).where(eq(invitations.orgId, owner.org.id));
    expect(rows.map((row) => row.email).sort()).toEqual([...result.invited].sort());
    for (const row of rows) {
      expect(row).toMatchObject({ role: "member", roleGivenBy: owner.user.id, mailVersion: 1 });
      expect(row.expiresAt.getTime() - before.getTime()).toBeGreaterThanOrEqual(7 * dayMs);
      expect(await waitingJobs("send_invitation", row.id)).toEqual([{ invitationId: row.id, version: 1 }]);
    }
    expect(await auditedIn(owner.org.id)).toEqual(Array(3).fill("invitation.sent"));
  });

  test("[U3] when all are members, it says so at the field", async () => {
    const owner = await makeOrg();
    await expect(inviteMembers(owner, offer({ emails: [owner.user.email] }))).rejects.toMatchObject({
      code: "already_member",
      field: "emails",
    });
  });

  test("[I1] again merges: keeps the higher role and its giver, ends the old link, adds projects", async () => {
    const owner = await makeOrg();
    const admin = await addMember(owner, "admin");
    const [one, two] = [await makeProject(owner), await makeProject(owner)];
    const first = await invite(admin, { projects: [String(one)], projectRole: "analyst" });
    await inviteMembers(owner, offer({ emails: [first.email], role: "admin", projects: [String(one), String(two)] }));
    await inviteMembers(
      admin,
      offer({ emails: [first.email], role: "member", projects: [String(one)], projectRole: "consumer" }),
    );
    const rows = await rowsFor(owner, first.email);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ id: first.id, role: "admin", roleGivenBy: owner.user.id, mailVersion: 3 });
    const parts = await db().select().from(invitationProjects).where(eq(invitationProjects.invitationId, first.id));
    expect(parts.map(({ projectId, role, givenBy }) => [projectId, role, givenBy])).toEqual(
      expect.arrayContaining([
        [one, "admin", owner.user.id],
        [two, "admin", owner.user.id],
      ]),
    );
    expect(parts).toHaveLength(2);
    expect(await auditedIn(owner.org.id)).toEqual(["invitation.sent", "invitation.merged", "invitation.merged"]);
  });

  test("[I1] [R4] an expired offer of Owner is not revived by an admin's new invitation", async () => {
    const owner = await makeOrg();
    const admin = await addMember(owner, "admin");
    const old = await invite(owner, { role: "owner" });
    daysLater(8);
    expect(await inviteMembers(admin, offer({ emails: [old.email] }))).toMatchObject({
      invited: [old.email],
      merged: [],
    });
    const rows = await rowsFor(owner, old.email);
    expect(rows.map((row) => [row.role, row.roleGivenBy, row.revokedAt !== null])).toEqual([
      ["owner", owner.user.id, true],
      ["member", admin.user.id, false],
    ]);
  });

  test.each(["billing_admin", "member"] as const)("[R5] a %s may not invite", async (role) => {
    const owner = await makeOrg();
    const actor = await addMember(owner, role);
    expect(await refusal(inviteMembers(actor, offer()))).toBe("Forbidden");
    expect(await refusal(inviteMembers({ ...actor, role: "owner" }, offer()))).toBe("Forbidden");
    const { id } = await invite(owner);
    expect(await refusal(resendInvitation(actor, id))).toBe("Forbidden");
    expect(await refusal(copyInvitationLink(actor, id))).toBe("Forbidden");
    expect(await refusal(revokeInvitation(actor, id))).toBe("Forbidden");
  });

  test("[R4] the ceiling holds for the org role, project roles and teams", async () => {
    const owner = await makeOrg();
    const admin = await addMember(owner, "admin");
    const projects = [String(await makeProject(owner))];
    const high = await makeTeam(owner, { role: "owner" });
    const low = await makeTeam(owner, { role: "admin" });
    expect(await refusal(inviteMembers(admin, offer({ role: "owner" })))).toBe("role_above_own");
    expect(await refusal(inviteMembers(admin, offer({ role: "billing_admin" })))).toBe("role_above_own");
    expect(await refusal(inviteMembers(admin, offer({ projects, projectRole: "owner" })))).toBe("role_above_own");
    expect(await refusal(inviteMembers(admin, offer({ teams: [high] })))).toBe("role_above_own");
    expect(await refusal(inviteMembers(admin, offer({ role: "admin", projects, teams: [low] })))).toBe("done");
    expect(
      await refusal(inviteMembers(owner, offer({ role: "owner", projects, projectRole: "owner", teams: [high] }))),
    ).toBe("done");
    expect(await auditedIn(owner.org.id)).toHaveLength(2);
  });

  test("[A6] offering Owner needs a confirmation", async () => {
    const owner = unconfirmed(await makeOrg());
    expect(await refusal(inviteMembers(owner, offer({ role: "owner" })))).toBe("ConfirmationNeeded");
    expect(await refusal(inviteMembers(owner, offer({ role: "admin" })))).toBe("done");
  });

  test.each(["free", "growth"] as const)(
    "[R7] on %s only the project roles Owner and Admin are given",
    async (plan) => {
      const owner = await makeOrg({ plan });
      const projects = [String(await makeProject(owner))];
      for (const projectRole of ["analyst", "consumer"] as const) {
        await expect(inviteMembers(owner, offer({ projects, projectRole }))).rejects.toMatchObject({
          code: "role_needs_plan",
          field: "projects",
        });
      }
      expect(await refusal(inviteMembers(owner, offer({ projects, projectRole: "admin" })))).toBe("done");
      expect(await refusal(inviteMembers(owner, offer({ projects: [], projectRole: "analyst" })))).toBe("done");
    },
  );

  test("[Q1] projects and teams of another org, deleted and invented ones are not found, and nothing is sent", async () => {
    const owner = await makeOrg();
    const other = await makeOrg();
    const theirs = await makeProject(other);
    const deleted = await makeProject(owner);
    await db().execute(sql`update projects set deleted_at = now() where id = ${deleted}`);
    for (const project of [theirs, deleted, 999_999_999]) {
      expect(await refusal(inviteMembers(owner, offer({ projects: [String(project)] })))).toBe("NotFound");
    }
    expect(await refusal(inviteMembers(owner, offer({ teams: [await makeTeam(other)] })))).toBe("NotFound");
    expect(await auditedIn(owner.org.id)).toEqual([]);
  });

  test("[Q1] a project of another org of the same person is not found either (SEC-R35)", async () => {
    const owner = await makeOrg();
    const second = await makeOrg({ owner });
    const theirs = await makeProject(second);
    expect(await refusal(inviteMembers(owner, offer({ projects: [String(theirs)] })))).toBe("NotFound");
  });

  test("[I1] two admins inviting one address at once leave one open invitation (SEC-R37)", async () => {
    const owner = await makeOrg();
    const admin = await addMember(owner, "admin");
    for (let round = 0; round < 10; round += 1) {
      const email = someEmail();
      const runs = [owner, admin, owner].map((actor) => () => inviteMembers(actor, offer({ emails: [email] })));
      expect(await refusals(await race(runs))).toEqual(["done", "done", "done"]);
      expect((await rowsFor(owner, email)).map((row) => row.mailVersion)).toEqual([3]);
    }
  });

  test("[I1] the database refuses a second open invitation past all code (SEC-R40)", async () => {
    const owner = await makeOrg();
    const { id } = await invite(owner);
    const again = sql`insert into invitations (id, org_id, email, role, created_at, sent_at, expires_at)
      select 'inv_second' || org_id, org_id, email, role, created_at, sent_at, expires_at from invitations where id = ${id}`;
    await expect(db().execute(again)).rejects.toMatchObject({ cause: { code: "23505" } });
  });
});

describe("resend, copy, revoke", () => {
  test("[I1] resend makes a new link and a new clock, and mails it", async () => {
    const owner = await makeOrg();
    const { id, expiresAt } = await invite(owner);
    daysLater(2);
    await resendInvitation(owner, id);
    const [row] = await db().select().from(invitations).where(eq(invitations.id, id));
    expect(row?.mailVersion).toBe(2);
    expect((row?.expiresAt.getTime() ?? 0) - expiresAt.getTime()).toBeGreaterThan(1.9 * dayMs);
    expect(await waitingJobs("send_invitation", id)).toEqual([1, 2].map((version) => ({ invitationId: id, version })));
    expect(await auditedIn(owner.org.id)).toEqual(["invitation.sent", "invitation.resent"]);
  });

  test("[I1] resend renews an expired one; its link is copied only after that", async () => {
    const owner = await makeOrg();
    const { id } = await invite(owner);
    daysLater(8);
    expect(await refusal(copyInvitationLink(owner, id))).toBe("invitation_expired");
    await resendInvitation(owner, id);
    expect((await copyInvitationLink(owner, id)).url).toMatch(/^http:\/\/localhost:3000\/invite\/inv_/);
  });

  test("[I1] [R4] an admin neither resends nor copies an invitation above the own role, and does not revoke it", async () => {
    const owner = await makeOrg();
    const admin = await addMember(owner, "admin");
    const { id } = await invite(owner, { role: "owner" });
    expect(await refusal(resendInvitation(admin, id))).toBe("role_above_own");
    expect(await refusal(copyInvitationLink(admin, id))).toBe("role_above_own");
    expect(await refusal(revokeInvitation(admin, id))).toBe("target_not_below");
    expect(await refusal(revokeInvitation(owner, id))).toBe("done");
  });

  test("[I1] the giver revokes their own; then nothing else can be done with it", async () => {
    const owner = await makeOrg();
    const admin = await addMember(owner, "admin");
    const { id } = await invite(admin, { role: "admin" });
    await revokeInvitation(admin, id);
    const [row] = await db().select().from(invitations).where(eq(invitations.id, id));
    expect(row).toMatchObject({ revokedBy: admin.user.id });
    for (const run of [resendInvitation, copyInvitationLink, revokeInvitation]) {
      expect(await refusal(run(owner, id))).toBe("invitation_revoked");
    }
    expect(await auditedIn(owner.org.id)).toEqual(["invitation.sent", "invitation.revoked"]);
  });

  test("[I1] [Q1] invitations of another org are not found (SEC-R35)", async () => {
    const owner = await makeOrg();
    const other = await makeOrg();
    const { id } = await invite(other);
    for (const run of [resendInvitation, copyInvitationLink, revokeInvitation]) {
      expect(await refusal(run(owner, id))).toBe("NotFound");
    }
    expect(await auditedIn(other.org.id)).toEqual(["invitation.sent"]);
  });

  test("[U4] parts vanish with the project or team they are about", async () => {
    const owner = await makeOrg();
    const team = await makeTeam(owner);
    const project = await makeProject(owner);
    const { id } = await invite(owner, { teams: [team], projects: [String(project)] });
    await db().execute(sql`delete from teams where id = ${team}`);
    await db().execute(sql`delete from projects where id = ${project}`);
    expect(await db().select().from(invitationTeams).where(eq(invitationTeams.invitationId, id))).toEqual([]);
    expect(await db().select().from(invitationProjects).where(eq(invitationProjects.invitationId, id))).toEqual([]);
  });
});

describe("[I4] limits of sending", () => {
  test("[I4] per recipient, over all orgs; another address goes on", async () => {
    const email = someEmail();
    for (let time = 0; time < limits["invitation.recipient"].points; time += 1) {
      expect(await refusal(inviteMembers(await makeOrg(), offer({ emails: [email] })))).toBe("done");
    }
    const owner = await makeOrg();
    await expect(inviteMembers(owner, offer({ emails: [email] }))).rejects.toMatchObject({
      code: "limit_reached",
      field: "emails",
      retryAfter: expect.any(Number),
    });
    expect(await refusal(inviteMembers(owner, offer({ emails: [email, someEmail()] })))).toBe("limit_reached");
    expect(await auditedIn(owner.org.id)).toEqual([]);
    expect(await refusal(inviteMembers(owner, offer()))).toBe("done");
  });

  test("[I4] per org: what was refused is not counted", async () => {
    const owner = await makeOrg();
    const { points } = limits["invitation.org"];
    await takeLimit("invitation.org", String(owner.org.id), points - 2);
    expect(await refusal(inviteMembers(owner, offer({ emails: [1, 2, 3].map(() => someEmail()) })))).toBe(
      "limit_reached",
    );
    expect(await refusal(inviteMembers(owner, offer({ emails: [1, 2].map(() => someEmail()) })))).toBe("done");
    expect(await refusal(inviteMembers(owner, offer()))).toBe("limit_reached");
  });

  test("[I4] per receiving domain of one org; another domain and another org go on", async () => {
    const owner = await makeOrg();
    const { points } = limits["invitation.domain"];
    await takeLimit("invitation.domain", `${owner.org.id}|full.test`, points);
    expect(await refusal(inviteMembers(owner, offer({ emails: [someEmail("full.test")] })))).toBe("limit_reached");
    expect(await refusal(inviteMembers(owner, offer({ emails: [someEmail("free.test")] })))).toBe("done");
    expect(await refusal(inviteMembers(await makeOrg(), offer({ emails: [someEmail("full.test")] })))).toBe("done");
  });

  test("[I4] resending counts, too", async () => {
    const owner = await makeOrg();
    const { id, email } = await invite(owner);
    await takeLimit("invitation.recipient", email, limits["invitation.recipient"].points - 1);
    expect(await refusal(resendInvitation(owner, id))).toBe("limit_reached");
  });
});
