import "server-only";
import { eq, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { projectResets } from "@/db/schema";
import { forgetMovedDataset, moveDatasetRows } from "@/lib/events/move";
import { retried } from "@/lib/events/retry";
import { batchesInARow, goOn } from "./go-on";
import type { Handlers } from "./handlers";
import { addProgress, finishProgress } from "./progress";

const batchRows = 5_000;

/**
 * Puts what came since resets beside the data that was brought back. Each batch commits with the progress it made, so that
 * a job tried again goes on where the last one stopped; two at once take turns.
 */
export const restoreReset: Handlers["restore_reset"] = async ({ projectId }) => {
  for (let batch = 0; batch < batchesInARow; batch += 1) {
    if ((await moveBatch(projectId)) === "done") return;
  }
  await goOn("restore_reset", { projectId }, projectId);
};

export function moveBatch(projectId: number, most = batchRows): Promise<"done" | "more"> {
  return retried(() =>
    db().transaction(async (tx) => {
      const move = await lockNextMove(tx, projectId);
      if (!move || (await isBeingErased(tx, projectId))) return "done";
      const gone = await moveDatasetRows(tx, Number(move.from), Number(move.to), most);
      if (gone > 0) await addProgress(tx, move.progressId, gone);
      else await finishMove(tx, move);
      return "more";
    }),
  );
}

type Move = { resetId: string; from: string; to: string; progressId: string | null };

/** Data that was brought back and left again for other data is moved on only when all that belongs to it is in it. */
async function lockNextMove(tx: Tx, projectId: number): Promise<Move | undefined> {
  const [move] = await tx.execute<Move>(sql`
    select r.id as "resetId", r.moving_from as from, r.dataset_id as to, r.progress_id as "progressId" from project_resets r
    where r.project_id = ${projectId} and r.moving_from is not null and not exists (
      select from project_resets before
      where before.project_id = r.project_id and before.moving_from is not null and before.dataset_id = r.moving_from)
    order by r.restored_at, r.id
    limit 1
    for update of r`);
  return move;
}

/** Asked after the lock: from then on it is not its time to move but to go. */
async function isBeingErased(tx: Tx, projectId: number): Promise<boolean> {
  const rows = await tx.execute(sql`
    select 1 from projects p join orgs o on o.id = p.org_id
    where p.id = ${projectId} and (p.erasing_at is not null or o.erasing_at is not null)`);
  return rows.length > 0;
}

async function finishMove(tx: Tx, { resetId, from, progressId }: Move): Promise<void> {
  await tx.update(projectResets).set({ movingFrom: null, datasetId: null }).where(eq(projectResets.id, resetId));
  await forgetMovedDataset(tx, Number(from));
  if (progressId !== null) await finishProgress(progressId, undefined, tx);
}
