import { browserHash } from "@/lib/auth/cookies";
import { publicRoute } from "@/lib/auth/handlers";
import { originOf } from "@/lib/auth/origin";
import { takeOidcCallback } from "@/lib/auth/sso-answers";
import { usableConnection } from "@/lib/auth/sso-attempts";
import { NotFound } from "@/lib/errors";
import { appUrl } from "@/lib/links";
import { paths } from "@/lib/paths";
import { assertLimit } from "@/lib/rate-limit";
import { seeOther } from "../../see-other";

/** Where an OpenID Connect provider sends the browser back to. */
export const GET = publicRoute(async (request, context) => {
  const origin = originOf(request.headers);
  await assertLimit("sso.address", origin.ip ?? "unknown");
  const { connectionId } = await context.params;
  const connection = await usableConnection(String(connectionId), { drafts: true });
  if (connection?.protocol !== "oidc") throw new NotFound("connection");
  // The address the provider was given, whatever name this server was reached under.
  const callback = new URL(appUrl(`/api/sso/${connection.id}/callback`));
  callback.search = new URL(request.url).search;
  return seeOther(paths.ssoFinish(await takeOidcCallback(connection, callback, await browserHash(), origin)));
});
