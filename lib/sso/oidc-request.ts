import "server-only";
import * as client from "openid-client";
import { discover, type OidcSettings } from "./oidc-settings";

type Request = {
  redirectUri: string;
  state: string;
  nonce: string;
  /** Of PKCE (RFC 7636); only its hash leaves. */
  verifier: string;
  /** Whether the person has to prove themselves anew there: `max_age=0` (OpenID Connect Core §3.1.2.1). */
  fresh: boolean;
  loginHint: string | null;
};

/** Where the browser goes to sign in: code flow with PKCE S256, state and nonce. */
export async function oidcSignInUrl(settings: OidcSettings, request: Request): Promise<string> {
  const config = await discover(settings);
  const { redirectUri, state, nonce, verifier, fresh, loginHint } = request;
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    response_type: "code",
    scope: scopeOf(config),
    state,
    nonce,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    ...(fresh ? { max_age: "0", prompt: "login" } : {}),
    ...(loginHint ? { login_hint: loginHint } : {}),
  });
  return url.href;
}

/** `groups` is asked for only where the provider knows it: others refuse a scope they do not know. */
function scopeOf(config: client.Configuration): string {
  const known = config.serverMetadata().scopes_supported ?? [];
  return ["openid", "email", "profile", ...(known.includes("groups") ? ["groups"] : [])].join(" ");
}
