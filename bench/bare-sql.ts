import { rawSql } from "@/db/client";
import { searchMembers } from "@/db/queries/members";
import { type MemberFilter, noFilter } from "@/lib/members/filter";
import type { ListPlace } from "@/lib/pagination";
import { byTurns, getPage, timeOf } from "./load";
import type { OurApp } from "./our-app";
import { atMost, type Line, median } from "./table";

const page = { sort: "name", dir: "asc", cursor: null } as const;
type Case = { name: string; path: string; filter: MemberFilter; place: ListPlace<"name">; offset: number };
const cases: Case[] = [
  {
    name: "page 1,000",
    path: "?page=1000",
    filter: noFilter,
    place: { ...page, page: 1000 },
    offset: 49_950,
  },
  {
    name: "search of a name",
    path: "?q=moreau",
    filter: { ...noFilter, q: "moreau" },
    place: { ...page, page: 1 },
    offset: 0,
  },
  {
    name: "search of two letters",
    path: "?q=an",
    filter: { ...noFilter, q: "an" },
    place: { ...page, page: 1 },
    offset: 0,
  },
  {
    name: "one role",
    path: "?role=admin",
    filter: { ...noFilter, role: "admin" },
    place: { ...page, page: 1 },
    offset: 0,
  },
];

/** What can only be read by looking through many rows: the query, and what the page adds, against the SQL alone. */
export async function measureBareSql(app: OurApp, rounds: number): Promise<Line[]> {
  const lines: Line[] = [];
  const first = { url: `${app.url}/org/${app.large.org.id}/users`, cookie: app.cookie };
  for (const { name, path, filter, place, offset } of [...cases, ...(await placeCases(app.large.org.id))]) {
    const values = await byTurns(
      {
        bare: () => timeOf(() => bare(app.large.org.id, filter, offset)),
        ours: () => timeOf(() => searchMembers(app.large, filter, place)),
        first: () => timeOf(() => getPage(first)),
        page: () => timeOf(() => getPage({ ...first, url: first.url + path })),
      },
      rounds,
    );
    const of = (which: string) => median(values.get(which) ?? []);
    const times = (a: number, b: number) => `${a.toFixed(1)} ms, SQL ${b.toFixed(1)} ms`;
    const added = of("page") - of("first");
    lines.push(
      atMost(
        `Users of 100,000, ${name}: the query, against its bare SQL`,
        of("ours") / of("bare"),
        2,
        times(of("ours"), of("bare")),
      ),
      atMost(
        `Users of 100,000, ${name}: what the page takes longer than the first, against its bare SQL`,
        added / of("bare"),
        2,
        times(added, of("bare")),
      ),
    );
  }
  return lines;
}

/** Those with a team and with projects, one of them open to everybody. */
async function placeCases(orgId: number): Promise<Case[]> {
  const [ids] = await rawSql()`
    select (select id from teams where org_id = ${orgId} order by name limit 1) as team,
      (select id from projects where org_id = ${orgId} and all_users_role is null order by name limit 1) as project,
      (select id from projects where org_id = ${orgId} and all_users_role is not null order by name limit 1) as open`;
  const one = (name: string, filter: Partial<MemberFilter>): Case => ({
    name,
    path: `?${new URLSearchParams(filter as Record<string, string>)}`,
    filter: { ...noFilter, ...filter },
    place: { ...page, page: 1 },
    offset: 0,
  });
  return [
    one("one team", { team: ids?.team }),
    one("one project", { project: String(ids?.project) }),
    one("a project open to all", { project: String(ids?.open) }),
  ];
}

/** The rows and the exact total, as one would write them by hand. */
async function bare(orgId: number, { q, role, team, project }: MemberFilter, offset: number): Promise<void> {
  const sql = rawSql();
  const matching = sql`m.org_id = ${orgId} ${role ? sql`and m.role = ${role}` : sql``}
    ${q ? sql`and (lower(m.name) || ' ' || m.email) like ${`%${q}%`}` : sql``}
    ${team ? sql`and m.user_id in (select user_id from team_members where team_id = ${team})` : sql``}
    ${project ? sql`and m.user_id in (select user_id from project_access where project_id = ${Number(project)})` : sql``}`;
  if (q || role || team || project) await sql`select count(*)::int from members m where ${matching}`;
  else await sql`select members from org_counts where org_id = ${orgId}`;
  await sql`
    select m.*, array(select t.name from team_members x join teams t on t.id = x.team_id
        where x.org_id = m.org_id and x.user_id = m.user_id order by lower(t.name) limit 2) as teams,
      (select count(*)::int from team_members x where x.org_id = m.org_id and x.user_id = m.user_id) as team_count
    from (
      select m.org_id, m.user_id, m.name, m.email, m.role, m.joined_at, m.last_active_at from members m
      where ${matching} order by lower(m.name), m.user_id limit 50 offset ${offset}
    ) m
    order by lower(m.name), m.user_id`;
}
