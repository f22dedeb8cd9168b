import "server-only";
import { logger } from "@/lib/log";
import { createGatherer, type Gatherer } from "./gather";
import { isBadData } from "./retry";
import { type ArrivedEvent, storeEvents } from "./store-events";
import { type ArrivedUpdate, storeProfileUpdates } from "./store-profiles";

type Gatherers = { events: Gatherer<ArrivedEvent>; profiles: Gatherer<ArrivedUpdate> };

/** One pair a process, also when server code is loaded twice (the framework's bundle and the server's own). */
const holder = globalThis as typeof globalThis & { atriumGatherers?: Gatherers };

export function gatherers(): Gatherers {
  holder.atriumGatherers ??= {
    events: createGatherer({ ...judging("events"), flush: async (events) => void (await storeEvents(events)) }),
    profiles: createGatherer({ ...judging("profile updates"), flush: storeProfileUpdates }),
  };
  return holder.atriumGatherers;
}

function judging(what: string) {
  return {
    isBadRecord: isBadData,
    onBadRecord: (err: unknown) => logger.error({ err }, `the database refused one of the ${what}`),
    onFailure: (err: unknown) => logger.error({ err }, `${what} could not be stored`),
  };
}
