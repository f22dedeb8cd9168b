import "server-only";
import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { listDueOrgs, listDueProjects } from "@/db/queries/erasures";
import { progress, projects } from "@/db/schema";
import { now } from "@/lib/clock";
import { eraseDatasetRows } from "@/lib/events/erase";
import { beginOrgErasure } from "@/lib/orgs/deletion";
import { orgRestoreDays } from "@/lib/orgs/periods";
import { beginErasure, finishErasure } from "@/lib/projects/erasure";
import { restoreDays } from "@/lib/projects/periods";
import { eachOrg } from "./each-org";
import { enqueueJob } from "./enqueue";
import type { Handlers } from "./handlers";

const dayMs = 24 * 3600 * 1000;
const batchRows = 10_000;
/** After so many batches the rest goes to the end of the queue: other jobs get their turn, and the process may stop. */
const batchesInARow = 50;

/** Once a day: begins what is due, and takes up again what has begun and stopped. */
export const eraseDue: Handlers["erase_due"] = async () => {
  const before = (days: number) => new Date(now().getTime() - days * dayMs);
  await eachOrg(await listDueOrgs(before(orgRestoreDays)), ({ orgId, begun }) =>
    begun ? goOn("erase_org", { orgId }, orgId) : beginOrgErasure(orgId),
  );
  await eachOrg(await listDueProjects(before(restoreDays)), ({ projectId, progressId }) =>
    progressId ? goOn("erase_project", { projectId, progressId }, projectId) : beginErasure(projectId),
  );
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
      .select({ datasetId: projects.datasetId })
      .from(projects)
      .where(and(eq(projects.id, projectId), isNotNull(projects.erasingAt), isNull(projects.erasedAt)))
      .for("no key update");
    if (!project?.datasetId) return 0;
    const gone = await eraseDatasetRows(tx, project.datasetId, batchRows);
    const done = sql`least(${progress.done} + ${gone}, ${progress.total})`;
    await tx.update(progress).set({ done }).where(eq(progress.id, progressId));
    return gone;
  });
}

/** The next part of long work, once: the same job that waits already is replaced. */
export async function goOn<Name extends "erase_project" | "erase_org">(
  name: Name,
  payload: Parameters<Handlers[Name]>[0],
  id: number,
): Promise<void> {
  await db().transaction((tx) => enqueueJob(tx, name, payload as never, { jobKey: `${name}:${id}` }));
}
