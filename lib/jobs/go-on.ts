import "server-only";
import { db } from "@/db/client";
import { enqueueJob } from "./enqueue";
import type { Jobs } from "./jobs";

/** Long work that is done in parts; each may run beside another of the same thing. */
type InParts = "erase_project" | "erase_reset" | "erase_org" | "restore_reset" | "run_privacy_request";

/** After so many batches the rest goes to the end of the queue: other jobs get their turn, and the process may stop. */
export const batchesInARow = 50;

/** The next part, once: the same job that waits already is replaced. */
export async function goOn<Name extends InParts>(name: Name, payload: Jobs[Name], id: number | string): Promise<void> {
  await db().transaction((tx) => enqueueJob(tx, name, payload, { jobKey: `${name}:${id}` }));
}
