import { getProgress } from "@/db/queries/progress";
import { orgRoute } from "@/lib/auth/handlers";
import { NotFound } from "@/lib/errors";
import { progressStream } from "@/lib/http/progress-stream";

/** How far long work of the org is. */
export const GET = orgRoute("org.directory.view", async (actor, request, { params }) => {
  const id = String((await params).progressId);
  if (!(await getProgress(actor, id))) throw new NotFound("progress");
  return progressStream(() => getProgress(actor, id), request.signal);
});
