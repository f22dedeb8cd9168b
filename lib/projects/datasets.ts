import "server-only";
import { sql } from "drizzle-orm";
import type { Database, Tx } from "@/db/client";

/**
 * Everything that holds data of a project: what it points at, what its resets took out of sight, and what is still on its
 * way beside data that came back. Locks the project and its resets: nothing arrives, and nothing moves between these, until
 * the transaction ends.
 */
export async function lockDatasets(tx: Tx, projectId: number): Promise<number[]> {
  await tx.execute(sql`select id from projects where id = ${projectId} for update`);
  await tx.execute(sql`select id from project_resets where project_id = ${projectId} order by id for update`);
  return listDatasets(tx, projectId);
}

/** The same without a lock, for reading. */
export async function listDatasets(tx: Tx | Database, projectId: number): Promise<number[]> {
  const rows = await tx.execute<{ id: string }>(sql`
    select dataset_id as id from projects where id = ${projectId} and dataset_id is not null
    union select dataset_id from project_resets where project_id = ${projectId} and dataset_id is not null
    union select moving_from from project_resets where project_id = ${projectId} and moving_from is not null
    order by 1`);
  return rows.map((row) => Number(row.id));
}
