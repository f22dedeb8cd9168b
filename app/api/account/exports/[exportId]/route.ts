import { getOwnExport } from "@/db/queries/account";
import { sessionRoute } from "@/lib/auth/handlers";
import { NotFound } from "@/lib/errors";
import { progressStream } from "@/lib/http/progress-stream";

/** Whether one's own export is ready, as it becomes so. */
export const GET = sessionRoute(async (actor, request, { params }) => {
  const id = String((await params).exportId);
  if (!(await getOwnExport(actor, id))) throw new NotFound("export");
  return progressStream(async () => {
    const made = await getOwnExport(actor, id);
    return made && { done: made.readyAt ? 1 : 0, total: 1, finishedAt: made.readyAt, failedAt: null };
  }, request.signal);
});
