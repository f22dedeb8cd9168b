import "server-only";
import { cookies } from "next/headers";
import { sha256 } from "@/lib/crypto";
import { env } from "@/lib/env";
import { newSecret } from "@/lib/ids";

/** Over https cookies are `__Host-` and Secure; over plain http (a laptop) they cannot be. */
export function secureCookies(): boolean {
  return env().APP_ORIGIN.startsWith("https:");
}

/** What somebody brought along before signing in: the token of a mailed link, or the e-mail they typed. */
export type Carried =
  | "invite"
  | "reset"
  | "verify"
  | "browser-link"
  | "billing-email"
  | "unsubscribe"
  | "email-change"
  | "not-me"
  | "sso-link"
  | "sso-unasked"
  | "sso-out"
  | "email";

type Name = "session" | "browser" | "ticket" | "half" | "trusted" | "csrf" | "flash" | Carried;

export function cookieName(name: Name): string {
  return `${secureCookies() ? "__Host-" : ""}atrium-${name}`;
}

/** Seconds a cookie lives where it does not end with the browser. */
const year = 365 * 24 * 3600;

export function cookieOptions(maxAge?: number) {
  return {
    httpOnly: true,
    secure: secureCookies(),
    sameSite: "lax" as const,
    path: "/",
    ...(maxAge === undefined ? {} : { maxAge }),
  };
}

/** The hash of this browser's long-lived random id, or null before it has one. */
export async function browserHash(): Promise<string | null> {
  const value = (await cookies()).get(cookieName("browser"))?.value;
  return value && value.length >= 32 ? sha256(value) : null;
}

/** As {@link browserHash}, giving the browser an id first. Only where cookies can be set (actions, route handlers). */
export async function ensureBrowserHash(): Promise<string> {
  const known = await browserHash();
  if (known) return known;
  const value = newSecret();
  (await cookies()).set(cookieName("browser"), value, cookieOptions(year));
  return sha256(value);
}
