import "server-only";
import { and, eq, type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { progress } from "@/db/schema";
import type { OrgActor, ProjectActor } from "@/lib/authz/actor";

export type Progress = {
  id: string;
  kind: string;
  startedBy: string | null;
  input: unknown;
  result: unknown;
  total: number;
  done: number;
  createdAt: Date;
  finishedAt: Date | null;
  failedAt: Date | null;
  failure: string | null;
};

/** Long work of the actor's org, or null. */
export function getProgress(actor: OrgActor, id: string): Promise<Progress | null> {
  return findProgress(and(eq(progress.orgId, actor.org.id), eq(progress.id, id)));
}

/** Long work on the actor's project, which its `input` names as `projectId`, or null. */
export function getProjectProgress(actor: ProjectActor, id: string): Promise<Progress | null> {
  return findProgress(and(eq(progress.id, id), sql`${progress.input}->>'projectId' = ${String(actor.project.id)}`));
}

async function findProgress(where: SQL | undefined): Promise<Progress | null> {
  const [row] = await db()
    .select({
      id: progress.id,
      kind: progress.kind,
      startedBy: progress.startedBy,
      input: progress.input,
      result: progress.result,
      total: progress.total,
      done: progress.done,
      createdAt: progress.createdAt,
      finishedAt: progress.finishedAt,
      failedAt: progress.failedAt,
      failure: progress.failure,
    })
    .from(progress)
    .where(where);
  return row ?? null;
}
