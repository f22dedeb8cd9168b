import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rawSql } from "@/db/client";
import { passwordFits } from "@/lib/auth/password-hash";
import { mayGiveOrgRole, mayGiveProjectRole } from "@/lib/authz/roles";
import { resetDatabase } from "@/lib/testing/reset-database";
import { demoSignIn, seedDemo } from "./demo";
import { demoSignIns } from "./demo-people";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "atrium-demo-"));
  process.env.DATA_DIR = folder;
  await seedDemo();
});

afterAll(async () => {
  await rm(folder, { recursive: true });
  await resetDatabase();
});

describe("seedDemo", () => {
  it("makes Acme Analytics with its people, teams, projects and invitations", async () => {
    const [acme] = await rawSql()`
      select o.plan, c.members, c.owners, c.teams, c.projects, c.invitations from orgs o join org_counts c on c.org_id = o.id
      where o.name = 'Acme Analytics'`;
    expect(acme).toEqual({ plan: "enterprise", members: 41, owners: 2, teams: 6, projects: 8, invitations: 9 });
    const [open] = await rawSql()`
      select count(*) filter (where expires_at > now())::int as pending, count(*) filter (where expires_at <= now())::int as expired from invitations`;
    expect(open).toEqual({ pending: 6, expired: 3 });
    const [usage] = await rawSql()`
      select (select count(*) from events)::int as stored, (select sum(events) from usage_days)::int as counted, count(distinct timezone)::int as timezones from projects`;
    expect(usage?.stored).toBeGreaterThan(50_000);
    expect(usage?.counted).toBeLessThanOrEqual(usage?.stored);
    expect(usage?.timezones).toBe(9);
  });

  it("lets the promised people sign in with the passphrase of the data folder, each in their role", async () => {
    const { passwordFile, emails } = demoSignIn();
    const password = (await readFile(String(passwordFile), "utf8")).trim();
    expect((await stat(String(passwordFile))).mode & 0o777).toBe(0o600);
    expect(password.split(" ").length).toBeGreaterThanOrEqual(5);
    expect(emails).toEqual(demoSignIns);
    const rows = await rawSql()`
      select u.email, m.role, u.password_hash as hash, u.email_proven_at is not null as proven from users u join members m on m.user_id = u.id
      join orgs o on o.id = m.org_id where u.email like '%@demo.test' and o.name = 'Acme Analytics' order by u.email`;
    expect(rows.map(({ email, role, proven }) => [email, role, proven])).toEqual([
      ["admin@demo.test", "admin", true],
      ["analyst@demo.test", "member", true],
      ["billing@demo.test", "billing_admin", true],
      ["consumer@demo.test", "member", true],
      ["member@demo.test", "member", true],
      ["owner@demo.test", "owner", true],
    ]);
    expect(new Set(rows.map((row) => row.hash)).size).toBe(1);
    expect(await passwordFits(password, rows[0]?.hash)).toBe(true);
  });

  it("puts the owner into a second organization as Member", async () => {
    const rows = await rawSql()`
      select o.name, m.role from members m join users u on u.id = m.user_id join orgs o on o.id = m.org_id
      where u.email = 'owner@demo.test' order by o.name`;
    expect(rows).toMatchObject([
      { name: "Acme Analytics", role: "owner" },
      { name: "North Studio", role: "member" },
    ]);
  });

  it("[R4] gives nothing its giver may not give", async () => {
    const grants = await rawSql()`
      select g.role, (select max(a.role) from project_access a where a.project_id = g.project_id and a.user_id = g.given_by) as own
      from (select project_id, role, given_by from project_grants union all select project_id, role, given_by from invitation_projects) g`;
    expect(grants.length).toBeGreaterThan(15);
    expect(grants.filter(({ role, own }) => !mayGiveProjectRole(own, role))).toEqual([]);
    const invited = await rawSql()`
      select i.role, m.role as own from invitations i left join members m on m.org_id = i.org_id and m.user_id = i.role_given_by`;
    expect(invited.filter(({ role, own }) => !mayGiveOrgRole(own, role))).toEqual([]);
  });

  it("has a past in the right order: nobody was added before they joined", async () => {
    const wrong = await rawSql()`
      select 1 from members m join users u on u.id = m.user_id join orgs o on o.id = m.org_id
      where m.joined_at < o.created_at or m.last_active_at < m.joined_at or m.joined_at < u.created_at
      union all select 1 from team_members t join members m using (org_id, user_id) where t.added_at < m.joined_at
      union all select 1 from project_grants g join members m using (org_id, user_id) join projects p on p.id = g.project_id
        where g.given_at < m.joined_at or g.given_at < p.created_at
      union all select 1 from (select at, lag(at) over (partition by chain order by seq) as before from audit_entries) e where at < before`;
    expect(wrong).toHaveLength(0);
  });

  it("[O1] has twelve closed billing periods whose usage agrees with what was counted, and an invoice for each", async () => {
    const periods = await rawSql()`
      select c.org_id, count(*)::int as periods, count(i.id)::int as invoices, min(c.events)::int as least,
        sum(c.events)::int as events, sum(c.total)::int as total, sum(i.total)::int as billed, max(i.number)::int as numbers,
        (select sum(p.events)::int from closed_project_periods p where p.org_id = c.org_id) as of_projects
      from closed_periods c left join invoices i on i.org_id = c.org_id and i.period = c.period group by c.org_id`;
    expect(periods).toHaveLength(2);
    for (const row of periods) {
      expect(row).toMatchObject({ periods: 12, invoices: 12, numbers: 12 });
      expect(row.least).toBeGreaterThan(0);
      expect(row.of_projects).toBe(row.events);
      expect(row.billed).toBe(row.total);
    }
    const different = await rawSql()`
      select 1 from closed_periods c where c.period >= (date_trunc('month', now() at time zone 'UTC') - interval '3 months')
        and c.events <> (select sum(u.events) from usage_days u where u.org_id = c.org_id and date_trunc('month', u.day) = c.period)`;
    expect(different).toHaveLength(0);
  });

  it("happens once", async () => {
    const before = await rawSql()`select count(*)::int as users from users`;
    await seedDemo();
    expect(await rawSql()`select count(*)::int as users from users`).toEqual(before);
    expect(existsSync(path.join(folder, "demo-password.txt"))).toBe(true);
  });
});
