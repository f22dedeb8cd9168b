import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import type { OrgActor } from "@/lib/authz/actor";
import type { ProjectRole } from "@/lib/authz/roles";
import { textArray } from "./page";

/** What places in teams change for one member, before they are given or taken. The first lines, and how many in all. */

const most = 50;

export type PreviewLine = { projectId: number; name: string; before: ProjectRole | null; after: ProjectRole | null };
export type Preview = { rows: PreviewLine[]; total: number };
export type PickedTeam = { id: string; name: string; role: ProjectRole; projects: number; isIn: boolean };

/** Teams of the org by id or by name in any capitals, and whether the person is in them. */
export function getTeamsFor(
  actor: OrgActor,
  userId: string,
  { ids, names = [] }: { ids: string[]; names?: string[] },
): Promise<PickedTeam[]> {
  if (ids.length + names.length === 0) return Promise.resolve([]);
  return db().execute<PickedTeam>(sql`
    select t.id, t.name, t.role, t.project_count as projects,
      exists (select 1 from team_members i where i.team_id = t.id and i.user_id = ${userId}) as "isIn"
    from teams t
    where t.org_id = ${actor.org.id} and (t.id = any(${textArray(ids)})
      or lower(t.name) = any(${textArray(names.map((name) => name.toLowerCase()))}))
    order by lower(t.name), t.id
    limit 200`);
}

/** What joining these teams would make of the person's access to the projects of these teams. */
export function previewJoining(actor: OrgActor, userId: string, teamIds: string[]): Promise<Preview> {
  if (teamIds.length === 0) return Promise.resolve({ rows: [], total: 0 });
  const has = sql`(select max(a.role) from project_access a where a.project_id = p.id and a.user_id = ${userId})`;
  return preview(sql`
    select p.id, p.name, ${has} as before, greatest(${has}, max(t.role)) as after
    from teams t join team_projects tp on tp.team_id = t.id join projects p on p.id = tp.project_id
    where t.org_id = ${actor.org.id} and t.id = any(${textArray(teamIds)}) and p.deleted_at is null
    group by p.id, p.name`);
}

/** What remains of the person's access to the projects of a team when they leave it. */
export function previewLeaving(actor: OrgActor, userId: string, teamId: string): Promise<Preview> {
  return preview(sql`
    select p.id, p.name, max(a.role) as before,
      max(a.role) filter (where a.source <> 'team' or a.team_id <> ${teamId}) as after
    from team_projects tp join projects p on p.id = tp.project_id
      join project_access a on a.project_id = p.id and a.user_id = ${userId}
    where tp.org_id = ${actor.org.id} and tp.team_id = ${teamId} and p.deleted_at is null
    group by p.id, p.name`);
}

/** Those that change first. */
async function preview(lines: SQL): Promise<Preview> {
  const rows = await db().execute<Omit<PreviewLine, "projectId"> & { id: number; total: number }>(sql`
    select l.*, count(*) over ()::int as total from (${lines}) l
    order by (l.before is not distinct from l.after), lower(l.name), l.id
    limit ${most}`);
  return {
    rows: rows.map(({ id, name, before, after }) => ({ projectId: id, name, before, after })),
    total: rows[0]?.total ?? 0,
  };
}
