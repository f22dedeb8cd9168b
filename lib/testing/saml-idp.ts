import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { inflateRawSync } from "node:zlib";
import { assertionXml, encoded, responseXml, samlKey, signElement, type Written } from "./saml-signer";

/** A small SAML identity provider on loopback for browsers: it asks for a name and posts a signed response back. */
export type SamlIdp = {
  issuer: string;
  signInUrl: string;
  metadata: string;
  metadataUrl: string;
  /** Who signs in next, and what of the answer is otherwise. */
  next: Partial<Written> & { attributes?: Record<string, string[]> };
  /** A page that posts an answer nobody asked for, as a list of apps does. */
  unaskedUrl: (acsUrl: string, audience: string, relayState: string) => string;
  renewKey: () => void;
  stop: () => Promise<void>;
};

export async function startSamlIdp(): Promise<SamlIdp> {
  let key = samlKey();
  const server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? "/", issuer);
    if (url.pathname === "/metadata") {
      response.writeHead(200, { "Content-Type": "application/samlmetadata+xml" });
      response.end(self.metadata);
      return;
    }
    if (url.pathname === "/sign-in") {
      const xml = inflateRawSync(Buffer.from(url.searchParams.get("SAMLRequest") ?? "", "base64")).toString();
      const found = (name: string) => new RegExp(`${name}="([^"]+)"`).exec(xml)?.[1] ?? "";
      const audience = /<saml:Issuer[^>]*>([^<]+)</.exec(xml)?.[1] ?? "";
      const fresh = /ForceAuthn="true"/.test(xml) ? " again" : "";
      const given = { requestId: found(" ID"), acsUrl: found("AssertionConsumerServiceURL"), audience };
      page(response, given, url.searchParams.get("RelayState") ?? "", `Sign in${fresh}`);
      return;
    }
    if (url.pathname === "/out") {
      response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" });
      response.end(
        '<!doctype html><html lang="en"><title>IdP</title><link rel="icon" href="data:,"><main><h1>Signed out at the provider</h1></main></html>',
      );
      return;
    }
    if (url.pathname === "/unasked") {
      const given = {
        requestId: null,
        acsUrl: url.searchParams.get("acs") ?? "",
        audience: url.searchParams.get("aud") ?? "",
      };
      page(response, given, url.searchParams.get("to") ?? "", "Open the app");
      return;
    }
    response.writeHead(404);
    response.end();
  }

  type Given = { requestId: string | null; acsUrl: string; audience: string };

  function page(response: ServerResponse, given: Given, relayState: string, button: string): void {
    const assertionId = `_${randomBytes(12).toString("hex")}`;
    const all: Written = { at: new Date(), issuer, assertionId, ...given, ...self.next };
    const xml = signElement(responseXml(all, assertionXml(all)), { key, id: all.assertionId });
    const hidden = (name: string, value: string) => `<input type="hidden" name="${name}" value="${value}">`;
    response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" });
    response.end(
      `<!doctype html><html lang="en"><title>IdP</title><link rel="icon" href="data:,"><main><form method="post" action="${given.acsUrl}">${hidden("SAMLResponse", encoded(xml))}${hidden("RelayState", relayState)}<button>${button}</button></form></main></html>`,
    );
  }

  const metadata = () => {
    const body = key.certificate.replace(/-----[A-Z ]+-----|\s/g, "");
    const redirect = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";
    return `<?xml version="1.0"?><md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${issuer}"><md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${body}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor><md:SingleLogoutService Binding="${redirect}" Location="${issuer}/out"/><md:SingleSignOnService Binding="${redirect}" Location="${issuer}/sign-in"/></md:IDPSSODescriptor></md:EntityDescriptor>`;
  };

  const self: SamlIdp = {
    issuer,
    signInUrl: `${issuer}/sign-in`,
    get metadata() {
      return metadata();
    },
    metadataUrl: `${issuer}/metadata`,
    next: {},
    unaskedUrl: (acsUrl, audience, relayState) =>
      `${issuer}/unasked?${new URLSearchParams({ acs: acsUrl, aud: audience, to: relayState })}`,
    renewKey: () => {
      key = samlKey();
    },
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return self;
}
