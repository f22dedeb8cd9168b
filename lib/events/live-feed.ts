import "server-only";
import { setTimeout as pause } from "node:timers/promises";
import { type LiveEvent, listArrivals } from "@/db/queries/live-events";
import { now } from "@/lib/clock";

/**
 * Events of a project as they arrive, as server-sent events `{ events, more }`, newest first. An event is given its
 * arrival when its request comes in and is seen when its transaction ends: each look goes back a little further than the
 * last one, and leaves out what was said. Whether the person may still see it is asked before anything is sent, and every
 * few seconds besides; with the answer no it says `end` (C4).
 */

export type FeedMessage = { events: LiveEvent[] /** More came than are sent. */; more: boolean };

type Feed = {
  projectId: number;
  event?: string;
  /** Where it begins, at most five minutes ago. */
  since: Date;
  mayRead: () => Promise<boolean>;
  signal: AbortSignal;
  everyMs?: number;
  longestMs?: number;
};

/** A request waits at most ten seconds for its transaction. */
const lookBackMs = 10_000;
const furthestMs = 5 * 60_000;
const askEveryMs = 2_000;
const mostEvents = 50;
const mostLooked = 200;
/** Characters of a message: events of very many properties come fewer at a time. */
const mostLength = 200_000;

export async function* liveFeed(feed: Feed): AsyncGenerator<string> {
  const { projectId, event, mayRead, signal, everyMs = 1_000, longestMs = 60_000 } = feed;
  const until = Date.now() + longestMs;
  let from = new Date(Math.max(feed.since.getTime(), now().getTime() - furthestMs));
  let said = new Map<string, number>();
  let asked = Date.now();
  // The browser knows that the stream is open as soon as something comes.
  yield ": open\n\n";
  while (Date.now() < until && !signal.aborted) {
    const at = now();
    const after = new Date(from.getTime() - lookBackMs);
    const found = await listArrivals(projectId, { event, after, limit: mostLooked });
    const fresh = found.filter(({ id }) => !said.has(id));
    if (fresh.length > 0 || Date.now() - asked >= askEveryMs) {
      if (!(await mayRead())) {
        yield "event: end\ndata: {}\n\n";
        return;
      }
      asked = Date.now();
    }
    if (fresh.length > 0) yield message(fresh, mayBeMore(found, fresh), at);
    said = new Map([...said, ...found.map((one) => [one.id, Date.parse(one.arrivedAt)] as const)]);
    from = at > from ? at : from;
    for (const [id, arrived] of said) if (arrived < from.getTime() - 2 * lookBackMs) said.delete(id);
    await pause(everyMs);
  }
}

/** As many as are looked at, and the oldest of them new: what came before it was not seen. */
function mayBeMore(found: readonly LiveEvent[], fresh: readonly LiveEvent[]): boolean {
  return found.length === mostLooked && found.at(-1) === fresh.at(-1);
}

/** Its id is where to go on after a break. */
function message(fresh: LiveEvent[], cut: boolean, at: Date): string {
  const events: LiveEvent[] = [];
  let length = 0;
  for (const event of fresh.slice(0, mostEvents)) {
    length += JSON.stringify(event).length;
    if (events.length > 0 && length > mostLength) break;
    events.push(event);
  }
  const said: FeedMessage = { events, more: cut || events.length < fresh.length };
  return `id: ${at.toISOString()}\ndata: ${JSON.stringify(said)}\n\n`;
}
