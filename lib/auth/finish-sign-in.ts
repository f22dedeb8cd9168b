import "server-only";
import { createHash } from "node:crypto";
import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { cookies } from "next/headers";
import { counters, type Database, type Tx } from "@/db/client";
import { getFactors } from "@/db/queries/two-factor";
import { knownBrowsers, members, orgs, signInTickets, users } from "@/db/schema";
import type { Origin, OutsideActor } from "@/lib/authz/actor";
import { now } from "@/lib/clock";
import { sha256 } from "@/lib/crypto";
import { env } from "@/lib/env";
import { RuleBroken } from "@/lib/errors";
import { newSecret } from "@/lib/ids";
import { mutate } from "@/lib/mutate";
import { paths } from "@/lib/paths";
import { isConfirmation, trustedDevice } from "@/lib/two-factor/factors";
import { noteSecurity } from "@/lib/users/security-notices";
import { browserHash, cookieName, cookieOptions, ensureBrowserHash } from "./cookies";
import { beginHalfSignIn, halfSignInHere, takeHalfSignIn } from "./half-sign-in";
import { type FactorProof, proveFactor } from "./second-factor";
import { isFresh, openSession, provedBy } from "./session-proofs";
import { isTrustedHere, trustThisBrowser } from "./trusted-devices";
import { noteWayBackIn } from "./way-back-in";

const ticketSeconds = 60;

/** How the person proved who they are just now. */
export type Proof = "password" | "sign_up" | "invitation" | "reset" | "passkey" | "sso";

/**
 * A passkey that checked its person stands for both factors (T1); an identity provider asks for its own (T4), and where
 * an org does not count that, the org asks (`db/queries/org-gate.ts`).
 */
const standsForBoth: readonly Proof[] = ["passkey", "sso"];

type Given = {
  userId: string;
  proof: Proof;
  /** The page to come to. */
  returnTo?: string;
  /** The answer of an identity provider that it rests on. */
  attemptId?: string;
};

/**
 * The one gate that every way of signing in comes to. Whoever has a second factor is asked for it, unless the proof
 * stands for both or they trust this browser; else a one-time ticket is left here, which `/sign-in/continue` posts to
 * the single credentials provider. Returns the page to go to next. Throws when the account is gone.
 *
 * Who has to come in through single sign-on is judged where a password, passkey or reset is (`db/queries/sso-policy.ts`),
 * so that it reads like a wrong one; and the org itself stays shut (`db/queries/org-gate.ts`).
 */
export async function finishSignIn({ userId, proof, returnTo = "/", attemptId }: Given): Promise<string> {
  const [user] = await counters()
    .select({ enrolledAt: users.twoFactorEnrolledAt })
    .from(users)
    .where(and(eq(users.id, userId), isNull(users.deletedAt)));
  if (!user) throw new Error("A sign-in to an account that is gone.");
  const methods: string[] = [proof];
  if (user.enrolledAt && !standsForBoth.includes(proof)) {
    if (!(await isTrustedHere(userId))) {
      (await cookies()).set(cookieName("ticket"), "", cookieOptions(0));
      await beginHalfSignIn(userId, methods, returnTo);
      return paths.secondFactor;
    }
    methods.push(trustedDevice);
  }
  await leaveTicket(counters(), userId, methods, attemptId);
  return paths.continueSignIn(returnTo);
}

/** The second half, in the browser of the first. Throws RuleBroken `link_expired` when nothing waits here any more. */
export async function finishWithFactor(
  actor: OutsideActor,
  factor: FactorProof,
  { trust }: { trust: boolean },
): Promise<string> {
  const half = await halfSignInHere();
  if (!half) throw runOut();
  const { id, userId, methods, returnTo } = half;
  const attempt = { id, userId, purpose: "second_factor", browserHash: await browserHash() } as const;
  await proveFactor({ ...actor, userId }, attempt, factor);
  // Taken and left in one transaction: whoever ends the sign-ins under way meanwhile finds one of the two.
  const left = await counters().transaction(
    async (tx) => (await takeHalfSignIn(id, tx)) && leaveTicket(tx, userId, [...methods, factor.kind]),
  );
  if (!left) throw runOut();
  if (trust && factor.kind !== "recovery_code") await trustThisBrowser(userId, actor.origin);
  (await cookies()).set(cookieName("half"), "", cookieOptions(0));
  return paths.continueSignIn(returnTo);
}

function runOut(): RuleBroken {
  return new RuleBroken("link_expired", "That sign-in has run out after 10 minutes. Begin again.", {
    link: { href: paths.signIn(), label: "Sign in" },
  });
}

async function leaveTicket(where: Tx | Database, userId: string, methods: string[], attemptId?: string): Promise<true> {
  const at = now();
  const ticket = newSecret();
  // A ticket lost in a power cut is another sign-in, so nobody waits for the disk.
  await where.insert(signInTickets).values({
    ticketHash: sha256(ticket),
    browserHash: await ensureBrowserHash(),
    userId,
    methods,
    attemptId,
    createdAt: at,
    expiresAt: new Date(at.getTime() + ticketSeconds * 1000),
  });
  const jar = await cookies();
  // What the sign-out before had to say is no news any more.
  jar.set(cookieName("flash"), "", cookieOptions(0));
  jar.set(cookieName("ticket"), ticket, cookieOptions(ticketSeconds));
  const csrf = newSecret();
  jar.set(cookieName("csrf"), `${csrf}|${csrfHash(csrf)}`, cookieOptions());
  return true;
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
 * person's orgs, and the browser known from now on, in one transaction. Null for anything else. `before`: the cookie of
 * the session this browser has. What an identity provider showed is added to it where it is the same person's.
 */
export async function redeemTicket(
  ticket: string,
  browser: string,
  origin: Origin,
  before: string | null = null,
): Promise<{ userId: string; cookie: string } | null> {
  // Whose sign-in it is, the ticket says: the actor gets their id before the audit entries are written.
  const actor: OutsideActor = { kind: "outside", userId: null, origin };
  const hash = sha256(browser);
  return mutate(actor, async (change) => {
    const { tx, audit, now: at } = change;
    const [row] = await tx
      .update(signInTickets)
      .set({ usedAt: at })
      .where(
        and(
          eq(signInTickets.ticketHash, sha256(ticket)),
          eq(signInTickets.browserHash, hash),
          isNull(signInTickets.usedAt),
          gt(signInTickets.expiresAt, at),
        ),
      )
      .returning({
        userId: signInTickets.userId,
        methods: signInTickets.methods,
        attemptId: signInTickets.attemptId,
      });
    if (!row) return null;
    const { userId, methods, attemptId } = row;
    actor.userId = userId;
    const factors = await getFactors(userId, tx);
    const shown = attemptId === null ? null : await provedBy(tx, attemptId, userId);
    if (!factors || (attemptId !== null && !shown)) return null;
    const confirmed = isConfirmation(methods, factors) && (shown === null || isFresh(shown, at));
    const cookie = await openSession(tx, { userId, methods, confirmed, shown, before }, origin);
    const memberOf = await tx
      .select({ orgId: members.orgId })
      .from(members)
      .innerJoin(orgs, and(eq(orgs.id, members.orgId), isNull(orgs.deletedAt)))
      // What an org's own identity provider showed opens that org alone (S2).
      .where(and(eq(members.userId, userId), shown ? eq(members.orgId, shown.orgId) : undefined));
    const object = { type: "user" as const, id: userId };
    const after = { methods, ...(shown && { connection: shown.connectionId }) };
    audit({ userId, action: "user.signed_in", object, after });
    for (const { orgId } of memberOf) audit({ orgId, action: "user.signed_in", object, after });
    if (!shown) await noteWayBackIn(change, userId);
    if (await isNewDevice(tx, userId, hash)) {
      await noteSecurity(change, { kind: "new_device", userId });
    }
    await tx
      .insert(knownBrowsers)
      .values({ userId, browserHash: hash, knownSince: at, seenAt: at })
      .onConflictDoUpdate({
        target: [knownBrowsers.userId, knownBrowsers.browserHash],
        set: { seenAt: at, knownSince: sql`coalesce(${knownBrowsers.knownSince}, ${at.toISOString()}::timestamptz)` },
      });
    return { userId, cookie };
  });
}

/** Whether an account that is known in other browsers was never signed in to in this one; the first of all is none. */
async function isNewDevice(tx: Tx, userId: string, browserHash: string): Promise<boolean> {
  const [known] = await tx
    .select({
      others: sql<boolean>`bool_or(${knownBrowsers.browserHash} <> ${browserHash})`,
      // One that only a mailed link made known is new when it signs in.
      here: sql<boolean>`bool_or(${knownBrowsers.browserHash} = ${browserHash} and ${knownBrowsers.knownSince} is not null)`,
    })
    .from(knownBrowsers)
    .where(eq(knownBrowsers.userId, userId));
  return Boolean(known?.others && !known.here);
}
