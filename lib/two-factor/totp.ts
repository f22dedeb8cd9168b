import "server-only";
import { Secret, TOTP } from "otpauth";

/**
 * Time-based one-time passwords (RFC 6238) as every authenticator app reads them: HMAC-SHA-1, 6 digits, 30 seconds, 160
 * bits of secret (RFC 4226 section 4, R6).
 */
const period = 30;
/** Steps that a device's clock may be off. */
const skew = 1;

/** A new secret, base32. */
export function newTotpSecret(): string {
  return new Secret({ size: 20 }).base32;
}

/** What the QR code says (Key Uri Format). `issuer` and `label` are shown in the app. */
export function totpUri(secret: string, issuer: string, label: string): string {
  return totpOf(secret, issuer, label).toString();
}

/** The 30-second step whose code this is, looking one step to both sides of `at`; null for a wrong code. */
export function stepOfCode(secret: string, code: string, at: Date): number | null {
  const delta = totpOf(secret).validate({ token: code, timestamp: at.getTime(), window: skew });
  return delta === null ? null : Math.floor(at.getTime() / 1000 / period) + delta;
}

function totpOf(secret: string, issuer?: string, label?: string): TOTP {
  return new TOTP({ secret: Secret.fromBase32(secret), algorithm: "SHA1", digits: 6, period, issuer, label });
}
