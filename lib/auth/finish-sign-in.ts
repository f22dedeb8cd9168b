import "server-only";
import { createHash } from "node:crypto";
import { and, eq, gt, isNull } from "drizzle-orm";
import { cookies } from "next/headers";
import { db } from "@/db/client";
import { knownBrowsers, members, signInTickets, users } from "@/db/schema";
import type { Origin } from "@/lib/authz/actor";
import { now } from "@/lib/clock";
import { sha256 } from "@/lib/crypto";
import { env } from "@/lib/env";
import { newSecret } from "@/lib/ids";
import { mutate } from "@/lib/mutate";
import { cookieName, cookieOptions, ensureBrowserHash } from "./cookies";
import { createSession } from "./sessions";

const ticketSeconds = 60;

/** How the person proved who they are just now. */
export type Proof = "password" | "sign_up" | "invitation" | "reset";

/**
 * The one end of every way of signing in. It leaves a one-time ticket in this browser; the page `/sign-in/continue`
 * posts it to the single credentials provider, which redeems it for a session.
 *
 * Later gates (second factor, SSO policy of the e-mail's domain, trusted device) stand here, before the ticket.
 * Throws when the account is gone.
 */
export async function finishSignIn(userId: string, proof: Proof): Promise<void> {
  const [user] = await db().select({ id: users.id }).from(users).where(eq(users.id, userId));
  if (!user) throw new Error("The account that signed in does not exist.");
  const at = now();
  const ticket = newSecret();
  const browser = await ensureBrowserHash();
  await db()
    .insert(signInTickets)
    .values({
      ticketHash: sha256(ticket),
      browserHash: browser,
      userId,
      methods: [proof],
      createdAt: at,
      expiresAt: new Date(at.getTime() + ticketSeconds * 1000),
    });
  const jar = await cookies();
  // What the sign-out before had to say is no news any more.
  jar.set(cookieName("flash"), "", cookieOptions(0));
  jar.set(cookieName("ticket"), ticket, cookieOptions(ticketSeconds));
  const csrf = newSecret();
  jar.set(cookieName("csrf"), `${csrf}|${csrfHash(csrf)}`, cookieOptions());
}

/** Whether a finished sign-in waits in this browser for its session. */
export async function hasTicket(): Promise<boolean> {
  return Boolean((await cookies()).get(cookieName("ticket"))?.value);
}

/** The CSRF token of this browser, for the form that posts the ticket. */
export async function csrfToken(): Promise<string | null> {
  const [token, hash] = ((await cookies()).get(cookieName("csrf"))?.value ?? "").split("|");
  return token && hash === csrfHash(token) ? token : null;
}

/** next-auth's own form of a CSRF cookie: SHA-256 over token and secret, hexadecimal. */
function csrfHash(token: string): string {
  return createHash("sha256").update(`${token}${env().APP_SECRET}`).digest("hex");
}

/** Redeems a ticket once, in the browser it was made in, and makes the session. Null for anything else. */
export async function redeemTicket(
  ticket: string,
  browser: string,
  origin: Origin,
): Promise<{ userId: string; cookie: string } | null> {
  const at = now();
  const [row] = await db()
    .update(signInTickets)
    .set({ usedAt: at })
    .where(
      and(
        eq(signInTickets.ticketHash, sha256(ticket)),
        eq(signInTickets.browserHash, sha256(browser)),
        isNull(signInTickets.usedAt),
        gt(signInTickets.expiresAt, at),
      ),
    )
    .returning({ userId: signInTickets.userId, methods: signInTickets.methods });
  if (!row) return null;
  const cookie = await createSession(row.userId, row.methods, origin);
  await noteSignIn(row.userId, row.methods, sha256(browser), origin);
  return { userId: row.userId, cookie };
}

/** The audit entries of a sign-in, one in the log of each of the person's orgs, and the browser is known from now on. */
async function noteSignIn(userId: string, methods: string[], browser: string, origin: Origin): Promise<void> {
  await mutate({ kind: "outside" as const, userId, origin }, async ({ tx, audit, now: at }) => {
    const orgs = await tx.select({ orgId: members.orgId }).from(members).where(eq(members.userId, userId));
    const entry = {
      action: "user.signed_in" as const,
      object: { type: "user" as const, id: userId },
      after: { methods },
    };
    audit({ ...entry, userId });
    for (const { orgId } of orgs) audit({ ...entry, orgId });
    await tx
      .insert(knownBrowsers)
      .values({ userId, browserHash: browser, seenAt: at })
      .onConflictDoUpdate({ target: [knownBrowsers.userId, knownBrowsers.browserHash], set: { seenAt: at } });
  });
}
