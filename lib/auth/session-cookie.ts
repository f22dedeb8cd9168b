import "server-only";
import { cookies } from "next/headers";
import { cookieName, cookieOptions } from "./cookies";
import { endSessionOfCookie, sessionLimits } from "./sessions";

/** Gives this browser a session's new id, after a confirmation took the old one away. */
export async function setSessionCookie(value: string): Promise<void> {
  (await cookies()).set(cookieName("session"), value, cookieOptions(sessionLimits.absoluteDays * 24 * 3600));
}

/** Signs this browser out: the row ends, then the cookie goes. */
export async function endThisSession(): Promise<void> {
  const jar = await cookies();
  const cookie = jar.get(cookieName("session"))?.value;
  if (cookie) await endSessionOfCookie(cookie);
  for (const name of ["session", "ticket", "half", "csrf", "email"] as const) {
    jar.set(cookieName(name), "", cookieOptions(0));
  }
}
