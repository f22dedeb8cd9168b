import { type SamlSettings, samlOf } from "./saml-settings";

type Request = {
  /** An XML name that the answer's InResponseTo repeats. */
  requestId: string;
  relayState: string;
  /** Whether the person has to prove themselves anew there (SAML core §3.4.1). */
  forceAuthn: boolean;
};

/** Where the browser goes with an AuthnRequest: HTTP redirect binding (SAML bindings §3.4). */
export function signInUrl(settings: SamlSettings, { requestId, relayState, forceAuthn }: Request): Promise<string> {
  return samlOf(settings, { requestId, forceAuthn }).getAuthorizeUrlAsync(relayState, undefined, {});
}
