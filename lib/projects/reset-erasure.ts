import "server-only";
import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { orgs, projectResets, projects } from "@/db/schema";
import { product } from "@/lib/authz/actor";
import { estimateRows, forgetDataset } from "@/lib/events/erase";
import { finishProgress, startProgress } from "@/lib/jobs/progress";
import { mutate } from "@/lib/mutate";
import { erasureDay } from "./periods";

/** The end of data that a reset took out of sight and nobody brought back. */

/**
 * From here on it cannot be brought back. Does nothing for a reset that is not due, was undone or has begun, nor where the
 * whole project is being erased; and waits a day longer where something is still on its way into this data.
 */
export function beginResetErasure(resetId: string): Promise<void> {
  return mutate(product, async ({ tx, audit, enqueue, now }) => {
    const project = await lockProjectOf(tx, resetId);
    if (!project) return;
    const [reset] = await tx
      .select({ resetAt: projectResets.resetAt, datasetId: projectResets.datasetId })
      .from(projectResets)
      .where(and(eq(projectResets.id, resetId), isNull(projectResets.restoredAt), isNull(projectResets.erasingAt)))
      .for("update");
    if (!reset?.datasetId || erasureDay(reset.resetAt) > now || (await somethingMovesInto(tx, reset.datasetId))) return;
    const { id: projectId, orgId, name } = project;
    const total = await estimateRows(tx, [reset.datasetId]);
    const input = { projectId, resetId };
    const start = { orgId, startedBy: null, kind: "reset_erasure" as const, input, total, at: now };
    const progressId = await startProgress(tx, start);
    await tx.update(projectResets).set({ erasingAt: now, progressId }).where(eq(projectResets.id, resetId));
    const object = { type: "project" as const, id: projectId };
    audit({ orgId, projectId, action: "project.reset_erasure_started", object, before: { name, reset: resetId } });
    await enqueue("erase_reset", { resetId }, { jobKey: `erase_reset:${resetId}` });
  });
}

/** When it was and by whom stays; the data is gone. */
export function finishResetErasure(resetId: string): Promise<void> {
  return mutate(product, async ({ tx, audit, now }) => {
    const [reset] = await tx
      .select({
        projectId: projectResets.projectId,
        datasetId: projectResets.datasetId,
        progressId: projectResets.progressId,
      })
      .from(projectResets)
      .where(and(eq(projectResets.id, resetId), isNotNull(projectResets.erasingAt), isNull(projectResets.erasedAt)))
      .for("update");
    if (!reset?.datasetId) return;
    const { projectId, datasetId, progressId } = reset;
    const [project] = await tx
      .select({ orgId: projects.orgId, name: projects.name })
      .from(projects)
      .where(eq(projects.id, projectId));
    if (!project) return;
    await tx.update(projectResets).set({ datasetId: null, erasedAt: now }).where(eq(projectResets.id, resetId));
    await forgetDataset(tx, datasetId);
    if (progressId !== null) await finishProgress(progressId, undefined, tx);
    const { orgId, name } = project;
    const object = { type: "project" as const, id: projectId };
    audit({ orgId, projectId, action: "project.reset_erased", object, before: { name, reset: resetId } });
  });
}

/** Its row is what whoever resets, restores or deletes holds too. */
async function lockProjectOf(tx: Tx, resetId: string) {
  const [project] = await tx
    .select({ id: projects.id, orgId: projects.orgId, name: projects.name })
    .from(projects)
    .innerJoin(orgs, and(eq(orgs.id, projects.orgId), isNull(orgs.deletedAt)))
    .where(
      and(
        eq(projects.id, sql`(select project_id from project_resets where id = ${resetId})`),
        isNull(projects.erasingAt),
      ),
    )
    .for("no key update", { of: projects });
  return project;
}

async function somethingMovesInto(tx: Tx, datasetId: number): Promise<boolean> {
  const [move] = await tx
    .select({ id: projectResets.id })
    .from(projectResets)
    .where(and(eq(projectResets.datasetId, datasetId), isNotNull(projectResets.movingFrom)))
    .limit(1);
  return move !== undefined;
}
