import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { invitations, projects } from "@/db/schema";
import { plainText } from "@/lib/audit/telling";
import { sentenceOf } from "@/lib/audit/words";
import { acceptInvitation } from "@/lib/invitations/acceptance";
import { addInvitationParts } from "@/lib/invitations/editing";
import { inviteMembers } from "@/lib/invitations/invitations";
import { whatStands } from "@/lib/invitations/stands";
import { linkToken } from "@/lib/links";
import { giveGrants } from "@/lib/members/grants";
import { changeMemberRole } from "@/lib/members/members";
import { addToTeams } from "@/lib/members/team-places";
import { addMember, giveGrant, makeOrg, makeProject, makeTeam, makeUser, someEmail } from "@/lib/testing/factories";
import { getInvitation } from "./invitations";
import { searchInvitedProjects } from "./invited-person";
import { getPersonProjects, searchPersonProjects } from "./person";
import { getMemberWithHistory } from "./person-history";

const period = { firstDay: "2026-11-01", lastDay: "2026-11-30" };
const first = { q: "", page: 1 };

describe("the projects of a person", () => {
  test("[U5] [R3] every grant with its source, the winning one first, and the viewer's own role", async () => {
    const owner = await makeOrg();
    const admin = await addMember(owner, "admin");
    const project = await makeProject(owner, { name: "Web", allUsersRole: "consumer" });
    const team = await makeTeam(owner, { name: "Data", role: "analyst", projects: [project], members: [admin] });
    await giveGrants(owner, { userId: admin.user.id, projects: [project], role: "consumer" });
    const { rows, total, reached } = await searchPersonProjects(owner, admin.user.id, first, period);
    expect({ total, reached }).toEqual({ total: 1, reached: 1 });
    expect(rows[0]).toMatchObject({ projectId: project, name: "Web", role: "admin", own: "owner", events: 0 });
    expect(rows[0]?.grants.map(({ source, role, teamId, givenBy }) => ({ source, role, teamId, givenBy }))).toEqual([
      { source: "organization", role: "admin", teamId: null, givenBy: null },
      { source: "team", role: "analyst", teamId: team, givenBy: null },
      { source: "all_users", role: "consumer", teamId: null, givenBy: null },
      { source: "individual", role: "consumer", teamId: null, givenBy: "Ada Lovelace" },
    ]);
  });

  test("[U5] [Q2] a page at a time, found by name whatever stands in it, deleted ones left out", async () => {
    const owner = await makeOrg();
    const member = await addMember(owner, "member");
    for (let index = 10; index < 35; index += 1) {
      await giveGrant(member, await makeProject(owner, { name: `P${index}` }), "consumer");
    }
    const odd = await makeProject(owner, { name: "100 % _Ω_" });
    await giveGrant(member, odd, "analyst");
    const gone = await makeProject(owner, { name: "Gone" });
    await giveGrant(member, gone, "analyst");
    await db().update(projects).set({ deletedAt: new Date() }).where(eq(projects.id, gone));
    const search = (q: string, page: number) => searchPersonProjects(owner, member.user.id, { q, page }, period);
    expect(await search("", 1)).toMatchObject({ total: 26, reached: 26 });
    const second = await search("", 2);
    expect(second.rows.map((row) => row.name)).toEqual(["P29", "P30", "P31", "P32", "P33", "P34"]);
    expect((await search("% _ω", 1)).rows.map((row) => row.projectId)).toEqual([odd]);
    expect(await search("%%", 1)).toEqual({ rows: [], total: 0, reached: 26 });
    expect(await search("", 9)).toEqual({ rows: [], total: 26, reached: 26 });
  });

  test("[Q1] those of another org are left out, by id and by name (SEC-R35)", async () => {
    const [owner, other] = [await makeOrg(), await makeOrg()];
    const member = await addMember(owner, "member");
    await addMember(other, "member", member);
    const theirs = await makeProject(other, { name: "Theirs" });
    await giveGrant({ ...member, org: other.org }, theirs, "owner");
    const mine = await makeProject(owner, { name: "Mine" });
    expect((await searchPersonProjects(owner, member.user.id, first, period)).reached).toBe(0);
    const found = await getPersonProjects(owner, member.user.id, { ids: [theirs, mine], names: ["THEIRS", "mine"] });
    expect(found.map(({ id, grants, own }) => ({ id, grants, own }))).toEqual([{ id: mine, grants: [], own: "owner" }]);
  });
});

describe("the history of a person", () => {
  test("[U5] [L1] what they did and what was done to them, newest first, told with names, of this org alone", async () => {
    const [owner, other] = [await makeOrg(), await makeOrg()];
    const member = await addMember(owner, "member", await makeUser({ name: "Ben" }));
    const elsewhere = await addMember(other, "member", member);
    const project = await makeProject(owner, { name: "Web" });
    const team = await makeTeam(owner, { name: "Data", role: "consumer" });
    await changeMemberRole(other, { userId: elsewhere.user.id, role: "admin", was: "member" });
    await giveGrants(owner, { userId: member.user.id, projects: [project], role: "analyst" });
    await addToTeams(owner, { userId: member.user.id, teams: [team] });
    await changeMemberRole(owner, { userId: member.user.id, role: "admin", was: "member" });
    await inviteMembers(
      { ...member, role: "admin" },
      {
        emails: ["gast@example.test"],
        role: "member",
        projects: [],
        projectRole: "admin",
        teams: [],
      },
    );
    const at = new Date();
    const found = await getMemberWithHistory(owner, member.user.id, { at, idleSince: at, limit: 3 });
    const told = found?.history.map((entry) => plainText(sentenceOf(entry), found.names));
    expect(told).toEqual([
      "Ben invited gast@example.test as Member.",
      "Ada Lovelace changed the organization role of Ben from Member to Admin.",
      "Ada Lovelace added Ben to the team Data.",
    ]);
    expect(await getMemberWithHistory(owner, other.user.id, { at, idleSince: at, limit: 3 })).toBeNull();
  });
});

describe("the projects of somebody invited", () => {
  test("[U6] what the page shows is what they have on joining, without what falls away", async () => {
    const owner = await makeOrg();
    const admin = await addMember(owner, "admin");
    const [web, shop, lab] = [
      await makeProject(owner, { name: "Web", allUsersRole: "consumer" }),
      await makeProject(owner, { name: "Shop" }),
      await makeProject(owner, { name: "Lab" }),
    ];
    const team = await makeTeam(owner, { role: "analyst", projects: [web] });
    const lost = await makeTeam(owner, { role: "analyst", projects: [lab] });
    const email = someEmail();
    const nothing = { projectRole: "admin" as const, projects: [], teams: [] };
    await inviteMembers(owner, { emails: [email], role: "member", ...nothing });
    const [row] = await db().select().from(invitations).where(eq(invitations.email, email));
    const invitationId = row?.id ?? "";
    await addInvitationParts(owner, { invitationId, projects: [String(shop)], projectRole: "analyst", teams: [team] });
    await addInvitationParts(admin, { invitationId, projects: [String(web)], projectRole: "admin", teams: [lost] });
    await changeMemberRole(owner, { userId: admin.user.id, role: "member", was: "admin" });
    const facts = await getInvitation(owner, invitationId);
    if (!facts || !row) throw new Error("There is no invitation.");
    const stands = whatStands(facts, owner.org.plan, new Date());
    expect(stands).toEqual({ role: "member", projects: [shop], teams: [team] });
    const shown = await searchInvitedProjects(owner, invitationId, stands, first, period);
    const person = await makeUser({ email });
    const joined = await acceptInvitation(person, linkToken("invitation.mail", invitationId, row.mailVersion));
    expect(joined.fellAway).toHaveLength(2);
    const has = await searchPersonProjects(owner, person.user.id, first, period);
    const lines = (list: typeof shown) => list.rows.map(({ name, role }) => `${name} ${role}`);
    expect(lines(shown)).toEqual(["Shop analyst", "Web analyst"]);
    expect(lines(has)).toEqual(lines(shown));
  });

  test("[U6] an admin to be reaches every project, a page at a time", async () => {
    const owner = await makeOrg();
    for (let index = 10; index < 35; index += 1) await makeProject(owner, { name: `P${index}` });
    const stands = { role: "admin" as const, projects: [], teams: [] };
    const shown = await searchInvitedProjects(owner, "inv_none", stands, { q: "", page: 2 }, period);
    expect(shown).toMatchObject({ total: 25, reached: 25 });
    expect(shown.rows).toHaveLength(5);
    expect(shown.rows[0]).toMatchObject({ name: "P30", role: "admin", grants: [{ source: "organization" }] });
  });
});
