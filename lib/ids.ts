import { randomBytes, randomInt } from "node:crypto";
import { servicePrefix } from "./authz/service-user";

const prefixes = {
  user: "usr",
  session: "ses",
  team: "team",
  invitation: "inv",
  signUp: "sup",
  reset: "rst",
  audit: "aud",
  operation: "op",
  message: "msg",
  browser: "brw",
  request: "req",
  progress: "prg",
  planChange: "pch",
  billingEmail: "bem",
  invoice: "bill",
  previousKey: "key",
  projectReset: "prs",
  transfer: "trf",
  accessRequest: "arq",
  report: "rep",
  alert: "alr",
  emailChange: "emc",
  notice: "snt",
  gdprToken: "gdt",
  accountExport: "exp",
  halfSignIn: "hsi",
  secondFactor: "fac",
  passkey: "pky",
  trustedDevice: "trd",
  domain: "dom",
  connection: "con",
  ssoAttempt: "sso",
  ssoIdentity: "sid",
  directoryToken: "dtk",
  directoryUser: "dus",
  directoryGroup: "dgr",
  directoryRequest: "drq",
  serviceUser: servicePrefix,
  privacyRequest: "prv",
} as const;

/** A prefixed random id such as `usr_3f9c…`: 120 random bits in base32 letters, so it is safe in URLs and logs. */
export function newId(kind: keyof typeof prefixes): string {
  return `${prefixes[kind]}_${base32(randomBytes(15))}`;
}

/** A random 9-digit integer id for organizations and projects: clients of the wire need numbers. */
export function newNumericId(): number {
  return randomInt(100_000_000, 1_000_000_000);
}

/** A random secret of `bytes` bytes, base64url. 32 bytes unless said otherwise. */
export function newSecret(bytes = 32): string {
  return randomBytes(bytes).toString("base64url");
}

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

function base32(bytes: Buffer): string {
  let out = "";
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      out += alphabet[(value >>> (bits - 5)) & 31];
      bits -= 5;
      value &= (1 << bits) - 1;
    }
  }
  return out;
}
