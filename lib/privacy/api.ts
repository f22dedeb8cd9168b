import "server-only";
import {
  findWaitingRequests,
  getProjectRequest,
  listProjectRequests,
  type PrivacyRow,
  readPrivacyFile,
} from "@/db/queries/privacy";
import type { ProjectActor } from "@/lib/authz/actor";
import { isForbidden, isNotFound, isRuleBroken } from "@/lib/errors";
import { appUrl } from "@/lib/links";
import { problemOf } from "./ids";
import { type Disclosure, disclosures, mostIds, type PrivacyKind, type Regulation, regulations } from "./kinds";
import { askPrivacyRequest, cancelPrivacyRequest, takePrivacyFile } from "./requests";

/**
 * The GDPR API (G1, WIRE §1), both of its resources. A caller reads `results.task_id` as well as the other fields, and
 * `result` as well as `results`: clients were written against either description.
 */

export type PrivacyCall = { method: string; path: readonly string[]; body: string; token: string };

export const resourceOf: Record<PrivacyKind, string> = { retrieval: "data-retrievals", deletion: "data-deletions" };

const mostListed = 100;

export async function answerPrivacyCall(kind: PrivacyKind, actor: ProjectActor, call: PrivacyCall): Promise<Response> {
  try {
    return await answer(kind, actor, call);
  } catch (error) {
    if (isNotFound(error)) return notFound();
    if (isForbidden(error)) return refused(403, "The token's owner is no owner or admin of this project.");
    if (!isRuleBroken(error)) throw error;
    const status = { already_added: 409, limit_reached: 429, changed_meanwhile: 405 }[error.code as string] ?? 400;
    return refused(status, error.message, status === 429 ? 3600 : undefined);
  }
}

async function answer(kind: PrivacyKind, actor: ProjectActor, { method, path, body, token }: PrivacyCall) {
  const [id, part, ...more] = path;
  if (more.length > 0 || (part !== undefined && part !== "file")) return notFound();
  if (part === "file" && id !== undefined) return method === "GET" ? file(kind, actor, id) : notAllowed("GET");
  if (method === "POST" && id === undefined) return ask(kind, actor, body);
  if (method === "GET" && id === undefined) {
    const rows = await listProjectRequests(actor, kind, mostListed);
    return ok(rows.map((row) => facts(row, token)));
  }
  if (method === "DELETE") return cancel(kind, actor, id, body);
  if (id === undefined) return notAllowed("GET, POST, DELETE");
  if (method !== "GET") return notAllowed("GET, DELETE");
  const found = await getProjectRequest(actor, id);
  if (found?.kind !== kind) return notFound();
  return ok({ ...facts(found, token), distinct_ids: found.ids });
}

async function ask(kind: PrivacyKind, actor: ProjectActor, body: string): Promise<Response> {
  const asked = read(body);
  if (typeof asked === "string") return refused(400, asked);
  const { id } = await askPrivacyRequest(actor, { kind, byApi: true, ...asked });
  const made = await getProjectRequest(actor, id);
  return made ? ok({ task_id: id, ...facts(made, "") }, 201) : notFound();
}

type Asked = { ids: string[]; regulation: Regulation; disclosure: Disclosure };

/** What a body asks for, or what is wrong with it. */
function read(body: string): Asked | string {
  const json = objectOf(body);
  if (!json) return "The body must be a JSON object.";
  const { compliance_type = "GDPR", disclosure_type = "Data" } = json;
  const ids = idsOf(json);
  if (typeof ids === "string") return ids;
  const regulation = regulations.find((one) => one === String(compliance_type).toUpperCase());
  if (!regulation) return "compliance_type must be GDPR or CCPA.";
  const disclosure = disclosures.find((one) => one.toLowerCase() === String(disclosure_type).toLowerCase());
  if (!disclosure) return "disclosure_type must be Data, Categories or Sources.";
  return { ids, regulation, disclosure };
}

function idsOf({ distinct_ids: given }: Record<string, unknown>): string[] | string {
  if (!Array.isArray(given) || given.length === 0) return "distinct_ids must be a list of at least one id.";
  if (!given.every((id) => typeof id === "string" || typeof id === "number")) return "distinct_ids must be texts.";
  const ids = [...new Set(given.map(String))];
  if (ids.length > mostIds) return `distinct_ids has ${ids.length} ids; one request takes at most ${mostIds}.`;
  const bad = ids.findIndex((id) => id === "" || problemOf(id));
  return bad < 0 ? ids : `distinct_ids[${bad}] ${problemOf(ids[bad] ?? "") ?? "is empty"}.`;
}

/** By its id, or by the ids of people: then what waits and is about none but them. */
async function cancel(kind: PrivacyKind, actor: ProjectActor, id: string | undefined, body: string): Promise<Response> {
  if (id !== undefined) {
    const found = await getProjectRequest(actor, id);
    if (found?.kind !== kind) return notFound();
    await cancelPrivacyRequest(actor, { requestId: id });
    return new Response(null, { status: 204, headers });
  }
  const ids = idsOf(objectOf(body) ?? {});
  if (typeof ids === "string") return refused(400, ids);
  const waiting = await findWaitingRequests(actor, kind, ids);
  if (waiting.length === 0) return notFound();
  for (const requestId of waiting) await cancelPrivacyRequest(actor, { requestId });
  return new Response(null, { status: 204, headers });
}

async function file(kind: PrivacyKind, actor: ProjectActor, id: string): Promise<Response> {
  const found = await getProjectRequest(actor, id);
  if (found?.kind !== kind) return notFound();
  return privacyFile(actor, id);
}

/** The archive as a download; NotFound once it has expired. */
export async function privacyFile(actor: ProjectActor, requestId: string): Promise<Response> {
  const { bytes } = await takePrivacyFile(actor, { requestId });
  return new Response(streamOf(readPrivacyFile(requestId)), {
    headers: {
      ...headers,
      "Content-Type": "application/zip",
      "Content-Length": String(bytes),
      "Content-Disposition": `attachment; filename="${requestId}.zip"`,
    },
  });
}

function streamOf(parts: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await parts.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
}

/** `2020-03-09T22:28:55.078315`: in UTC, without a zone. */
const moment = (at: Date) => at.toISOString().replace("Z", "000");

function facts(row: PrivacyRow, token: string) {
  const link = row.status === "SUCCESS" && row.fileBytes !== null ? linkOf(row, token) : "";
  return {
    status: row.status,
    result: link,
    results: link,
    tracking_id: row.id,
    project_id: row.projectId,
    compliance_type: row.regulation.toLowerCase(),
    disclosure_type: row.disclosure.toUpperCase(),
    date_requested: moment(row.requestedAt),
    requesting_user: row.requesterEmail,
    destination_url: link || null,
    distinct_id_count: row.idCount,
  };
}

function linkOf({ kind, id }: PrivacyRow, token: string): string {
  return appUrl(`/api/app/${resourceOf[kind]}/v3.0/${id}/file?token=${token}`);
}

const headers = { "Cache-Control": "no-store" };

function ok(results: unknown, status = 200): Response {
  return Response.json({ status: "ok", results }, { status, headers });
}

function notFound(): Response {
  const body = { status: "error", error: "There is no such task.", results: { status: "NOT_FOUND" } };
  return Response.json(body, { status: 404, headers });
}

function notAllowed(allow: string): Response {
  return Response.json(
    { status: "error", error: `Use ${allow}.` },
    { status: 405, headers: { ...headers, Allow: allow } },
  );
}

export function refused(status: number, error: string, retryAfter?: number): Response {
  const answer = Response.json({ status: "error", error }, { status, headers });
  if (retryAfter !== undefined) answer.headers.set("Retry-After", String(retryAfter));
  return answer;
}

function objectOf(body: string): Record<string, unknown> | null {
  try {
    const json: unknown = JSON.parse(body);
    return typeof json === "object" && json !== null && !Array.isArray(json) ? (json as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
