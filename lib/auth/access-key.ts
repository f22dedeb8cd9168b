import "server-only";
import { findProjectByKey, type KeyedProject } from "@/db/queries/access-keys";
import { previousKeys } from "@/db/schema";
import { keyedHash } from "@/lib/crypto";
import type { KeyKind } from "@/lib/projects/key-words";
import { noteUse } from "./last-use";

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
  if (previousKeyId !== null) void noteUse(previousKeys, { id: previousKeyId, lastUsedAt }, at);
  return project;
}
