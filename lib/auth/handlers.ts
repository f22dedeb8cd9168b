import "server-only";
import { recordDenial } from "@/lib/audit/denials";
import type { OrgActor, ProjectActor, UserActor } from "@/lib/authz/actor";
import { can } from "@/lib/authz/authorize";
import type { OrgPermission, ProjectPermission } from "@/lib/authz/permissions";
import { Forbidden, isForbidden, isNotFound, isRuleBroken, NotFound } from "@/lib/errors";
import { logger } from "@/lib/log";
import { hasOwnProof } from "@/lib/two-factor/factors";
import { basicCredentials, type Credentials } from "./credentials";
import { isSameOrigin } from "./origin";
import { currentOrgActor, currentProjectActor, currentUser, numericId, stepInto } from "./require";

/**
 * Route handlers are made here and nowhere else, in four kinds: `session` (somebody signed in; a change must come
 * from a page of ours), `bearer` and `basic` (a token or a pair in the Authorization header), `ingest` (the SDK wire) and `public`.
 */

/** What an org opens is its own to judge: `orgStep` does. */
const throughSso = { throughSso: true };

type Context = { params: Promise<Record<string, string | string[] | undefined>> };
type Handler = (request: Request, context: Context) => Promise<Response>;

/**
 * For somebody signed in; 401 otherwise, and for a session that only an org's identity provider showed, except where
 * `throughSso` says (S2). Anything but GET and HEAD must be sent by a page of ours.
 */
export function sessionRoute(
  run: (actor: UserActor, request: Request, context: Context) => Promise<Response>,
  { throughSso = false }: { throughSso?: boolean } = {},
): Handler {
  return guarded(async (request, context) => {
    if (!isSafe(request) && !isSameOrigin(request.headers))
      return problem(403, "This must be sent by a page of this site.");
    const actor = await currentUser();
    if (!actor) return problem(401, "Sign in first.");
    if (!throughSso && !hasOwnProof(actor)) return problem(401, "Sign in with your own password or passkey first.");
    return run(actor, request, context);
  });
}

/** The same in the org that the address names in `[id]`: 404 for everybody who is no member, 403 without the permission. */
export function orgRoute(
  permission: OrgPermission,
  run: (actor: OrgActor, request: Request, context: Context) => Promise<Response>,
): Handler {
  return sessionRoute(async (_, request, context) => {
    const orgId = numericId(String((await context.params).id ?? ""));
    const actor = orgId === null ? null : await currentOrgActor(orgId);
    if (!actor && (await stepInto(orgId, null)))
      return problem(401, "The organization asks for something first. Open it in your browser.");
    if (!actor) throw new NotFound("organization");
    await authorizeOrNote(actor, permission);
    return run(actor, request, context);
  }, throughSso);
}

/** The same in the project that the address names in `[id]`: 404 for everybody who does not reach it. */
export function projectRoute(
  permission: ProjectPermission,
  run: (actor: ProjectActor, request: Request, context: Context) => Promise<Response>,
): Handler {
  return sessionRoute(async (_, request, context) => {
    const projectId = numericId(String((await context.params).id ?? ""));
    const actor = projectId === null ? null : await currentProjectActor(projectId);
    if (!actor && (await stepInto(null, projectId)))
      return problem(401, "The organization asks for something first. Open it in your browser.");
    if (!actor) throw new NotFound("project");
    await authorizeOrNote(actor, permission);
    return run(actor, request, context);
  }, throughSso);
}

/** A route that a role does not open is written down like a refused change (L1). */
async function authorizeOrNote(actor: OrgActor | ProjectActor, permission: OrgPermission | ProjectPermission) {
  if (can(actor as ProjectActor, permission as ProjectPermission)) return;
  await recordDenial(actor, permission);
  throw new Forbidden(permission);
}

/** For everybody: health, metrics, callbacks of sign-in. The handler judges by itself. */
export function publicRoute(run: Handler): Handler {
  return guarded(run);
}

/** For programs with a token in the Authorization header: the handler looks it up and answers in its protocol's words. */
export function bearerRoute(
  run: (token: string | null, request: Request, context: Context) => Promise<Response>,
): Handler {
  return guarded((request, context) => run(bearerOf(request), request, context));
}

/** For programs with a user name and a secret (RFC 7617): the same, for the management API. */
export function basicRoute(
  run: (credentials: Credentials | null, request: Request, context: Context) => Promise<Response>,
): Handler {
  return guarded((request, context) => run(basicCredentials(request.headers.get("authorization")), request, context));
}

/** The token of `Authorization: Bearer …` (RFC 6750 §2.1); null where there is none. */
function bearerOf(request: Request): string | null {
  return /^Bearer +([A-Za-z0-9._~+/=-]{20,200})$/i.exec(request.headers.get("authorization") ?? "")?.[1] ?? null;
}

/** For the SDK wire: no cookie is read or set, errors are the wire's own. */
export function ingestRoute(run: (request: Request) => Promise<Response>): Handler {
  return guarded((request) => run(request));
}

function guarded(run: Handler): Handler {
  return async (request, context) => {
    try {
      return await run(request, context);
    } catch (error) {
      if (isNotFound(error)) return problem(404, error.message);
      if (isForbidden(error)) return problem(403, error.message);
      if (isRuleBroken(error)) return problem(error.code === "throttled" ? 429 : 409, error.message, error.retryAfter);
      logger.error({ err: error, requestId: request.headers.get("x-request-id") }, "a request failed");
      return problem(500, "Something here failed. It was written down; try again.");
    }
  };
}

function isSafe(request: Request): boolean {
  return request.method === "GET" || request.method === "HEAD";
}

function problem(status: number, error: string, retryAfter?: number): Response {
  const headers: Record<string, string> = { "Cache-Control": "no-store" };
  if (retryAfter !== undefined) headers["Retry-After"] = String(retryAfter);
  return Response.json({ error, status: "error" }, { status, headers });
}
