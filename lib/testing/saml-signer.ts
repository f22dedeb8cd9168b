import { SignedXml } from "xml-crypto";
import { type Certified, makeCertificate } from "./certificates";

/** A SAML identity provider's pen, for tests: builds responses and signs what it is told to, well or badly. */

export type Written = {
  requestId: string | null;
  at: Date;
  issuer: string;
  acsUrl: string;
  audience: string;
  nameId?: string;
  attributes?: Record<string, string[]>;
  authnInstant?: Date;
  status?: string;
  destination?: string;
  recipient?: string;
  notOnOrAfter?: Date;
  notBefore?: Date;
  issueInstant?: Date;
  assertionIssuer?: string;
  assertionId?: string;
};

const protocol = "urn:oasis:names:tc:SAML:2.0:protocol";
const namespace = "urn:oasis:names:tc:SAML:2.0:assertion";
const later = (at: Date, seconds: number) => new Date(at.getTime() + seconds * 1000);

export function assertionXml(given: Written): string {
  const { requestId, at, issuer, acsUrl, audience } = given;
  const end = (given.notOnOrAfter ?? later(at, 300)).toISOString();
  const start = (given.notBefore ?? later(at, -30)).toISOString();
  const answers = requestId === null ? "" : ` InResponseTo="${requestId}"`;
  const attributes = Object.entries(given.attributes ?? { email: ["ada@corp.test"], groups: ["Staff", "Data"] })
    .map(([name, values]) => {
      const each = values.map((value) => `<saml:AttributeValue>${value}</saml:AttributeValue>`).join("");
      return `<saml:Attribute Name="${name}">${each}</saml:Attribute>`;
    })
    .join("");
  return (
    `<saml:Assertion xmlns:saml="${namespace}" ID="${given.assertionId ?? "_assertion1"}" Version="2.0" IssueInstant="${(given.issueInstant ?? at).toISOString()}">` +
    `<saml:Issuer>${given.assertionIssuer ?? issuer}</saml:Issuer>` +
    `<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">${given.nameId ?? "ada"}</saml:NameID>` +
    `<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">` +
    `<saml:SubjectConfirmationData NotOnOrAfter="${end}" Recipient="${given.recipient ?? acsUrl}"${answers}/></saml:SubjectConfirmation></saml:Subject>` +
    `<saml:Conditions NotBefore="${start}" NotOnOrAfter="${end}"><saml:AudienceRestriction><saml:Audience>${audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>` +
    `<saml:AuthnStatement AuthnInstant="${(given.authnInstant ?? at).toISOString()}" SessionIndex="_session1"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>` +
    `<saml:AttributeStatement>${attributes}</saml:AttributeStatement></saml:Assertion>`
  );
}

export function responseXml(given: Written, assertion: string): string {
  const { requestId, at, issuer, acsUrl } = given;
  const answers = requestId === null ? "" : ` InResponseTo="${requestId}"`;
  const status = given.status ?? "Success";
  return (
    `<samlp:Response xmlns:samlp="${protocol}" ID="_response1" Version="2.0" IssueInstant="${at.toISOString()}" Destination="${given.destination ?? acsUrl}"${answers}>` +
    `<saml:Issuer xmlns:saml="${namespace}">${issuer}</saml:Issuer>` +
    `<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:${status}"/></samlp:Status>` +
    `${assertion}</samlp:Response>`
  );
}

type Signing = { key: Certified; id?: string; method?: string; digest?: string; keyInfo?: boolean };

/** Signs the element of that id, enveloped, with the signature behind its issuer. */
export function signElement(xml: string, signing: Signing): string {
  const { key, id = "_assertion1", keyInfo = true } = signing;
  const method = signing.method ?? "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
  const signature = new SignedXml({
    privateKey: key.key,
    publicCert: key.certificate,
    signatureAlgorithm: method,
    canonicalizationAlgorithm: "http://www.w3.org/2001/10/xml-exc-c14n#",
    ...(keyInfo ? { getKeyInfoContent: SignedXml.getKeyInfoContent } : { getKeyInfoContent: () => null }),
  });
  if (method.includes("hmac")) signature.enableHMAC();
  signature.addReference({
    xpath: `//*[@ID='${id}']`,
    digestAlgorithm: signing.digest ?? "http://www.w3.org/2001/04/xmlenc#sha256",
    transforms: ["http://www.w3.org/2000/09/xmldsig#enveloped-signature", "http://www.w3.org/2001/10/xml-exc-c14n#"],
  });
  signature.computeSignature(xml, {
    location: { reference: `//*[@ID='${id}']/*[local-name()='Issuer']`, action: "after" },
  });
  return signature.getSignedXml();
}

export function samlKey(name = "idp.test"): Certified {
  return makeCertificate({ name });
}

export function encoded(xml: string): string {
  return Buffer.from(xml, "utf8").toString("base64");
}
