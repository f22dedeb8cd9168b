import { getProjectRequest } from "@/db/queries/privacy";
import { projectRoute } from "@/lib/auth/handlers";
import { NotFound } from "@/lib/errors";
import { progressStream } from "@/lib/http/progress-stream";

/** How far a privacy request is, as it goes on. */
export const GET = projectRoute("project.privacy.manage", async (actor, request, { params }) => {
  const id = String((await params).requestId);
  if (!(await getProjectRequest(actor, id))) throw new NotFound("request");
  return progressStream(async () => {
    const found = await getProjectRequest(actor, id);
    return found && { done: found.idsDone, total: found.idCount, finishedAt: found.finishedAt, failedAt: null };
  }, request.signal);
});
