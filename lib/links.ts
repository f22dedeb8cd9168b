import "server-only";
import { keyedHash, sameSecret } from "./crypto";
import { env } from "./env";

/** What a link may be used for; a token of one purpose is worth nothing for another. */
export type LinkPurpose =
  | "invitation.mail"
  | "invitation.copy"
  | "sign-up"
  | "password-reset"
  | "browser"
  | "billing-email"
  | "unsubscribe"
  | "email-change"
  | "not-me"
  | "account-export"
  | "sso-link";

/** A token for one row: its id and an HMAC over purpose, id and version. A higher version ends the old links. */
export function linkToken(purpose: LinkPurpose, id: string, version = 1): string {
  return `${id}.${keyedHash(`link:${purpose}`, `${id}.${version}`)}`;
}

/** The row a token names, or null where it is not even of the form. The version is checked with {@link tokenFits}. */
export function tokenId(token: string): string | null {
  const match = /^([a-z]{3,4}_[0-9a-z]{24})\.[A-Za-z0-9_-]{43}$/.exec(token);
  return match?.[1] ?? null;
}

export function tokenFits(token: string, purpose: LinkPurpose, id: string, version = 1): boolean {
  return sameSecret(token, linkToken(purpose, id, version));
}

/** An absolute address of ours, from the configured origin alone. `path` begins with a slash. */
export function appUrl(path: string): string {
  return `${env().APP_ORIGIN}${path}`;
}
