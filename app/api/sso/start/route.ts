import { carried } from "@/lib/auth/carried";
import { ensureBrowserHash } from "@/lib/auth/cookies";
import { publicRoute } from "@/lib/auth/handlers";
import { originOf } from "@/lib/auth/origin";
import { currentUser, numericId } from "@/lib/auth/require";
import { beginAttempt } from "@/lib/auth/sso-attempts";
import { connectionOfEmail, connectionOfSession } from "@/lib/auth/sso-start";
import { readInvitationLink } from "@/lib/invitations/link";
import { paths, safeReturnPath } from "@/lib/paths";
import { assertLimit } from "@/lib/rate-limit";
import { seeOther } from "../see-other";

/** The address typed at sign-in, or the one that the invitation opened here is for. */
async function emailOf(invited: boolean): Promise<string> {
  if (!invited) return carried("email");
  const link = await readInvitationLink(await carried("invite"));
  return "invitation" in link ? link.invitation.email : "";
}

/**
 * The way to an identity provider: of the e-mail typed at sign-in, of somebody signed in whom an org sends there
 * (`org`), or for a confirmation (`confirm`). A link and not a form, because a page's forms lead only to this site.
 */
export const GET = publicRoute(async (request) => {
  const origin = originOf(request.headers);
  await assertLimit("sso.address", origin.ip ?? "unknown");
  const asked = new URL(request.url).searchParams;
  const returnTo = safeReturnPath(asked.get("return"));
  const actor = await currentUser();
  const confirms = asked.get("confirm") === "1";
  if (confirms && !actor) return seeOther(paths.signIn(returnTo));
  const orgId = numericId(asked.get("org") ?? "");
  const email = orgId !== null && actor ? actor.user.email : await emailOf(asked.has("invited"));
  const connection =
    confirms && actor ? await connectionOfSession(actor) : await connectionOfEmail(email, orgId ?? undefined);
  if (!connection) return seeOther(paths.signIn(returnTo));
  const { id, url } = await beginAttempt(connection, {
    purpose: confirms ? "confirm" : "sign_in",
    returnTo,
    browserHash: await ensureBrowserHash(),
    loginHint: confirms && actor ? actor.user.email : email,
    ...(confirms && actor && { who: { userId: actor.user.id, sessionId: actor.session.id } }),
    origin,
  });
  return seeOther(url ?? paths.ssoProblem(id));
});
