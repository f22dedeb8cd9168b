import "server-only";
import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { members, orgs, projects, teams } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import type { OrgRole, ProjectRole } from "@/lib/authz/roles";
import { accessView } from "@/lib/authz/service-user";
import { textArray } from "./page";

/** What the management API lists of an org (WIRE §3), for whoever may see its directory. */

export type ManagedProject = {
  id: number;
  name: string;
  token: string;
  apiKey: string;
  timezone: string;
  createdAt: Date;
};

export async function listManagedProjects(actor: OrgActor, ids?: readonly number[]): Promise<ManagedProject[]> {
  return db()
    .select({
      id: projects.id,
      name: projects.name,
      token: projects.token,
      apiKey: projects.apiKey,
      timezone: projects.timezone,
      createdAt: projects.createdAt,
    })
    .from(projects)
    .where(
      and(
        eq(projects.orgId, actor.org.id),
        isNull(projects.deletedAt),
        ids === undefined ? undefined : inArray(projects.id, [...ids]),
      ),
    )
    .orderBy(sql`lower(${projects.name})`, projects.id);
}

export type ManagedTeam = {
  id: string;
  name: string;
  role: ProjectRole;
  version: number;
  members: { id: string; name: string; email: string }[];
  projects: { id: number; name: string }[];
};

export async function listManagedTeams(actor: OrgActor): Promise<ManagedTeam[]> {
  const rows = await db().execute<ManagedTeam>(sql`
    select t.id, t.name, t.role, t.version,
      coalesce((select json_agg(json_build_object('id', m.user_id, 'name', m.name, 'email', m.email) order by lower(m.name), m.user_id)
        from team_members tm join members m on m.org_id = tm.org_id and m.user_id = tm.user_id where tm.team_id = t.id), '[]') as members,
      coalesce((select json_agg(json_build_object('id', p.id, 'name', p.name) order by lower(p.name), p.id)
        from team_projects tp join projects p on p.id = tp.project_id and p.deleted_at is null where tp.team_id = t.id), '[]') as projects
    from ${teams} t where t.org_id = ${actor.org.id}
    order by lower(t.name), t.id`);
  return [...rows];
}

export type ManagedUser = { id: string; name: string; email: string; role: OrgRole; joinedAt: Date };

/** All members, or those with these addresses. */
export async function listManagedUsers(actor: OrgActor, emails?: readonly string[]): Promise<ManagedUser[]> {
  return db()
    .select({
      id: members.userId,
      name: members.name,
      email: members.email,
      role: members.role,
      joinedAt: members.joinedAt,
    })
    .from(members)
    .where(
      and(
        eq(members.orgId, actor.org.id),
        emails === undefined ? undefined : sql`${members.email} = any(${textArray(emails)})`,
      ),
    )
    .orderBy(asc(members.email));
}

export type ReachedProject = { id: number; name: string; timezone: string; role: ProjectRole };

/** What the account itself reaches. */
export async function listReachedProjects(actor: OrgActor): Promise<ReachedProject[]> {
  const view = sql.identifier(accessView(actor.user.id));
  const rows = await db().execute<ReachedProject>(sql`
    select p.id, p.name, p.timezone, max(a.role) as role from ${view} a
    join ${projects} p on p.id = a.project_id
    where a.user_id = ${actor.user.id} and a.org_id = ${actor.org.id} and a.deleted_at is null and a.org_deleted_at is null
    group by p.id order by lower(p.name), p.id`);
  return [...rows];
}

export async function getTwoFactorSetting(actor: OrgActor): Promise<Date | null> {
  const [row] = await db().select({ from: orgs.twoFactorFrom }).from(orgs).where(eq(orgs.id, actor.org.id));
  return row?.from ?? null;
}
