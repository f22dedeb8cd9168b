import { generateServiceProviderMetadata } from "@node-saml/node-saml";
import { parseDomFromString } from "@node-saml/node-saml/lib/xml";
import { RuleBroken } from "@/lib/errors";
import { attributeOf, elementsAt, textOf, whyUnread } from "./saml-document";
import type { OwnSettings } from "./saml-settings";

/** SAML metadata: ours to give, a provider's to read. */

const redirect = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";
const mostBytes = 1_000_000;

/** An EntityDescriptor with an SPSSODescriptor (SAML metadata §2.4.4), and the certificate of signed requests. */
export function spMetadata({ entityId, acsUrl, logoutUrl, signing }: OwnSettings): string {
  return generateServiceProviderMetadata({
    issuer: entityId,
    callbackUrl: acsUrl,
    logoutCallbackUrl: logoutUrl,
    identifierFormat: null,
    wantAssertionsSigned: true,
    ...(signing && { privateKey: signing.privateKey, publicCerts: signing.certificate }),
  });
}

export type IdpMetadata = { issuer: string; signInUrl: string; signOutUrl: string | null; certificates: string[] };

/** What one identity provider says of itself. Throws RuleBroken `metadata_unreadable`. Certificates are as they stand. */
export async function readIdpMetadata(xml: string): Promise<IdpMetadata> {
  if (xml.length > mostBytes) throw unreadable("That is longer than 1 MB: metadata of one provider is much shorter.");
  const unread = whyUnread(xml);
  if (unread) throw unreadable(`It contains ${unread}, which metadata has no need of.`);
  const document = await parseDomFromString(xml).catch(() => null);
  if (!document?.documentElement) throw unreadable("That is not XML. Paste the whole document, from its first <.");
  const entities = elementsAt(document, "//m:EntityDescriptor").filter(
    (each) => elementsAt(each, "./m:IDPSSODescriptor").length > 0,
  );
  const [entity, other] = entities;
  if (!entity) throw unreadable("It describes no identity provider (there is no IDPSSODescriptor).");
  if (other) throw unreadable("It describes several identity providers. Paste the metadata of the one alone.");
  const [descriptor] = elementsAt(entity, "./m:IDPSSODescriptor");
  const issuer = attributeOf(entity, "entityID");
  const location = (service: string) =>
    descriptor ? attributeOf(elementsAt(descriptor, `./m:${service}[@Binding='${redirect}']`)[0], "Location") : null;
  const signInUrl = location("SingleSignOnService");
  if (!descriptor || !issuer) throw unreadable("It does not say what the provider is called (entityID).");
  if (!signInUrl || !/^https?:\/\//.test(signInUrl)) {
    throw unreadable("It names no sign-in page for the HTTP-Redirect binding.");
  }
  const certificates = elementsAt(
    descriptor,
    "./m:KeyDescriptor[not(@use) or @use='signing']/s:KeyInfo//s:X509Certificate",
  )
    .map(textOf)
    .filter((each) => each !== null);
  if (certificates.length === 0) throw unreadable("It holds no signing certificate.");
  const signOut = location("SingleLogoutService");
  return { issuer, signInUrl, signOutUrl: signOut && /^https?:\/\//.test(signOut) ? signOut : null, certificates };
}

function unreadable(message: string): RuleBroken {
  return new RuleBroken("metadata_unreadable", message);
}
