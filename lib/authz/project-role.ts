import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { Database, Tx } from "@/db/client";
import type { ProjectRole } from "./roles";
import { accessView } from "./service-user";

/** The highest role over all grants of a user on a project (R3), or null. One definition: the view `project_access`, and its like for programs. */
export async function effectiveProjectRole(
  tx: Tx | Database,
  projectId: number,
  userId: string,
): Promise<ProjectRole | null> {
  const [row] = await tx.execute<{ role: ProjectRole | null }>(
    sql`select max(role) as role from ${accessOf(userId)} where project_id = ${projectId} and user_id = ${userId}`,
  );
  return row?.role ?? null;
}

/** The same for many projects at once; projects without a grant are missing from the map. */
export async function effectiveProjectRoles(
  tx: Tx | Database,
  projectIds: number[],
  userId: string,
): Promise<Map<number, ProjectRole>> {
  if (projectIds.length === 0) return new Map();
  const rows = await tx.execute<{ project_id: number; role: ProjectRole }>(
    sql`select project_id, max(role) as role from ${accessOf(userId)}
        where project_id in ${projectIds} and user_id = ${userId} group by project_id`,
  );
  return new Map(rows.map((row) => [row.project_id, row.role]));
}

/**
 * The same without what ends by itself: what somebody may give themselves, or keep for longer, is judged by it, or a role
 * for three days would be one for ever (R4).
 */
export async function lastingProjectRoles(
  tx: Tx | Database,
  projectIds: number[],
  userId: string,
): Promise<Map<number, ProjectRole>> {
  if (projectIds.length === 0) return new Map();
  const rows = await tx.execute<{ project_id: number; role: ProjectRole | null }>(
    sql`select project_id, max(role) as role from (
        select a.project_id, a.role from ${accessOf(userId)}
          where a.project_id in ${projectIds} and a.user_id = ${userId} and a.ends_at is null
        union all
        select g.project_id, g.then_role from project_grants g
          where g.project_id in ${projectIds} and g.user_id = ${userId}
      ) r group by project_id`,
  );
  return new Map(rows.flatMap(({ project_id, role }) => (role ? [[project_id, role]] : [])));
}

/** `a`: what a user reaches of what exists. */
function accessOf(userId: string): SQL {
  const view = sql.identifier(accessView(userId));
  return sql`(select * from ${view} where deleted_at is null and org_deleted_at is null) a`;
}
