import "server-only";
import { and, eq, isNotNull, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { listDueOrgs, listDueProjects, listDueResets, listMovingProjects } from "@/db/queries/erasures";
import { projects } from "@/db/schema";
import { now } from "@/lib/clock";
import { eraseRowsOfDatasets } from "@/lib/events/erase";
import { beginOrgErasure } from "@/lib/orgs/deletion";
import { orgRestoreDays } from "@/lib/orgs/periods";
import { lockDatasets } from "@/lib/projects/datasets";
import { beginErasure, finishErasure } from "@/lib/projects/erasure";
import { restoreDays } from "@/lib/projects/periods";
import { beginResetErasure } from "@/lib/projects/reset-erasure";
import { eachOrg } from "./each-org";
import { batchesInARow, goOn } from "./go-on";
import type { Handlers } from "./handlers";
import { addProgress } from "./progress";

const dayMs = 24 * 3600 * 1000;
const batchRows = 10_000;

/** Once a day: begins what is due, and takes up again what has begun and stopped. */
export const eraseDue: Handlers["erase_due"] = async () => {
  const before = (days: number) => new Date(now().getTime() - days * dayMs);
  const rounds = [
    async () =>
      eachOrg(await listDueOrgs(before(orgRestoreDays)), ({ orgId, begun }) =>
        begun ? goOn("erase_org", { orgId }, orgId) : beginOrgErasure(orgId),
      ),
    async () =>
      eachOrg(await listDueProjects(before(restoreDays)), ({ projectId, progressId }) =>
        progressId ? goOn("erase_project", { projectId, progressId }, projectId) : beginErasure(projectId),
      ),
    async () =>
      eachOrg(await listDueResets(before(restoreDays)), ({ resetId, begun }) =>
        begun ? goOn("erase_reset", { resetId }, resetId) : beginResetErasure(resetId),
      ),
    async () => eachOrg(await listMovingProjects(), ({ projectId }) => goOn("restore_reset", { projectId }, projectId)),
  ];
  await eachOrg(rounds, (round) => round());
};

/** Each batch commits with the progress it made, so that a job tried again goes on where the last one stopped. */
export const eraseProject: Handlers["erase_project"] = async ({ projectId, progressId }) => {
  for (let batch = 0; batch < batchesInARow; batch += 1) {
    const gone = await eraseBatch(projectId, progressId);
    if (gone < batchRows) return finishErasure(projectId, progressId);
  }
  await goOn("erase_project", { projectId, progressId }, projectId);
};

async function eraseBatch(projectId: number, progressId: string): Promise<number> {
  return db().transaction(async (tx) => {
    const [project] = await tx
      .select({ id: projects.id })
      .from(projects)
      .where(and(eq(projects.id, projectId), isNotNull(projects.erasingAt), isNull(projects.erasedAt)))
      .for("no key update");
    if (!project) return 0;
    const gone = await eraseRowsOfDatasets(tx, await lockDatasets(tx, projectId), batchRows);
    await addProgress(tx, progressId, gone);
    return gone;
  });
}
