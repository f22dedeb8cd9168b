import "server-only";
import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { eraseDatasetRows } from "@/lib/events/erase";
import { finishResetErasure } from "@/lib/projects/reset-erasure";
import { batchesInARow, goOn } from "./go-on";
import type { Handlers } from "./handlers";
import { addProgress } from "./progress";

const batchRows = 10_000;

/** Each batch commits with the progress it made, so that a job tried again goes on where the last one stopped. */
export const eraseReset: Handlers["erase_reset"] = async ({ resetId }) => {
  for (let batch = 0; batch < batchesInARow; batch += 1) {
    const gone = await eraseBatch(resetId);
    if (gone === "elsewhere") return;
    if (gone < batchRows) return finishResetErasure(resetId);
  }
  await goOn("erase_reset", { resetId }, resetId);
};

/** Where the whole project or its organization is being erased, that takes this along. */
async function eraseBatch(resetId: string): Promise<number | "elsewhere"> {
  return db().transaction(async (tx) => {
    const [reset] = await tx.execute<{ projectId: number; datasetId: string; progressId: string | null }>(sql`
      select project_id as "projectId", dataset_id as "datasetId", progress_id as "progressId" from project_resets
      where id = ${resetId} and erasing_at is not null and erased_at is null for update`);
    if (!reset) return "elsewhere";
    const ending = await tx.execute(sql`
      select 1 from projects p join orgs o on o.id = p.org_id
      where p.id = ${reset.projectId} and (p.erasing_at is not null or o.erasing_at is not null)`);
    if (ending.length > 0) return "elsewhere";
    const gone = await eraseDatasetRows(tx, Number(reset.datasetId), batchRows);
    await addProgress(tx, reset.progressId, gone);
    return gone;
  });
}
