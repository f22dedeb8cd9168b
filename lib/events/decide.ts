import "server-only";
import { rawSql } from "@/db/client";
import { now } from "@/lib/clock";
import { logger } from "@/lib/log";
import { sqlState } from "@/lib/sql-state";
import { type Answer, crossOriginHeaders, preflightAnswer } from "./answers";
import { BodyRefused } from "./body";
import { type WireRequest, withText } from "./ingest";
import { isToken } from "./projects-of";
import { type Fields, fieldsOf, isFunctionName } from "./wire";

/**
 * What SDKs ask at their start (WIRE §4): whether the project wants automatic events. Everything else they know from
 * elsewhere in the world is empty here. An unknown token is answered alike, with no.
 */
export async function decide(request: WireRequest): Promise<Answer> {
  const origin = request.header("origin");
  const { method } = request;
  if (method === "OPTIONS") return preflightAnswer(origin);
  if (method !== "GET" && method !== "HEAD" && method !== "POST") {
    return { status: 405, headers: { ...crossOriginHeaders(origin), allow: "GET, POST, OPTIONS" }, body: "" };
  }
  try {
    const form = method === "POST" ? await withText(request, fieldsOf) : none;
    const query = fieldsOf(request.search);
    const given = (name: string) => query.get(name) ?? form.get(name);
    const callback = given("callback") || undefined;
    if (callback !== undefined && !isFunctionName(callback)) {
      return answer(400, { error: "callback is not the name of a function" }, origin);
    }
    const automatic = await wantsAutomaticEvents(given("token") ?? "");
    return answer(
      200,
      { notifications: [], surveys: [], variants: [], integrations: [], automatic_events: automatic },
      origin,
      callback,
    );
  } catch (error) {
    if (error instanceof BodyRefused) return answer(error.status, { error: error.message }, origin);
    logger.error({ reason: sqlState(error) ?? "unknown" }, "A start of an application could not be answered.");
    const away = answer(503, { error: "Projects cannot be looked up at the moment." }, origin);
    return { ...away, headers: { ...away.headers, "retry-after": "2" } };
  }
}

const none: Fields = new Map();

/** Also by a rotated token while it works; an application that only asks is not noted as having used it. */
async function wantsAutomaticEvents(token: string): Promise<boolean> {
  if (!isToken(token)) return false;
  const [row] = await rawSql()<{ autotrack: boolean }[]>`
    select p.autotrack from projects p join orgs o on o.id = p.org_id and o.deleted_at is null
    where p.deleted_at is null and p.id in (
      select id from projects where token = ${token}
      union all
      select project_id from previous_keys where kind = 'token' and value = ${token} and works_until > ${now().toISOString()}
    )`;
  return row?.autotrack ?? false;
}

function answer(status: number, body: object, origin: string | undefined, callback?: string): Answer {
  const text = JSON.stringify(body);
  const type = callback === undefined ? "application/json" : "text/javascript; charset=utf-8";
  return {
    status,
    headers: { ...crossOriginHeaders(origin), "content-type": type },
    body: callback === undefined ? text : `${callback}(${text})`,
  };
}
