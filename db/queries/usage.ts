import "server-only";
import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { eventDays, profileCounts, projects, usageDays } from "@/db/schema";
import type { BillingPeriod } from "@/lib/usage/period";

export type UsageDay = { day: string; events: number };

export type OrgUsage = {
  events: number;
  /** Profiles that exist now, in projects that are not deleted. */
  profiles: number;
  /** One for every UTC day of the period, in order, also where nothing arrived. */
  days: UsageDay[];
};

export type ProjectUsage = { projectId: number; events: number; profiles: number };

/** Usage of an org in a billing period, deleted projects' events included: what arrived stays counted (E3). */
export async function getOrgUsage(orgId: number, period: BillingPeriod): Promise<OrgUsage> {
  const rows = await db().execute<UsageDay & { profiles: number }>(sql`
    with profiles as (
      select coalesce(sum(c.profiles), 0)::float8 as count
      from ${projects} p join ${profileCounts} c on c.dataset_id = p.dataset_id
      where p.org_id = ${orgId} and p.deleted_at is null
    ), arrived as (
      select day, sum(events)::float8 as events from ${usageDays}
      where org_id = ${orgId} and day between ${period.firstDay} and ${period.lastDay}
      group by day
    )
    select to_char(d.day, 'YYYY-MM-DD') as day, coalesce(a.events, 0) as events, (select count from profiles) as profiles
    from generate_series(${period.firstDay}::timestamp, ${period.lastDay}::timestamp, interval '1 day') as d (day)
    left join arrived a on a.day = d.day::date
    order by d.day`);
  const days = rows.map(({ day, events }) => ({ day, events }));
  return { events: days.reduce((sum, { events }) => sum + events, 0), profiles: rows[0]?.profiles ?? 0, days };
}

/** Usage of some projects of an org in a billing period: one row for each that exists, in no order. */
export async function usageByProject(
  orgId: number,
  period: BillingPeriod,
  projectIds: readonly number[],
): Promise<ProjectUsage[]> {
  if (projectIds.length === 0) return [];
  return db()
    .select({
      projectId: projects.id,
      events: sql<number>`coalesce((
        select sum(u.events) from ${usageDays} u
        where u.project_id = ${projects.id} and u.day between ${period.firstDay} and ${period.lastDay}), 0)::float8`,
      profiles: sql<number>`coalesce(${profileCounts.profiles}, 0)::float8`,
    })
    .from(projects)
    .leftJoin(profileCounts, eq(profileCounts.datasetId, projects.datasetId))
    .where(and(eq(projects.orgId, orgId), inArray(projects.id, [...projectIds])));
}

/** Usage of one project in a billing period, per UTC day, and its profiles. For somebody who reaches it. */
export async function getProjectUsage(projectId: number, period: BillingPeriod): Promise<OrgUsage> {
  const rows = await db().execute<UsageDay & { profiles: number }>(sql`
    select to_char(d.day, 'YYYY-MM-DD') as day, coalesce(u.events, 0)::float8 as events,
      coalesce((select c.profiles from ${profileCounts} c join ${projects} p on p.dataset_id = c.dataset_id where p.id = ${projectId}), 0)::float8 as profiles
    from generate_series(${period.firstDay}::timestamp, ${period.lastDay}::timestamp, interval '1 day') as d (day)
    left join ${usageDays} u on u.project_id = ${projectId} and u.day = d.day::date
    order by d.day`);
  const days = rows.map(({ day, events }) => ({ day, events }));
  return { events: days.reduce((sum, { events }) => sum + events, 0), profiles: rows[0]?.profiles ?? 0, days };
}

/**
 * What each project of an org had in a billing period, as a subquery: those that existed, and those that are gone where
 * events of theirs arrived in it. `profiles` are the ones of now.
 */
export function projectsInPeriod(orgId: number, period: BillingPeriod): SQL {
  return sql`
    select coalesce(p.id, u.project_id) as project_id, coalesce(p.name, 'Deleted project') as name,
      coalesce(u.events, 0) as events,
      case when p.deleted_at is null and p.id is not null then coalesce(c.profiles, 0) else 0 end as profiles,
      (p.id is null or coalesce(p.deleted_at < ${period.end.toISOString()}::timestamptz, false)) as deleted
    from (select id, name, dataset_id, deleted_at from ${projects} where org_id = ${orgId} and created_at < ${period.end.toISOString()}::timestamptz) p
    full join (
      select project_id, sum(events)::bigint as events from ${usageDays}
      where org_id = ${orgId} and day between ${period.firstDay}::date and ${period.lastDay}::date group by project_id
    ) u on u.project_id = p.id
    left join ${profileCounts} c on c.dataset_id = p.dataset_id
    where u.events > 0 or p.deleted_at is null or p.deleted_at >= ${period.end.toISOString()}::timestamptz`;
}

export type TopEvents = {
  /** The most frequent first. */
  events: { event: string; count: number }[];
  /** How many different names came, and how many events in all. */
  names: number;
  total: number;
};

/** Which events arrived most in a billing period, of the data that the project has now. For somebody who reaches it. */
export async function getTopEvents(projectId: number, period: BillingPeriod, limit = 10): Promise<TopEvents> {
  const rows = await db().execute<{ event: string; count: number; names: number; total: number }>(sql`
    select d.event, sum(d.events)::float8 as count, count(*) over ()::int as names, (sum(sum(d.events)) over ())::float8 as total
    from ${eventDays} d join ${projects} p on p.dataset_id = d.dataset_id
    where p.id = ${projectId} and d.day between ${period.firstDay}::date and ${period.lastDay}::date
    group by d.event order by sum(d.events) desc, d.event limit ${limit}`);
  const events = rows.map(({ event, count }) => ({ event, count }));
  return { events, names: rows[0]?.names ?? 0, total: rows[0]?.total ?? 0 };
}
