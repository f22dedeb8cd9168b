import "server-only";
import { cookies } from "next/headers";
import { Forbidden } from "@/lib/errors";
import { paths } from "@/lib/paths";
import { cookieName, cookieOptions } from "./cookies";
import { isSameOrigin } from "./origin";
import { endSessionOfCookie } from "./sessions";

/**
 * Runs next-auth's redemption of a ticket and answers in our words: the page to return to with the session's cookie,
 * or sign-in with a sentence. The ticket goes either way, and the session this browser had before ends with a new one.
 */
export async function redeemed(list: Headers, run: () => Promise<Response>): Promise<Response> {
  if (!isSameOrigin(list)) throw new Forbidden("sign-in");
  const jar = await cookies();
  const before = jar.get(cookieName("session"))?.value;
  const answer = await run();
  const session = answer.headers.getSetCookie().find((cookie) => cookie.startsWith(`${cookieName("session")}=`));
  for (const name of ["ticket", "csrf", "email"] as const) jar.set(cookieName(name), "", cookieOptions(0));
  if (session && before) await endSessionOfCookie(before);
  const location = session ? answer.headers.get("location") : `${paths.signIn()}?error=expired`;
  const headers = new Headers({ Location: location ?? "/", "Cache-Control": "no-store" });
  if (session) headers.append("Set-Cookie", session);
  return new Response(null, { status: 303, headers });
}
