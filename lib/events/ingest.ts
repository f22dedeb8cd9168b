import "server-only";
import { createHmac } from "node:crypto";
import { now } from "@/lib/clock";
import { env } from "@/lib/env";
import { logger } from "@/lib/log";
import { sqlState } from "@/lib/sql-state";
import { type Answer, crossOriginHeaders, importAnswer, type Outcome, preflightAnswer, wireAnswer } from "./answers";
import { BodyRefused, withBody } from "./body";
import { cleanText, isObject, RecordRefused } from "./clean";
import { AllRefused, Busy, type Gatherer, Unavailable } from "./gather";
import { gatherers } from "./gatherers";
import { importerOf } from "./importer";
import { normalizeEvent, normalizeImport, type Problem } from "./normalize";
import { groupUpdate, type ProfileUpdate, personUpdate } from "./profile-ops";
import { type Decoded, decodeWire } from "./wire";

/** A request of the SDK wire, whoever serves it. */
export type WireRequest = {
  method: string;
  /** With its `?`, or empty. */
  search: string;
  header: (name: string) => string | undefined;
  body: AsyncIterable<Uint8Array> | undefined;
};

export type Endpoint = "track" | "engage" | "groups" | "import";

type Good = Extract<Decoded, { ok: true }>;

const RETRY_AFTER = 2;

/** Answers after the commit (E2). Never throws for what a client sends, nor for a database that is away. */
export async function ingest(endpoint: Endpoint, request: WireRequest): Promise<Answer> {
  const origin = request.header("origin");
  if (request.method === "OPTIONS") return preflightAnswer(origin);
  if (request.method !== "GET" && request.method !== "POST") {
    return { status: 405, headers: { ...crossOriginHeaders(origin), allow: "GET, POST, OPTIONS" }, body: "" };
  }
  let decoded: Decoded;
  try {
    decoded = await decodedOf(request);
  } catch (error) {
    if (!(error instanceof BodyRefused)) throw error;
    const { status, message } = error;
    const params = decodeWire(request.search, "").params;
    const answer = endpoint === "import" ? importAnswer : wireAnswer;
    return answer(
      { status, ok: false, error: message, ...(status === 429 && { retryAfter: RETRY_AFTER }) },
      params,
      origin,
    );
  }
  const { params } = decoded;
  const answer = endpoint === "import" ? importAnswer : wireAnswer;
  return answer(await outcomeOf(endpoint, decoded, request), params, origin);
}

async function outcomeOf(endpoint: Endpoint, decoded: Decoded, request: WireRequest): Promise<Outcome> {
  if (endpoint === "import") return importEvents(decoded, request);
  if (!decoded.ok) return { status: decoded.status, ok: false, error: decoded.error };
  if (endpoint === "track") return track(decoded, request);
  return update(decoded, endpoint === "engage" ? personUpdate : groupUpdate);
}

function decodedOf(request: WireRequest): Promise<Decoded> | Decoded {
  const { method, search } = request;
  return method === "GET" ? decodeWire(search, "") : withText(request, (text) => decodeWire(search, text));
}

/** Runs `use` with the text of the request's body. Throws {@link BodyRefused}. */
export function withText<R>({ header, body }: WireRequest, use: (text: string) => R): Promise<R> {
  const coding = (header("content-encoding") ?? "").trim().toLowerCase();
  return withBody(body, coding, Number(header("content-length") ?? 0), use);
}

function track(decoded: Good, request: WireRequest): Promise<Outcome> {
  const arrival = now().getTime();
  const anonymousId = () => (decoded.params.ip ? addressId(request.header("x-client-ip")) : "");
  const normalize = (record: unknown) => ({ ...normalizeEvent(record, { arrival, anonymousId }), arrival });
  return store(decoded, normalize, gatherers().events);
}

/** Who may is asked before what: nobody learns from an answer what else is wrong. */
async function importEvents(decoded: Decoded, request: WireRequest): Promise<Outcome> {
  let token: string | null;
  try {
    token = await importerOf(request.header("authorization"), decoded.params);
  } catch (error) {
    logger.error({ reason: sqlState(error) ?? "unknown" }, "The sender of an import could not be looked up.");
    return failure(new Unavailable(error));
  }
  if (token === null) return { status: 401, ok: false, error: "Invalid credentials" };
  if (!decoded.ok) return { status: decoded.status, ok: false, error: decoded.error };
  const context = { arrival: now().getTime(), token, strict: decoded.params.strict };
  const normalize = (record: unknown) => ({ ...normalizeImport(record, context), arrival: context.arrival });
  return store(decoded, normalize, gatherers().events);
}

function update(decoded: Good, normalizeUpdate: (record: unknown) => ProfileUpdate): Promise<Outcome> {
  const arrival = now().getTime();
  const normalize = (record: unknown) => ({ ...normalizeUpdate(record), arrival });
  return store(decoded, normalize, gatherers().profiles);
}

/** The good records are stored, the bad ones named. All bad is a failure: nothing was stored, nothing is acknowledged. */
async function store<R extends { token: string }>(
  { records, size }: Good,
  normalize: (record: unknown) => R,
  gatherer: Gatherer<R>,
): Promise<Outcome> {
  const good: R[] = [];
  const problems: Problem[] = [];
  const cost = size + records.length * 200;
  for (const [index, record] of records.entries()) {
    try {
      const taken = normalize(record);
      if (good.length === 0 && !gatherer.hasRoom(taken.token, records.length, cost)) return failure(new Busy());
      good.push(taken);
    } catch (error) {
      if (!(error instanceof RecordRefused)) throw error;
      problems.push({ index, insertId: insertIdAsSent(record), field: error.field, message: error.message });
    }
  }
  const [first] = good;
  if (!first) return { status: 200, ok: false, error: problems[0]?.message ?? "data, missing or empty", problems };
  try {
    await gatherer.add({ records: good, sender: first.token, size: cost });
  } catch (error) {
    return failure(error);
  }
  return { status: 200, ok: true, taken: good.length, problems };
}

function failure(error: unknown): Outcome {
  if (error instanceof Busy) return { status: 429, ok: false, error: error.message, retryAfter: RETRY_AFTER };
  if (error instanceof Unavailable) return { status: 503, ok: false, error: error.message, retryAfter: RETRY_AFTER };
  if (error instanceof AllRefused) return { status: 200, ok: false, error: error.message };
  throw error;
}

function insertIdAsSent(record: unknown): string | undefined {
  const id = isObject(record) && isObject(record.properties) ? record.properties.$insert_id : undefined;
  return typeof id === "string" ? cleanText(id) : undefined;
}

/** Stands for a person whose client gave no id; keyed, so that the address cannot be found again from it. */
function addressId(address: string | undefined): string {
  if (!address) return "";
  return createHmac("sha256", env().APP_SECRET).update(`event-address ${address}`).digest("hex").slice(0, 32);
}
