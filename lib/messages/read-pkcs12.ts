import "server-only";
import type { Asn1, Bag } from "node-forge";

/** The certificates and keys of a .p12 file as PEM, or why it could not be read. */
export type Pkcs12 = { certificates: string[]; keys: string[] } | "not_pkcs12" | "wrong_passphrase";

/**
 * Reads a .p12 as Keychain and OpenSSL write them, of old ciphers too, which the runtime's own OpenSSL has given up. A
 * file that asks for absurdly many rounds of its key derivation is none.
 */
export async function readPkcs12(bytes: Buffer, passphrase: string): Promise<Pkcs12> {
  const { default: forge } = await import("node-forge");
  const { asn1, pki, pkcs12 } = forge;
  let parsed: Asn1;
  try {
    parsed = asn1.fromDer(bytes.toString("binary"));
  } catch {
    return "not_pkcs12";
  }
  if (roundsOf(parsed, asn1) > mostRounds) return "not_pkcs12";
  try {
    const pfx = pkcs12.pkcs12FromAsn1(parsed, false, passphrase);
    const bagsOf = (bagType: string) => pfx.getBags({ bagType })[bagType] ?? [];
    const der = (bag: Bag) => Buffer.from(asn1.toDer(bag.asn1).getBytes(), "binary").toString("base64");
    return {
      certificates: bagsOf(pki.oids.certBag).map(({ cert, ...bag }) =>
        cert ? pki.certificateToPem(cert) : pem("CERTIFICATE", der(bag)),
      ),
      keys: [...bagsOf(pki.oids.keyBag), ...bagsOf(pki.oids.pkcs8ShroudedKeyBag)].map(({ key, ...bag }) =>
        key ? pki.privateKeyToPem(key) : pem("PRIVATE KEY", der(bag)),
      ),
    };
  } catch (error) {
    const says = error instanceof Error ? error.message : "";
    return /password|MAC could not|decrypt/i.test(says) ? "wrong_passphrase" : "not_pkcs12";
  }
}

/** Of all keys and seals of a file together. Keychain and OpenSSL ask for 2,048 each; so many take a second or two. */
const mostRounds = 100_000;
const deepest = 40;

/** Whether opening a locked key (PKCS #8, DER) would take absurdly long. */
export async function isCostlyKey(der: Buffer): Promise<boolean> {
  const { default: forge } = await import("node-forge");
  try {
    return roundsOf(forge.asn1.fromDer(der.toString("binary")), forge.asn1) > mostRounds;
  } catch {
    return true;
  }
}

type Kit = { fromDer: (bytes: string) => Asn1; Type: { OCTETSTRING: number; INTEGER: number } };

/** Rounds stand right behind the salt, in the seal and in each cipher's parameters; what is wrapped in bytes is looked into. */
function roundsOf(node: Asn1, kit: Kit, depth = 0): number {
  if (depth > deepest) return Number.POSITIVE_INFINITY;
  if (typeof node.value === "string") {
    if (node.type !== kit.Type.OCTETSTRING) return 0;
    let inside: Asn1;
    try {
      inside = kit.fromDer(node.value);
    } catch {
      return 0;
    }
    return roundsOf(inside, kit, depth + 1);
  }
  const children = node.value;
  return children.reduce((sum, child, index) => {
    const counts = child.type === kit.Type.INTEGER && children[index - 1]?.type === kit.Type.OCTETSTRING;
    const own = counts && typeof child.value === "string" ? numberOf(child.value) : 0;
    return sum + own + roundsOf(child, kit, depth + 1);
  }, 0);
}

function numberOf(bytes: string): number {
  return bytes.length > 6
    ? Number.POSITIVE_INFINITY
    : Number.parseInt(Buffer.from(bytes, "binary").toString("hex"), 16);
}

function pem(label: string, base64: string): string {
  return `-----BEGIN ${label}-----\n${base64.replace(/(.{64})(?=.)/g, "$1\n")}\n-----END ${label}-----\n`;
}
