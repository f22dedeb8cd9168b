import "server-only";
import { and, type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { members } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { type OrgRole, projectRoleNames } from "@/lib/authz/roles";
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
    select row_number() over (order by ${by} ${direction}, ${members.userId} ${direction}) as n, ${members.userId} as user_id,
      ${members.name} as name, ${members.email} as email, ${members.role} as role,
      ${members.joinedAt} as joined_at, ${members.lastActiveAt} as last_active_at, ${by} as place
    from members where ${and(matchingMembers(actor.org.id, filter), beyond)}
    order by ${by} ${direction}, ${members.userId} ${direction} limit ${size}`;
  return db().execute<ExportedMember>(exportedMembers(actor.org.id, page));
}

/**
 * The members of `page`, numbered by `n`, with the details of the file. What the organization role gives is said once,
 * "All projects"; a project stands by itself where somebody has another grant on it, then with every grant. The people
 * are handed to the view as one list, so that it is asked for them alone; numbers are grouped and sorted, not texts.
 */
export function exportedMembers(orgId: number, page: SQL): SQL {
  const ofRole = sql`(case m.role when 'owner' then 'owner'::project_role when 'admin' then 'admin'::project_role end)`;
  return sql`
    with page as materialized (${page}), named as materialized (
      select id, name, row_number() over (order by lower(name), id) as place from projects
      where org_id = ${orgId} and deleted_at is null
    ), reached as (
      select m.n, p.place, max(p.name) || ': ' || ${roleName(sql`greatest(max(a.role), ${ofRole})`)} || ' (' ||
        case when m.role in ('owner', 'admin') then 'Organization role; ' else '' end ||
        string_agg(case a.source when 'team' then 'Team ' || t.name when 'individual' then
          'Individual' || coalesce(' until ' || ${isoText(sql`a.ends_at`)}, '') else 'All users' end,
          '; ' order by a.role desc, t.name) || ')' as how
      from project_access a
        join page m on m.user_id = a.user_id
        join named p on p.id = a.project_id
        left join teams t on t.id = a.team_id
      where a.org_id = ${orgId} and a.source <> 'organization' and a.user_id = any(array(select user_id from page))
      group by m.n, m.role, p.place
    ), per_person as (
      select n, string_agg(how, E'\n' order by place) as projects from reached group by n
    )
    select m.place::text as key, m.user_id, m.name, m.email, m.role,
      ${isoText(sql`m.joined_at`)} as joined_at, ${isoText(sql`m.last_active_at`)} as last_active_at,
      (select string_agg(t.name, E'\n' order by lower(t.name)) from team_members i join teams t on t.id = i.team_id
        where i.org_id = ${orgId} and i.user_id = m.user_id) as teams,
      concat_ws(E'\n', 'All projects: ' || ${roleName(ofRole)} || ' (Organization role)', r.projects) as projects,
      u.two_factor_enrolled_at is not null as two_factor, u.email_proven_at is not null as email_proven
    from page m
      join users u on u.id = m.user_id
      left join per_person r on r.n = m.n
    order by m.n`;
}

/** A project role as people read it, or null. (`initcap` does the same many times more slowly.) */
function roleName(role: SQL): SQL {
  const names = Object.entries(projectRoleNames).map(([id, name]) => sql.raw(`when '${id}' then '${name}'`));
  return sql`(case ${role} ${sql.join(names, sql` `)} end)`;
}
