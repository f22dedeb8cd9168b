import "server-only";
import { logger } from "@/lib/log";

/** Server-sent events as they are made; when the browser goes away the generator is ended. */
export function eventStream(messages: AsyncGenerator<string>): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await messages.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      } catch (error) {
        logger.error({ err: error }, "an event stream broke");
        throw error;
      }
    },
    async cancel() {
      await messages.return(undefined);
    },
  });
  return new Response(body, { headers: { "Content-Type": "text/event-stream", "Cache-Control": "no-store" } });
}
