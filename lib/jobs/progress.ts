import "server-only";
import { and, eq, isNull, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { progress } from "@/db/schema";
import type { Json } from "@/lib/audit/chain";
import { now } from "@/lib/clock";
import { newId } from "@/lib/ids";

/** Long work that somebody waits for: started with the change that asks for it, carried on by a job. */

export type ProgressKind =
  | "invitation_import"
  | "project_erasure"
  | "reset_erasure"
  | "reset_restoration"
  | "org_erasure"
  | "message_test";

type Start = { orgId: number; startedBy: string | null; kind: ProgressKind; input: Json; total: number; at: Date };

/** Building block: notes the work inside the caller's transaction, which enqueues the job with the id. */
export async function startProgress(tx: Tx, { at, ...start }: Start): Promise<string> {
  const id = newId("progress");
  await tx.insert(progress).values({ id, ...start, createdAt: at });
  return id;
}

/** What the job works on, or null where it has ended (a job tried again does nothing then). */
export async function readProgress(id: string): Promise<typeof progress.$inferSelect | null> {
  const [row] = await db()
    .select()
    .from(progress)
    .where(and(eq(progress.id, id), isNull(progress.finishedAt), isNull(progress.failedAt)));
  return row ?? null;
}

/** `done` of `total` units are done, whatever was said before. Inside the batch's transaction where there is one. */
export async function advanceProgress(
  id: string,
  done: number,
  more: { total?: number; result?: Json } = {},
  tx: Tx | ReturnType<typeof db> = db(),
): Promise<void> {
  await tx
    .update(progress)
    .set({ done, ...more })
    .where(eq(progress.id, id));
}

/** So many units more are done, up to the total, which may have been an estimate. */
export async function addProgress(tx: Tx, id: string | null, units: number): Promise<void> {
  if (id === null) return;
  const done = sql`least(${progress.done} + ${units}, ${progress.total})`;
  await tx.update(progress).set({ done }).where(eq(progress.id, id));
}

export async function finishProgress(id: string, result?: Json, tx: Tx | ReturnType<typeof db> = db()): Promise<void> {
  await tx
    .update(progress)
    .set({ finishedAt: now(), ...(result !== undefined && { result }) })
    .where(eq(progress.id, id));
}

/** It will not be tried again; `failure` is the sentence for the person who waits. */
export async function failProgress(id: string, failure: string): Promise<void> {
  await db().update(progress).set({ failedAt: now(), failure }).where(eq(progress.id, id));
}
