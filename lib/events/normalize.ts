import { cleanObject, cleanText, isObject, RecordRefused } from "./clean";
import { idText, insertIdOf, isBanned, newInsertId } from "./ids";

/**
 * The rules of /track for one event (WIRE §2.3, E2, E3). An event that breaks one is refused alone. The time is the
 * client's where it lies within the last five days; a missing or future time becomes the arrival.
 */

/**
 * How repetition is recognised. `key`: same event, distinct id, time and insert id. `sent`: the time is ours, so it is
 * the insert id with the time that was sent (or none) within five days. `never`: no insert id was given.
 */
export type Repetition = "key" | "sent" | "never";

export type TrackedEvent = {
  token: string;
  event: string;
  distinctId: string;
  /** Milliseconds since 1970, as stored. */
  time: number;
  /** The time as sent where it is not the stored one. */
  sentTime: number | undefined;
  insertId: string;
  repetition: Repetition;
  /** JSON without the fields above. */
  properties: string;
};

export type Problem = { index: number; insertId: string | undefined; field: string; message: string };

export type TrackContext = {
  /** Arrival, milliseconds since 1970. */
  arrival: number;
  /** The distinct id for an event without one; the caller hashes the address where `ip=1`. */
  anonymousId: () => string;
};

const FIVE_DAYS = 5 * 24 * 60 * 60 * 1000;
const MAX_EVENT_LENGTH = 1_000_000;
/** Seconds stay below this until the year 5138, milliseconds have been above since 1973. */
const MILLISECONDS_FROM = 100_000_000_000;

/** Events that only link identities or record consent: stored, not counted (E3). */
export const uncountedEvents: readonly string[] = [
  "$identify",
  "$create_alias",
  "$merge",
  "$opt_in",
  "$mp_session_record",
];

/** `ip` only ever served to find a place and is not kept. */
const ownColumns: ReadonlySet<string> = new Set(["token", "distinct_id", "time", "$insert_id", "ip"]);

/** Throws {@link RecordRefused}. */
export function normalizeEvent(record: unknown, context: TrackContext): TrackedEvent {
  if (!isObject(record)) throw new RecordRefused("", "the record is not an object");
  const { event, properties } = record;
  if (typeof event !== "string" || event === "") {
    throw new RecordRefused("event", "'event' is invalid: must be a non-empty string");
  }
  if (!isObject(properties)) throw new RecordRefused("properties", "'properties' is invalid: must be an object");
  const { token } = properties;
  if (typeof token !== "string" || token === "") {
    throw new RecordRefused("properties.token", "'properties.token' is invalid: must be the project's token");
  }
  const sentTime = sentTimeOf(properties.time, context.arrival);
  const ours = sentTime === undefined || sentTime > context.arrival;
  const insertId = insertIdOf(properties.$insert_id);
  const json = JSON.stringify(cleanObject(properties, "properties", ownColumns));
  if (json.length > MAX_EVENT_LENGTH) throw new RecordRefused("properties", "the event is larger than 1 MB");
  return {
    token,
    event: cleanText(event),
    distinctId: distinctIdOf(properties.distinct_id) ?? context.anonymousId(),
    time: ours ? context.arrival : sentTime,
    sentTime: ours ? sentTime : undefined,
    insertId: insertId ?? newInsertId(),
    repetition: insertId === undefined ? "never" : ours ? "sent" : "key",
    properties: json,
  };
}

/** A banned id names nobody: the event is kept under the empty id. */
function distinctIdOf(value: unknown): string | undefined {
  const id = idText(value);
  return id !== undefined && isBanned(id) ? "" : id;
}

function sentTimeOf(value: unknown, arrival: number): number | undefined {
  if (value === undefined || value === null) return undefined;
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number) || number < 0) {
    throw new RecordRefused(
      "properties.time",
      "'properties.time' is invalid: must be specified as seconds since epoch",
    );
  }
  const time = number < MILLISECONDS_FROM ? Math.round(number * 1000) : Math.round(number);
  if (time < arrival - FIVE_DAYS) {
    throw new RecordRefused(
      "properties.time",
      "'properties.time' is invalid: must be within the last 5 days; import older events",
    );
  }
  return Math.min(time, LATEST_MOMENT);
}

/** The last millisecond a JavaScript Date can hold; PostgreSQL holds it too. */
const LATEST_MOMENT = 8_640_000_000_000_000;
