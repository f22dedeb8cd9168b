import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { readInvitationsForExport } from "@/db/queries/invitation-export";
import { type ExportedMember, readMembersForExport } from "@/db/queries/member-export";
import { settleFilter } from "@/db/queries/member-filter";
import { type MemberSort, memberSorts, searchMembers } from "@/db/queries/members";
import type { OrgActor } from "@/lib/authz/actor";
import { csvLine, inBatches } from "@/lib/csv";
import { newId } from "@/lib/ids";
import { addMember, giveGrant, makeOrg, makeProject, makeTeam, makeUser } from "@/lib/testing/factories";
import { type MemberFilter, noFilter, readMemberFilter } from "./filter";

const byName = { sort: "name", dir: "asc" } as const;
async function exported(actor: OrgActor, filter: Partial<MemberFilter> = {}, size = 2): Promise<ExportedMember[]> {
  const rows: ExportedMember[] = [];
  const batches = inBatches<ExportedMember>((after) =>
    readMembersForExport(actor, { ...noFilter, ...filter }, byName, after, size),
  );
  for await (const batch of batches) rows.push(...batch);
  return rows;
}
const named = async (owner: OrgActor, name: string, role: OrgActor["role"] = "member") =>
  addMember(owner, role, await makeUser({ name }));

async function found(actor: OrgActor, filter: Partial<MemberFilter>): Promise<string[]> {
  const place = { ...byName, page: 1, cursor: null };
  const { rows, total } = await searchMembers(actor, { ...noFilter, ...filter }, place);
  expect(total).toBe(rows.length);
  return rows.map((row) => row.name);
}

describe("the file of users", () => {
  test("[U2] says each project with every grant, and what an org role gives once", async () => {
    const owner = await makeOrg({ owner: await makeUser({ name: "Zoe Owner" }) });
    const ann = await named(owner, "Ann");
    const ben = await named(owner, "Ben", "admin");
    const app = await makeProject(owner, { name: "Web app", allUsersRole: "consumer" });
    const shop = await makeProject(owner, { name: "Shop" });
    await makeTeam(owner, { name: "Growth", role: "analyst", projects: [app, shop], members: [ann, ben] });
    await makeTeam(owner, { name: "Zebra", role: "consumer", members: [ann] });
    await giveGrant(ann, app, "admin");
    const rows = await exported(owner);
    expect(rows.map(({ name, role, teams, projects }) => [name, role, teams, projects])).toEqual([
      [
        "Ann",
        "member",
        "Growth\nZebra",
        "Shop: Analyst (Team Growth)\nWeb app: Admin (Individual; Team Growth; All users)",
      ],
      [
        "Ben",
        "admin",
        "Growth",
        "All projects: Admin (Organization role)\nShop: Admin (Organization role; Team Growth)\nWeb app: Admin (Organization role; Team Growth; All users)",
      ],
      [
        "Zoe Owner",
        "owner",
        null,
        "All projects: Owner (Organization role)\nWeb app: Owner (Organization role; All users)",
      ],
    ]);
  });

  test("[U2] has everybody once, in the list's order, whatever the size of a batch", async () => {
    const owner = await makeOrg();
    for (let n = 0; n < 11; n += 1) await named(owner, `Same ${n % 3}`);
    const list = await searchMembers(owner, noFilter, { ...byName, page: 1, cursor: null });
    const ids = list.rows.map((row) => row.userId);
    for (const size of [1, 4, 12, 50]) {
      expect((await exported(owner, {}, size)).map((row) => row.user_id)).toEqual(ids);
    }
  });

  test.each(memberSorts.flatMap((sort) => (["asc", "desc"] as const).map((dir) => ({ sort, dir }))))(
    "[U2] follows the list sorted by $sort $dir",
    async ({ sort, dir }: { sort: MemberSort; dir: "asc" | "desc" }) => {
      const owner = await makeOrg();
      for (const role of ["admin", "member", "member", "billing_admin"] as const) await addMember(owner, role);
      await db().execute(
        sql`update members set last_active_at = now() where org_id = ${owner.org.id} and role = 'admin'`,
      );
      const { rows } = await searchMembers(owner, noFilter, { sort, dir, page: 1, cursor: null });
      const first = await readMembersForExport(owner, noFilter, { sort, dir }, null, 2);
      const rest = await readMembersForExport(owner, noFilter, { sort, dir }, first[1] ?? null, 50);
      expect([...first, ...rest].map((row) => row.user_id)).toEqual(rows.map((row) => row.userId));
    },
  );

  test("[U2] defuses formulas in names, teams and projects, and keeps any script (SEC-R51)", async () => {
    const owner = await makeOrg();
    const person = await named(owner, '=HYPERLINK("http://evil.test")');
    await makeTeam(owner, { name: "@SUM(A1)", members: [person] });
    await giveGrant(person, await makeProject(owner, { name: "+1+1" }), "admin");
    await named(owner, "Ἀριστοτέλης Ωνάσης, 田中 «太郎» مريم");
    const rows = await exported(owner, {}, 50);
    const lines = rows.map((row) => csvLine([row.name, row.teams, row.projects]));
    expect(lines.join("")).toContain('"\'=HYPERLINK(""http://evil.test"")",\'@SUM(A1),\'+1+1: Admin (Individual)');
    expect(lines.join("")).toContain('"Ἀριστοτέλης Ωνάσης, 田中 «太郎» مريم"');
  });

  test("[U2] of the invited says what each invitation gives", async () => {
    const owner = await makeOrg({ owner: await makeUser({ name: "Zoe Owner" }) });
    const project = await makeProject(owner, { name: "Web app" });
    const team = await makeTeam(owner, { name: "Growth" });
    const id = newId("invitation");
    await db().execute(sql`
      insert into invitations (id, org_id, email, role, role_given_by, created_at, sent_at, expires_at)
      values (${id}, ${owner.org.id}, 'new@example.test', 'admin', ${owner.user.id}, '2026-01-02', '2026-01-02T03:04:05Z', '2026-01-09T03:04:05Z')`);
    await db().execute(
      sql`insert into invitation_projects (org_id, invitation_id, project_id, role) values (${owner.org.id}, ${id}, ${project}, 'analyst')`,
    );
    await db().execute(
      sql`insert into invitation_teams (org_id, invitation_id, team_id) values (${owner.org.id}, ${id}, ${team})`,
    );
    const filter = { q: "", role: null, state: null };
    const at = new Date("2026-01-05");
    const rows = await readInvitationsForExport(owner, filter, { sort: "sent", dir: "desc" }, null, { size: 10, at });
    expect(rows).toMatchObject([
      {
        email: "new@example.test",
        role: "admin",
        teams: "Growth",
        projects: "Web app: Analyst",
        invited_by: "Zoe Owner",
        sent_at: "2026-01-02T03:04:05Z",
        expires_at: "2026-01-09T03:04:05Z",
        expired: false,
      },
    ]);
    expect(
      await readInvitationsForExport(owner, filter, { sort: "sent", dir: "desc" }, rows[0] ?? null, { size: 10, at }),
    ).toEqual([]);
  });
});

describe("the filters of the list", () => {
  test("[U1] by team, and by project through whatever grant", async () => {
    const owner = await makeOrg({ owner: await makeUser({ name: "Zoe Owner" }) });
    const other = await makeOrg();
    const ann = await named(owner, "Ann");
    const ben = await named(owner, "Ben", "billing_admin");
    await named(owner, "Cem", "admin");
    await named(owner, "Dee");
    const app = await makeProject(owner);
    const open = await makeProject(owner, { allUsersRole: "consumer" });
    const team = await makeTeam(owner, { projects: [app], members: [ann] });
    await giveGrant(ben, app, "admin");
    expect(await found(owner, { team })).toEqual(["Ann"]);
    expect(await found(owner, { project: String(app) })).toEqual(["Ann", "Ben", "Cem", "Zoe Owner"]);
    expect(await found(owner, { project: String(app), role: "member" })).toEqual(["Ann"]);
    expect(await found(owner, { project: String(open) })).toHaveLength(5);
    expect(await found(owner, { project: String(open), team, q: "an" })).toEqual(["Ann"]);
    expect(await found(other, { team })).toEqual([]);
    expect(await found(other, { project: String(app) })).toEqual([]);
    await db().execute(sql`update projects set deleted_at = now() where id = ${app}`);
    expect(await found(owner, { project: String(app) })).toEqual([]);
  });

  test("[U1] by 2FA", async () => {
    const owner = await makeOrg({ owner: await makeUser({ name: "Zoe Owner" }) });
    const ann = await named(owner, "Ann");
    expect(await found(owner, { twoFactor: "on" })).toEqual([]);
    await db().execute(sql`update users set two_factor_enrolled_at = now() where id = ${ann.user.id}`);
    expect(await found(owner, { twoFactor: "on" })).toEqual(["Ann"]);
    expect(await found(owner, { twoFactor: "off" })).toEqual(["Zoe Owner"]);
  });

  test.each([
    ["İsmail Çelik", "İSM"],
    ["İsmail Çelik", "ÇELIK"],
    ["Jürgen Straße", "STRASSE".replace("SS", "ẞ")],
    ["ΟΔΥΣΣΕΥΣ", "οδυσσευς"],
    ["Οδυσσεύς", "ΟΔΥΣΣΕΎΣ"],
    ["Οδυσσεύς Ελύτης", "οδυσσεύς ε"],
    ["ЁЛКА Петрова", "ёлка"],
    ["50%_off \\ Shop", "%_OFF \\"],
    ["田中 太郎", "中"],
  ])("[U1] finds %s by %s", async (name, typed) => {
    const owner = await makeOrg();
    await named(owner, name);
    await named(owner, "Somebody else");
    expect(await found(owner, { q: readMemberFilter({ q: typed }).q })).toEqual([name]);
  });

  test("[U1] a team and a project may be given by name, and what is not there fits nobody", async () => {
    const owner = await makeOrg();
    const team = await makeTeam(owner, { name: "Growth", members: [owner] });
    const project = await makeProject(owner, { name: "Web app" });
    const settle = (team: string, project: string) => settleFilter(owner, { ...noFilter, team, project });
    expect(await settle("GROWTH", "web APP")).toMatchObject({
      filter: { team, project: String(project) },
      team: { label: "Growth" },
      project: { label: "Web app" },
    });
    const missing = await settle("Nothing", "Nothing");
    expect(missing.team?.label).toBe("Nothing (not found)");
    expect(await found(owner, missing.filter)).toEqual([]);
    const theirs = await settleFilter(await makeOrg(), { ...noFilter, team, project: null });
    expect(theirs.team?.label).toBe(`${team} (not found)`);
  });
});
