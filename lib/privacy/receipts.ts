import "server-only";
import { createHash, createPrivateKey, createPublicKey, hkdfSync, sign } from "node:crypto";
import type { Receipt } from "@/db/schema";
import { env } from "@/lib/env";

/**
 * Proof of a deletion that others can check: Ed25519 (RFC 8032) over the receipt's JSON. The key is derived from
 * APP_SECRET, so that there is none to lose; who changes that secret keeps the public key of before with the receipts.
 */

/** PKCS #8 (RFC 8410 §7) around the 32 bytes of an Ed25519 private key. */
const pkcs8Head = Buffer.from("302e020100300506032b657004220420", "hex");

function privateKey() {
  const seed = Buffer.from(hkdfSync("sha256", env().APP_SECRET, "atrium", "privacy-receipts", 32));
  return createPrivateKey({ key: Buffer.concat([pkcs8Head, seed]), format: "der", type: "pkcs8" });
}

/** PEM (SubjectPublicKeyInfo). */
export function receiptPublicKey(): string {
  return createPublicKey(privateKey()).export({ format: "pem", type: "spki" }).toString();
}

/** The text that is signed: JSON with the keys of {@link Receipt} in their order. */
export function receiptText(receipt: Receipt): string {
  const { request, organization, project, regulation, ids, removed, remaining, requestedAt, finishedAt } = receipt;
  const counts = ({ events, profiles, aliases }: Receipt["removed"]) => ({ events, profiles, aliases });
  return JSON.stringify({
    request,
    organization,
    project,
    regulation,
    ids,
    removed: counts(removed),
    remaining: counts(remaining),
    requestedAt,
    finishedAt,
  });
}

/** Base64. */
export function signReceipt(receipt: Receipt): string {
  return sign(null, Buffer.from(receiptText(receipt)), privateKey()).toString("base64");
}

/** How a receipt names an id. */
export function hashedId(id: string): string {
  return createHash("sha256").update(id).digest("hex");
}
