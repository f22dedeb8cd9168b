import "server-only";
import { db } from "@/db/client";
import { findStarter } from "@/db/queries/starters";
import { isForbidden, isNotFound } from "@/lib/errors";
import { importBatch } from "@/lib/invitations/imports";
import { enqueueJob } from "./enqueue";
import type { Handlers } from "./handlers";
import { finishImport, refuseWaitingRows } from "./import-rows";
import { readProgress } from "./progress";

/** After so many batches the rest goes to the end of the queue: other jobs get their turn, and the process may stop. */
const batchesInARow = 20;

/**
 * Invites the rows of an uploaded list in the name of who started it, with what they may give at the time of each
 * batch. Safe to run twice, and at the same time: rows are settled under the org's lock.
 */
export const importInvitations: Handlers["import_invitations"] = async ({ importId }) => {
  for (let batch = 0; batch < batchesInARow; batch += 1) {
    const running = await readProgress(importId);
    if (!running) return;
    if (!(await oneBatch(importId, running))) return finishImport(importId);
  }
  await db().transaction((tx) => enqueueJob(tx, "import_invitations", { importId }));
};

async function oneBatch(
  importId: string,
  running: NonNullable<Awaited<ReturnType<typeof readProgress>>>,
): Promise<boolean> {
  const actor = running.startedBy && (await findStarter(running.orgId, running.startedBy, running.input));
  if (!actor) {
    await refuseWaitingRows(importId, "Whoever started this is no longer in the organization. Upload the rest again.");
    return false;
  }
  try {
    return await importBatch(actor, importId);
  } catch (error) {
    if (!isForbidden(error) && !isNotFound(error)) throw error;
    await refuseWaitingRows(importId, `${actor.user.name} may no longer invite people. Upload the rest again.`);
    return false;
  }
}
