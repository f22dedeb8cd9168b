import "server-only";
import { inProjectOfToken, personOfGdprToken } from "@/lib/auth/gdpr-access";
import { originOf } from "@/lib/auth/origin";
import { projectRoleMay } from "@/lib/authz/permissions";
import { takeLimit } from "@/lib/rate-limit";
import { answerPrivacyCall, refused } from "./api";
import type { PrivacyKind } from "./kinds";

type Context = { params: Promise<Record<string, string | string[] | undefined>> };

/** A request to the GDPR API: whose token, which project, how often, then what it asks. */
export function servePrivacy(kind: PrivacyKind) {
  return async (token: string | null, request: Request, context: Context): Promise<Response> => {
    const origin = originOf(request.headers);
    const person = token && (await personOfGdprToken(token, origin));
    if (!person) {
      const tries = await takeLimit("gdpr.address", origin.ip ?? "unknown");
      if (!tries.ok) return refused(429, "Too many calls without a token that works.", tries.retryAfter);
      return refused(401, "The token is missing, has expired, or was revoked.");
    }
    const url = new URL(request.url);
    const projectToken = url.searchParams.get("token") ?? "";
    const actor = projectToken === "" ? null : await inProjectOfToken(person, projectToken);
    if (!actor || !projectRoleMay(actor.projectRole, "project.privacy.manage")) {
      return refused(403, "The token's owner is no owner or admin of a project with this project token.");
    }
    if (request.method === "POST") {
      const pace = await takeLimit("gdpr.project", String(actor.project.id));
      if (!pace.ok) return refused(429, "One request a second and project. Wait, then send it again.", pace.retryAfter);
    }
    const body = request.method === "GET" ? "" : await request.text();
    const path = [(await context.params).path ?? []].flat();
    return answerPrivacyCall(kind, actor, { method: request.method, path, body, token: projectToken });
  };
}
