import "server-only";
import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { monthDay } from "@/lib/format";
import type { Credentials, Facts } from "./facts";
import { givenBytes, plainText, wrong } from "./given-text";
import { isCostlyKey, readPkcs12 } from "./read-pkcs12";
import type { ApnsCertificateInput } from "./schemas";

type Read = { facts: Facts["apns_certificate"]; credential: Credentials["apns_certificate"] };
type Pair = { certificate: X509Certificate; key: KeyObject };

/** A certificate for APNs with its key, as .p12 or as PEM. Throws `credential_invalid` at the field. */
export async function readApnsCertificate(input: ApnsCertificateInput, now: Date): Promise<Read> {
  const { file, pemSecret, passwordOfFile: passphrase } = input;
  const wanted = "the .p12 file that you exported";
  const { bytes, field } = await givenBytes({ file, text: pemSecret, textField: "pemSecret", wanted });
  const text = plainText(bytes);
  const { certificate, key } = text.includes("-----BEGIN")
    ? await pairOfPem(text, { field, passphrase })
    : await pairOfPkcs12(bytes, { field, passphrase });
  const expiresAt = new Date(certificate.validTo);
  if (expiresAt <= now)
    throw wrong(field, `The certificate ended on ${dayOf(expiresAt)}. Make a new one in Apple's developer account.`);
  if (new Date(certificate.validFrom) > now) throw wrong(field, "The certificate is not valid yet.");
  const names = namesIn(certificate);
  const sandbox = input.sandbox === "on";
  if (!sandbox && names.isForDevelopment)
    throw wrong("sandbox", "The certificate is for development: Apple takes it in the sandbox only.");
  return {
    facts: {
      topic: topicOf(input.topic, names.topic),
      sandbox,
      expiresAt: expiresAt.toISOString(),
      lastFour: certificate.serialNumber.slice(-4).toLowerCase(),
    },
    credential: {
      certificate: certificate.toString(),
      privateKey: key.export({ type: "pkcs8", format: "pem" }).toString(),
    },
  };
}

type How = { field: string; passphrase: string };

async function pairOfPem(text: string, { field, passphrase }: How): Promise<Pair> {
  const certificates = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  const keys = text.match(/-----BEGIN ([A-Z]+ )?PRIVATE KEY-----[\s\S]+?-----END ([A-Z]+ )?PRIVATE KEY-----/g) ?? [];
  if (keys.length > mostKeys) throw wrong(field, "There are many keys. Enter the certificate with its own key alone.");
  for (const key of keys)
    if (/BEGIN ENCRYPTED/.test(key) && (await isCostlyKey(derOf(key))))
      throw wrong(field, "The key is locked in a way that takes too long to open. Export it again.");
  return pairOf(
    certificates,
    keys.map((key) => openedKey(key, { field, passphrase })),
    field,
  );
}

const mostKeys = 3;

function derOf(pem: string): Buffer {
  return Buffer.from(pem.replace(/-----[^-]+-----/g, "").replace(/\s+/g, ""), "base64");
}

function openedKey(pem: string, { field, passphrase }: How): KeyObject {
  const isLocked = /ENCRYPTED/.test(pem);
  if (isLocked && passphrase === "") throw wrong("passwordOfFile", "The key is locked. Enter its passphrase.");
  try {
    return createPrivateKey(isLocked ? { key: pem, passphrase } : pem);
  } catch {
    throw isLocked
      ? wrong("passwordOfFile", "That is not the passphrase of the key.")
      : wrong(field, "The private key cannot be read. Export it again.");
  }
}

async function pairOfPkcs12(bytes: Buffer, { field, passphrase }: How): Promise<Pair> {
  const read = await readPkcs12(bytes, passphrase);
  if (read === "wrong_passphrase")
    throw wrong(
      "passwordOfFile",
      passphrase === "" ? "The file is locked. Enter its passphrase." : "That is not the passphrase of the file.",
    );
  if (read === "not_pkcs12")
    throw wrong(field, isCertificate(bytes) ? withoutKey : "That is no certificate: neither a .p12 file nor PEM text.");
  return pairOf(
    read.certificates,
    read.keys.map((key) => openedKey(key, { field, passphrase: "" })),
    field,
  );
}

const withoutKey =
  "The certificate is without its private key. In Keychain Access choose the certificate together with its key, then export both.";

/** The certificate that one of the keys belongs to; others are of whoever signed it. */
function pairOf(certificates: readonly string[], keys: readonly KeyObject[], field: string): Pair {
  if (certificates.length === 0)
    throw wrong(field, keys.length > 0 ? "There is a key, but no certificate. Enter both." : "That is no certificate.");
  if (keys.length === 0) throw wrong(field, withoutKey);
  for (const pem of certificates) {
    const certificate = certificateOf(pem, field);
    const key = keys.find((one) => certificate.checkPrivateKey(one));
    if (key) return { certificate, key };
  }
  throw wrong(field, "The private key does not belong to the certificate.");
}

function certificateOf(pem: string, field: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw wrong(field, "The certificate cannot be read. Export it again.");
  }
}

function isCertificate(bytes: Buffer): boolean {
  try {
    return new X509Certificate(bytes).subject !== "";
  } catch {
    return false;
  }
}

/** Apple writes the bundle id as UID, and behind the name: "Apple Push Services: com.example.app". */
function namesIn({ subject }: X509Certificate): { topic: string | null; isForDevelopment: boolean } {
  const field = (name: string) => new RegExp(`^${name}=(.+)$`, "m").exec(subject)?.[1]?.trim();
  const name = field("CN") ?? "";
  const topic = field("UID") ?? /: ([A-Za-z0-9][A-Za-z0-9.-]+)$/.exec(name)?.[1] ?? null;
  return { topic, isForDevelopment: /^Apple Development .*Push Services/i.test(name) };
}

function topicOf(typed: string, own: string | null): string {
  if (typed === "" && own === null) throw wrong("topic", "The certificate names no app. Enter the bundle id.");
  if (typed === "" || own === null) return typed || (own ?? "");
  if (typed === own || typed.startsWith(`${own}.`)) return typed;
  throw wrong("topic", `The certificate is for ${own}. Leave this empty, or enter that.`);
}

function dayOf(moment: Date): string {
  const day = moment.toISOString().slice(0, 10);
  return `${monthDay(day)}, ${day.slice(0, 4)}`;
}
