import { setTimeout as pause } from "node:timers/promises";
import { hasEvents } from "@/db/queries/live-events";
import { projectRoute } from "@/lib/auth/handlers";
import { askingForProject } from "@/lib/auth/require";
import { eventStream } from "@/lib/http/event-stream";
import { counted } from "@/lib/http/open-streams";

const everyMs = 1_000;
const longestMs = 60_000;

/** Says `{ arrived: true }` and ends as soon as the project has an event; ends without it for who no longer reaches it. */
export const GET = projectRoute("project.reports.view", async ({ project, user }, request) => {
  const mayRead = await askingForProject(project.id, "project.reports.view");
  async function* messages() {
    const until = Date.now() + longestMs;
    yield ": open\n\n";
    while (Date.now() < until && !request.signal.aborted) {
      const arrived = await hasEvents(project.id);
      const may = await mayRead();
      if (arrived && may) yield 'data: {"arrived":true}\n\n';
      if (arrived || !may) {
        yield "event: end\ndata: {}\n\n";
        return;
      }
      await pause(everyMs);
    }
  }
  return eventStream(counted(user.id, messages()));
});
