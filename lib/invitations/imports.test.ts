import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { countImportRows, getImport, listImportRows } from "@/db/queries/imports";
import { invitationProjects, invitations, invitationTeams, members, progress } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { now } from "@/lib/clock";
import { acceptInvitation } from "@/lib/invitations/acceptance";
import { importInvitations } from "@/lib/jobs/import-invitations-job";
import { linkToken } from "@/lib/links";
import { limits, takeLimit } from "@/lib/rate-limit";
import {
  addMember,
  auditedIn,
  makeOrg,
  makeProject,
  makeTeam,
  makeUser,
  someEmail,
  unconfirmed,
  waitingJobs,
} from "@/lib/testing/factories";
import { refusal, refusals } from "@/lib/testing/refusal";
import { race } from "@/lib/testing/two-connections";
import { checkImport } from "./import-check";
import { continueImport, directRows, importBatch, startImport } from "./imports";
import { inviteMembers, revokeInvitation } from "./invitations";

function check(actor: OrgActor, lines: string[], header = "email,role,teams,projects") {
  return checkImport(actor, { name: "people.csv", bytes: new TextEncoder().encode([header, ...lines].join("\r\n")) });
}
const rowsOf = async (actor: OrgActor, id: string) =>
  (await listImportRows(actor, id, { show: "all", page: 1, total: 50, at: now() })).map(({ line, status, note }) => [
    line,
    status,
    note,
  ]);
const emails = (count: number, domain?: string) => Array.from({ length: count }, () => someEmail(domain));
const openIn = (actor: OrgActor) => db().select().from(invitations).where(eq(invitations.orgId, actor.org.id));
const countsOf = (actor: OrgActor, id: string) => countImportRows(actor, id, now());
/** As the worker would, to the end. */
const runJob = (importId: string) => importInvitations({ importId }, { id: "1" });

describe("[U3] what is uploaded is checked first", () => {
  test("[U3] every line says what it will do; nobody is invited yet", async () => {
    const owner = await makeOrg();
    const member = await addMember(owner, "member");
    const pending = someEmail();
    await inviteMembers(owner, { emails: [pending], role: "member", projects: [], projectRole: "admin", teams: [] });
    await makeTeam(owner, { name: "Überbau 東京" });
    await makeProject(owner, { name: "Web: app" });
    const fresh = someEmail();
    const id = await check(owner, [
      `${fresh},admin,ÜBERBAU 東京,web: APP:Analyst`,
      pending,
      member.user.email.toUpperCase(),
      "nobody",
      `${fresh},,,`,
      `${someEmail()},king,No team|Überbau 東京,Nothing:Admin|Web: app`,
      `${someEmail()},,,,surplus`,
      "first.person@example.com",
      ",Member",
    ]);
    expect(await rowsOf(owner, id)).toEqual([
      [2, "invited", null],
      [3, "merged", null],
      [4, "member", null],
      [5, "wrong", "“nobody” is not an e-mail address."],
      [6, "wrong", "The address stands in line 2 already."],
      [
        7,
        "wrong",
        "“king” is no role. Use Owner, Admin, Billing admin or Member. There is no team No team. Which project role on Web: app? Write Name:Analyst, or Owner, Admin, Consumer. There is no project Nothing.",
      ],
      [8, "wrong", expect.stringMatching(/has 5 cells, the first line names 4/)],
      [9, "wrong", "This is the template’s example. Remove the line."],
      [10, "wrong", "The e-mail is missing."],
    ]);
    expect(await countsOf(owner, id)).toMatchObject({ invited: 1, merged: 1, member: 1, wrong: 6, all: 9, waiting: 3 });
    expect(await openIn(owner)).toHaveLength(1);
    expect(await auditedIn(owner.org.id)).toEqual(["invitation.sent"]);
  });

  test("[R4] [R7] the ceiling and the plan are judged line by line", async () => {
    const owner = await makeOrg({ plan: "growth" });
    const admin = await addMember(owner, "admin");
    await makeProject(owner, { name: "Web" });
    await makeTeam(owner, { name: "Owners", role: "owner" });
    const id = await check(admin, [
      `${someEmail()},Owner`,
      `${someEmail()},Billing admin`,
      `${someEmail()},,,Web:Owner`,
      `${someEmail()},,,Web:Analyst`,
      `${someEmail()},,Owners`,
      `${someEmail()},Admin,,Web:Admin`,
    ]);
    expect((await rowsOf(admin, id)).map(([, status, note]) => [status, note])).toEqual([
      ["wrong", "You are Admin and cannot give the role Owner."],
      ["wrong", "You are Admin and cannot give the role Billing admin."],
      ["wrong", expect.stringMatching(/cannot give the project role Owner/)],
      ["wrong", expect.stringMatching(/part of the Enterprise plan/)],
      ["wrong", expect.stringMatching(/^A team gives a project role that is above yours/)],
      ["invited", null],
    ]);
  });

  test("[R5] [Q1] who may not invite uploads nothing; another org's list is not found", async () => {
    const owner = await makeOrg();
    const stranger = await makeOrg();
    for (const role of ["member", "billing_admin"] as const) {
      const person = await addMember(owner, role);
      expect(await refusal(check(person, [someEmail()]))).toBe("Forbidden");
      expect(await refusal(check({ ...person, role: "owner" }, [someEmail()]))).toBe("Forbidden");
    }
    const id = await check(owner, [someEmail()]);
    expect(await getImport(stranger, id)).toBeNull();
    expect(await refusal(startImport(stranger, id))).toBe("NotFound");
    expect(await refusal(continueImport(stranger, id))).toBe("NotFound");
    expect(await openIn(owner)).toHaveLength(0);
  });

  test("[Q1] teams and projects of another org have no name here (SEC-R35)", async () => {
    const [owner, other] = [await makeOrg(), await makeOrg()];
    await makeTeam(other, { name: "Theirs" });
    await makeProject(other, { name: "Secret" });
    const id = await check(owner, [`${someEmail()},,Theirs,Secret:Admin`]);
    expect(await rowsOf(owner, id)).toEqual([[2, "wrong", "There is no team Theirs. There is no project Secret."]]);
  });

  test("[U3] 10,000 lines, broken ones among them", async () => {
    const owner = await makeOrg();
    const lines = Array.from({ length: 10_000 }, (_, index) =>
      index % 100 === 7 ? `"=cmd()";broken` : `p${index}@many.test;Member`,
    );
    const id = await check(owner, lines, "\ufeffE-mail;Role");
    expect(await countsOf(owner, id)).toMatchObject({ all: 10_000, invited: 9900, wrong: 100 });
  });
});

describe("[U3] [Q4] the good lines are invited", () => {
  test("[U3] few at once: parts, audit, letters; a second press does nothing", async () => {
    const owner = await makeOrg();
    const team = await makeTeam(owner, { name: "Data" });
    const web = await makeProject(owner, { name: "Web" });
    const [one = "", two = ""] = emails(2);
    const id = await check(owner, [`${one},Admin,Data,Web:Admin`, `${two},,,Web:Consumer`, "rubbish"]);
    await startImport(owner, id);
    await startImport(owner, id);
    const rows = await openIn(owner);
    expect(
      rows.map(({ email, role, roleGivenBy, mailVersion }) => [email, role, roleGivenBy, mailVersion]).sort(),
    ).toEqual(
      [
        [one, "admin", owner.user.id, 1],
        [two, "member", owner.user.id, 1],
      ].sort(),
    );
    const projects = await db().select().from(invitationProjects).where(eq(invitationProjects.projectId, web));
    expect(projects.map(({ role }) => role).sort()).toEqual(["admin", "consumer"]);
    expect(await db().select().from(invitationTeams).where(eq(invitationTeams.teamId, team))).toHaveLength(1);
    expect(await auditedIn(owner.org.id)).toEqual(["invitation.import_started", "invitation.sent", "invitation.sent"]);
    for (const row of rows) expect(await waitingJobs("send_invitation", row.id)).toHaveLength(1);
    expect(await getImport(owner, id)).toMatchObject({ total: 2, done: 2, finishedAt: expect.any(Date) });
  });

  test("[Q4] more than 200 by a job, which says how far it is; run again it does nothing", async () => {
    const owner = await makeOrg();
    const id = await check(owner, emails(directRows + 50));
    await startImport(owner, id);
    expect(await openIn(owner)).toHaveLength(0);
    expect(await waitingJobs("import_invitations", id)).toEqual([{ importId: id }]);
    await importBatch(owner, id);
    expect(await getImport(owner, id)).toMatchObject({ done: 100, finishedAt: null });
    await runJob(id);
    await runJob(id);
    expect(await getImport(owner, id)).toMatchObject({ done: 250, finishedAt: expect.any(Date) });
    expect((await openIn(owner)).every((row) => row.mailVersion === 1)).toBe(true);
    expect(await openIn(owner)).toHaveLength(250);
  });

  test("[Q4] killed in the middle and run by two workers at once: everybody is invited once", async () => {
    const owner = await makeOrg();
    const id = await check(owner, emails(directRows + 20));
    await startImport(owner, id);
    const holding = `select 1 from orgs where id = ${owner.org.id} for update`;
    expect(
      await refusals(
        await race(
          [1, 2].map(() => () => runJob(id)),
          { holding },
        ),
      ),
    ).toEqual(["done", "done"]);
    const rows = await openIn(owner);
    expect(rows).toHaveLength(220);
    expect(rows.every((row) => row.mailVersion === 1)).toBe(true);
    expect(await countsOf(owner, id)).toMatchObject({ invited: 220, waiting: 0 });
  });

  test("[I1] two lists with the same addresses at once leave one open invitation each", async () => {
    const owner = await makeOrg();
    const admin = await addMember(owner, "admin");
    const same = emails(20);
    const ids = [await check(owner, same), await check(admin, same)];
    const holding = `select 1 from orgs where id = ${owner.org.id} for update`;
    const runs = ids.map((id, index) => () => startImport(index === 0 ? owner : admin, id));
    expect(await refusals(await race(runs, { holding }))).toEqual(["done", "done"]);
    const rows = await openIn(owner);
    expect(rows).toHaveLength(20);
    const counts = await Promise.all(ids.map((id) => countsOf(owner, id)));
    expect(counts.map(({ invited, merged }) => [invited, merged]).sort()).toEqual([
      [0, 20],
      [20, 0],
    ]);
  });

  test("[R4] a role that was lost meanwhile: what is left is refused, and it says so", async () => {
    const owner = await makeOrg();
    const second = await addMember(owner, "owner");
    const id = await check(second, [...emails(directRows), `${someEmail()},Owner`, someEmail()]);
    await startImport(second, id);
    await importBatch(second, id);
    await db().update(members).set({ role: "admin" }).where(eq(members.userId, second.user.id));
    await importBatch(second, id);
    await importBatch({ ...second, role: "owner" }, id);
    const notes = await listImportRows(owner, id, { show: "problems", page: 1, total: 1, at: now() });
    expect(notes.map(({ note }) => note)).toEqual([
      "Whoever started this is Admin by now and cannot give the role Owner.",
    ]);
    expect(await countsOf(owner, id)).toMatchObject({ invited: 201, refused: 1 });
  });

  test("[R5] nobody any more, or a plain member by now: the rest is refused", async () => {
    const owner = await makeOrg();
    for (const become of ["member", "gone"] as const) {
      const admin = await addMember(owner, "admin");
      const id = await check(admin, emails(directRows + 1));
      await startImport(admin, id);
      await importBatch(admin, id);
      const who = eq(members.userId, admin.user.id);
      if (become === "gone") await db().delete(members).where(who);
      else await db().update(members).set({ role: "member" }).where(who);
      await runJob(id);
      expect(await countsOf(owner, id)).toMatchObject({ invited: 100, refused: 101, waiting: 0 });
      expect(await getImport(owner, id)).toMatchObject({ finishedAt: expect.any(Date), done: 201 });
    }
  });

  test("[A6] a list that offers Owner needs a confirmation", async () => {
    const owner = await makeOrg();
    const id = await check(owner, [`${someEmail()},Owner`]);
    expect(await refusal(startImport(unconfirmed(owner), id))).toBe("ConfirmationNeeded");
    expect(await openIn(owner)).toHaveLength(0);
    expect(await refusal(startImport(owner, id))).toBe("done");
  });

  test("[I3] accepted and revoked while it runs: a member gets nothing, a revoked one is invited anew", async () => {
    const owner = await makeOrg();
    const [joins = "", ends = ""] = emails(2);
    await inviteMembers(owner, {
      emails: [joins, ends],
      role: "member",
      projects: [],
      projectRole: "admin",
      teams: [],
    });
    const id = await check(owner, [joins, ends]);
    expect(await countsOf(owner, id)).toMatchObject({ merged: 2 });
    const known = new Map((await openIn(owner)).map((row) => [row.email, row.id]));
    await acceptInvitation(await makeUser({ email: joins }), linkToken("invitation.mail", known.get(joins) ?? "", 1));
    await revokeInvitation(owner, known.get(ends) ?? "");
    await startImport(owner, id);
    expect((await rowsOf(owner, id)).map(([, status]) => status)).toEqual(["member", "invited"]);
  });

  test("[Q1] a team and a project that went meanwhile are said at their lines", async () => {
    const owner = await makeOrg();
    const team = await makeTeam(owner, { name: "Data" });
    const web = await makeProject(owner, { name: "Web" });
    const id = await check(owner, [`${someEmail()},,Data`, `${someEmail()},,,Web:Admin`, someEmail()]);
    await db().execute(sql`delete from teams where id = ${team}`);
    await db().execute(sql`update projects set deleted_at = now() where id = ${web}`);
    await startImport(owner, id);
    expect(await rowsOf(owner, id)).toEqual([
      [2, "refused", "A team is gone meanwhile."],
      [3, "refused", "A project is gone meanwhile."],
      [4, "invited", null],
    ]);
  });
});

describe("[I4] limits hold lines back, they do not lose them", () => {
  test("[I4] the org's limit: the rest waits with a time to try again, and is invited by continuing", async () => {
    const owner = await makeOrg();
    await takeLimit("invitation.org", String(owner.org.id), limits["invitation.org"].points - 3);
    const id = await check(owner, emails(5));
    await startImport(owner, id);
    expect(await countsOf(owner, id)).toMatchObject({ invited: 3, limited: 2, retryAt: expect.any(Date) });
    expect((await rowsOf(owner, id))[4]).toEqual([
      6,
      "limited",
      "Your organization has sent its invitations for today.",
    ]);
    await continueImport(owner, id);
    await runJob(id);
    expect(await countsOf(owner, id)).toMatchObject({ invited: 3, limited: 2 });
    await db().execute(sql`delete from rate_limits`);
    await continueImport(owner, id);
    await runJob(id);
    expect(await countsOf(owner, id)).toMatchObject({ invited: 5, limited: 0 });
    expect(await getImport(owner, id)).toMatchObject({ done: 5, finishedAt: expect.any(Date) });
    expect(await openIn(owner)).toHaveLength(5);
  });

  test("[I4] a full domain and a full recipient hold back only theirs; members cost nothing", async () => {
    const owner = await makeOrg();
    const member = await addMember(owner, "member");
    const tired = someEmail();
    await takeLimit("invitation.recipient", tired, limits["invitation.recipient"].points);
    await takeLimit("invitation.domain", `${owner.org.id}|full.test`, limits["invitation.domain"].points - 1);
    await takeLimit("invitation.org", String(owner.org.id), limits["invitation.org"].points - 2);
    const id = await check(owner, [...emails(2, "full.test"), tired, member.user.email, someEmail()]);
    await startImport(owner, id);
    expect((await rowsOf(owner, id)).map(([, status]) => status)).toEqual([
      "invited",
      "limited",
      "limited",
      "member",
      "invited",
    ]);
  });

  test("[I4] uploading itself is limited", async () => {
    const owner = await makeOrg();
    await takeLimit("invitation.check", owner.user.id, limits["invitation.check"].points);
    expect(await refusal(check(owner, [someEmail()]))).toBe("throttled");
    expect(await db().select().from(progress).where(eq(progress.orgId, owner.org.id))).toHaveLength(0);
  });
});
