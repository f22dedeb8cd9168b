import { setTimeout as pause } from "node:timers/promises";
import { getProgress } from "@/db/queries/progress";
import { orgRoute } from "@/lib/auth/handlers";
import { NotFound } from "@/lib/errors";
import { logger } from "@/lib/log";

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

function eventStream(messages: AsyncGenerator<string>): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await messages.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      } catch (error) {
        logger.error({ err: error }, "a stream of progress broke");
        throw error;
      }
    },
    async cancel() {
      await messages.return(undefined);
    },
  });
  return new Response(body, { headers: { "Content-Type": "text/event-stream", "Cache-Control": "no-store" } });
}
