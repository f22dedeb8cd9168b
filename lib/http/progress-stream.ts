import "server-only";
import { setTimeout as pause } from "node:timers/promises";
import { eventStream } from "./event-stream";

const everyMs = 400;
/** Proxies and servers cut idle streams; the browser's EventSource connects again by itself. */
const longestMs = 60_000;

type State = { done: number; total: number; finishedAt: Date | null; failedAt: Date | null };

/** How far long work is, as server-sent events `{ done, total, ended }`; `end` says that nothing more comes. */
export function progressStream(read: () => Promise<State | null>, signal: AbortSignal): Response {
  async function* messages() {
    let said = "";
    const until = Date.now() + longestMs;
    // The bundler forgets what is imported for the update of a `for` alone, so the pause stands in the body.
    while (Date.now() < until && !signal.aborted) {
      const state = await read();
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
}
