import { SAML } from "@node-saml/node-saml";

/** Ours of one connection: requests are signed where there is a key, PEM both. */
export type SigningKey = { privateKey: string; certificate: string };
export type OwnSettings = { entityId: string; acsUrl: string; logoutUrl: string; signing: SigningKey | null };

/** With the provider's: its entity id, pages, and one or two certificates (PEM). */
export type SamlSettings = OwnSettings & {
  issuer: string;
  signInUrl: string;
  signOutUrl: string | null;
  certificates: string[];
};

type Differing = { requestId?: string; forceAuthn?: boolean };

/** The library with our settings, for what leaves us; what arrives is read in `saml-answer.ts`. */
export function samlOf(settings: SamlSettings, { requestId, forceAuthn = false }: Differing = {}): SAML {
  const { entityId, acsUrl, logoutUrl, signing, issuer, signInUrl, signOutUrl, certificates } = settings;
  return new SAML({
    issuer: entityId,
    callbackUrl: acsUrl,
    entryPoint: signInUrl,
    idpIssuer: issuer,
    idpCert: certificates,
    logoutUrl: signOutUrl ?? signInUrl,
    logoutCallbackUrl: logoutUrl,
    audience: entityId,
    identifierFormat: null,
    // The provider chooses how people prove themselves.
    disableRequestedAuthnContext: true,
    forceAuthn,
    signatureAlgorithm: "sha256",
    digestAlgorithm: "sha256",
    ...(signing && { privateKey: signing.privateKey }),
    ...(requestId && { generateUniqueId: () => requestId }),
  });
}
