import "server-only";
import * as client from "openid-client";
import { isRuleBroken, RuleBroken } from "@/lib/errors";
import { assertOutside, fetchOutside, isInternalHost } from "@/lib/http/outside";

/** What an OpenID Connect connection holds. */
export type OidcSettings = { issuer: string; clientId: string; clientSecret: string };

/** What the last calls of one sign-in brought, for the page that explains a refusal. */
export type Seen = { idToken: string | null };

/**
 * Reads the discovery document (OpenID Connect Discovery 1.0 §4); its `issuer` must be exactly the one typed. Throws
 * RuleBroken at `issuer`: `address_refused`, `provider_unreachable`.
 */
export async function discover(
  { issuer, clientId, clientSecret }: OidcSettings,
  seen: Seen = { idToken: null },
): Promise<client.Configuration> {
  const url = assertOutside(issuer, "issuer");
  const ask: client.CustomFetch = async (address, { method, headers, body, signal }) => {
    const answer = await fetchOutside(address, { method, headers, body, signal });
    if (method === "POST") seen.idToken = await idTokenIn(answer.clone());
    return answer;
  };
  const execute = [client.enableNonRepudiationChecks, ...(isInternalHost(url) ? [client.allowInsecureRequests] : [])];
  try {
    const found = await client.discovery(url, clientId, {}, undefined, { [client.customFetch]: ask, execute });
    const {
      authorization_endpoint,
      token_endpoint,
      token_endpoint_auth_methods_supported: methods,
    } = found.serverMetadata();
    if (!authorization_endpoint || !token_endpoint) {
      throw new RuleBroken("provider_unreachable", "Its discovery document names no sign-in page.", {
        field: "issuer",
      });
    }
    // RFC 6749 §2.3.1: basic where it is not said to be only the other one.
    const post = methods && !methods.includes("client_secret_basic") && methods.includes("client_secret_post");
    const authentication = (post ? client.ClientSecretPost : client.ClientSecretBasic)(clientSecret);
    const config = new client.Configuration(
      found.serverMetadata(),
      clientId,
      { [client.clockTolerance]: 60 },
      authentication,
    );
    config[client.customFetch] = ask;
    for (const each of execute) each(config);
    return config;
  } catch (error) {
    if (isRuleBroken(error)) throw new RuleBroken(error.code, error.message, { field: "issuer" });
    throw new RuleBroken("provider_unreachable", whatIsWrong(error), { field: "issuer" });
  }
}

function whatIsWrong(error: unknown): string {
  const text = error instanceof Error ? error.message : "";
  if (/issuer/i.test(text)) {
    return "The provider calls itself by another issuer. Copy it exactly, a slash at the end included.";
  }
  return "No OpenID Connect discovery document stands there. The address of the issuer is without /.well-known/….";
}

async function idTokenIn(answer: Response): Promise<string | null> {
  try {
    const body: unknown = await answer.json();
    const token = typeof body === "object" && body !== null && "id_token" in body ? body.id_token : null;
    return typeof token === "string" ? token : null;
  } catch {
    return null;
  }
}
