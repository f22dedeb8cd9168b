import "server-only";
import { desc, eq, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { projects, users } from "@/db/schema";
import type { OrgActor, UserActor } from "@/lib/authz/actor";
import { now } from "@/lib/clock";
import type { Selection } from "@/lib/selection";
import { orgIsOpen } from "./org-gate";
import { deletedIn, type ProjectFilter, projectsMatching, type UsagePeriod } from "./projects";

export type DeletionPreview = {
  projects: { id: number; name: string; events: number }[];
  count: number;
  /** Counted in the billing period, and since the projects were made. */
  periodEvents: number;
  allEvents: number;
  profiles: number;
  /** People who reach one of them by any grant. */
  people: number;
  teams: number;
  invitations: number;
};

/** What goes away with the chosen projects of the actor's org, in numbers, and the first of them by name. */
export async function previewDeletion(
  actor: OrgActor,
  selection: Selection,
  filter: ProjectFilter,
  period: UsagePeriod,
): Promise<DeletionPreview> {
  const orgId = actor.org.id;
  const none: ProjectFilter = { q: "", team: "" };
  const wanted = selection.all
    ? projectsMatching(orgId, filter)
    : sql`${projectsMatching(orgId, none)} and ${projects.id}::text = any(${sql.param(selection.ids)}::text[])`;
  const [row] = await db().execute<DeletionPreview>(sql`
    with chosen as materialized (
      select ${projects.id} as id, ${projects.name} as name, ${projects.datasetId} as dataset_id,
        ${projects.allUsersRole} as all_users_role
      from ${projects} where ${wanted}
    ), used as materialized (
      select u.project_id, sum(u.events) as everything,
        coalesce(sum(u.events) filter (where u.day between ${period.firstDay}::date and ${period.lastDay}::date), 0) as period
      from usage_days u where u.project_id in (select id from chosen) group by u.project_id
    )
    select (select count(*)::int from chosen) as count,
      (select coalesce(sum(period), 0)::float8 from used) as "periodEvents",
      (select coalesce(sum(everything), 0)::float8 from used) as "allEvents",
      (select coalesce(sum(c.profiles), 0)::float8 from profile_counts c join chosen using (dataset_id)) as profiles,
      case when exists (select 1 from chosen where all_users_role is not null)
        then (select c.members from org_counts c where c.org_id = ${orgId})
        else (select count(distinct a.user_id)::int from project_access a
          where a.org_id = ${orgId} and a.project_id in (select id from chosen)) end as people,
      (select count(distinct tp.team_id)::int from team_projects tp where tp.project_id in (select id from chosen)) as teams,
      (select count(distinct ip.invitation_id)::int from invitation_projects ip join invitations i on i.id = ip.invitation_id
        where ip.org_id = ${orgId} and ip.project_id in (select id from chosen)
          and num_nonnulls(i.accepted_at, i.declined_at, i.revoked_at) = 0) as invitations,
      coalesce((select json_agg(json_build_object('id', f.id, 'name', f.name, 'events', coalesce(used.period, 0)) order by lower(f.name), f.id)
        from (select id, name from chosen order by lower(name), id limit 10) f left join used on used.project_id = f.id), '[]') as projects`);
  if (!row) throw new Error("A preview has one row.");
  return row;
}

export type DeletedProject = {
  id: number;
  name: string;
  timezone: string;
  deletedAt: Date;
  deletedBy: string | null;
  erasingAt: Date | null;
  /** Another project has the name now. */
  nameTaken: boolean;
  progress: { id: string; done: number; total: number } | null;
};

const nameTaken = sql<boolean>`exists (select 1 from projects o where o.org_id = ${projects.orgId}
  and lower(o.name) = lower(${projects.name}) and o.deleted_at is null)`;

/** The org's deleted projects, the latest first; `page` counts from 1. */
export function listDeletedProjects(actor: OrgActor, page: number, size: number): Promise<DeletedProject[]> {
  return db()
    .select({
      id: projects.id,
      name: projects.name,
      timezone: projects.timezone,
      deletedAt: sql<Date>`${projects.deletedAt}`.mapWith(projects.createdAt),
      deletedBy: users.name,
      erasingAt: projects.erasingAt,
      nameTaken,
      progress: sql<DeletedProject["progress"]>`(
        select json_build_object('id', g.id, 'done', g.done, 'total', g.total) from progress g
        where ${projects.erasingAt} is not null and g.org_id = ${projects.orgId} and g.kind = 'project_erasure'
          and g.finished_at is null and (g.input->>'projectId')::int = ${projects.id} limit 1)`,
    })
    .from(projects)
    .leftJoin(users, eq(users.id, projects.deletedBy))
    .where(deletedIn(actor.org.id))
    .orderBy(desc(projects.deletedAt), desc(projects.id))
    .limit(size)
    .offset((page - 1) * size);
}

export type OwnDeletedProject = Omit<DeletedProject, "progress" | "erasingAt"> & { orgName: string };

/** Deleted projects that the person signed in owns by a grant that still stands, the latest first. */
export async function listOwnDeletedProjects(actor: UserActor, limit: number): Promise<OwnDeletedProject[]> {
  const limited = actor.user.limitedToOrgId;
  const rows = await db().execute<Omit<OwnDeletedProject, "deletedAt"> & { deletedAt: string }>(sql`
    with own as materialized (
      select a.project_id from project_access_ever a
      where a.user_id = ${actor.user.id} and a.role = 'owner' and a.deleted_at is not null and a.org_deleted_at is null
        and (${limited}::int is null or a.org_id = ${limited}::int)
        and ${orgIsOpen(actor, now(), sql`a.org_id`)}
      group by a.project_id
    )
    select ${projects.id}, ${projects.name}, ${projects.timezone}, ${projects.deletedAt} as "deletedAt", u.name as "deletedBy",
      o.name as "orgName", ${nameTaken} as "nameTaken"
    from own join projects on projects.id = own.project_id join orgs o on o.id = projects.org_id
      left join users u on u.id = projects.deleted_by
    where ${projects.erasingAt} is null
    order by ${projects.deletedAt} desc, ${projects.id} desc
    limit ${limit}`);
  return rows.map((row) => ({ ...row, deletedAt: new Date(row.deletedAt) }));
}
