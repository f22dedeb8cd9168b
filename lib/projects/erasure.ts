import "server-only";
import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { orgs, projects } from "@/db/schema";
import { product } from "@/lib/authz/actor";
import { estimateRows, forgetDataset } from "@/lib/events/erase";
import { finishProgress, startProgress } from "@/lib/jobs/progress";
import { mutate } from "@/lib/mutate";
import { lockDatasets } from "./datasets";
import { erasureDay } from "./periods";

/**
 * The end of a deleted project. Its row stays, without keys and data, because the audit log, invoices and the history of
 * usage name it; what was counted stays counted (E3).
 */

/** From here on the project cannot be restored. Does nothing for one that is not due, was restored or has begun. */
export function beginErasure(projectId: number): Promise<void> {
  return mutate(product, async ({ tx, audit, enqueue, now }) => {
    const [project] = await tx
      .select({ id: projects.id, orgId: projects.orgId, name: projects.name, deletedAt: projects.deletedAt })
      .from(projects)
      .innerJoin(orgs, and(eq(orgs.id, projects.orgId), isNull(orgs.deletedAt)))
      .where(and(eq(projects.id, projectId), isNotNull(projects.deletedAt), isNull(projects.erasingAt)))
      .for("no key update", { of: projects });
    if (!project?.deletedAt || erasureDay(project.deletedAt) > now) return;
    const { orgId, name } = project;
    await tx.update(projects).set({ erasingAt: now }).where(eq(projects.id, projectId));
    const total = await estimateRows(tx, await lockDatasets(tx, projectId));
    const input = { projectId };
    const progressId = await startProgress(tx, {
      orgId,
      startedBy: null,
      kind: "project_erasure",
      input,
      total,
      at: now,
    });
    const object = { type: "project" as const, id: projectId };
    audit({ orgId, projectId, action: "project.erasure_started", object, before: { name } });
    await enqueue("erase_project", { projectId, progressId }, { jobKey: `erase_project:${projectId}` });
  });
}

/** Grants, places in teams and parts of invitations go with the last of the data; the name stays. */
export function finishErasure(projectId: number, progressId: string): Promise<void> {
  return mutate(product, async ({ tx, audit, now }) => {
    const [project] = await tx
      .select({ orgId: projects.orgId, name: projects.name })
      .from(projects)
      .where(and(eq(projects.id, projectId), isNotNull(projects.erasingAt), isNull(projects.erasedAt)))
      .for("no key update");
    if (!project) return;
    const { orgId, name } = project;
    const datasets = await lockDatasets(tx, projectId);
    for (const { table, column } of await tablesHoldingProjects(tx)) {
      await tx.execute(sql`delete from ${sql.identifier(table)} where ${sql.identifier(column)} = ${projectId}`);
    }
    const none = `erased ${projectId}`;
    const keys = { token: none, apiKey: none, apiSecret: none, apiSecretHash: none, requestKey: null };
    await tx
      .update(projects)
      .set({ ...keys, datasetId: null, allUsersRole: null, erasedAt: now })
      .where(eq(projects.id, projectId));
    for (const id of datasets) await forgetDataset(tx, id);
    await finishProgress(progressId, undefined, tx);
    audit({ orgId, projectId, action: "project.erased", object: { type: "project", id: projectId }, before: { name } });
  });
}

/** Every table whose rows belong to a project, so that a later one is not forgotten. */
async function tablesHoldingProjects(tx: Tx): Promise<{ table: string; column: string }[]> {
  const rows = await tx.execute<{ table: string; column: string }>(sql`
    select t.relname as table, a.attname as column
    from pg_constraint k
      join pg_class t on t.oid = k.conrelid
      join lateral unnest(k.conkey, k.confkey) as part (own, theirs) on true
      join pg_attribute theirs on theirs.attrelid = k.confrelid and theirs.attnum = part.theirs and theirs.attname = 'id'
      join pg_attribute a on a.attrelid = k.conrelid and a.attnum = part.own
    where k.contype = 'f' and k.confrelid = 'projects'::regclass and k.confdeltype = 'c'
    order by t.relname`);
  return [...rows];
}
