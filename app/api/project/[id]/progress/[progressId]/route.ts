import { getProjectProgress } from "@/db/queries/progress";
import { projectRoute } from "@/lib/auth/handlers";
import { NotFound } from "@/lib/errors";
import { progressStream } from "@/lib/http/progress-stream";

/** How far long work on the project is, for those who see its settings. */
export const GET = projectRoute("project.settings.view", async (actor, request, { params }) => {
  const id = String((await params).progressId);
  if (!(await getProjectProgress(actor, id))) throw new NotFound("progress");
  return progressStream(() => getProjectProgress(actor, id), request.signal);
});
