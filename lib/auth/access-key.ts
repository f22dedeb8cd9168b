import "server-only";
import { and, eq, isNull, lt, or } from "drizzle-orm";
import { counters } from "@/db/client";
import { findProjectByKey, type KeyedProject } from "@/db/queries/access-keys";
import { previousKeys } from "@/db/schema";
import { keyedHash } from "@/lib/crypto";
import { logger } from "@/lib/log";
import type { KeyKind } from "@/lib/projects/key-words";

const everyMs = 60_000;

/**
 * The project that somebody's token, API key or API secret opens, or null. A rotated one that is used gets the moment, to the
 * minute and without a wait, so that its owners see whether anybody still needs it.
 */
export async function projectOfKey(
  kind: KeyKind,
  value: string,
  at: Date,
): Promise<Pick<KeyedProject, "id" | "orgId" | "datasetId" | "token"> | null> {
  const found = await findProjectByKey(kind, kind === "api_secret" ? keyedHash("api-secret", value) : value, at);
  if (!found) return null;
  const { previousKeyId, lastUsedAt, ...project } = found;
  if (previousKeyId !== null && at.getTime() - (lastUsedAt?.getTime() ?? 0) >= everyMs) {
    noteUse(previousKeyId, at).catch((error) => logger.warn({ err: error }, "the use of a key was not written"));
  }
  return project;
}

async function noteUse(id: string, at: Date): Promise<void> {
  const before = new Date(at.getTime() - everyMs + 1);
  await counters()
    .update(previousKeys)
    .set({ lastUsedAt: at })
    .where(and(eq(previousKeys.id, id), or(isNull(previousKeys.lastUsedAt), lt(previousKeys.lastUsedAt, before))));
}
