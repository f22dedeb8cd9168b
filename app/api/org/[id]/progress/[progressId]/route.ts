import { setTimeout as pause } from "node:timers/promises";
import { getProgress } from "@/db/queries/progress";
import { orgRoute } from "@/lib/auth/handlers";
import { NotFound } from "@/lib/errors";
import { eventStream } from "@/lib/http/event-stream";

const everyMs = 400;
/** Proxies and servers cut idle streams; the browser's EventSource connects again by itself. */
const longestMs = 60_000;

/** How far long work of the org is, as server-sent events `{ done, total, ended }`; `end` says that nothing more comes. */
export const GET = orgRoute("org.directory.view", async (actor, request, { params }) => {
  const id = String((await params).progressId);
  if (!(await getProgress(actor, id))) throw new NotFound("progress");
  async function* messages() {
    let said = "";
    const until = Date.now() + longestMs;
    // The bundler forgets what is imported for the update of a `for` alone, so the pause stands in the body.
    while (Date.now() < until && !request.signal.aborted) {
      const state = await getProgress(actor, id);
      const ended = !state || state.finishedAt !== null || state.failedAt !== null;
      const text = JSON.stringify({ done: state?.done ?? 0, total: state?.total ?? 0, ended });
      if (text !== said) yield `data: ${text}\n\n`;
      said = text;
      if (ended) {
        yield "event: end\ndata: {}\n\n";
        return;
      }
      await pause(everyMs);
    }
  }
  return eventStream(messages());
});
