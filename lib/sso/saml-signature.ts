import { getVerifiedXml } from "@node-saml/node-saml/lib/xml";
import type { Check } from "./answer";
import { elementsAt, parseXml } from "./saml-document";

/** Which element of an answer is signed, by what, and what the signature says: only that is read further. */

/** XML signature algorithms that count (SEC-D16): RSA with SHA-2, exclusive canonicalization, enveloped signature. */
const allowed: Record<string, readonly string[]> = {
  SignatureMethod: ["256", "384", "512"].map((size) => `http://www.w3.org/2001/04/xmldsig-more#rsa-sha${size}`),
  DigestMethod: [
    "http://www.w3.org/2001/04/xmlenc#sha256",
    "http://www.w3.org/2001/04/xmldsig-more#sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512",
  ],
  CanonicalizationMethod: ["http://www.w3.org/2001/10/xml-exc-c14n#"],
  Transform: ["http://www.w3.org/2000/09/xmldsig#enveloped-signature", "http://www.w3.org/2001/10/xml-exc-c14n#"],
};

export function algorithmCheck(document: Document): Check {
  const found = Object.entries(allowed).flatMap(([name, known]) =>
    elementsAt(document, `//s:${name}`).map((element) => {
      const algorithm = element.getAttribute("Algorithm") ?? "";
      return { algorithm, ok: known.includes(algorithm) };
    }),
  );
  const bad = found.find(({ ok }) => !ok);
  const method = found[0]?.algorithm ?? "none";
  return {
    name: "algorithm",
    label: "Algorithm",
    expected: "RSA with SHA-256 or longer",
    found: bad?.algorithm ?? method,
    ok: !bad,
  };
}

/**
 * The one assertion as it was signed, by itself or with the whole response; null where neither is. A signature that is
 * there and does not fit refuses all, whatever the other says.
 */
export async function signedAssertion(
  xml: string,
  response: Element,
  assertion: Element,
  certificates: string[],
): Promise<Element | null> {
  let verified: Element | null = null;
  for (const element of [response, assertion]) {
    if (elementsAt(element, "./s:Signature").length === 0) continue;
    const text = getVerifiedXml(xml, element, certificates);
    if (text === null) return null;
    const root = (await parseXml(text)).documentElement;
    const [found] = element === response ? elementsAt(root, "./a:Assertion") : [root];
    if (found?.localName !== "Assertion") return null;
    verified = found;
  }
  return verified;
}
