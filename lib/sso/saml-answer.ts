import { type Answer, AnswerRefused, type Check } from "./answer";
import { attributeOf, elementsAt, momentOf, parseXml, readableXml, textOf, whyUnread } from "./saml-document";
import type { SamlSettings } from "./saml-settings";
import { algorithmCheck, signedAssertion } from "./saml-signature";

/** Reading of an authentication response (SAML core §3.4.1.4, profiles §4.1.4). */

const mostBytes = 256 * 1024;
const skewMs = 60_000;
const oldestMs = 5 * 60_000;

type Expected = {
  /** The request it must answer; null for one that nobody here asked for, which must answer none. */
  requestId: string | null;
  now: Date;
  /** Where the person had to prove themselves anew. */
  maxAuthAgeSeconds?: number;
};

export type SamlAnswer = Answer & { assertionId: string; expiresAt: Date };

/** Throws AnswerRefused with every check up to the one that failed. Only signed content is read into the answer. */
export async function readSamlAnswer(
  settings: SamlSettings,
  { SAMLResponse }: { SAMLResponse: unknown },
  expected: Expected,
): Promise<SamlAnswer> {
  const checks: Check[] = [];
  let decoded: string | null = null;
  const check = (name: string, label: string, wanted: string, found: string | null, ok: boolean): void => {
    checks.push({ name, label, expected: wanted, found: (found ?? "none").slice(0, 500), ok });
    if (!ok) throw new AnswerRefused(checks, decoded);
  };

  const size = typeof SAMLResponse === "string" ? SAMLResponse.length : 0;
  check("size", "Size", "at most 256 kB", `${Math.ceil(size / 1024)} kB`, size <= mostBytes);
  const text = typeof SAMLResponse === "string" ? SAMLResponse.replace(/\s/g, "") : "";
  const isBase64 = text !== "" && text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);
  check("encoding", "Encoding", "base64", isBase64 ? "base64" : "something else", isBase64);
  const xml = Buffer.from(text, "base64").toString("utf8");
  const unread = whyUnread(xml);
  check("document", "Document", "plain XML", unread ?? "plain XML", unread === null);
  const document = await parseXml(xml).catch(() => null);
  const [response] = document ? elementsAt(document, "/p:Response") : [];
  const root = document?.documentElement?.nodeName ?? "no XML";
  check("document", "Document", "a SAML 2.0 Response", response ? "a SAML 2.0 Response" : root, Boolean(response));
  if (!document || !response) throw new AnswerRefused(checks, null);
  decoded = readableXml(xml);

  const status = statusOf(response);
  check("status", "Status", "Success", status, status === "Success");
  const structure = structureOf(document);
  check("structure", "Structure", "one assertion, where it belongs", structure ?? "one assertion", structure === null);
  const algorithm = algorithmCheck(document);
  check(algorithm.name, algorithm.label, algorithm.expected, algorithm.found, algorithm.ok);
  const [unsigned] = elementsAt(response, "./a:Assertion");
  const isSigned = elementsAt(document, "//s:Signature").length > 0;
  const signed = unsigned
    ? await signedAssertion(xml, response, unsigned, settings.certificates).catch(() => null)
    : null;
  const byWhom = signed
    ? "signed with a certificate of this connection"
    : isSigned
      ? "another key, or changed"
      : "unsigned";
  check("signature", "Signature", "signed with a certificate of this connection", byWhom, signed !== null);
  if (!signed) throw new AnswerRefused(checks, decoded);

  const issuers = [elementsAt(response, "./a:Issuer")[0], elementsAt(signed, "./a:Issuer")[0]];
  const others = issuers.filter((each, index) => index === 1 || each).map(textOf);
  check(
    "issuer",
    "Issuer",
    settings.issuer,
    others.join(", "),
    others.every((each) => each === settings.issuer),
  );
  const destination = attributeOf(response, "Destination");
  check(
    "destination",
    "Destination",
    settings.acsUrl,
    destination ?? "not said",
    destination === null || destination === settings.acsUrl,
  );

  const [subject] = elementsAt(signed, "./a:Subject");
  const bearers = subject
    ? elementsAt(subject, "./a:SubjectConfirmation[@Method='urn:oasis:names:tc:SAML:2.0:cm:bearer']")
    : [];
  const [data] = bearers.flatMap((each) => elementsAt(each, "./a:SubjectConfirmationData"));
  const recipient = attributeOf(data, "Recipient");
  check("recipient", "Recipient", settings.acsUrl, recipient, recipient === settings.acsUrl);
  const answers = [attributeOf(data, "InResponseTo"), attributeOf(response, "InResponseTo")];
  check(
    "in_response_to",
    "InResponseTo",
    expected.requestId ?? "none: nobody here asked",
    [...new Set(answers.map((each) => each ?? "none"))].join(", "),
    answers[0] === expected.requestId && (answers[1] === expected.requestId || answers[1] === null),
  );
  const audiences = elementsAt(signed, "./a:Conditions/a:AudienceRestriction").map((each) =>
    elementsAt(each, "./a:Audience").map(textOf),
  );
  const isForUs = audiences.length > 0 && audiences.every((each) => each.includes(settings.entityId));
  check("audience", "Audience", settings.entityId, audiences.flat().join(", "), isForUs);

  const [conditions, more] = elementsAt(signed, "./a:Conditions");
  const ends = [attributeOf(data, "NotOnOrAfter"), attributeOf(conditions, "NotOnOrAfter")].filter(
    (each) => each !== null,
  );
  const starts = [attributeOf(data, "NotBefore"), attributeOf(conditions, "NotBefore")].filter((each) => each !== null);
  const at = expected.now.getTime();
  const inTime =
    !more &&
    attributeOf(data, "NotOnOrAfter") !== null &&
    ends.every((each) => (momentOf(each)?.getTime() ?? 0) > at - skewMs) &&
    starts.every((each) => (momentOf(each)?.getTime() ?? Number.POSITIVE_INFINITY) <= at + skewMs);
  check(
    "clock",
    "Time",
    `${expected.now.toISOString()} within its limits`,
    `${starts.join(", ")} – ${ends.join(", ")}`,
    inTime,
  );
  const issued = momentOf(attributeOf(signed, "IssueInstant"));
  const isYoung = issued !== null && issued.getTime() > at - oldestMs - skewMs && issued.getTime() <= at + skewMs;
  check("age", "Issued", "in the last 5 minutes", issued?.toISOString() ?? null, isYoung);

  const [nameId] = subject ? elementsAt(subject, "./a:NameID") : [];
  const name = textOf(nameId);
  // One that is another at every sign-in would make a new person of everybody each time (SAML core §8.3.8).
  const lasts = attributeOf(nameId, "Format") !== "urn:oasis:names:tc:SAML:2.0:nameid-format:transient";
  const found = lasts ? name : `${name}, for this sign-in alone (transient)`;
  check("subject", "NameID", "a name of the person that stays", found, name !== null && lasts);
  const [statement] = elementsAt(signed, "./a:AuthnStatement");
  const authenticatedAt = momentOf(attributeOf(statement, "AuthnInstant"));
  if (expected.maxAuthAgeSeconds !== undefined) {
    const oldest = at - expected.maxAuthAgeSeconds * 1000 - skewMs;
    const fresh = authenticatedAt !== null && authenticatedAt.getTime() >= oldest;
    check(
      "authentication_age",
      "Time of the sign-in there",
      `${new Date(oldest).toISOString()} or later`,
      authenticatedAt?.toISOString() ?? null,
      fresh,
    );
  }
  const assertionId = attributeOf(signed, "ID");
  check("structure", "Assertion id", "an id", assertionId, assertionId !== null);
  const method = textOf(elementsAt(signed, "./a:AuthnStatement/a:AuthnContext/a:AuthnContextClassRef")[0]);
  return {
    issuer: settings.issuer,
    subject: name ?? "",
    subjectFormat: attributeOf(nameId, "Format"),
    sessionIndex: attributeOf(statement, "SessionIndex"),
    attributes: attributesOf(signed),
    authenticatedAt,
    amr: method ? [method] : [],
    decoded,
    checks,
    assertionId: assertionId ?? "",
    expiresAt: new Date(Math.max(...ends.map((each) => momentOf(each)?.getTime() ?? at)) + skewMs),
  };
}

/** “Success”, or what the provider says instead. */
function statusOf(response: Element): string {
  const codes = elementsAt(response, "./p:Status//p:StatusCode").map((each) =>
    (attributeOf(each, "Value") ?? "").replace(/^.*:/, ""),
  );
  if (codes.length === 1 && codes[0] === "Success") return "Success";
  const message = textOf(elementsAt(response, "./p:Status/p:StatusMessage")[0]);
  return [codes.join(", ") || "none", message].filter(Boolean).join(": ");
}

/** What is wrong with how the document is built (signature wrapping, SEC-D16); null where it is as it should be. */
function structureOf(document: Document): string | null {
  const ids = elementsAt(document, "//*[@ID or @Id or @id]").map(
    (each) => each.getAttribute("ID") || each.getAttribute("Id") || each.getAttribute("id"),
  );
  if (new Set(ids).size !== ids.length) return "an id that stands twice";
  if (elementsAt(document, "//*[local-name()='EncryptedAssertion']").length > 0) {
    return "an encrypted assertion: switch encryption off, the way here is encrypted already";
  }
  const everywhere = elementsAt(document, "//*[local-name()='Assertion']").length;
  const here = elementsAt(document, "/p:Response/a:Assertion").length;
  if (everywhere !== 1 || here !== 1) return `${everywhere} assertions, ${here} of them where it belongs`;
  if (elementsAt(document, "//*[local-name()='Response']").length !== 1) return "a response inside of another";
  const signatures = elementsAt(document, "//*[local-name()='Signature']").length;
  const placed = elementsAt(document, "/p:Response/s:Signature | /p:Response/a:Assertion/s:Signature").length;
  if (signatures !== placed || signatures > 2) return "a signature where none belongs";
  if (elementsAt(document, "//s:Object").length > 0) return "an object inside of a signature";
  return null;
}

/** Values by name; by the friendly name too, where the name is an object identifier. */
function attributesOf(assertion: Element): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const attribute of elementsAt(assertion, "./a:AttributeStatement/a:Attribute")) {
    const values = elementsAt(attribute, "./a:AttributeValue").map((each) => textOf(each) ?? "");
    const name = attributeOf(attribute, "Name") ?? "";
    const friendly = attributeOf(attribute, "FriendlyName");
    const names = friendly && name.startsWith("urn:oid:") ? [name, friendly] : [name];
    for (const each of names) if (each && each !== "__proto__") found[each] = [...(found[each] ?? []), ...values];
  }
  return found;
}
