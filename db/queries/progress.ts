import "server-only";
import { and, eq } from "drizzle-orm";
import { db } from "@/db/client";
import { progress } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";

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
export async function getProgress(actor: OrgActor, id: string): Promise<Progress | null> {
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
    .where(and(eq(progress.orgId, actor.org.id), eq(progress.id, id)));
  return row ?? null;
}
