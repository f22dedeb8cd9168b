import "server-only";
import { cookies, headers } from "next/headers";
import { NextRequest } from "next/server";
import NextAuth, { type NextAuthOptions } from "next-auth";
import type { JWT } from "next-auth/jwt";
import CredentialsProvider from "next-auth/providers/credentials";
import { env } from "@/lib/env";
import { logger } from "@/lib/log";
import { safeReturnPath } from "@/lib/paths";
import { cookieName, cookieOptions, secureCookies } from "./cookies";
import { redeemTicket } from "./finish-sign-in";
import { originOf } from "./origin";
import { sessionLimits, sessionUser } from "./sessions";

/**
 * next-auth keeps the route, the CSRF check and the cookie. The cookie is an opaque random id whose hash is a row in
 * `sessions`: `encode` writes the id that `authorize` made, `decode` looks it up. Nothing the browser sends can change
 * what a session says.
 */
export function nextAuthOptions(): NextAuthOptions {
  const maxAge = sessionLimits.absoluteDays * 24 * 3600;
  return {
    secret: env().APP_SECRET,
    useSecureCookies: secureCookies(),
    logger: {
      error: (code, { name, message }) => logger.error({ code, name, message }, "next-auth failed"),
      // It misses NEXTAUTH_URL; every address it makes is replaced by ours (see the redirect below and lib/auth/redeem).
      warn: (code) => code !== "NEXTAUTH_URL" && logger.warn({ code }, "next-auth warns"),
      debug: () => undefined,
    },
    session: { strategy: "jwt", maxAge },
    pages: { signIn: "/sign-in", signOut: "/sign-in", error: "/sign-in" },
    cookies: {
      sessionToken: { name: cookieName("session"), options: cookieOptions() },
      csrfToken: { name: cookieName("csrf"), options: cookieOptions() },
      callbackUrl: { name: `${cookieName("flash")}-callback`, options: cookieOptions(60) },
    },
    providers: [
      CredentialsProvider({
        credentials: {},
        async authorize() {
          const jar = await cookies();
          const ticket = jar.get(cookieName("ticket"))?.value;
          const browser = jar.get(cookieName("browser"))?.value;
          if (!ticket || !browser) return null;
          try {
            const redeemed = await redeemTicket(
              ticket,
              browser,
              originOf(await headers()),
              jar.get(cookieName("session"))?.value ?? null,
            );
            return redeemed && { id: redeemed.userId, cookie: redeemed.cookie };
          } catch (err) {
            // next-auth would put its message into the address and tell nobody else.
            logger.error({ err }, "a sign-in ticket could not be redeemed");
            return null;
          }
        },
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) => (user && "cookie" in user ? { sub: user.id, cookie: user.cookie } : token),
      redirect: ({ url }) =>
        `${env().APP_ORIGIN}${safeReturnPath(url.startsWith(env().APP_ORIGIN) ? url.slice(env().APP_ORIGIN.length) : url)}`,
    },
    jwt: {
      maxAge,
      encode: async ({ token }) => (typeof token?.cookie === "string" ? token.cookie : ""),
      decode: async ({ token }) => {
        const userId = token ? await sessionUser(token) : null;
        return userId && token ? ({ sub: userId, cookie: token } satisfies JWT) : null;
      },
    },
  };
}

/** next-auth's own route handler. */
export async function runNextAuth(
  request: Request,
  context: { params: Promise<Record<string, string | string[] | undefined>> },
): Promise<Response> {
  const { nextauth } = await context.params;
  const steps = { params: Promise.resolve({ nextauth: [nextauth ?? []].flat() }) };
  return NextAuth(new NextRequest(request), steps, nextAuthOptions());
}
