import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import type { ProjectActor } from "@/lib/authz/actor";
import type { OrgRole, ProjectRole } from "@/lib/authz/roles";
import type { ProjectUserFilter, ProjectUserSort } from "@/lib/members/project-users";
import { type ListPlace, pageNumber, pageSize, writeCursor } from "@/lib/pagination";
import type { GrantSource } from "./access";
import {
  type Beyond,
  type Cut,
  countOfSource,
  direction,
  type Order,
  rowsOfSource,
  type Scope,
  sourcesOf,
} from "./project-user-sources";

/** A grant on the project: who has it, what it gives and where it comes from. */
export type ProjectUserRow = {
  userId: string;
  name: string;
  email: string;
  orgRole: OrgRole;
  source: GrantSource;
  role: ProjectRole;
  teamId: string | null;
  teamName: string | null;
  endsAt: Date | null;
  givenBy: string | null;
  /** Whether it is the one that counts among the person's grants here. */
  wins: boolean;
  cursor: string;
};

/** The role that the project gives to everybody in its organization. */
export async function getAllUsersRole(projectId: number): Promise<ProjectRole | null> {
  const [row] = await db().execute<{ role: ProjectRole | null }>(
    sql`select all_users_role as role from projects where id = ${projectId}`,
  );
  return row?.role ?? null;
}

/** One page of the grants of the project, and how many there are in all. */
export async function searchProjectUsers(
  actor: ProjectActor,
  filter: ProjectUserFilter,
  place: ListPlace<ProjectUserSort>,
): Promise<{ rows: ProjectUserRow[]; total: number; allUsersRole: ProjectRole | null }> {
  const allUsersRole = await getAllUsersRole(actor.project.id);
  const scope = { actor, filter, allUsersRole };
  const total = await countGrants(scope);
  const number = pageNumber(place.page, total);
  const isLast = place.page === "last" || (place.cursor === null && number > 1 && number * pageSize >= total);
  const cursor = isLast ? null : place.cursor;
  const beyond = cursor && readBeyond(cursor.key, cursor.id);
  const offset = beyond || isLast ? 0 : (number - 1) * pageSize;
  const limit = isLast ? total - (number - 1) * pageSize : pageSize;
  const reversed = isLast || cursor?.side === "before";
  const rows = await readGrants(scope, place, { reversed, beyond, limit: offset + limit }, offset);
  return { rows, total, allUsersRole };
}

/** The next `size` grants of the list in its order, for its file. */
export async function readProjectUsersForExport(
  scope: Scope,
  order: Order,
  after: ProjectUserRow | null,
  size: number,
): Promise<ProjectUserRow[]> {
  const beyond = after && readBeyond(...cursorParts(after.cursor));
  return readGrants(scope, order, { reversed: false, beyond, limit: size }, 0);
}

async function countGrants(scope: Scope): Promise<number> {
  const counts = sourcesOf(scope).map((source) => countOfSource(scope, source));
  if (counts.length === 0) return 0;
  const [row] = await db().execute<{ total: number }>(sql`select (${sql.join(counts, sql` + `)})::int as total`);
  return row?.total ?? 0;
}

type Row = {
  user_id: string;
  name: string;
  email: string;
  org_role: OrgRole;
  source: GrantSource;
  role: ProjectRole;
  team_id: string | null;
  team_name: string | null;
  ends_at: string | null;
  given_by: string | null;
  wins: boolean;
  place: string;
  small_name: string;
  tag: string;
};

/** The people of a page are looked up by index, those of a file's batch by going once through whoever has a grant. */
function ofPage({ limit }: Cut): SQL {
  return limit > 500 ? sql`in (select user_id from page)` : sql`= any(array(select user_id from page))`;
}

/**
 * Of the grants of one person the highest counts, and of equal ones the first source by name: "all_users" before others,
 * so that it need not be asked for, because everybody has it.
 */
async function readGrants(scope: Scope, order: Order, cut: Cut, offset: number): Promise<ProjectUserRow[]> {
  const parts = sourcesOf(scope).flatMap((source) => rowsOfSource(scope, source, order, cut) ?? []);
  if (parts.length === 0) return [];
  const inOrder = (reversed: boolean) => {
    const names = direction(order.sort === "name" ? order.dir : "asc", reversed).sql;
    return sql`place ${direction(order.dir, reversed).sql}, small_name ${names}, user_id ${names}, tag ${names}`;
  };
  const rows = await db().execute<Row>(sql`
    with page as materialized (
      select * from (${sql.join(parts, sql` union all `)}) grants
      order by ${inOrder(cut.reversed)} limit ${cut.limit - offset} offset ${offset}
    ), best as (
      select distinct on (a.user_id) a.user_id, a.role, a.source, a.team_id
      from project_access a left join teams t on t.id = a.team_id
      where a.project_id = ${scope.actor.project.id} and a.source <> 'all_users' and a.user_id ${ofPage(cut)}
      order by a.user_id, a.role desc, a.source, lower(t.name)
    )
    select p.*, u.name as given_by, case
        when p.source = 'all_users' then b.user_id is null or p.role >= b.role
        else b.source = p.source and b.team_id is not distinct from p.team_id
          and (${scope.allUsersRole}::project_role is null or b.role > ${scope.allUsersRole}::project_role) end as wins
    from (select user_id, name, email, org_role, source, role, team_id, team_name, ends_at, given_by as giver, place,
        small_name, tag from page) p
      left join users u on u.id = p.giver
      left join best b on b.user_id = p.user_id
    order by ${inOrder(false)}`);
  return rows.map((row) => ({
    userId: row.user_id,
    name: row.name,
    email: row.email,
    orgRole: row.org_role,
    source: row.source,
    role: row.role,
    teamId: row.team_id,
    teamName: row.team_name,
    endsAt: row.ends_at === null ? null : new Date(row.ends_at),
    givenBy: row.given_by,
    wins: row.wins,
    cursor: writeCursor(`${row.place}\n${row.small_name}`, `${row.user_id}\n${row.tag}`),
  }));
}

/** A cursor as {@link readGrants} writes it; names have no line breaks. */
function readBeyond(key: string, id: string): Beyond {
  const [place = "", name = ""] = key.split("\n");
  const [userId = "", tag = ""] = id.split("\n");
  return { place, name, userId, tag };
}

function cursorParts(cursor: string): [string, string] {
  const parts: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  return Array.isArray(parts) ? [String(parts[0]), String(parts[1])] : ["", ""];
}
