import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db } from "@/db/client";
import type { OrgActor } from "@/lib/authz/actor";
import { effectiveProjectRole } from "@/lib/authz/project-role";
import { type ProjectRole, projectRoles } from "@/lib/authz/roles";
import { linkToken } from "@/lib/links";
import {
  addMember,
  auditedIn,
  giveGrant,
  makeOrg,
  makeProject,
  makeUser,
  onProject,
  outsider,
  rolesIn,
  someEmail,
  waitingJobs,
} from "@/lib/testing/factories";
import { refusal } from "@/lib/testing/refusal";
import { acceptInvitation, joinThroughInvitation } from "./acceptance";
import { inviteMembers } from "./invitations";
import { inviteToProject } from "./project-invitations";
import { invitedSentence } from "./project-words";
import { projectInviteSchema } from "./schemas";

const none = { given: [], raised: [], invited: [], merged: [], stay: [], unclear: [] };
const inHours = (hours: number) => new Date(Math.floor(Date.now() / 1000) * 1000 + hours * 3_600_000);

/** A project admin who is a plain member of the organization. */
async function scene(own: ProjectRole = "admin") {
  const owner = await makeOrg();
  const manager = await addMember(owner, "member");
  const project = await makeProject(owner);
  await giveGrant(manager, project, own);
  return { owner, manager, project, actor: await onProject(manager, project) };
}

async function mailedLink(owner: OrgActor, email: string): Promise<string> {
  const [row] = await db().execute<{ id: string; mail_version: number }>(
    sql`select id, mail_version from invitations where org_id = ${owner.org.id} and email = ${email} and revoked_at is null`,
  );
  return linkToken("invitation.mail", row?.id ?? "", row?.mail_version ?? 0);
}

const input = (emails: string[], role: ProjectRole = "analyst", people: string[] = []) => ({ emails, people, role });

describe("inviting to a project", () => {
  test("[I5] a member gets the grant at once with a mail, an outsider an invitation as Member with that project", async () => {
    const { owner, project, actor } = await scene();
    const member = await addMember(owner, "member");
    const email = someEmail();
    const result = await inviteToProject(actor, input([member.user.email, email]), null);
    expect(result).toEqual({ ...none, given: [member.user.email], invited: [email] });
    expect(await effectiveProjectRole(db(), project, member.user.id)).toBe("analyst");
    expect(await auditedIn(owner.org.id)).toEqual(["grant.given", "invitation.sent"]);
    expect(await waitingJobs("send_grant_given", member.user.id)).toEqual([
      { projectId: project, userId: member.user.id, by: actor.user.name },
    ]);
    const joined = await joinThroughInvitation(outsider(), await mailedLink(owner, email), {
      name: "Grace Hopper",
      password: "seven lanterns over quiet water",
    });
    expect(joined).toMatchObject({ fellAway: [], asides: [] });
    expect((await rolesIn(owner.org.id)).get(joined.userId)).toBe("member");
    expect(await effectiveProjectRole(db(), project, joined.userId)).toBe("analyst");
  });

  test("[I5] [I1] again: the higher role for members, a merged invitation for outsiders, and nothing lower", async () => {
    const { owner, actor } = await scene();
    const member = await addMember(owner, "member");
    const email = someEmail();
    await inviteToProject(actor, input([member.user.email, email], "analyst"), null);
    const higher = await inviteToProject(actor, input([member.user.email, email], "admin"), null);
    // Whom else the organization invited is not for a plain member to know.
    expect(higher).toEqual({ ...none, raised: [member.user.email], invited: [email] });
    const lower = await inviteToProject(actor, input([member.user.email, email], "consumer"), null);
    expect(lower).toEqual({ ...none, stay: [member.user.email, email] });
  });

  test.each(projectRoles.flatMap((own) => projectRoles.map((role) => ({ own, role }))))(
    "[R4] [R6] somebody who is $own gives $role to members and outsiders alike, or to neither",
    async ({ own, role }) => {
      const { owner, actor } = await scene(own);
      const member = await addMember(owner, "member");
      const expected =
        own === "analyst" || own === "consumer"
          ? "Forbidden"
          : own === "admin" && role === "owner"
            ? "role_above_own"
            : "done";
      expect(await refusal(inviteToProject(actor, input([member.user.email], role), null))).toBe(expected);
      expect(await refusal(inviteToProject(actor, input([someEmail()], role), null))).toBe(expected);
    },
  );

  test("[R7] below Enterprise only Owner and Admin", async () => {
    const { owner, actor } = await scene();
    await db().execute(sql`update orgs set plan = 'growth' where id = ${owner.org.id}`);
    expect(await refusal(inviteToProject(actor, input([someEmail()], "analyst"), null))).toBe("role_needs_plan");
    expect(await refusal(inviteToProject(actor, input([someEmail()], "admin"), null))).toBe("done");
  });

  test("[R6] members are picked from the list only by whoever may see it; others write exact addresses", async () => {
    const { owner, project, actor } = await scene();
    const member = await addMember(owner, "member");
    const picked = input([], "analyst", [member.user.id]);
    expect(await refusal(inviteToProject(actor, picked, null))).toBe("Forbidden");
    const stranger = await makeOrg();
    const ofOwner = await onProject(owner, project);
    expect(await refusal(inviteToProject(ofOwner, input([], "analyst", [stranger.user.id]), null))).toBe("NotFound");
    expect(await inviteToProject(ofOwner, picked, null)).toEqual({ ...none, given: [member.user.email] });
  });

  test("[I5] [I1] the project falls away when its giver no longer manages it; with nothing left there is no joining", async () => {
    const { owner, manager, project, actor } = await scene();
    const email = someEmail();
    const person = await makeUser({ email });
    await inviteToProject(actor, input([email]), null);
    await db().execute(
      sql`update project_grants set role = 'analyst' where project_id = ${project} and user_id = ${manager.user.id}`,
    );
    const link = await mailedLink(owner, email);
    expect(await refusal(acceptInvitation(person, link))).toBe("invitation_revoked");
    expect((await rolesIn(owner.org.id)).has(person.user.id)).toBe(false);
    // Somebody of the organization invites as well: the person joins, without the project.
    await inviteMembers(owner, { emails: [email], role: "member", projects: [], projectRole: "admin", teams: [] });
    await db().execute(sql`update invitations set role_given_by = ${owner.user.id} where org_id = ${owner.org.id}`);
    const joined = await acceptInvitation(person, await mailedLink(owner, email));
    expect(joined.fellAway).toEqual([`the project Project ${project}`]);
    expect(await effectiveProjectRole(db(), project, person.user.id)).toBeNull();
  });

  test("[P4] [I3] an end travels along and is that of the grant; one that is over by then is told", async () => {
    const { owner, project, actor } = await scene();
    const [first, second] = [someEmail(), someEmail()];
    const end = inHours(72);
    await inviteToProject(actor, input([first, second]), end);
    const person = await makeUser({ email: first });
    const joined = await acceptInvitation(person, await mailedLink(owner, first));
    const [row] = await db().execute<{ ends_at: string }>(
      sql`select ends_at from project_grants where project_id = ${project} and user_id = ${joined.userId}`,
    );
    expect(new Date(row?.ends_at ?? "")).toEqual(end);
    expect(await waitingJobs("end_grant", joined.userId)).toHaveLength(1);
    await db().execute(
      sql`update invitation_projects set ends_at = now() - interval '1 minute' where org_id = ${owner.org.id}`,
    );
    const late = await makeUser({ email: second });
    expect(await refusal(acceptInvitation(late, await mailedLink(owner, second)))).toBe("invitation_revoked");
    await inviteMembers(owner, { emails: [second], role: "admin", projects: [], projectRole: "admin", teams: [] });
    const joinedLate = await acceptInvitation(late, await mailedLink(owner, second));
    expect(joinedLate).toMatchObject({
      fellAway: [],
      asides: [`The access to Project ${project} that it gave has ended meanwhile.`],
    });
  });

  test("[I1] somebody else's open invitation gets the project, and keeps its link and its days", async () => {
    const { owner, actor } = await scene();
    const email = someEmail();
    await inviteMembers(owner, { emails: [email], role: "admin", projects: [], projectRole: "admin", teams: [] });
    const link = await mailedLink(owner, email);
    await db().execute(
      sql`update invitations set expires_at = now() + interval '1 hour' where org_id = ${owner.org.id}`,
    );
    const facts = () =>
      db().execute(sql`select expires_at, mail_version, sent_at from invitations where org_id = ${owner.org.id}`);
    const before = await facts();
    expect(await inviteToProject(actor, input([email], "analyst"), null)).toEqual({ ...none, invited: [email] });
    expect(await facts()).toEqual(before);
    expect(await mailedLink(owner, email)).toBe(link);
  });

  test("[I4] what is refused takes no place in anybody's limits", async () => {
    const { owner, actor } = await scene("admin");
    const email = someEmail();
    for (let n = 0; n < 9; n += 1)
      expect(await refusal(inviteToProject(actor, input([email], "owner"), null))).toBe("role_above_own");
    const sent = await inviteMembers(owner, {
      emails: [email],
      role: "member",
      projects: [],
      projectRole: "admin",
      teams: [],
    });
    expect(sent.invited).toEqual([email]);
  });

  test("[P4] [I1] invited again for a shorter time, what the invitation gives stays", async () => {
    const { owner, actor } = await scene();
    const email = someEmail();
    await inviteToProject(actor, input([email], "analyst"), inHours(72));
    expect(await inviteToProject(actor, input([email], "admin"), inHours(5))).toEqual({ ...none, stay: [email] });
    expect(await inviteToProject(actor, input([email], "analyst"), null)).toEqual({ ...none, invited: [email] });
    const [row] = await db().execute(sql`select role, ends_at from invitation_projects where org_id = ${owner.org.id}`);
    expect({ ...row }).toEqual({ role: "analyst", ends_at: null });
  });

  test("[P4] what one grant cannot say is refused for one, and told among many", async () => {
    const { owner, actor } = await scene();
    const [one, two] = [await addMember(owner, "member"), await addMember(owner, "member")];
    await inviteToProject(actor, input([one.user.email], "analyst"), inHours(72));
    expect(await refusal(inviteToProject(actor, input([one.user.email], "admin"), inHours(5)))).toBe("ends_differ");
    expect(await inviteToProject(actor, input([one.user.email, two.user.email], "admin"), inHours(5))).toEqual({
      ...none,
      given: [two.user.email],
      unclear: [one.user.email],
    });
  });

  test("[I4] invitations count against the limits, grants to members do not", async () => {
    const { owner, actor } = await scene();
    const email = someEmail();
    const answers: string[] = [];
    for (let times = 0; times < 12; times += 1)
      answers.push(await refusal(inviteToProject(actor, input([email]), null)));
    expect(answers).toContain("limit_reached");
    expect(await refusal(inviteToProject(actor, input([(await addMember(owner, "member")).user.email]), null))).toBe(
      "done",
    );
  });

  test("[Q1] the form needs somebody, good addresses and a role", () => {
    const issues = (given: Record<string, unknown>) =>
      projectInviteSchema
        .safeParse({ emails: "", people: [], role: "admin", ...given })
        .error?.issues.map(({ path, message }) => [path[0], message]);
    expect(issues({})).toEqual([["emails", "Enter at least one e-mail address."]]);
    expect(issues({ people: ["usr_1"] })).toBeUndefined();
    expect(issues({ emails: "ada@north.test, rubbish" })?.[0]?.[0]).toBe("emails");
    expect(issues({ emails: "ada@north.test", role: "" })?.[0]?.[0]).toBe("role");
    expect(issues({ emails: "ada@north.test", until: "date" })?.[0]).toEqual(["untilAt", "Choose a date and a time."]);
  });

  test("[I5] says what became of each address", () => {
    expect(invitedSentence({ ...none, given: ["a@x.test"], invited: ["b@x.test", "c@x.test"] })).toBe(
      "a@x.test has access now. b@x.test and c@x.test are invited: access begins when they accept.",
    );
    const six = Array.from({ length: 6 }, (_, index) => `p${index}@x.test`);
    expect(invitedSentence({ ...none, invited: six })).toMatch(/^6 people are invited/);
  });
});
