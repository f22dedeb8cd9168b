import "server-only";
import { and, type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { members } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import type { OrgRole } from "@/lib/authz/roles";
import type { MemberFilter } from "@/lib/members/filter";
import { type MemberSort, matchingMembers, memberSortings } from "./members";
import { isoText } from "./page";

/** A member as the file has them. `teams` and `projects` are texts already: the database joins them faster. */
export type ExportedMember = {
  key: string;
  user_id: string;
  name: string;
  email: string;
  role: OrgRole;
  teams: string | null;
  projects: string | null;
  joined_at: string;
  last_active_at: string | null;
  two_factor: boolean;
  email_proven: boolean;
};

type Order = { sort: MemberSort; dir: "asc" | "desc" };
type After = { key: string; user_id: string } | null;

/** The next `size` members of the filtered list in its order, with teams and every grant, in one query. */
export async function readMembersForExport(
  actor: OrgActor,
  filter: MemberFilter,
  { sort, dir }: Order,
  after: After,
  size: number,
): Promise<ExportedMember[]> {
  const { by, type } = memberSortings[sort];
  const direction = sql.raw(dir);
  const beyond = after
    ? sql`(${by}, ${members.userId}) ${sql.raw(dir === "asc" ? ">" : "<")} (${after.key}::text::${sql.raw(type)}, ${after.user_id})`
    : undefined;
  const page = sql`
    select ${members.userId} as user_id, ${members.name} as name, ${members.email} as email, ${members.role} as role,
      ${members.joinedAt} as joined_at, ${members.lastActiveAt} as last_active_at, ${by} as place
    from members where ${and(matchingMembers(actor.org.id, filter), beyond)}
    order by ${by} ${direction}, ${members.userId} ${direction} limit ${size}`;
  return db().execute<ExportedMember>(sql`
    ${exportedMembers(actor.org.id, page)} order by m.place ${direction}, m.user_id ${direction}`);
}

/**
 * The members of `page` with the details of the file. What the organization role gives is said once, "All projects";
 * a project stands by itself where somebody has another grant on it, then with every grant.
 */
export function exportedMembers(orgId: number, page: SQL): SQL {
  return sql`
    with page as materialized (${page}), grants as materialized (
      select a.user_id, a.project_id, a.role, a.source, a.team_id
      from page join project_access a on a.user_id = page.user_id
      where a.org_id = ${orgId} and a.source <> 'organization'
    ), reached as (
      select g.user_id, p.name, greatest(max(g.role), ${fromOrgRole(sql`m.role`)}) as role,
        concat_ws('; ', case when m.role in ('owner', 'admin') then 'Organization role' end,
          string_agg(case g.source when 'team' then 'Team ' || t.name when 'individual' then 'Individual' else 'All users' end,
            '; ' order by g.role desc, g.source, lower(t.name))) as how
      from grants g
        join page m on m.user_id = g.user_id
        join projects p on p.id = g.project_id
        left join teams t on t.id = g.team_id
      group by g.user_id, m.role, g.project_id, p.name
    ), per_person as (
      select user_id, string_agg(name || ': ' || initcap(role::text) || ' (' || how || ')', E'\\n' order by lower(name), name) as projects
      from reached group by user_id
    )
    select m.place::text as key, m.user_id, m.name, m.email, m.role,
      ${isoText(sql`m.joined_at`)} as joined_at, ${isoText(sql`m.last_active_at`)} as last_active_at,
      (select string_agg(t.name, E'\\n' order by lower(t.name)) from team_members i join teams t on t.id = i.team_id
        where i.org_id = ${orgId} and i.user_id = m.user_id) as teams,
      concat_ws(E'\\n', 'All projects: ' || initcap(${fromOrgRole(sql`m.role`)}::text) || ' (Organization role)', r.projects) as projects,
      u.two_factor_enrolled_at is not null as two_factor, u.email_proven_at is not null as email_proven
    from page m
      join users u on u.id = m.user_id
      left join per_person r on r.user_id = m.user_id`;
}

/** R3, as the view has it: what an org role gives on every project. */
function fromOrgRole(role: SQL): SQL {
  return sql`(case ${role} when 'owner' then 'owner'::project_role when 'admin' then 'admin'::project_role end)`;
}
