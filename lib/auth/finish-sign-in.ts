import "server-only";
import { createHash } from "node:crypto";
import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { cookies } from "next/headers";
import { counters, type Tx } from "@/db/client";
import { knownBrowsers, members, orgs, signInTickets } from "@/db/schema";
import type { Origin, OutsideActor } from "@/lib/authz/actor";
import { now } from "@/lib/clock";
import { sha256 } from "@/lib/crypto";
import { env } from "@/lib/env";
import { newSecret } from "@/lib/ids";
import { mutate } from "@/lib/mutate";
import { noteSecurity } from "@/lib/users/security-notices";
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
  const at = now();
  const ticket = newSecret();
  const browser = await ensureBrowserHash();
  // A ticket lost in a power cut is another sign-in, so nobody waits for the disk.
  await counters()
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

/**
 * Redeems a ticket once, in the browser it was made in: the session, the audit entries in the log of each of the
 * person's orgs, and the browser known from now on, in one transaction. Null for anything else.
 */
export async function redeemTicket(
  ticket: string,
  browser: string,
  origin: Origin,
): Promise<{ userId: string; cookie: string } | null> {
  // Whose sign-in it is, the ticket says: the actor gets their id before the audit entries are written.
  const actor: OutsideActor = { kind: "outside", userId: null, origin };
  const browserHash = sha256(browser);
  return mutate(actor, async (change) => {
    const { tx, audit, now: at } = change;
    const [row] = await tx
      .update(signInTickets)
      .set({ usedAt: at })
      .where(
        and(
          eq(signInTickets.ticketHash, sha256(ticket)),
          eq(signInTickets.browserHash, browserHash),
          isNull(signInTickets.usedAt),
          gt(signInTickets.expiresAt, at),
        ),
      )
      .returning({ userId: signInTickets.userId, methods: signInTickets.methods });
    if (!row) return null;
    const { userId, methods } = row;
    actor.userId = userId;
    const cookie = await createSession(userId, methods, origin, tx);
    const memberOf = await tx
      .select({ orgId: members.orgId })
      .from(members)
      .innerJoin(orgs, and(eq(orgs.id, members.orgId), isNull(orgs.deletedAt)))
      .where(eq(members.userId, userId));
    const object = { type: "user" as const, id: userId };
    audit({ userId, action: "user.signed_in", object, after: { methods } });
    for (const { orgId } of memberOf) audit({ orgId, action: "user.signed_in", object, after: { methods } });
    if (await isNewDevice(tx, userId, browserHash)) {
      await noteSecurity(change, { kind: "new_device", userId });
    }
    await tx
      .insert(knownBrowsers)
      .values({ userId, browserHash, seenAt: at })
      .onConflictDoUpdate({ target: [knownBrowsers.userId, knownBrowsers.browserHash], set: { seenAt: at } });
    return { userId, cookie };
  });
}

/** Whether an account that is known in other browsers was never signed in to in this one; the first of all is none. */
async function isNewDevice(tx: Tx, userId: string, browserHash: string): Promise<boolean> {
  const [known] = await tx
    .select({
      others: sql<boolean>`bool_or(${knownBrowsers.browserHash} <> ${browserHash})`,
      here: sql<boolean>`bool_or(${knownBrowsers.browserHash} = ${browserHash})`,
    })
    .from(knownBrowsers)
    .where(eq(knownBrowsers.userId, userId));
  return Boolean(known?.others && !known.here);
}
