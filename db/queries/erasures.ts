import "server-only";
import { sql } from "drizzle-orm";
import { db } from "@/db/client";

export type DueProject = { projectId: number; progressId: string | null };

/**
 * Projects deleted by that moment whose data has not gone yet; with a progress where it has begun. Those of deleted
 * organizations wait for these.
 */
export async function listDueProjects(deletedBy: Date): Promise<DueProject[]> {
  const rows = await db().execute<DueProject>(sql`
    select p.id as "projectId", (select g.id from progress g where g.org_id = p.org_id and g.kind = 'project_erasure'
      and (g.input->>'projectId')::int = p.id and p.erasing_at is not null and g.finished_at is null limit 1) as "progressId"
    from projects p join orgs o on o.id = p.org_id
    where p.deleted_at <= ${deletedBy.toISOString()}::timestamptz and p.erased_at is null and o.deleted_at is null
    order by p.deleted_at
    limit 10000`);
  return [...rows];
}

export type DueReset = { resetId: string; begun: boolean };

/** Resets made by that moment whose data nobody brought back. */
export async function listDueResets(resetBy: Date): Promise<DueReset[]> {
  const rows = await db().execute<DueReset>(sql`
    select r.id as "resetId", r.erasing_at is not null as begun
    from project_resets r join projects p on p.id = r.project_id join orgs o on o.id = p.org_id
    where r.reset_at <= ${resetBy.toISOString()}::timestamptz and r.restored_at is null and r.erased_at is null
      and p.erasing_at is null and o.deleted_at is null
    order by r.reset_at
    limit 10000`);
  return [...rows];
}

/** Projects where what came since a reset is on its way beside the data that was brought back. */
export async function listMovingProjects(): Promise<{ projectId: number }[]> {
  const rows = await db().execute<{ projectId: number }>(sql`
    select distinct r.project_id as "projectId" from project_resets r
      join projects p on p.id = r.project_id join orgs o on o.id = p.org_id
    where r.moving_from is not null and p.erasing_at is null and o.erasing_at is null limit 10000`);
  return [...rows];
}

export type DueOrg = { orgId: number; begun: boolean };

/** Organizations deleted by that moment. */
export async function listDueOrgs(deletedBy: Date): Promise<DueOrg[]> {
  const rows = await db().execute<DueOrg>(sql`
    select id as "orgId", erasing_at is not null as begun from orgs
    where deleted_at <= ${deletedBy.toISOString()}::timestamptz order by deleted_at limit 1000`);
  return [...rows];
}
