import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeCertificate } from "@/lib/testing/certificates";
import { refusal } from "@/lib/testing/refusal";
import { type SamlIdp, startSamlIdp } from "@/lib/testing/saml-idp";
import { newSigningKey, readCertificate } from "./certificates";
import { readIdpMetadata, spMetadata } from "./saml-metadata";
import { signInUrl } from "./saml-request";

/** Metadata of both sides, and the certificates in it (S1). */
let idp: SamlIdp;
beforeAll(async () => {
  idp = await startSamlIdp();
});
afterAll(() => idp.stop());

const own = {
  entityId: "https://atrium.test/api/sso/con_1/metadata",
  acsUrl: "https://atrium.test/api/sso/con_1/acs",
  logoutUrl: "https://atrium.test/api/sso/con_1/logout",
  signing: null,
};

describe("[S1] metadata of a provider", () => {
  test("says who it is, where people sign in, and by which certificate", async () => {
    const read = await readIdpMetadata(idp.metadata);
    expect(read).toMatchObject({ issuer: idp.issuer, signInUrl: idp.signInUrl, signOutUrl: `${idp.issuer}/out` });
    expect(readCertificate(read.certificates[0] ?? "").subject).toBe("CN=idp.test");
  });

  test.each([
    ["no XML", () => "not xml"],
    ["a document type", () => `<!DOCTYPE x [<!ENTITY e "x">]>${idp.metadata}`],
    ["no provider", () => spMetadata(own)],
    ["no certificate", () => idp.metadata.replace(/<ds:X509Data>.*<\/ds:X509Data>/, "")],
    ["no redirect binding", () => idp.metadata.replaceAll("HTTP-Redirect", "HTTP-POST")],
    ["a page that is none", () => idp.metadata.replace(`${idp.issuer}/sign-in`, "javascript:alert(1)")],
    [
      "several providers",
      () =>
        `<x xmlns:x="urn:x">${idp.metadata.replace(/<\?xml.*?\?>/, "")}${idp.metadata.replace(/<\?xml.*?\?>/, "")}</x>`,
    ],
    ["too much", () => " ".repeat(1_000_001)],
  ])("with %s is refused in words", async (_what, xml) => {
    expect(await refusal(readIdpMetadata(xml()))).toBe("metadata_unreadable");
  });
});

describe("[S1] our metadata and requests", () => {
  test("name our pages; a signed request names its algorithm and does not fit when changed", async () => {
    const plain = spMetadata(own);
    for (const value of [own.entityId, own.acsUrl, own.logoutUrl, "WantAssertionsSigned"])
      expect(plain).toContain(value);
    const signing = await newSigningKey("Atrium con_1");
    expect(spMetadata({ ...own, signing })).toContain(signing.certificate.split(/\r?\n/)[1]);
    const settings = {
      ...own,
      signing,
      issuer: idp.issuer,
      signInUrl: idp.signInUrl,
      signOutUrl: null,
      certificates: (await readIdpMetadata(idp.metadata)).certificates,
    };
    const asked = { requestId: "_request1", relayState: "state", forceAuthn: false };
    const url = new URL(await signInUrl(settings, asked));
    expect(url.searchParams.get("SigAlg")).toBe("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256");
    expect(url.searchParams.get("Signature")).toBeTruthy();
    expect(url.searchParams.get("RelayState")).toBe("state");
    expect(new URL(await signInUrl({ ...settings, signing: null }, asked)).searchParams.get("Signature")).toBeNull();
  });
});

describe("[S1] certificates", () => {
  test("as PEM or bare, of RSA keys long enough; anything else is refused in words", () => {
    const { certificate, key } = makeCertificate({ name: "idp.test" });
    const bare = certificate.replace(/-----[A-Z ]+-----/g, "");
    expect(readCertificate(bare)).toEqual(readCertificate(certificate));
    expect(readCertificate(certificate.replace(/\n/g, "\r\n")).pem).toBe(readCertificate(certificate).pem);
    expect(readCertificate(certificate).fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    for (const wrong of [key, "MIIabc", "", "<xml/>", certificate.slice(0, 300)]) {
      expect(() => readCertificate(wrong)).toThrow(expect.objectContaining({ code: "certificate_unreadable" }));
    }
  });
});
