import { parseDomFromString, xpath } from "@node-saml/node-saml/lib/xml";

/** XML of SAML messages as trees. Nothing here trusts what it reads. */

export const protocolNamespace = "urn:oasis:names:tc:SAML:2.0:protocol";
export const assertionNamespace = "urn:oasis:names:tc:SAML:2.0:assertion";
export const signatureNamespace = "http://www.w3.org/2000/09/xmldsig#";

/** Checking takes time that grows with the square of these: one answer of 256 kB of tags would hold up everybody. */
const mostMarks = 4000;
const mostLevels = 100;

/** How deep elements stand in each other, by their tags alone. */
function deepestOf(xml: string): number {
  let [depth, deepest] = [0, 0];
  for (const [tag] of xml.matchAll(/<\/?[A-Za-z_][^<>]*>/g)) {
    if (tag.startsWith("</")) depth -= 1;
    else if (!tag.endsWith("/>")) depth += 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/** Why a document is not even read, in words; null where it may be. A DTD could define entities (XXE, SEC-D16). */
export function whyUnread(xml: string): string | null {
  if (/<!DOCTYPE|<!ENTITY/i.test(xml)) return "a document type definition";
  if (/<\?(?!xml\s)/i.test(xml)) return "a processing instruction";
  if ((xml.match(/<|=\s*["']/g)?.length ?? 0) > mostMarks) return `more than ${mostMarks} tags and attributes`;
  if (deepestOf(xml) > mostLevels) return `elements in more than ${mostLevels} levels`;
  return null;
}

export async function parseXml(xml: string): Promise<Document> {
  const unread = whyUnread(xml);
  if (unread) throw new Error(unread);
  return parseDomFromString(xml);
}

/** Elements at a path of `namespace-prefix:name` steps below a node: `p` protocol, `a` assertion, `s` signature, `m` metadata. */
export function elementsAt(node: Node, path: string): Element[] {
  return xpath.selectElements(
    node,
    path.replace(/\b([pasm]):([A-Za-z0-9]+)/g, (_, prefix: string, name: string) => {
      return `*[local-name()='${name}' and namespace-uri()='${namespaces[prefix]}']`;
    }),
  );
}

const namespaces: Record<string, string> = {
  p: protocolNamespace,
  a: assertionNamespace,
  s: signatureNamespace,
  m: "urn:oasis:names:tc:SAML:2.0:metadata",
};

export function textOf(element: Element | undefined): string | null {
  const text = element?.textContent?.trim();
  return text ? text : null;
}

export function attributeOf(element: Element | undefined, name: string): string | null {
  return element?.hasAttribute(name) ? element.getAttribute(name) : null;
}

/** A moment of XML Schema; null for anything else. */
export function momentOf(text: string | null): Date | null {
  if (text === null || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text)) return null;
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? null : at;
}

/** The document for people to read: a line an element. */
export function readableXml(xml: string): string {
  let depth = 0;
  return xml
    .replace(/>\s*</g, ">\n<")
    .split("\n")
    .map((line) => {
      if (line.startsWith("</")) depth = Math.max(0, depth - 1);
      const indented = `${"  ".repeat(Math.min(depth, 40))}${line}`;
      if (/^<[^!?/]/.test(line) && !line.endsWith("/>") && !line.includes("</")) depth += 1;
      return indented;
    })
    .join("\n");
}
