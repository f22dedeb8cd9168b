import { createPublicKey, generateKeyPairSync, randomBytes } from "node:crypto";
import forge from "node-forge";

/** Keys and certificates for tests, made on the spot: nothing secret lies in the repository. */

export type CertificateGiven = {
  name: string;
  /** The user id, where Apple writes the bundle id. */
  uid?: string;
  from?: Date;
  until?: Date;
};
export type Certified = { certificate: string; key: string };

const day = 24 * 3600_000;

/** A certificate that signed itself, for localhost too. */
export function makeCertificate({ name, uid, from, until }: CertificateGiven): Certified {
  const key = rsaKey();
  const made = forge.pki.createCertificate();
  made.publicKey = forge.pki.publicKeyFromPem(publicPem(key));
  made.serialNumber = `01${randomBytes(8).toString("hex")}`;
  made.validity = {
    notBefore: from ?? new Date(Date.now() - day),
    notAfter: until ?? new Date(Date.now() + 300 * day),
  };
  const names = [
    ...(uid ? [{ type: "0.9.2342.19200300.100.1.1", value: uid }] : []),
    { name: "commonName", value: name },
  ];
  made.setSubject(names);
  made.setIssuer(names);
  made.setExtensions([
    { name: "basicConstraints", cA: true },
    {
      name: "subjectAltName",
      altNames: [
        { type: 2, value: "localhost" },
        { type: 7, ip: "127.0.0.1" },
      ],
    },
  ]);
  made.sign(forge.pki.privateKeyFromPem(key), forge.md.sha256.create());
  return { certificate: forge.pki.certificateToPem(made), key };
}

/** As Keychain and OpenSSL export it, by the old cipher or the present one. */
export function pkcs12Of(
  { certificate, key }: Certified,
  passphrase: string,
  options: { algorithm: "3des" | "aes256"; count?: number } = { algorithm: "3des" },
): Buffer {
  const made = forge.pkcs12.toPkcs12Asn1(
    forge.pki.privateKeyFromPem(key),
    [forge.pki.certificateFromPem(certificate)],
    passphrase,
    options,
  );
  return Buffer.from(forge.asn1.toDer(made).getBytes(), "binary");
}

/** As Apple gives them: EC on P-256, PKCS #8. */
export function ecKey(curve = "P-256"): string {
  return generateKeyPairSync("ec", { namedCurve: curve })
    .privateKey.export({ type: "pkcs8", format: "pem" })
    .toString();
}

/** As Google gives them. */
export function rsaKey(): string {
  return generateKeyPairSync("rsa", { modulusLength: 2048 })
    .privateKey.export({ type: "pkcs8", format: "pem" })
    .toString();
}

export function publicPem(privateKey: string): string {
  return createPublicKey(privateKey).export({ type: "spki", format: "pem" }).toString();
}

/** The file of a service account as Google's console gives it. */
export function serviceAccountFile(project: string, privateKey: string, more: object = {}) {
  return {
    type: "service_account",
    project_id: project,
    private_key_id: randomBytes(20).toString("hex"),
    private_key: privateKey,
    client_email: `firebase-adminsdk-x@${project}.iam.gserviceaccount.com`,
    client_id: "100000000000000000001",
    auth_uri: "https://accounts.google.com/o/oauth2/auth",
    token_uri: "https://oauth2.googleapis.com/token",
    universe_domain: "googleapis.com",
    ...more,
  };
}
