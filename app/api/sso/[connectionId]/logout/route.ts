import { outsideActor } from "@/lib/auth/actions";
import { carried, carry } from "@/lib/auth/carried";
import { setFlash } from "@/lib/auth/flash";
import { publicRoute } from "@/lib/auth/handlers";
import { originOf } from "@/lib/auth/origin";
import { shownTo } from "@/lib/auth/session-proofs";
import { samlSettings, usableConnection } from "@/lib/auth/sso-attempts";
import { now } from "@/lib/clock";
import { NotFound } from "@/lib/errors";
import { paths } from "@/lib/paths";
import { assertLimit } from "@/lib/rate-limit";
import { endAtProvider } from "@/lib/sso/logout";
import { LogoutRefused, logoutResponseUrl, logoutUrl, readLogoutRequest } from "@/lib/sso/saml-logout";
import { seeOther } from "../../see-other";

/**
 * Single logout: the provider's request that somebody's session ends, its answer to ours, and, without either, the way
 * there for whoever signed out here just now.
 */
export const GET = publicRoute(async (request, context) => {
  await assertLimit("sso.address", originOf(request.headers).ip ?? "unknown");
  const { connectionId } = await context.params;
  const connection = await usableConnection(String(connectionId));
  if (connection?.protocol !== "saml") throw new NotFound("connection");
  const settings = samlSettings(connection);
  const { search, searchParams } = new URL(request.url);
  if (searchParams.has("SAMLResponse")) {
    await setFlash(`You are signed out here and at ${connection.name}.`, "good");
    return seeOther(paths.signIn());
  }
  if (searchParams.has("SAMLRequest")) {
    try {
      const asked = await readLogoutRequest(settings, search, now());
      await endAtProvider(await outsideActor(), { connectionId: connection.id, ...asked });
      return seeOther(
        connection.signOutUrl ? await logoutResponseUrl(settings, asked.requestId, asked.relayState) : paths.signIn(),
      );
    } catch (error) {
      if (!(error instanceof LogoutRefused)) throw error;
      return Response.json({ error: error.message, check: error.check.name, status: "error" }, { status: 400 });
    }
  }
  const [sessionId = "", of = ""] = (await carried("sso-out")).split(".");
  await carry("sso-out", "");
  const shown = of === connection.id ? await shownTo(sessionId, of) : null;
  return seeOther(shown && connection.signOutUrl ? await logoutUrl(settings, shown) : paths.signIn());
});
