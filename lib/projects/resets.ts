import "server-only";
import { and, desc, eq, gt } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { previousKeys, projectResets, projects } from "@/db/schema";
import type { ProjectActor } from "@/lib/authz/actor";
import { assertConfirmed } from "@/lib/authz/confirmation";
import { NotFound, RuleBroken } from "@/lib/errors";
import { estimateRows } from "@/lib/events/erase";
import { newId } from "@/lib/ids";
import { startProgress } from "@/lib/jobs/progress";
import { mutateProject } from "@/lib/mutate";
import { assertTyped } from "./deletion";
import { erasureDay } from "./periods";
import { emptyDataset, newKeys } from "./projects";
import type { ResetProjectInput, RestoreResetInput } from "./schemas";

/**
 * P2: a reset points the project at new, empty data and gives it new keys; the old keys are unknown from the next moment
 * on. The old data waits for 60 days. Bringing it back points the project at it again, and a job puts what came since
 * beside it; the keys stay the new ones. Neither looks at the data itself, so both take the same time whatever there is.
 */

/** The form says which reset was the latest it knew of: a double click makes one, and a second owner is told. */
export function resetProject(actor: ProjectActor, input: ResetProjectInput): Promise<void> {
  return mutateProject(actor, "project.delete", async ({ tx, actor: fresh, audit, now }) => {
    assertConfirmed(fresh, now);
    const { id, name } = fresh.project;
    if (await wasJustDone(tx, fresh, input.shown)) return;
    assertTyped(input.typed, name);
    const resetId = newId("projectReset");
    const datasetId = await datasetOf(tx, id);
    await tx
      .insert(projectResets)
      .values({ id: resetId, projectId: id, datasetId, resetAt: now, resetBy: fresh.user.id });
    await tx
      .update(projects)
      .set({ ...newKeys(id), datasetId: await emptyDataset(tx, now) })
      .where(eq(projects.id, id));
    await tx
      .update(previousKeys)
      .set({ worksUntil: now })
      .where(and(eq(previousKeys.projectId, id), gt(previousKeys.worksUntil, now)));
    audit({
      orgId: fresh.org.id,
      projectId: id,
      action: "project.reset",
      object: { type: "project", id },
      after: { reset: resetId, erasedFrom: erasureDay(now).toISOString() },
    });
  });
}

/** Whether this very form was sent before. Throws `changed_meanwhile` where the project is not as it was shown. */
async function wasJustDone(tx: Tx, { project, user }: ProjectActor, shown: string): Promise<boolean> {
  const [latest, before] = await tx
    .select({ id: projectResets.id, by: projectResets.resetBy, restoredAt: projectResets.restoredAt })
    .from(projectResets)
    .where(eq(projectResets.projectId, project.id))
    .orderBy(desc(projectResets.resetAt), desc(projectResets.id))
    .limit(2);
  if ((latest?.id ?? "") === shown) return false;
  if (latest?.by === user.id && !latest.restoredAt && (before?.id ?? "") === shown) return true;
  const message = "This project was reset meanwhile. Look at what is in it now; nothing more was done.";
  throw new RuleBroken("changed_meanwhile", message);
}

/** Brings back what a reset took out of sight. */
export function restoreReset(actor: ProjectActor, input: RestoreResetInput): Promise<void> {
  return mutateProject(actor, "project.delete", async ({ tx, actor: fresh, audit, enqueue, now }) => {
    const { id: projectId } = fresh.project;
    const reset = await lockRestorable(tx, projectId, input.reset, now);
    const movingFrom = await datasetOf(tx, projectId);
    const progressId = await startProgress(tx, {
      orgId: fresh.org.id,
      startedBy: fresh.user.id,
      kind: "reset_restoration",
      input: { projectId, resetId: reset.id },
      total: await estimateRows(tx, [movingFrom]),
      at: now,
    });
    await tx
      .update(projectResets)
      .set({ restoredAt: now, restoredBy: fresh.user.id, movingFrom, progressId })
      .where(eq(projectResets.id, reset.id));
    await tx.update(projects).set({ datasetId: reset.datasetId }).where(eq(projects.id, projectId));
    audit({
      orgId: fresh.org.id,
      projectId,
      action: "project.reset_restored",
      object: { type: "project", id: projectId },
      before: { reset: reset.id, resetAt: reset.resetAt.toISOString() },
    });
    await enqueue("restore_reset", { projectId }, { jobKey: `restore_reset:${projectId}` });
  });
}

async function lockRestorable(tx: Tx, projectId: number, resetId: string, now: Date) {
  const [reset] = await tx
    .select()
    .from(projectResets)
    .where(and(eq(projectResets.projectId, projectId), eq(projectResets.id, resetId)))
    .for("update");
  if (!reset) throw new NotFound("reset");
  if (reset.restoredAt) throw new RuleBroken("changed_meanwhile", "Somebody brought this data back already.");
  const { id, datasetId, resetAt } = reset;
  if (datasetId === null || reset.erasingAt || erasureDay(resetAt) <= now) {
    throw new RuleBroken("being_erased", "The 60 days are over. This data cannot be brought back any more.");
  }
  return { id, datasetId, resetAt };
}

/** What the project points at. The caller holds its row. */
async function datasetOf(tx: Tx, projectId: number): Promise<number> {
  const [row] = await tx.select({ datasetId: projects.datasetId }).from(projects).where(eq(projects.id, projectId));
  if (!row?.datasetId) throw new NotFound("project");
  return row.datasetId;
}
