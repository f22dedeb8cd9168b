import "server-only";
import { sql } from "drizzle-orm";
import { counters } from "@/db/client";
import type { UserActor } from "@/lib/authz/actor";
import { now } from "@/lib/clock";
import { logger } from "@/lib/log";
import { type Place, placeOfPath } from "./visit-places";

/**
 * C3: which pages a person opens and from which addresses, unless they switched that off. Gathered here and written
 * together, so that a page costs no statement; lost in a crash are the last moments of it.
 */

type Visit = Place & { userId: string; visits: number; at: Date };
type Came = { userId: string; ip: string; at: Date };

const everyMs = 2000;
const mostWaiting = 2000;
/** How long it is kept; the page that shows it says so. */
export const visitDays = 90;

const visits = new Map<string, Visit>();
const addresses = new Map<string, Came>();
let timer: NodeJS.Timeout | undefined;

/** Notes that somebody opened a page of ours; `path` as in the address. */
export function noteVisit(actor: UserActor, path: string): void {
  if (!actor.user.usageRecorded || visits.size >= mostWaiting) return;
  const userId = actor.user.id;
  const at = now();
  const place = placeOfPath(path);
  const key = `${userId}|${place.page}|${place.place}`;
  const known = visits.get(key);
  visits.set(key, { ...place, userId, visits: (known?.visits ?? 0) + 1, at });
  const { ip } = actor.origin;
  if (ip) addresses.set(`${userId}|${ip}`, { userId, ip, at });
  timer ??= setTimeout(writeSoon, everyMs);
  timer.unref();
}

function writeSoon(): void {
  writeVisits().catch((error) => logger.warn({ err: error }, "visits were not written"));
}

/** Writes what was gathered. Whoever switched it off meanwhile, or is gone, is left out. */
export async function writeVisits(): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  // In one order everywhere: two processes never wait for each other's rows.
  const pages = sorted(visits);
  const came = sorted(addresses);
  visits.clear();
  addresses.clear();
  if (pages.length === 0) return;
  const rows = pages.map(({ at, ...visit }) => ({ ...visit, at: at.toISOString() }));
  await counters().execute(sql`
    insert into page_visits (user_id, page, place, visits, last_at)
    select v."userId", v.page, v.place, v.visits, v.at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as v("userId" text, page text, place integer, visits integer, at timestamptz)
    join users u on u.id = v."userId" and u.usage_recorded and u.deleted_at is null
    order by v."userId", v.page, v.place
    on conflict (user_id, page, place) do update
      set visits = page_visits.visits + excluded.visits, last_at = greatest(page_visits.last_at, excluded.last_at)`);
  await counters().execute(sql`
    insert into visit_addresses (user_id, ip, first_at, last_at)
    select v."userId", v.ip, v.at, v.at
    from jsonb_to_recordset(${JSON.stringify(came)}::jsonb) as v("userId" text, ip text, at timestamptz)
    join users u on u.id = v."userId" and u.usage_recorded and u.deleted_at is null
    order by v."userId", v.ip
    on conflict (user_id, ip) do update set last_at = greatest(visit_addresses.last_at, excluded.last_at)`);
}

function sorted<T>(entries: Map<string, T>): T[] {
  return [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
}
