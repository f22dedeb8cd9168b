import "server-only";
import { createPrivateKey, type KeyObject } from "node:crypto";
import type { Credentials, Facts } from "./facts";
import { givenBytes, plainText, wrong } from "./given-text";
import type { ApnsKeyInput } from "./schemas";

/** What was entered of an APNs key: Apple's .p8 is an EC key on P-256 (PKCS #8). Throws `credential_invalid` at the field. */
export async function readApnsKey(
  input: ApnsKeyInput,
): Promise<{ facts: Facts["apns_key"]; credential: Credentials["apns_key"] }> {
  const { file, keySecret, keyIdentifier: keyId, teamIdentifier: teamId, topic, sandbox } = input;
  const given = { file, text: keySecret, textField: "keySecret", wanted: "the .p8 file that Apple gave you" };
  const { bytes, field } = await givenBytes(given);
  const privateKey = p256Key(plainText(bytes), field).export({ type: "pkcs8", format: "pem" }).toString();
  const named = file && /^AuthKey_([A-Z0-9]{10})\.p8$/.exec(file.name)?.[1];
  if (named && named !== keyId)
    throw wrong("keyIdentifier", `The file is named after the key ${named}. Enter that, or choose the other file.`);
  const lastFour = privateKey.replace(/-----[^-]+-----|[\s=]/g, "").slice(-4);
  return { facts: { keyId, teamId, topic, sandbox: sandbox === "on", lastFour }, credential: { privateKey } };
}

function p256Key(text: string, field: string): KeyObject {
  const key = anyKey(text, field);
  if (key.asymmetricKeyType === "rsa")
    throw wrong(
      field,
      "That is an RSA key. Keys for APNs are EC keys: make one in Apple's developer account under Keys.",
    );
  if (key.asymmetricKeyType !== "ec" || key.asymmetricKeyDetails?.namedCurve !== "prime256v1")
    throw wrong(field, "That is a key of another kind. Keys for APNs are EC keys on the curve P-256.");
  return key;
}

function anyKey(text: string, field: string): KeyObject {
  if (/BEGIN CERTIFICATE/.test(text))
    throw wrong(field, "That is a certificate. Enter it under APNs certificate, or choose the .p8 file of a key.");
  if (/BEGIN ENCRYPTED/.test(text) || /Proc-Type: 4,ENCRYPTED/.test(text))
    throw wrong(field, "The key is locked with a passphrase. Enter the .p8 file as Apple gave it.");
  if (/BEGIN PUBLIC KEY/.test(text))
    throw wrong(field, "That is a public key. The .p8 file of Apple holds the private one.");
  try {
    return createPrivateKey(text.includes("-----BEGIN") ? text : withHeaders(text));
  } catch {
    throw wrong(field, "That is not a key. A .p8 file begins with -----BEGIN PRIVATE KEY-----.");
  }
}

/** Pasted without its first and last line. */
function withHeaders(text: string): string {
  const lines = text.replace(/\s+/g, "").replace(/(.{64})(?=.)/g, "$1\n");
  return `-----BEGIN PRIVATE KEY-----\n${lines}\n-----END PRIVATE KEY-----\n`;
}
