import "server-only";
import { and, count, eq, isNull, type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { projects, teams, users } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import type { ProjectRole } from "@/lib/authz/roles";
import { type ListPlace, writeCursor } from "@/lib/pagination";
import type { PickerOption } from "@/lib/pickers";
import { getOrgCounts } from "./orgs";
import { ordered, pageClauses, type Sorting, textArray } from "./page";
import { matchingTeams } from "./team-selection";

export const teamSorts = ["name", "role", "members", "projects", "created"] as const;
export type TeamSort = (typeof teamSorts)[number];

export type TeamRow = {
  id: string;
  name: string;
  role: ProjectRole;
  members: number;
  projects: string[];
  projectCount: number;
  createdAt: Date;
  cursor: string;
};

const sortings: Record<TeamSort, Sorting> = {
  name: { by: sql`lower(${teams.name})`, type: "text" },
  role: { by: sql`${teams.role}`, type: "project_role" },
  members: { by: sql`${teams.memberCount}`, type: "int" },
  projects: { by: sql`${teams.projectCount}`, type: "int" },
  created: { by: sql`${teams.createdAt}`, type: "timestamptz" },
};

/** One page of the org's teams, with at most two of each team's projects. */
export async function searchTeams(
  actor: OrgActor,
  filter: { q: string },
  place: ListPlace<TeamSort>,
): Promise<{ rows: TeamRow[]; total: number }> {
  const total = await countTeams(actor, filter);
  const sorting = sortings[place.sort];
  const clauses = pageClauses(place, sorting, sql`${teams.id}`, total);
  const page = db()
    .select({
      id: teams.id,
      name: teams.name,
      role: teams.role,
      members: teams.memberCount,
      projectCount: teams.projectCount,
      createdAt: teams.createdAt,
      place: sql`${sorting.by}`.as("place"),
    })
    .from(teams)
    .where(and(matching(actor, filter), clauses.where))
    .orderBy(clauses.orderBy)
    .limit(clauses.limit)
    .offset(clauses.offset)
    .as("page");
  const rows = await db()
    .select({
      id: page.id,
      name: page.name,
      role: page.role,
      members: page.members,
      projectCount: page.projectCount,
      createdAt: page.createdAt,
      key: sql<string>`${page.place}::text`.as("key"),
      projects: sql<string[]>`array(${projectNames(sql`${page.id}`)} limit 2)`,
    })
    .from(page)
    .orderBy(ordered(page.place, page.id, place.dir));
  return { rows: rows.map(({ key, ...row }) => ({ ...row, cursor: writeCursor(key, row.id) })), total };
}

/** Exact: the kept count without a filter, a count of the filtered rows with one. */
async function countTeams(actor: OrgActor, filter: { q: string }): Promise<number> {
  if (filter.q === "") return (await getOrgCounts(actor.org.id)).teams;
  const [row] = await db().select({ total: count() }).from(teams).where(matching(actor, filter));
  return row?.total ?? 0;
}

function matching(actor: OrgActor, filter: { q: string }): SQL | undefined {
  return and(eq(teams.orgId, actor.org.id), matchingTeams(filter.q));
}

function projectNames(teamId: SQL): SQL {
  return sql`select p.name from team_projects x join projects p on p.id = x.project_id and p.deleted_at is null
    where x.team_id = ${teamId} order by lower(p.name), p.id`;
}

export type TeamExport = Omit<TeamRow, "cursor"> & { createdBy: string | null };

/** The next `size` teams by name for a file of them all. */
export async function exportTeams(
  actor: OrgActor,
  filter: { q: string },
  after: TeamExport | null,
  size = 500,
): Promise<TeamExport[]> {
  return db()
    .select({
      id: teams.id,
      name: teams.name,
      role: teams.role,
      members: teams.memberCount,
      projectCount: teams.projectCount,
      createdAt: teams.createdAt,
      projects: sql<string[]>`array(${projectNames(sql`${teams.id}`)})`,
      createdBy: users.name,
    })
    .from(teams)
    .leftJoin(users, eq(users.id, teams.createdBy))
    .where(
      and(
        matching(actor, filter),
        after ? sql`(lower(${teams.name}), ${teams.id}) > (lower(${after.name}), ${after.id})` : undefined,
      ),
    )
    .orderBy(sql`lower(${teams.name})`, teams.id)
    .limit(size);
}

export type TeamProject = { id: number; name: string; timezone: string };

export type TeamFacts = {
  id: string;
  name: string;
  role: ProjectRole;
  version: number;
  members: number;
  createdAt: Date;
  createdBy: string | null;
  projects: TeamProject[];
  /** Open invitations that give a place in it. */
  invitations: number;
};

/** One team of the actor's org with its projects, or null: somebody else's teams are not found. */
export async function getTeam(actor: OrgActor, teamId: string): Promise<TeamFacts | null> {
  const [row] = await db()
    .select({
      id: teams.id,
      name: teams.name,
      role: teams.role,
      version: teams.version,
      members: teams.memberCount,
      createdAt: teams.createdAt,
      createdBy: users.name,
      projects: sql<TeamProject[]>`coalesce((
        select json_agg(json_build_object('id', p.id, 'name', p.name, 'timezone', p.timezone) order by lower(p.name), p.id)
        from team_projects x join projects p on p.id = x.project_id and p.deleted_at is null
        where x.team_id = ${teams.id}), '[]')`,
      invitations: openInvitationsOf(sql`x.team_id = ${teams.id}`),
    })
    .from(teams)
    .leftJoin(users, eq(users.id, teams.createdBy))
    .where(and(eq(teams.orgId, actor.org.id), eq(teams.id, teamId)));
  return row ?? null;
}

/** How many open invitations give a place in the teams that `which` says of `x`. */
export function openInvitationsOf(which: SQL): SQL<number> {
  return sql<number>`(select count(distinct i.id)::int from invitation_teams x join invitations i on i.id = x.invitation_id
    where ${which} and num_nonnulls(i.accepted_at, i.declined_at, i.revoked_at) = 0)`;
}

/** Living projects of the org by id, and by whole name whatever its capitals. */
export async function findProjects(
  actor: OrgActor,
  ids: readonly string[],
  names: readonly string[],
): Promise<PickerOption[]> {
  const rows = await db()
    .select({ id: projects.id, label: projects.name, hint: projects.timezone })
    .from(projects)
    .where(
      and(
        eq(projects.orgId, actor.org.id),
        isNull(projects.deletedAt),
        sql`(${projects.id}::text = any(${textArray(ids)})
          or lower(${projects.name}) = any(${textArray(names.map((name) => name.toLowerCase()))}))`,
      ),
    )
    .orderBy(sql`lower(${projects.name})`, projects.id);
  return rows.map((row) => ({ ...row, id: String(row.id) }));
}

/** How many open invitations give a place in any of these teams. */
export async function countInvitationsToTeams(actor: OrgActor, ids: readonly string[]): Promise<number> {
  const [row] = await db().execute<{ n: number }>(
    sql`select ${openInvitationsOf(sql`x.org_id = ${actor.org.id} and x.team_id = any(${textArray(ids)})`)} as n`,
  );
  return row?.n ?? 0;
}
