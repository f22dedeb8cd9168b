import "server-only";
import { logger } from "@/lib/log";
import { sqlState } from "@/lib/sql-state";
import { createGatherer, type Gatherer } from "./gather";
import { isBadData } from "./retry";
import { type ArrivedEvent, storeEvents } from "./store-events";
import { type ArrivedUpdate, storeProfileUpdates } from "./store-profiles";

type Gatherers = { events: Gatherer<ArrivedEvent>; profiles: Gatherer<ArrivedUpdate> };

/** One pair a process, also when server code is loaded twice (the framework's bundle and the server's own). */
const holder = globalThis as typeof globalThis & { atriumGatherers?: Gatherers };

export function gatherers(): Gatherers {
  holder.atriumGatherers ??= {
    events: createGatherer({
      ...judging("events"),
      secondFlushAt: 200,
      flush: async (events) => void (await storeEvents(events)),
    }),
    profiles: createGatherer({ ...judging("profile updates"), flush: storeProfileUpdates }),
  };
  return holder.atriumGatherers;
}

/** The errors' own texts may name people; only what happened is written down, and during an outage once a second. */
function judging(what: string) {
  let last = 0;
  const report = (message: string) => (error: unknown) => {
    const time = Date.now();
    if (time - last < 1000) return;
    last = time;
    logger.error({ reason: sqlState(error) ?? (error instanceof Error ? error.message : "unknown") }, message);
  };
  return {
    isBadRecord: isBadData,
    onBadRecord: report(`The database refused some ${what}.`),
    onFailure: report(`Some ${what} could not be stored.`),
  };
}
