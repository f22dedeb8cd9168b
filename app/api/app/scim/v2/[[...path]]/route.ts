import { type DirectoryAccess, directoryOfToken, noteDirectoryCall } from "@/lib/auth/directory-access";
import { bearerRoute } from "@/lib/auth/handlers";
import { originOf } from "@/lib/auth/origin";
import { planHas } from "@/lib/billing/plans";
import { appUrl } from "@/lib/links";
import { logger } from "@/lib/log";
import { takeLimit } from "@/lib/rate-limit";
import { errorBody, isScimError, ScimError } from "@/lib/scim/errors";
import { redactedBody, redactedPath } from "@/lib/scim/redacted";
import { answer, type ScimAnswer, type ScimRequest } from "@/lib/scim/service";

/**
 * Directory sync (SCIM 2.0, RFC 7643 and 7644). Every call with a living token is written down for the org's admins,
 * refused ones too; a call without one is answered the same whatever it asks.
 */
const mostBytes = 2 * 1024 * 1024;
type Context = { params: Promise<Record<string, string | string[] | undefined>> };

async function serve(token: string | null, request: Request, context: Context): Promise<Response> {
  const began = performance.now();
  const origin = originOf(request.headers);
  const access = token ? await directoryOfToken(token) : null;
  if (!access) {
    const tries = await takeLimit("directory.address", origin.ip ?? "unknown");
    if (!tries.ok) return refused(new ScimError(429, "Too many calls without a token that works."), tries.retryAfter);
    return refused(new ScimError(401, "The token is missing, was revoked, or is another organization's."));
  }
  const url = new URL(request.url);
  const path = [(await context.params).path ?? []].flat().join("/");
  const text = request.method === "GET" ? "" : await request.text();
  const asked: ScimRequest = {
    method: request.method,
    path,
    query: url.searchParams,
    body: text,
    ifMatch: request.headers.get("if-match"),
    ifNoneMatch: request.headers.get("if-none-match"),
  };
  const { response, status, detail } = await answered(access, asked, { ...origin });
  await noteDirectoryCall(access, {
    method: request.method,
    path: redactedPath(`/${path}${url.search}`),
    status,
    detail,
    body: redactedBody(text.slice(0, 200_000)),
    milliseconds: Math.round(performance.now() - began),
  });
  return response;
}

export const GET = bearerRoute(serve);
export const POST = bearerRoute(serve);
export const PUT = bearerRoute(serve);
export const PATCH = bearerRoute(serve);
export const DELETE = bearerRoute(serve);

type Origin = ReturnType<typeof originOf>;

async function answered(access: DirectoryAccess, asked: ScimRequest, origin: Origin) {
  try {
    const limit = await takeLimit("directory.token", access.tokenId);
    if (!limit.ok) {
      const error = new ScimError(429, "Too many calls. Try again in a moment.");
      return { response: refused(error, limit.retryAfter), status: 429, detail: error.message };
    }
    if (!planHas(access.plan, "directory_sync")) {
      throw new ScimError(403, "The plan of this organization has no directory sync. Nobody was changed.");
    }
    if (asked.body.length > mostBytes) throw new ScimError(413, "A body has at most 2 MB.");
    const caller = { orgId: access.orgId, actor: { kind: "system" as const, userId: null, origin } };
    const given = await answer(caller, appUrl("/api/app/scim/v2"), asked);
    return { response: toResponse(given), status: given.status, detail: null };
  } catch (error) {
    if (isScimError(error)) return { response: refused(error), status: error.status, detail: error.message };
    logger.error({ err: error }, "a call of directory sync failed");
    const fault = new ScimError(500, "Something here failed. It was written down; try again.");
    return { response: refused(fault), status: 500, detail: fault.message };
  }
}

const headers = { "Content-Type": "application/scim+json; charset=utf-8", "Cache-Control": "no-store" };

function toResponse({ status, body, headers: more }: ScimAnswer): Response {
  return new Response(body === null ? null : JSON.stringify(body), { status, headers: { ...headers, ...more } });
}

function refused(error: ScimError, retryAfter?: number): Response {
  return new Response(JSON.stringify(errorBody(error)), {
    status: error.status,
    headers: {
      ...headers,
      ...(error.status === 401 && { "WWW-Authenticate": 'Bearer realm="SCIM"' }),
      ...(retryAfter !== undefined && { "Retry-After": String(retryAfter) }),
    },
  });
}
