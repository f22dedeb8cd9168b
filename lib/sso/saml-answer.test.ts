import { describe, expect, test } from "vitest";
import { makeCertificate } from "@/lib/testing/certificates";
import { assertionXml, encoded, responseXml, samlKey, signElement, type Written } from "@/lib/testing/saml-signer";
import { AnswerRefused } from "./answer";
import { readSamlAnswer } from "./saml-answer";
import type { SamlSettings } from "./saml-settings";

/**
 * A corpus of attacks on SAML answers. Each is made from the answer that is taken, by one change, and is refused at the
 * check it is about.
 */
const key = samlKey();
const now = new Date("2026-11-27T12:00:00Z");
const acsUrl = "https://atrium.test/api/sso/con_1/acs";
const settings: SamlSettings = {
  entityId: "https://atrium.test/api/sso/con_1/metadata",
  acsUrl,
  logoutUrl: "https://atrium.test/api/sso/con_1/logout",
  signing: null,
  issuer: "https://idp.test",
  signInUrl: "https://idp.test/sign-in",
  signOutUrl: null,
  certificates: [key.certificate],
};
const good: Written = { requestId: "_request1", at: now, issuer: settings.issuer, acsUrl, audience: settings.entityId };

const answerOf = (given: Partial<Written> = {}) => {
  const all = { ...good, ...given };
  return signElement(responseXml(all, assertionXml(all)), { key });
};
const read = (xml: string, expected: { requestId?: string | null; maxAuthAgeSeconds?: number } = {}) =>
  readSamlAnswer(settings, { SAMLResponse: encoded(xml) }, { requestId: "_request1", now, ...expected });

/** The name of the check at which an answer is refused; null where it is taken. */
async function refusedAt(xml: string, expected: { requestId?: string | null; maxAuthAgeSeconds?: number } = {}) {
  return read(xml, expected).then(
    () => null,
    (error: unknown) => {
      if (!(error instanceof AnswerRefused)) throw error;
      expect(error.checks.filter(({ ok }) => !ok)).toHaveLength(1);
      return error.check.name;
    },
  );
}

const assertionIn = (xml: string) => /<saml:Assertion .*<\/saml:Assertion>/.exec(xml)?.[0] ?? "";
const signatureIn = (xml: string) => /<Signature .*?<\/Signature>/.exec(xml)?.[0] ?? "";
const evil = (xml: string, id = "_evil") =>
  xml
    .replace(/_assertion1/g, id)
    .replace(">ada<", ">root<")
    .replace("ada@corp.test", "root@corp.test");

describe("[S1] an answer that is taken", () => {
  test("with the assertion signed", async () => {
    const answer = await read(answerOf());
    expect(answer).toMatchObject({
      issuer: "https://idp.test",
      subject: "ada",
      sessionIndex: "_session1",
      assertionId: "_assertion1",
      attributes: { email: ["ada@corp.test"], groups: ["Staff", "Data"] },
      amr: ["urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"],
    });
    expect(answer.authenticatedAt).toEqual(now);
    expect(answer.expiresAt.getTime()).toBe(now.getTime() + 360_000);
    expect(answer.checks.every(({ ok }) => ok)).toBe(true);
    expect(answer.decoded).toContain("<saml:Audience>");
  });

  test("with the response signed, or both", async () => {
    const whole = signElement(responseXml(good, assertionXml(good)), { key, id: "_response1" });
    expect(await refusedAt(whole)).toBeNull();
    expect(await refusedAt(signElement(answerOf(), { key, id: "_response1" }))).toBeNull();
  });

  test("with the second of two certificates, and with one that ran out: it is pinned", async () => {
    const old = makeCertificate({ name: "old", from: new Date(0), until: new Date(1e12) });
    const xml = signElement(responseXml(good, assertionXml(good)), { key: old });
    expect(await refusedAt(xml)).toBe("signature");
    const both = { ...settings, certificates: [key.certificate, old.certificate] };
    const answer = await readSamlAnswer(both, { SAMLResponse: encoded(xml) }, { requestId: "_request1", now });
    expect(answer.subject).toBe("ada");
  });

  test("that nobody asked for, only where none is expected", async () => {
    expect(await refusedAt(answerOf({ requestId: null }), { requestId: null })).toBeNull();
    expect(await refusedAt(answerOf({ requestId: null }))).toBe("in_response_to");
    expect(await refusedAt(answerOf(), { requestId: null })).toBe("in_response_to");
  });
});

describe("[S1] signature wrapping", () => {
  const signed = answerOf();
  const assertion = assertionIn(signed);
  const signature = signatureIn(assertion);
  const unsigned = assertion.replace(signature, "");
  const whole = signElement(responseXml(good, assertionXml(good)), { key, id: "_response1" });
  const wholeSignature = signatureIn(whole);
  const wholeUnsigned = whole.replace(wholeSignature, "");
  const evilResponse = evil(wholeUnsigned).replace(/_response1/g, "_evilResponse");
  const behindIssuer = (xml: string, inserted: string) => xml.replace("</saml:Issuer>", `</saml:Issuer>${inserted}`);
  const evilAssertion = evil(unsigned);

  const forms: Record<string, string> = {
    XSW1: behindIssuer(evilResponse, wholeSignature.replace("</Signature>", `${wholeUnsigned}</Signature>`)),
    XSW2: behindIssuer(evilResponse, `${wholeUnsigned}${wholeSignature}`),
    XSW3: signed.replace(assertion, `${evilAssertion}${assertion}`),
    XSW4: signed.replace(assertion, evilAssertion.replace("</saml:Assertion>", `${assertion}</saml:Assertion>`)),
    XSW5: signed.replace(assertion, `${behindIssuer(evilAssertion, signature)}${unsigned}`),
    XSW6: signed.replace(
      assertion,
      behindIssuer(evilAssertion, signature.replace("</Signature>", `${unsigned}</Signature>`)),
    ),
    XSW7: signed.replace(assertion, `<samlp:Extensions>${evilAssertion}</samlp:Extensions>${assertion}`),
    XSW8: signed.replace(
      assertion,
      behindIssuer(evilAssertion, signature.replace("</Signature>", `<Object>${unsigned}</Object></Signature>`)),
    ),
  };

  test("the pieces put together again are the answer that is taken", async () => {
    expect(await refusedAt(signed.replace(assertion, behindIssuer(unsigned, signature)))).toBeNull();
    expect(await refusedAt(behindIssuer(wholeUnsigned, wholeSignature))).toBeNull();
  });

  test.each(Object.entries(forms))("%s is refused for its structure", async (_name, xml) => {
    expect(xml).toContain("root@corp.test");
    expect(await refusedAt(xml)).toBe("structure");
  });

  test("two assertions, both signed, and an id that stands twice", async () => {
    expect(await refusedAt(signed.replace(assertion, `${assertion}${assertion}`))).toBe("structure");
    expect(await refusedAt(signed.replace('ID="_response1"', 'ID="_assertion1"'))).toBe("structure");
  });

  test("a further signature where none belongs, beside the one that fits", async () => {
    const further = `<samlp:Extensions>${signature.replaceAll("_assertion1", "_other")}</samlp:Extensions><samlp:Status>`;
    expect(await refusedAt(signed.replace("<samlp:Status>", further))).toBe("structure");
  });

  test("an encrypted assertion, with what to do", async () => {
    const xml = signed.replace(
      assertion,
      "<saml:EncryptedAssertion xmlns:saml='urn:oasis:names:tc:SAML:2.0:assertion'/>",
    );
    await expect(read(xml)).rejects.toThrow(/switch encryption off/);
  });
});

describe("[S1] signatures", () => {
  const unsigned = responseXml(good, assertionXml(good));

  test("none, another element's, another key's, and one whose content was changed", async () => {
    expect(await refusedAt(unsigned)).toBe("signature");
    const other = samlKey("attacker.test");
    expect(await refusedAt(signElement(unsigned, { key: other }))).toBe("signature");
    expect(await refusedAt(signElement(unsigned, { key: other, keyInfo: false }))).toBe("signature");
    expect(await refusedAt(answerOf().replace("ada@corp.test", "root@corp.test"))).toBe("signature");
    // The response is signed; the assertion in it by somebody else: one that does not fit refuses all.
    const both = signElement(signElement(unsigned, { key: other }), { key, id: "_response1" });
    expect(await refusedAt(both)).toBe("signature");
    // The signature of the response, moved into the assertion.
    const whole = signElement(unsigned, { key, id: "_response1" });
    const moved = whole
      .replace(signatureIn(whole), "")
      .replace("<saml:Subject>", `${signatureIn(whole)}<saml:Subject>`);
    expect(await refusedAt(moved)).toBe("signature");
  });

  test("algorithms that are weak, or no public keys at all", async () => {
    const sha1 = "http://www.w3.org/2000/09/xmldsig#rsa-sha1";
    const hmac = "http://www.w3.org/2000/09/xmldsig#hmac-sha1";
    expect(await refusedAt(signElement(unsigned, { key, method: sha1 }))).toBe("algorithm");
    expect(await refusedAt(signElement(unsigned, { key, digest: "http://www.w3.org/2000/09/xmldsig#sha1" }))).toBe(
      "algorithm",
    );
    const secret = { key: key.certificate, certificate: key.certificate };
    expect(await refusedAt(signElement(unsigned, { key: secret, method: hmac, keyInfo: false }))).toBe("algorithm");
    const longer = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512";
    expect(await refusedAt(signElement(unsigned, { key, method: longer }))).toBeNull();
  });

  test("a comment in the NameID cuts nothing off", async () => {
    const xml = answerOf({ nameId: "ada<!-- -->@corp.test.evil.test" });
    expect((await read(xml)).subject).toBe("ada@corp.test.evil.test");
    // Put in afterwards it changes nothing that was signed, so that the whole name still stands.
    const later = answerOf({ nameId: "ada@corp.test.evil.test" }).replace("corp.test.evil", "corp.test<!-- -->.evil");
    expect((await read(later)).subject).toBe("ada@corp.test.evil.test");
  });
});

describe("[S1] documents", () => {
  test("a document type, entities and processing instructions are not even read", async () => {
    const xml = answerOf();
    expect(await refusedAt(`<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]>${xml}`)).toBe("document");
    expect(await refusedAt(`<?xml-stylesheet href="x"?>${xml}`)).toBe("document");
    expect(await refusedAt(`<?xml version="1.0"?>${xml}`)).toBeNull();
    expect(await refusedAt("<a>")).toBe("document");
    expect(await refusedAt("<html/>")).toBe("document");
  });

  test("no base64, none at all, too much", async () => {
    const at = async (SAMLResponse: unknown) =>
      readSamlAnswer(settings, { SAMLResponse }, { requestId: "_request1", now }).catch(
        (error: AnswerRefused) => error.check.name,
      );
    expect(await at("<xml>")).toBe("encoding");
    expect(await at(null)).toBe("encoding");
    expect(await at(["a"])).toBe("encoding");
    expect(await at("A".repeat(256 * 1024 + 4))).toBe("size");
  });

  test("the provider's own refusal is shown", async () => {
    await expect(read(answerOf({ status: "Responder" }))).rejects.toThrow(/Status.*Responder/);
  });

  test("[SEC-D16] more tags than an answer has need of, or deeper ones, are not even read: checking them takes minutes", async () => {
    const began = performance.now();
    for (const filling of [
      "<a/>".repeat(40_000),
      "<a>".repeat(20_000) + "</a>".repeat(20_000),
      '<a b="c"/>'.repeat(18_000),
    ]) {
      const xml = answerOf().replace("<samlp:Status>", `${filling}<samlp:Status>`);
      expect(await refusedAt(xml)).toBe("document");
    }
    const within = answerOf({
      attributes: { email: ["ada@corp.test"], groups: Array.from({ length: 800 }, (_, n) => `Group ${n}`) },
    });
    expect(await refusedAt(within)).toBeNull();
    expect(performance.now() - began).toBeLessThan(20_000);
  });

  test("a NameID that is another each time is none", async () => {
    const format = "urn:oasis:names:tc:SAML:2.0:nameid-format:";
    const all = { ...good };
    const transient = assertionXml(all).replace(`${format}persistent`, `${format}transient`);
    expect(await refusedAt(signElement(responseXml(all, transient), { key }))).toBe("subject");
  });
});

describe("[S1] what an answer is for", () => {
  test.each<[string, Partial<Written>]>([
    ["issuer", { issuer: "https://other.test" }],
    ["issuer", { assertionIssuer: "https://other.test" }],
    ["destination", { destination: "https://other.test/acs" }],
    ["recipient", { recipient: "https://atrium.test/api/sso/con_2/acs" }],
    ["in_response_to", { requestId: "_other" }],
    ["audience", { audience: "https://atrium.test/api/sso/con_2/metadata" }],
    ["clock", { notOnOrAfter: new Date(now.getTime() - 61_000) }],
    ["clock", { notBefore: new Date(now.getTime() + 61_000) }],
    ["age", { issueInstant: new Date(now.getTime() - 361_000) }],
    ["age", { issueInstant: new Date(now.getTime() + 61_000) }],
    ["subject", { nameId: " " }],
  ])("wrong %s: %o", async (name, given) => {
    expect(await refusedAt(answerOf(given))).toBe(name);
  });

  test("a minute is given to clocks", async () => {
    expect(await refusedAt(answerOf({ notOnOrAfter: new Date(now.getTime() - 59_000) }))).toBeNull();
    expect(await refusedAt(answerOf({ notBefore: new Date(now.getTime() + 59_000) }))).toBeNull();
  });

  test("[A6] an old sign-in there is none where a new one was asked for", async () => {
    const old = answerOf({ authnInstant: new Date(now.getTime() - 3600_000) });
    expect(await refusedAt(old)).toBeNull();
    expect(await refusedAt(old, { maxAuthAgeSeconds: 300 })).toBe("authentication_age");
    expect(await refusedAt(answerOf(), { maxAuthAgeSeconds: 300 })).toBeNull();
  });
});
