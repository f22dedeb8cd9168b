import "server-only";
import { createPrivateKey } from "node:crypto";
import * as z from "zod/mini";
import type { Credentials, Facts } from "./facts";
import { givenBytes, plainText, wrong } from "./given-text";
import type { FcmInput } from "./schemas";

const file = z.record(z.string(), z.unknown());
const guide = "In the Firebase console: Project settings, Service accounts, Generate new private key.";

/**
 * The JSON file of a Google service account. Where it says that tokens are given (`token_uri`) is not read: only
 * GOOGLE_TOKEN_URL is asked. Throws `credential_invalid` at the field.
 */
export async function readFcm(input: FcmInput): Promise<{ facts: Facts["fcm"]; credential: Credentials["fcm"] }> {
  const wanted = "the JSON file of the service account";
  const { bytes, field } = await givenBytes({
    file: input.file,
    text: input.jsonSecret,
    textField: "jsonSecret",
    wanted,
  });
  const values = parsed(plainText(bytes), field);
  assertServiceAccount(values, field);
  const text = (name: string) => textOf(values, name, field);
  const firebaseProject = text("project_id");
  if (!/^[a-z][a-z0-9.:-]{3,61}[a-z0-9]$/.test(firebaseProject))
    throw wrong(field, "“project_id” is not the id of a project.");
  const clientEmail = text("client_email");
  if (!/^[^\s@]+@[a-z0-9.-]+\.gserviceaccount\.com$/.test(clientEmail))
    throw wrong(field, "“client_email” is not the address of a service account.");
  const privateKey = rsaKey(text("private_key"), field);
  const privateKeyId = typeof values.private_key_id === "string" ? values.private_key_id.slice(0, 100) : "";
  return {
    facts: { firebaseProject, clientEmail, lastFour: (privateKeyId || lastOf(privateKey)).slice(-4) },
    credential: { privateKey, privateKeyId },
  };
}

function parsed(text: string, field: string): Record<string, unknown> {
  try {
    const read = file.safeParse(JSON.parse(text));
    if (read.success) return read.data;
  } catch {
    // Said below.
  }
  throw wrong(field, `That is not a JSON file of Google's. ${guide}`);
}

function assertServiceAccount(values: Record<string, unknown>, field: string): void {
  if (values.type === "service_account") return;
  if ("project_info" in values)
    throw wrong(field, `That is google-services.json of an app. A service account has a file of its own. ${guide}`);
  if ("installed" in values || "web" in values || values.type === "authorized_user")
    throw wrong(field, `That belongs to an OAuth client, not to a service account. ${guide}`);
  throw wrong(field, `The file is not of a service account: its “type” is not “service_account”. ${guide}`);
}

function textOf(values: Record<string, unknown>, name: string, field: string): string {
  const value = values[name];
  if (typeof value === "string" && value.trim() !== "") return value.trim();
  throw wrong(field, `“${name}” is missing in the file. Use it as Google gave it.`);
}

function rsaKey(pem: string, field: string): string {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === "rsa") return key.export({ type: "pkcs8", format: "pem" }).toString();
  } catch {
    // Said below.
  }
  throw wrong(field, "“private_key” in the file is not a key. Use the file as Google gave it.");
}

function lastOf(pem: string): string {
  return pem.replace(/-----[^-]+-----|[\s=]/g, "");
}
