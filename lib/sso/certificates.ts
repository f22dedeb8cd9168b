import { generateKeyPair, randomBytes, X509Certificate } from "node:crypto";
import { promisify } from "node:util";
import forge from "node-forge";
import { RuleBroken } from "@/lib/errors";
import type { SigningKey } from "./saml-settings";

/** Certificates of identity providers, as people paste them, and our own for signed requests. */
export type Certificate = {
  pem: string;
  /** Whom it names, on one line. */
  subject: string;
  /** SHA-256, hexadecimal with colons. */
  fingerprint: string;
  startsAt: Date;
  expiresAt: Date;
};

/** PEM or only its base64. Throws RuleBroken `certificate_unreadable` with what to paste instead. */
export function readCertificate(text: string): Certificate {
  if (/PRIVATE KEY/.test(text)) {
    throw unreadable("That is a private key. Paste the certificate; the key stays at the provider.");
  }
  const body = text.replace(/-----(BEGIN|END) [A-Z0-9 ]+-----/g, "").replace(/\s/g, "");
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(body)) throw unreadable("That is not a certificate. It begins with MII….");
  const pem = `-----BEGIN CERTIFICATE-----\n${body.match(/.{1,64}/g)?.join("\n")}\n-----END CERTIFICATE-----\n`;
  let read: X509Certificate;
  try {
    read = new X509Certificate(pem);
  } catch {
    throw unreadable("That is not one whole certificate. Copy it again, from its first to its last character.");
  }
  const key = read.publicKey;
  if (key.asymmetricKeyType !== "rsa") throw unreadable("Its key is not RSA. Choose an RSA signing certificate there.");
  if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < 2048) {
    throw unreadable("Its key is shorter than 2048 bits. Choose a longer one there.");
  }
  return {
    pem,
    subject: read.subject.replace(/\n/g, ", "),
    fingerprint: read.fingerprint256,
    startsAt: new Date(read.validFrom),
    expiresAt: new Date(read.validTo),
  };
}

/** An RSA key of 2048 bits and a certificate of its own for ten years; the provider pins it and looks at nothing else. */
export async function newSigningKey(commonName: string): Promise<SigningKey> {
  const pair = await promisify(generateKeyPair)("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const made = forge.pki.createCertificate();
  made.publicKey = forge.pki.publicKeyFromPem(pair.publicKey);
  made.serialNumber = `01${randomBytes(15).toString("hex")}`;
  made.validity = {
    notBefore: new Date(Date.now() - 3600_000),
    notAfter: new Date(Date.now() + 10 * 365 * 24 * 3600_000),
  };
  const names = [{ name: "commonName", value: commonName }];
  made.setSubject(names);
  made.setIssuer(names);
  made.sign(forge.pki.privateKeyFromPem(pair.privateKey), forge.md.sha256.create());
  return { privateKey: pair.privateKey, certificate: forge.pki.certificateToPem(made) };
}

function unreadable(message: string): RuleBroken {
  return new RuleBroken("certificate_unreadable", message);
}
