import { cleanObject, cleanText, isObject, RecordRefused } from "./clean";
import { idText, insertIdOf, isBanned, isInsertId, newInsertId } from "./ids";

/**
 * The rules for one event (WIRE §2.3, E2, E3). An event that breaks one is refused alone. For /track the time is the
 * client's where it lies within the last five days; a missing or future time becomes the arrival. /import takes any age
 * from 1971 on and wants a time; where it is strict, it takes no id that names nobody.
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
  /** What an identity event joins. */
  joins?: Joined | undefined;
};

/** `alias` is another id of the person `distinctId`. */
export type Joined = { alias: string; distinctId: string };

export type Problem = { index: number; insertId: string | undefined; field: string; message: string };

export type TrackContext = {
  /** Arrival, milliseconds since 1970. */
  arrival: number;
  /** The distinct id for an event without one; the caller hashes the address where `ip=1`. */
  anonymousId: () => string;
};

export type ImportContext = {
  arrival: number;
  /** Of the project that the request's credentials name; one in the record says nothing. */
  token: string;
  strict: boolean;
};

const HOUR = 60 * 60 * 1000;
const FIVE_DAYS = 5 * 24 * HOUR;
const YEAR_1971 = Date.UTC(1971, 0, 1);
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
  const { event, properties } = partsOf(record);
  const { token } = properties;
  if (typeof token !== "string" || token === "") {
    throw new RecordRefused("properties.token", "'properties.token' is invalid: must be the project's token");
  }
  const time = timeOf(properties.time);
  if (time !== undefined && time < context.arrival - FIVE_DAYS) {
    throw badTime("must be within the last 5 days; import older events");
  }
  const distinctId = distinctIdOf(properties.distinct_id) ?? context.anonymousId();
  return tracked({ token, event, distinctId, time, arrival: context.arrival, properties });
}

/** Throws {@link RecordRefused}. */
export function normalizeImport(record: unknown, { arrival, token, strict }: ImportContext): TrackedEvent {
  const { event, properties } = partsOf(record);
  const time = timeOf(properties.time);
  if (time === undefined) throw badTime("must be specified as seconds since epoch");
  if (time < YEAR_1971) throw badTime("must be 1971-01-01 or later");
  if (time > arrival + HOUR) throw badTime("must not be more than an hour in the future");
  if (strict) assertTellingIds(properties);
  const distinctId = distinctIdOf(properties.distinct_id) ?? "";
  return tracked({ token, event, distinctId, time, arrival, properties });
}

type Parts = { event: string; properties: Record<string, unknown> };

function partsOf(record: unknown): Parts {
  if (!isObject(record)) throw new RecordRefused("", "the record is not an object");
  const { event, properties } = record;
  if (typeof event !== "string" || event === "") {
    throw new RecordRefused("event", "'event' is invalid: must be a non-empty string");
  }
  if (!isObject(properties)) throw new RecordRefused("properties", "'properties' is invalid: must be an object");
  return { event, properties };
}

type Facts = Parts & { token: string; distinctId: string; time: number | undefined; arrival: number };

function tracked({ token, event, distinctId, time, arrival, properties }: Facts): TrackedEvent {
  const ours = time === undefined || time > arrival;
  const insertId = insertIdOf(properties.$insert_id);
  const json = JSON.stringify(cleanObject(properties, "properties", ownColumns));
  if (json.length > MAX_EVENT_LENGTH) throw new RecordRefused("properties", "the event is larger than 1 MB");
  return {
    token,
    event: cleanText(event),
    distinctId,
    time: ours ? arrival : time,
    sentTime: ours ? time : undefined,
    insertId: insertId ?? newInsertId(),
    repetition: insertId === undefined ? "never" : ours ? "sent" : "key",
    properties: json,
    joins: joinedBy(event, properties),
  };
}

/** WIRE §2.3, identity. Ids that name nobody join nobody, and nobody is their own alias. */
function joinedBy(event: string, properties: Record<string, unknown>): Joined | undefined {
  const [alias, distinctId] = idsJoinedBy(event, properties).map(idText);
  if (!alias || !distinctId || alias === distinctId || isBanned(alias) || isBanned(distinctId)) return undefined;
  return { alias, distinctId };
}

function idsJoinedBy(event: string, properties: Record<string, unknown>): unknown[] {
  switch (event) {
    case "$identify":
      return [properties.$anon_id, properties.$identified_id];
    case "$create_alias":
      return [properties.alias, properties.distinct_id];
    case "$merge":
      return Array.isArray(properties.$distinct_ids) ? [properties.$distinct_ids[1], properties.$distinct_ids[0]] : [];
    default:
      return [];
  }
}

/** An empty distinct id is allowed: such an event is nobody's. */
function assertTellingIds({ distinct_id, $insert_id }: Record<string, unknown>): void {
  const id = idText(distinct_id);
  if (id === undefined || isBanned(id)) {
    throw new RecordRefused(
      "properties.distinct_id",
      "'properties.distinct_id' is invalid: must name one person, or be empty",
    );
  }
  if ($insert_id !== undefined && !isInsertId($insert_id)) {
    throw new RecordRefused(
      "properties.$insert_id",
      "'properties.$insert_id' is invalid: must be at most 36 letters, digits and hyphens, and tell events apart",
    );
  }
}

/** A banned id names nobody: the event is kept under the empty id. */
function distinctIdOf(value: unknown): string | undefined {
  const id = idText(value);
  return id !== undefined && isBanned(id) ? "" : id;
}

/** Milliseconds since 1970, from seconds or milliseconds. */
function timeOf(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number) || number < 0) {
    throw badTime("must be specified as seconds since epoch");
  }
  const time = number < MILLISECONDS_FROM ? Math.round(number * 1000) : Math.round(number);
  return Math.min(time, LATEST_MOMENT);
}

function badTime(must: string): RecordRefused {
  return new RecordRefused("properties.time", `'properties.time' is invalid: ${must}`);
}

/** The last millisecond a JavaScript Date can hold; PostgreSQL holds it too. */
const LATEST_MOMENT = 8_640_000_000_000_000;
