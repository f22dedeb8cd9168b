import { eq, sql } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { invitations, users } from "@/db/schema";
import type { OrgActor, UserActor } from "@/lib/authz/actor";
import { effectiveProjectRole } from "@/lib/authz/project-role";
import { setClock } from "@/lib/clock";
import { linkToken } from "@/lib/links";
import {
  addMember,
  auditedIn,
  giveGrant,
  makeOrg,
  makeProject,
  makeTeam,
  makeUser,
  outsider,
  rolesIn,
  someEmail,
  waitingJobs,
} from "@/lib/testing/factories";
import { refusal, refusals } from "@/lib/testing/refusal";
import { race } from "@/lib/testing/two-connections";
import { acceptInvitation, declineInvitation, joinThroughInvitation } from "./acceptance";
import { copyInvitationLink, inviteMembers, resendInvitation, revokeInvitation } from "./invitations";
import { readInvitationLink } from "./link";
import type { InviteInput } from "./schemas";

let resetClock: (() => void) | undefined;
afterEach(() => resetClock?.());

const person = { name: "Grace Hopper", password: "seven lanterns over quiet water" };

type Offered = { id: string; email: string; mailed: string };

async function invite(actor: OrgActor, given: Partial<InviteInput> & { email?: string } = {}): Promise<Offered> {
  const { email = someEmail(), ...rest } = given;
  await inviteMembers(actor, {
    emails: [email],
    role: "member",
    projects: [],
    projectRole: "admin",
    teams: [],
    ...rest,
  });
  const [row] = await db()
    .select()
    .from(invitations)
    .where(sql`${invitations.orgId} = ${actor.org.id} and ${invitations.email} = ${email} and revoked_at is null`);
  if (!row) throw new Error("no invitation");
  return { id: row.id, email, mailed: linkToken("invitation.mail", row.id, row.mailVersion) };
}

async function copied(actor: OrgActor, id: string): Promise<string> {
  const { url } = await copyInvitationLink(actor, id);
  return url.slice(url.lastIndexOf("/") + 1);
}

async function roleIn(org: OrgActor, userId: string) {
  return (await rolesIn(org.org.id)).get(userId);
}

async function account(email: string) {
  const [row] = await db().select().from(users).where(eq(users.email, email));
  return row;
}

describe("accepting with an account", () => {
  test("[I3] joins with role, project and team at once, tells the inviter, leaves its entries", async () => {
    const owner = await makeOrg();
    const [project, other] = [await makeProject(owner), await makeProject(owner)];
    const team = await makeTeam(owner, { role: "analyst", projects: [other] });
    const user = await makeUser();
    const { id, mailed } = await invite(owner, {
      email: user.user.email,
      role: "admin",
      projects: [String(project)],
      projectRole: "owner",
      teams: [team],
    });
    expect(await acceptInvitation(user, mailed)).toEqual({
      orgId: owner.org.id,
      userId: user.user.id,
      already: false,
      fellAway: [],
      asides: [],
    });
    expect(await roleIn(owner, user.user.id)).toBe("admin");
    expect(await effectiveProjectRole(db(), project, user.user.id)).toBe("owner");
    expect(await waitingJobs("send_invitation_accepted", id)).toEqual([{ invitationId: id }]);
    expect(await auditedIn(owner.org.id)).toEqual(["invitation.sent", "invitation.accepted", "member.joined"]);
    const sources = await db().execute(
      sql`select source from project_access where user_id = ${user.user.id} and project_id = ${other} order by 1`,
    );
    expect(sources.map((row) => row.source)).toEqual(["organization", "team"]);
  });

  test("[I2] only the invited address accepts", async () => {
    const owner = await makeOrg();
    const { mailed, id } = await invite(owner);
    const wrong = await makeUser();
    expect(await refusal(acceptInvitation(wrong, mailed))).toBe("invitation_wrong_account");
    expect(await refusal(acceptInvitation(wrong, await copied(owner, id)))).toBe("invitation_wrong_account");
    expect(await roleIn(owner, wrong.user.id)).toBeUndefined();
  });

  test.each([
    ["member", "admin", "admin"],
    ["admin", "member", "admin"],
    ["owner", "member", "owner"],
    ["billing_admin", "admin", "billing_admin"],
    ["member", "billing_admin", "billing_admin"],
  ] as const)("[I3] a %s who accepts %s is %s: it never lowers a role", async (had, offered, has) => {
    const owner = await makeOrg();
    const user = await makeUser();
    const { mailed } = await invite(owner, { email: user.user.email, role: offered });
    await addMember(owner, had, user);
    expect(await acceptInvitation(user, mailed)).toMatchObject({ already: true });
    expect(await roleIn(owner, user.user.id)).toBe(has);
  });

  test("[I3] a lower project role takes nothing away, a higher one is given", async () => {
    const owner = await makeOrg();
    const user = await makeUser();
    const [high, low] = [await makeProject(owner), await makeProject(owner)];
    const projects = [String(high), String(low)];
    const { mailed } = await invite(owner, { email: user.user.email, projects, projectRole: "analyst" });
    const member = await addMember(owner, "member", user);
    await giveGrant(member, high, "admin");
    await giveGrant(member, low, "consumer");
    await acceptInvitation(user, mailed);
    expect(await effectiveProjectRole(db(), high, user.user.id)).toBe("admin");
    expect(await effectiveProjectRole(db(), low, user.user.id)).toBe("analyst");
  });

  test("[I3] works once: again says already, and after a removal it is used up", async () => {
    const owner = await makeOrg();
    const user = await makeUser();
    const { mailed } = await invite(owner, { email: user.user.email });
    await acceptInvitation(user, mailed);
    expect(await acceptInvitation(user, mailed)).toMatchObject({ already: true });
    await db().execute(sql`delete from members where user_id = ${user.user.id} and org_id = ${owner.org.id}`);
    expect(await refusal(acceptInvitation(user, mailed))).toBe("invitation_used");
    expect(await roleIn(owner, user.user.id)).toBeUndefined();
  });
});

describe("links", () => {
  test("[I1] the link ends with resend, merge, revoke, decline and after seven days", async () => {
    const owner = await makeOrg();
    const answers: string[] = [];
    const attempt = async (spoil: (offered: Offered, user: UserActor) => Promise<unknown>) => {
      const user = await makeUser();
      const offered = await invite(owner, { email: user.user.email });
      await spoil(offered, user);
      answers.push(await refusal(acceptInvitation(user, offered.mailed)));
      expect(await roleIn(owner, user.user.id)).toBeUndefined();
    };
    await attempt(({ id }) => resendInvitation(owner, id));
    await attempt(({ email }) => invite(owner, { email }));
    await attempt(({ id }) => revokeInvitation(owner, id));
    await attempt(({ mailed }, user) => declineInvitation(user, mailed));
    await attempt(async () => {
      resetClock = setClock(() => new Date(Date.now() + 7 * 24 * 3600 * 1000 + 1000));
    });
    expect(answers).toEqual([
      "link_invalid",
      "link_invalid",
      "invitation_revoked",
      "invitation_declined",
      "invitation_expired",
    ]);
  });

  test("[I1] the copied link is a secret of its own: a new copy ends the old one, the mailed one stays", async () => {
    const owner = await makeOrg();
    const user = await makeUser();
    const { id, mailed } = await invite(owner, { email: user.user.email });
    const old = await copied(owner, id);
    const fresh = await copied(owner, id);
    expect(new Set([mailed, old, fresh]).size).toBe(3);
    expect(await refusal(acceptInvitation(user, old))).toBe("link_invalid");
    expect(await refusal(acceptInvitation(user, fresh))).toBe("done");
  });

  test.each([
    ["nothing", ""],
    ["rubbish", "../../etc"],
    ["an id alone", "inv_000000000000000000000000"],
    ["an unknown id", linkToken("invitation.mail", "inv_000000000000000000000000")],
  ])("[I2] %s is not found", async (_, token) => {
    expect(await refusal(acceptInvitation(await makeUser(), token))).toBe("NotFound");
    expect(await readInvitationLink(token)).toEqual({ state: "unknown" });
  });

  test("[I2] a token of another purpose, of another invitation or forged does nothing", async () => {
    const owner = await makeOrg();
    const user = await makeUser();
    const { id } = await invite(owner, { email: user.user.email });
    const other = await invite(owner);
    const forged = [
      linkToken("password-reset", id),
      linkToken("sign-up", id),
      `${id}.${other.mailed.split(".")[1]}`,
      linkToken("invitation.mail", id, 2),
      linkToken("invitation.copy", id, 2),
    ];
    for (const token of forged) {
      expect(await refusal(acceptInvitation(user, token))).toBe("link_invalid");
      expect(await readInvitationLink(token)).toEqual({ state: "replaced" });
    }
  });

  test("[I2] opening a link changes nothing, and shows who invites whom to what", async () => {
    const owner = await makeOrg();
    const project = await makeProject(owner, { name: "Website" });
    const { id, mailed, email } = await invite(owner, { role: "admin", projects: [String(project)] });
    const [before] = await db().select().from(invitations).where(eq(invitations.id, id));
    expect(await readInvitationLink(mailed)).toEqual({
      state: "open",
      invitation: {
        orgId: owner.org.id,
        orgName: "Acme",
        email,
        role: "admin",
        inviterName: owner.user.name,
        projects: [{ name: "Website", role: "admin", endsAt: null }],
        teams: [],
      },
    });
    expect((await db().select().from(invitations).where(eq(invitations.id, id)))[0]).toEqual(before);
  });
});

describe("accepting as somebody new", () => {
  test("[I2] the mailed link makes the account and proves its address", async () => {
    const owner = await makeOrg();
    const { mailed, email } = await invite(owner);
    const { userId } = await joinThroughInvitation(outsider(), mailed, person);
    expect(await account(email)).toMatchObject({
      id: userId,
      name: person.name,
      limitedToOrgId: null,
      emailProvenAt: expect.any(Date),
    });
    expect(await roleIn(owner, userId)).toBe("member");
  });

  test("[I2] a copied link does not prove it: the account reaches that org only, and takes no other copied link", async () => {
    const owner = await makeOrg();
    const other = await makeOrg();
    const { id, email } = await invite(owner);
    const { userId } = await joinThroughInvitation(outsider(), await copied(owner, id), person);
    expect(await account(email)).toMatchObject({ emailProvenAt: null, limitedToOrgId: owner.org.id });
    const actor = await makeUser();
    const limited = {
      ...actor,
      user: { ...actor.user, id: userId, email, emailProven: false, limitedToOrgId: owner.org.id },
    };
    const elsewhere = await invite(other, { email });
    expect(await refusal(acceptInvitation(limited, await copied(other, elsewhere.id)))).toBe("email_unproven");
    expect(await refusal(acceptInvitation(limited, elsewhere.mailed))).toBe("done");
    expect(await account(email)).toMatchObject({ emailProvenAt: expect.any(Date), limitedToOrgId: null });
  });

  test("[I2] a link never sets a password on an account that exists", async () => {
    const owner = await makeOrg();
    const user = await makeUser({ password: "an old password of long standing" });
    const { mailed } = await invite(owner, { email: user.user.email });
    const before = await account(user.user.email);
    expect(await refusal(joinThroughInvitation(outsider(), mailed, person))).toBe("invitation_wrong_account");
    expect(await account(user.user.email)).toEqual(before);
    expect(await roleIn(owner, user.user.id)).toBeUndefined();
  });

  test("[I2] [A4] a bad password or a dead link makes no account", async () => {
    const owner = await makeOrg();
    const { id, mailed, email } = await invite(owner);
    expect(await refusal(joinThroughInvitation(outsider(), mailed, { ...person, password: "short" }))).toBe(
      "password_too_short",
    );
    await revokeInvitation(owner, id);
    expect(await refusal(joinThroughInvitation(outsider(), mailed, person))).toBe("invitation_revoked");
    expect(await account(email)).toBeUndefined();
  });
});

describe("[I1] parts whose giver may no longer give them", () => {
  const demote = (who: OrgActor, role: string) =>
    db().execute(
      sql`update members set role = ${role}::org_role where org_id = ${who.org.id} and user_id = ${who.user.id}`,
    );

  test("[I1] the role falls to Member, the project above and the team fall away, and it says so", async () => {
    const owner = await makeOrg();
    const giver = await addMember(owner, "owner");
    const [kept, lost] = [await makeProject(owner, { name: "Kept" }), await makeProject(owner, { name: "Lost" })];
    const team = await makeTeam(owner, { name: "Leads", role: "owner", projects: [kept] });
    const user = await makeUser();
    const email = user.user.email;
    await invite(giver, { email, role: "owner", projects: [String(lost)], projectRole: "owner", teams: [team] });
    const { mailed } = await invite(giver, { email, projects: [String(kept)], projectRole: "admin" });
    await demote(giver, "admin");
    const joined = await acceptInvitation(user, mailed);
    expect(joined.fellAway).toEqual(["the organization role", "the project Lost", "the team Leads"]);
    expect(await roleIn(owner, user.user.id)).toBe("member");
    expect(await effectiveProjectRole(db(), kept, user.user.id)).toBe("admin");
    expect(await effectiveProjectRole(db(), lost, user.user.id)).toBeNull();
  });

  test("[I1] each part has its own giver: what another one gave stays", async () => {
    const owner = await makeOrg();
    const giver = await addMember(owner, "admin");
    const user = await makeUser();
    const project = await makeProject(owner, { name: "Mine" });
    await invite(giver, { email: user.user.email, projects: [String(project)] });
    const { mailed } = await invite(owner, { email: user.user.email, role: "admin" });
    await db().execute(sql`delete from members where user_id = ${giver.user.id}`);
    expect((await acceptInvitation(user, mailed)).fellAway).toEqual(["the project Mine"]);
    expect(await roleIn(owner, user.user.id)).toBe("admin");
  });

  test("[I1] when nothing stands, the invitation is worth nothing", async () => {
    const owner = await makeOrg();
    const giver = await addMember(owner, "admin");
    const user = await makeUser();
    const { mailed } = await invite(giver, { email: user.user.email });
    await demote(giver, "member");
    expect(await refusal(acceptInvitation(user, mailed))).toBe("invitation_revoked");
    expect(await roleIn(owner, user.user.id)).toBeUndefined();
  });

  test("[R7] a project role the plan has no longer falls away; a deleted project is passed over", async () => {
    const owner = await makeOrg();
    const user = await makeUser();
    const [project, gone] = [await makeProject(owner, { name: "Web" }), await makeProject(owner)];
    const { mailed } = await invite(owner, {
      email: user.user.email,
      projects: [String(project), String(gone)],
      projectRole: "analyst",
    });
    await db().execute(sql`update orgs set plan = 'free' where id = ${owner.org.id}`);
    await db().execute(sql`update projects set deleted_at = now() where id = ${gone}`);
    expect((await acceptInvitation(user, mailed)).fellAway).toEqual(["the project Web"]);
    expect(await effectiveProjectRole(db(), project, user.user.id)).toBeNull();
  });
});

describe("at the same moment (SEC-R37)", () => {
  test("[I3] two clicks of one person make one membership", async () => {
    const owner = await makeOrg();
    for (let round = 0; round < 10; round += 1) {
      const user = await makeUser();
      const { mailed, id } = await invite(owner, { email: user.user.email });
      const outcomes = await race([1, 2, 3].map(() => () => acceptInvitation(user, mailed)));
      expect(await refusals(outcomes)).toEqual(["done", "done", "done"]);
      const joined = outcomes.map((outcome) => outcome.status === "fulfilled" && outcome.value.already);
      expect(joined.filter((already) => !already)).toHaveLength(1);
      expect(await waitingJobs("send_invitation_accepted", id)).toHaveLength(1);
    }
  });

  test("[I3] two new accounts through one link: one is made", async () => {
    const owner = await makeOrg();
    for (let round = 0; round < 3; round += 1) {
      const { mailed, email } = await invite(owner);
      const answers = await refusals(
        await race([1, 2].map(() => () => joinThroughInvitation(outsider(), mailed, person))),
      );
      expect(answers.sort()).toEqual(["done", "invitation_used"]);
      expect((await account(email))?.name).toBe(person.name);
    }
  });

  test("[I3] links of two orgs for one new address: one account, the other is told to sign in", async () => {
    const email = someEmail();
    const links = [await invite(await makeOrg(), { email }), await invite(await makeOrg(), { email })];
    const answers = await refusals(
      await race(
        links.map(
          ({ mailed }) =>
            () =>
              joinThroughInvitation(outsider(), mailed, person),
        ),
      ),
    );
    expect(answers.sort()).toEqual(["done", "invitation_wrong_account"]);
  });

  test("[I1] accepting while it is revoked: one of the two, never both", async () => {
    const owner = await makeOrg();
    for (let round = 0; round < 10; round += 1) {
      const user = await makeUser();
      const { mailed, id } = await invite(owner, { email: user.user.email });
      const runs: (() => Promise<unknown>)[] = [
        () => acceptInvitation(user, mailed),
        () => revokeInvitation(owner, id),
      ];
      const [accepted, revoked] = await refusals(await race(runs));
      expect([
        ["done", "invitation_used"],
        ["invitation_revoked", "done"],
      ]).toContainEqual([accepted, revoked]);
      expect((await roleIn(owner, user.user.id)) !== undefined).toBe(accepted === "done");
    }
  });
});
