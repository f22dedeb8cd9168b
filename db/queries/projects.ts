import "server-only";
import { and, eq, isNull, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { profileCounts, projects, teamProjects, teams, users } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { type ListPlace, writeCursor } from "@/lib/pagination";
import { containing, ordered, pageClauses, type Sorting } from "./page";

export const projectSorts = ["name", "created", "events", "profiles"] as const;
export type ProjectSort = (typeof projectSorts)[number];
export type ProjectFilter = { q: string; team: string };
export type UsagePeriod = { firstDay: string; lastDay: string };

export type ProjectRow = {
  id: number;
  name: string;
  timezone: string;
  createdAt: Date;
  /** Null once that account is gone. */
  createdBy: string | null;
  teams: string[];
  teamCount: number;
  events: number;
  profiles: number;
  cursor: string;
};

/** The projects of an org that a filter leaves; deleted ones are no part of any list. */
export function projectsMatching(orgId: number, filter: ProjectFilter): SQL | undefined {
  return and(
    eq(projects.orgId, orgId),
    isNull(projects.deletedAt),
    filter.q ? sql`lower(${projects.name}) like ${containing(filter.q)}` : undefined,
    filter.team
      ? sql`${projects.id} in (select tp.project_id from team_projects tp where tp.org_id = ${orgId} and tp.team_id = ${filter.team})`
      : undefined,
  );
}

function eventsOf(project: SQLWrapper, period: UsagePeriod): SQL<number> {
  return sql<number>`(select coalesce(sum(u.events), 0)::float8 from usage_days u
    where u.project_id = ${project} and u.day between ${period.firstDay}::date and ${period.lastDay}::date)`;
}

const profilesOf = (dataset: SQLWrapper) =>
  sql<number>`coalesce((select c.profiles from profile_counts c where c.dataset_id = ${dataset}), 0)::float8`;

function sortingOf(sort: ProjectSort): Sorting {
  if (sort === "created") return { by: sql`${projects.createdAt}`, type: "timestamptz" };
  if (sort === "events") return { by: sql`coalesce(period_events.events, 0)`, type: "float8" };
  if (sort === "profiles") return { by: sql`coalesce(${profileCounts.profiles}, 0)::float8`, type: "float8" };
  return { by: sql`lower(${projects.name})`, type: "text" };
}

/**
 * One page of the org's projects with their use in the billing period. Counted events are summed once for all projects
 * where they order the list, and for the rows of the page alone where they do not.
 */
export async function searchProjects(
  actor: OrgActor,
  filter: ProjectFilter,
  place: ListPlace<ProjectSort>,
  { period, total }: { period: UsagePeriod; total: number },
): Promise<ProjectRow[]> {
  const orgId = actor.org.id;
  const sorting = sortingOf(place.sort);
  const clauses = pageClauses(place, sorting, sql`${projects.id}::text`, total);
  const source = db()
    .select({
      id: projects.id,
      name: projects.name,
      timezone: projects.timezone,
      createdAt: projects.createdAt,
      maker: projects.createdBy,
      datasetId: projects.datasetId,
      place: sql`${sorting.by}`.as("place"),
    })
    .from(projects)
    .$dynamic();
  if (place.sort === "events") {
    source.leftJoin(
      sql`(select u.project_id, sum(u.events)::float8 as events from usage_days u
        where u.org_id = ${orgId} and u.day between ${period.firstDay}::date and ${period.lastDay}::date
        group by u.project_id) as period_events`,
      sql`period_events.project_id = ${projects.id}`,
    );
  }
  if (place.sort === "profiles") source.leftJoin(profileCounts, eq(profileCounts.datasetId, projects.datasetId));
  const page = source
    .where(and(projectsMatching(orgId, filter), clauses.where))
    .orderBy(clauses.orderBy)
    .limit(clauses.limit)
    .offset(clauses.offset)
    .as("page");
  const ofProject = sql`${teamProjects.projectId} = ${page.id}`;
  const rows = await db()
    .select({
      id: page.id,
      name: page.name,
      timezone: page.timezone,
      createdAt: page.createdAt,
      createdBy: users.name,
      teams: sql<string[]>`array(select ${teams.name} from ${teamProjects}
        join ${teams} on ${teams.id} = ${teamProjects.teamId} where ${ofProject} order by lower(${teams.name}) limit 2)`,
      teamCount: sql<number>`(select count(*)::int from ${teamProjects} where ${ofProject})`,
      events: eventsOf(page.id, period),
      profiles: profilesOf(page.datasetId),
      key: sql<string>`${page.place}::text`.as("key"),
    })
    .from(page)
    .leftJoin(users, eq(users.id, page.maker))
    .orderBy(ordered(page.place, sql`${page.id}::text`, place.dir));
  return rows.map(({ key, ...row }) => ({ ...row, cursor: writeCursor(key, String(row.id)) }));
}

export type ProjectListFacts = {
  /** How many match; exact. */
  total: number;
  /** Teams to filter by: the first 200 by name, and the one chosen. */
  teams: { id: string; name: string }[];
  /** Projects that can be restored, or are being erased. */
  deleted: number;
};

/** What stands around the list, in one query. */
export async function getProjectListFacts(actor: OrgActor, filter: ProjectFilter): Promise<ProjectListFacts> {
  const orgId = actor.org.id;
  const filtered = filter.q !== "" || filter.team !== "";
  const [row] = await db().execute<ProjectListFacts>(sql`
    select
      ${
        filtered
          ? sql`(select count(*)::int from ${projects} where ${projectsMatching(orgId, filter)})`
          : sql`(select c.projects from org_counts c where c.org_id = ${orgId})`
      } as total,
      (select count(*)::int from ${projects} where ${deletedIn(orgId)}) as deleted,
      coalesce((select json_agg(json_build_object('id', t.id, 'name', t.name) order by lower(t.name)) from (
        (select id, name from teams where org_id = ${orgId} order by lower(name) limit 200)
        union select id, name from teams where org_id = ${orgId} and id = ${filter.team}) t), '[]') as teams`);
  return row ?? { total: 0, teams: [], deleted: 0 };
}

export type ProjectRecord = {
  id: number;
  name: string;
  timezone: string;
  teams: string[];
  createdBy: string | null;
  createdAt: Date;
  events: number;
  profiles: number;
};

/** The next 1,000 projects of the filter by name, whole, for a download. */
export async function listProjectRecords(
  actor: OrgActor,
  filter: ProjectFilter,
  period: UsagePeriod,
  after: ProjectRecord | null,
): Promise<ProjectRecord[]> {
  const next = after ? sql`(lower(${projects.name}), ${projects.id}) > (lower(${after.name}), ${after.id})` : undefined;
  return db()
    .select({
      id: projects.id,
      name: projects.name,
      timezone: projects.timezone,
      teams: sql<string[]>`array(select t.name from team_projects tp join teams t on t.id = tp.team_id
        where tp.project_id = ${projects.id} order by lower(t.name))`,
      createdBy: users.name,
      createdAt: projects.createdAt,
      events: eventsOf(projects.id, period),
      profiles: profilesOf(projects.datasetId),
    })
    .from(projects)
    .leftJoin(users, eq(users.id, projects.createdBy))
    .where(and(projectsMatching(actor.org.id, filter), next))
    .orderBy(sql`lower(${projects.name})`, projects.id)
    .limit(1000);
}

/** Deleted and not erased: what can be restored, and what is going. */
export function deletedIn(orgId: number): SQL {
  return sql`${projects.orgId} = ${orgId} and ${projects.deletedAt} is not null and ${projects.erasedAt} is null`;
}
