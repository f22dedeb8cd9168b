import "server-only";
import { recordDenial } from "@/lib/audit/denials";
import type { Credentials } from "@/lib/auth/credentials";
import { originOf } from "@/lib/auth/origin";
import { type ServiceActor, serviceActorOf } from "@/lib/auth/service-access";
import { isForbidden, isNotFound, isRuleBroken, NotFound } from "@/lib/errors";
import { takeLimit } from "@/lib/rate-limit";
import { findOperation, type Operation, type Params } from "./operations";

/** The management API (V2): whose pair it is, how often, which operation, then what it says. */

const mostBytes = 1024 * 1024;

/** `path`: what stands behind the base, such as `/organizations/123456789/teams`. */
export async function serveManagement(
  credentials: Credentials | null,
  request: Request,
  path: string,
): Promise<Response> {
  const origin = originOf(request.headers);
  const actor = credentials && (await serviceActorOf(credentials, origin));
  if (!actor) {
    const tries = await takeLimit("management.address", origin.ip ?? "unknown");
    if (!tries.ok) return refused(429, "Too many calls without a service account that works.", tries.retryAfter);
    const answer = refused(401, "Send the user name and secret of a service account.");
    answer.headers.set("WWW-Authenticate", 'Basic realm="management", charset="UTF-8"');
    return answer;
  }
  const pace = await takeLimit("management.account", String(actor.service.id));
  if (!pace.ok) return refused(429, "Too many calls. Wait, then send it again.", pace.retryAfter);
  const found = findOperation(request.method, path);
  if (found === null) return refused(404, "There is no such endpoint.");
  if (found === "method") return refused(405, "This endpoint takes another method.");
  try {
    return await run(actor, found.operation, found.params, request);
  } catch (error) {
    if (isNotFound(error)) return refused(404, error.message);
    if (isForbidden(error)) {
      await recordDenial(actor, error.permission);
      return refused(403, "The service account's role does not allow this.");
    }
    if (isRuleBroken(error)) return refused(error.code === "throttled" ? 429 : 400, error.message, error.retryAfter);
    throw error;
  }
}

async function run(actor: ServiceActor, operation: Operation, params: Params, request: Request): Promise<Response> {
  if (operation.path.includes("{org}") && params.org !== String(actor.org.id)) throw new NotFound("organization");
  const body = operation.body ? await read(request, operation.body) : undefined;
  if (body?.problem !== undefined) return refused(400, body.problem);
  const results = await operation.run(actor, params, body?.value as never);
  const answer = results === undefined ? { status: "ok" } : { status: "ok", results };
  return Response.json(answer, { status: operation.status, headers });
}

type Read = { value: unknown; problem?: undefined } | { problem: string };

async function read(request: Request, schema: NonNullable<Operation["body"]>): Promise<Read> {
  const text = await request.text();
  if (text.length > mostBytes) return { problem: "A body has at most 1 MB." };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { problem: "The body must be JSON." };
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { value: parsed.data };
  const [issue] = parsed.error.issues;
  const where = issue?.path.map(String).join(".");
  return { problem: where ? `${where}: ${issue?.message}` : (issue?.message ?? "The body is not as it must be.") };
}

const headers = { "Cache-Control": "no-store" };

function refused(status: number, error: string, retryAfter?: number): Response {
  const answer = Response.json({ error, status: "error" }, { status, headers });
  if (retryAfter !== undefined) answer.headers.set("Retry-After", String(retryAfter));
  return answer;
}
