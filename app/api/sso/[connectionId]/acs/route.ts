import { carry } from "@/lib/auth/carried";
import { publicRoute } from "@/lib/auth/handlers";
import { originOf } from "@/lib/auth/origin";
import { takeSamlResponse } from "@/lib/auth/sso-answers";
import { usableConnection } from "@/lib/auth/sso-attempts";
import { NotFound } from "@/lib/errors";
import { paths } from "@/lib/paths";
import { assertLimit } from "@/lib/rate-limit";
import { seeOther } from "../../see-other";

const longest = 512 * 1024;

/**
 * The assertion consumer service. The identity provider's page posts here, from another site and so without our
 * cookies: what it says is checked and kept, and a page of ours goes on in the browser that asked.
 */
export const POST = publicRoute(async (request, context) => {
  const origin = originOf(request.headers);
  await assertLimit("sso.address", origin.ip ?? "unknown");
  const { connectionId } = await context.params;
  const connection = await usableConnection(String(connectionId), { drafts: true });
  if (connection?.protocol !== "saml") throw new NotFound("connection");
  const body = await request.text();
  if (body.length > longest) return new Response("Too large.", { status: 413 });
  const form = new URLSearchParams(body);
  const post = { SAMLResponse: form.get("SAMLResponse"), RelayState: form.get("RelayState") };
  const { id, key } = await takeSamlResponse(connection, post, origin);
  if (key === null) return seeOther(paths.ssoFinish(id));
  await carry("sso-unasked", `${id}.${key}`);
  return seeOther(paths.ssoUnasked);
});
