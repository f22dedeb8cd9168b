import { createVerify } from "node:crypto";
import { inflateRawSync } from "node:zlib";
import type { Check } from "./answer";
import { attributeOf, elementsAt, momentOf, parseXml, textOf } from "./saml-document";
import { type SamlSettings, samlOf } from "./saml-settings";

/** Single logout by the HTTP redirect binding (SAML profiles §4.4, bindings §3.4). */

const longest = 64 * 1024;
const skewMs = 60_000;
/** By these alone: RSA with SHA-2. */
const algorithms: Record<string, string> = {
  "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256": "RSA-SHA256",
  "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384": "RSA-SHA384",
  "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512": "RSA-SHA512",
};

/** Whose session at the provider it is. */
export type LoggedOut = { subject: string; subjectFormat: string | null; sessionIndex: string | null };

/** Where the browser goes to end the session at the provider, too. */
export function logoutUrl(
  settings: SamlSettings,
  { subject, subjectFormat, sessionIndex }: LoggedOut,
): Promise<string> {
  const user = {
    issuer: settings.issuer,
    nameID: subject,
    nameIDFormat: subjectFormat ?? "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
    ...(sessionIndex && { sessionIndex }),
  };
  return samlOf(settings).getLogoutUrlAsync(user, "", {});
}

/** Our answer to a request of the provider. */
export function logoutResponseUrl(settings: SamlSettings, requestId: string, relayState: string): Promise<string> {
  const request = { ID: requestId, issuer: settings.issuer, nameID: "", nameIDFormat: "" };
  return samlOf(settings).getLogoutResponseUrlAsync(request, relayState, {}, true);
}

export type LogoutRequest = { requestId: string; subject: string; sessionIndexes: string[]; relayState: string };

/**
 * A LogoutRequest that came as an address of ours; its signature over the query as it stands is required. Throws
 * {@link LogoutRefused} with the check that failed.
 */
export async function readLogoutRequest(settings: SamlSettings, rawQuery: string, now: Date): Promise<LogoutRequest> {
  const query = signedQuery(rawQuery);
  if (!query) throw refused("signature", "Signature", "a signed query", "none, or a parameter that stands twice");
  const algorithm = algorithms[query.algorithm];
  if (!algorithm) throw refused("algorithm", "Algorithm", "RSA with SHA-256 or longer", query.algorithm);
  const fits = settings.certificates.some((pem) => {
    try {
      return createVerify(algorithm).update(query.signed).verify(pem, query.signature, "base64");
    } catch {
      return false;
    }
  });
  if (!fits) throw refused("signature", "Signature", "a certificate of this connection", "another key, or changed");
  const root = await readRoot(query.message);
  if (!root) throw refused("document", "Document", "a SAML 2.0 LogoutRequest", "something else");
  const issuer = textOf(elementsAt(root, "./a:Issuer")[0]);
  if (issuer !== settings.issuer) throw refused("issuer", "Issuer", settings.issuer, issuer ?? "none");
  const destination = attributeOf(root, "Destination");
  if (destination !== null && destination !== settings.logoutUrl) {
    throw refused("destination", "Destination", settings.logoutUrl, destination);
  }
  const issued = momentOf(attributeOf(root, "IssueInstant"))?.getTime() ?? 0;
  const end = attributeOf(root, "NotOnOrAfter");
  const late = end !== null && (momentOf(end)?.getTime() ?? 0) <= now.getTime() - skewMs;
  if (late || Math.abs(now.getTime() - issued) > 5 * 60_000 + skewMs) {
    throw refused("clock", "Time", "made in the last 5 minutes", new Date(issued).toISOString());
  }
  const subject = textOf(elementsAt(root, "./a:NameID")[0]);
  const requestId = attributeOf(root, "ID");
  if (!subject || !requestId) throw refused("subject", "NameID", "a name of the person", "none");
  const sessionIndexes = elementsAt(root, "./p:SessionIndex")
    .map(textOf)
    .filter((each) => each !== null);
  return { requestId, subject, sessionIndexes, relayState: query.relayState };
}

export class LogoutRefused extends Error {
  constructor(readonly check: Check) {
    super(`${check.label}: expected ${check.expected}, found ${check.found}`);
    this.name = "LogoutRefused";
  }
}

function refused(name: string, label: string, expected: string, found: string): LogoutRefused {
  return new LogoutRefused({ name, label, expected, found, ok: false });
}

/** The parts of a redirect's query as they were signed (bindings §3.4.4.1): each once, undecoded, in their order. */
function signedQuery(rawQuery: string) {
  const parts = new Map<string, string>();
  for (const part of rawQuery.replace(/^\?/, "").split("&")) {
    const [name = ""] = part.split("=", 1);
    if (parts.has(name)) return null;
    parts.set(name, part.slice(name.length + 1));
  }
  const [message, algorithm, signature] = [parts.get("SAMLRequest"), parts.get("SigAlg"), parts.get("Signature")];
  if (!message || !algorithm || !signature) return null;
  const relay = parts.get("RelayState");
  const signed = [
    `SAMLRequest=${message}`,
    ...(relay === undefined ? [] : [`RelayState=${relay}`]),
    `SigAlg=${algorithm}`,
  ];
  try {
    return {
      message: decoded(message),
      algorithm: decoded(algorithm),
      signature: decoded(signature),
      relayState: decoded(relay ?? ""),
      signed: signed.join("&"),
    };
  } catch {
    return null;
  }
}

function decoded(value: string): string {
  return decodeURIComponent(value.replace(/\+/g, " "));
}

async function readRoot(message: string): Promise<Element | null> {
  try {
    const xml = inflateRawSync(Buffer.from(message, "base64"), { maxOutputLength: longest }).toString("utf8");
    const [root] = elementsAt(await parseXml(xml), "/p:LogoutRequest");
    return root ?? null;
  } catch {
    return null;
  }
}
