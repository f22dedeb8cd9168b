import "server-only";
import { Logger } from "graphile-worker";
import { logger } from "@/lib/log";

/** The queue's words in our log. Only errors and warnings matter there; a failed job comes with its error. */
export const graphileLog = new Logger((scope) => (level, message, meta) => {
  const fields = { ...named(scope), ...(meta?.error instanceof Error && { err: meta.error }) };
  if (level === "error") logger.error(fields, message);
  else if (level === "warning") logger.warn(fields, message);
  else logger.debug(fields, message);
});

function named({ workerId, taskIdentifier, jobId }: { workerId?: string; taskIdentifier?: string; jobId?: string }) {
  return { ...(workerId && { workerId }), ...(taskIdentifier && { task: taskIdentifier }), ...(jobId && { jobId }) };
}
