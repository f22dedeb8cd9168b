import "server-only";
import { and, count, eq, isNull, type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { projects, teamProjects, teams, users } from "@/db/schema";
import type { OrgActor, ProjectActor } from "@/lib/authz/actor";
import type { ProjectRole } from "@/lib/authz/roles";
import { type ListPlace, writeCursor } from "@/lib/pagination";
import { getOrgCounts } from "./orgs";
import { containing, ordered, pageClauses, type Sorting } from "./page";

export const projectSorts = ["name", "created", "events", "profiles"] as const;
export type ProjectSort = (typeof projectSorts)[number];
export type UsagePeriod = { firstDay: string; lastDay: string };

export type ProjectRow = {
  id: number;
  name: string;
  timezone: string;
  createdAt: Date;
  createdBy: string | null;
  teams: string[];
  teamCount: number;
  events: number;
  profiles: number;
  cursor: string;
};

function eventsOf(period: UsagePeriod): SQL<number> {
  return sql<number>`(select coalesce(sum(u.events), 0)::float8 from usage_days u
    where u.project_id = ${projects.id} and u.day between ${period.firstDay}::date and ${period.lastDay}::date)`;
}

const profilesOf = sql<number>`(select coalesce(sum(c.profiles), 0)::float8 from profile_counts c where c.dataset_id = ${projects.datasetId})`;

/** One page of the org's projects with their use in the billing period. */
export async function searchProjects(
  actor: OrgActor,
  filter: { q: string },
  place: ListPlace<ProjectSort>,
  period: UsagePeriod,
): Promise<{ rows: ProjectRow[]; total: number }> {
  const total = await countProjects(actor, filter);
  const sorting = sortingOf(place.sort, period);
  const clauses = pageClauses(place, sorting, sql`${projects.id}::text`, total);
  const page = db()
    .select({
      id: projects.id,
      name: projects.name,
      timezone: projects.timezone,
      createdAt: projects.createdAt,
      maker: projects.createdBy,
      events: eventsOf(period).as("events"),
      profiles: profilesOf.as("profiles"),
      place: sql`${sorting.by}`.as("place"),
    })
    .from(projects)
    .where(and(matching(actor.org.id, filter), clauses.where))
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
      events: page.events,
      profiles: page.profiles,
      key: sql<string>`${page.place}::text`,
    })
    .from(page)
    .leftJoin(users, eq(users.id, page.maker))
    .orderBy(ordered(page.place, sql`${page.id}::text`, place.dir));
  return { rows: rows.map(({ key, ...row }) => ({ ...row, cursor: writeCursor(key, String(row.id)) })), total };
}

function sortingOf(sort: ProjectSort, period: UsagePeriod): Sorting {
  if (sort === "created") return { by: sql`${projects.createdAt}`, type: "timestamptz" };
  if (sort === "events") return { by: sql`${eventsOf(period)}`, type: "float8" };
  if (sort === "profiles") return { by: sql`${profilesOf}`, type: "float8" };
  return { by: sql`lower(${projects.name})`, type: "text" };
}

async function countProjects(actor: OrgActor, filter: { q: string }): Promise<number> {
  if (filter.q === "") {
    return (await getOrgCounts(actor.org.id)).projects;
  }
  const [row] = await db().select({ total: count() }).from(projects).where(matching(actor.org.id, filter));
  return row?.total ?? 0;
}

function matching(orgId: number, filter: { q: string }): SQL | undefined {
  return and(
    eq(projects.orgId, orgId),
    isNull(projects.deletedAt),
    filter.q ? sql`lower(${projects.name}) like ${containing(filter.q)}` : undefined,
  );
}

export type PickableProject = { id: number; name: string };
export type PickableTeam = { id: string; name: string; role: ProjectRole };

/** Projects and teams to choose from when inviting: the first 200 of each by name. */
export async function listInvitePickers(
  actor: OrgActor,
): Promise<{ projects: PickableProject[]; teams: PickableTeam[] }> {
  const [projectRows, teamRows] = await Promise.all([
    db()
      .select({ id: projects.id, name: projects.name })
      .from(projects)
      .where(and(eq(projects.orgId, actor.org.id), isNull(projects.deletedAt)))
      .orderBy(sql`lower(${projects.name})`, projects.id)
      .limit(200),
    db()
      .select({ id: teams.id, name: teams.name, role: teams.role })
      .from(teams)
      .where(eq(teams.orgId, actor.org.id))
      .orderBy(sql`lower(${teams.name})`, teams.id)
      .limit(200),
  ]);
  return { projects: projectRows, teams: teamRows };
}

export type ProjectKeys = { token: string; apiKey: string; createdAt: Date; createdBy: string | null };

/** Token and API key, for pages that checked `project.settings.view`. The API secret is revealed by a verb of its own. */
export async function getProjectKeys(actor: ProjectActor): Promise<ProjectKeys | null> {
  const [row] = await db()
    .select({ token: projects.token, apiKey: projects.apiKey, createdAt: projects.createdAt, createdBy: users.name })
    .from(projects)
    .leftJoin(users, eq(users.id, projects.createdBy))
    .where(and(eq(projects.orgId, actor.org.id), eq(projects.id, actor.project.id)));
  return row ?? null;
}
