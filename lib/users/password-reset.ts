import "server-only";
import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { isBoundToSso, mustUseSso } from "@/db/queries/sso-policy";
import { browserLinks, knownBrowsers, passwordResets, users } from "@/db/schema";
import { hashPassword } from "@/lib/auth/password-hash";
import { assertGoodPassword } from "@/lib/auth/password-rules";
import { endSessions } from "@/lib/auth/sessions";
import type { OutsideActor } from "@/lib/authz/actor";
import { RuleBroken } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { tokenFits, tokenId } from "@/lib/links";
import { mutate } from "@/lib/mutate";
import { paths } from "@/lib/paths";
import { assertLimit } from "@/lib/rate-limit";
import { auditAccount } from "./account-entry";
import { endResetLinks } from "./reset-links";
import { noteSecurity } from "./security-notices";

/** A3: a mailed link, single use, 30 minutes. A reset ends all sessions and never stands for a second factor. */
export const resetMinutes = 30;

/**
 * Made by the job, so that asking does the same work for every address. Null where there is nothing to reset; without
 * a `resetId` for somebody whose organization signs them in (S3).
 */
export async function startPasswordReset(
  actor: OutsideActor,
  email: string,
): Promise<{ resetId: string | null; name: string } | null> {
  return mutate(actor, async ({ tx, audit, now }) => {
    const [user] = await tx
      .select({ id: users.id, name: users.name, provenAt: users.emailProvenAt, boundToSso: isBoundToSso })
      .from(users)
      .where(eq(users.email, email));
    if (!user?.provenAt) return null;
    if (user.boundToSso) return { resetId: null, name: user.name };
    const resetId = newId("reset");
    await tx
      .insert(passwordResets)
      .values({ id: resetId, userId: user.id, createdAt: now, expiresAt: minutesAfter(now) });
    audit({ userId: user.id, action: "user.password_reset_asked", object: { type: "user", id: user.id } });
    return { resetId, name: user.name };
  });
}

/** Whose reset a token is, while it can be used. Throws RuleBroken `link_…`. */
export function pendingReset(actor: OutsideActor, token: string): Promise<{ email: string; name: string }> {
  return mutate(actor, async ({ tx, now }) => {
    const { userId } = await findReset(tx, token, now);
    const [user] = await tx.select({ email: users.email, name: users.name }).from(users).where(eq(users.id, userId));
    if (!user) throw badLink();
    return user;
  });
}

export async function resetPassword(actor: OutsideActor, token: string, password: string): Promise<{ userId: string }> {
  await assertLimit("token.address", actor.origin.ip ?? "unknown");
  const person = await pendingReset(actor, token);
  await assertGoodPassword(password, person);
  const passwordHash = await hashPassword(password);
  return mutate(actor, async (change) => {
    const { tx, now } = change;
    const { id, userId } = await findReset(tx, token, now, true);
    if (await mustUseSso(userId, tx)) {
      throw new RuleBroken(
        "sso_refused",
        "Your organization signs you in through its single sign-on now. Sign in with your e-mail address; a password is not needed.",
        { link: { href: paths.signIn(), label: "Sign in" } },
      );
    }
    await tx.update(users).set({ passwordHash, passwordChangedAt: now }).where(eq(users.id, userId));
    await endResetLinks(tx, userId, now);
    await endSessions(tx, userId, {}, userId);
    await noteSecurity(change, { kind: "password_changed", userId });
    await auditAccount(change, userId, { action: "user.password_changed", after: { through: "reset", reset: id } });
    return { userId };
  });
}

/** Made by the job after too many failures: a link that makes one browser known to the account. */
export async function startBrowserLink(
  actor: OutsideActor,
  email: string,
): Promise<{ id: string; name: string } | null> {
  return mutate(actor, async ({ tx, audit, now }) => {
    const [user] = await tx.select({ id: users.id, name: users.name }).from(users).where(eq(users.email, email));
    if (!user) return null;
    const id = newId("browser");
    await tx.insert(browserLinks).values({ id, userId: user.id, createdAt: now, expiresAt: minutesAfter(now) });
    audit({ userId: user.id, action: "user.browser_link_sent", object: { type: "user", id: user.id } });
    return { id, name: user.name };
  });
}

/** Makes this browser known to the account of the link. Works once. */
export function confirmBrowser(actor: OutsideActor, token: string, browserHash: string): Promise<void> {
  return mutate(actor, async ({ tx, audit, now }) => {
    const id = tokenId(token);
    if (!id || !tokenFits(token, "browser", id)) throw badLink();
    const [row] = await tx.select().from(browserLinks).where(eq(browserLinks.id, id)).for("update");
    if (!row) throw badLink();
    assertUsable(row, now);
    await tx.update(browserLinks).set({ usedAt: now }).where(eq(browserLinks.id, id));
    await tx.insert(knownBrowsers).values({ userId: row.userId, browserHash, seenAt: now }).onConflictDoNothing();
    audit({ userId: row.userId, action: "user.browser_confirmed", object: { type: "user", id: row.userId } });
  });
}

async function findReset(tx: Tx, token: string, now: Date, lock = false) {
  const id = tokenId(token);
  if (!id || !tokenFits(token, "password-reset", id)) throw badLink();
  const query = tx.select().from(passwordResets).where(eq(passwordResets.id, id));
  const [row] = lock ? await query.for("update") : await query;
  if (!row) throw badLink();
  assertUsable(row, now);
  return row;
}

function assertUsable(row: { usedAt: Date | null; expiresAt: Date }, now: Date): void {
  if (row.usedAt) throw new RuleBroken("link_used", "This link has been used, or a newer one was. Ask for a new link.");
  if (row.expiresAt <= now)
    throw new RuleBroken("link_expired", "This link has run out after 30 minutes. Ask for a new link.");
}

function badLink(): RuleBroken {
  return new RuleBroken(
    "link_invalid",
    "This link is not complete. Open it from the e-mail again, or ask for a new one.",
  );
}

function minutesAfter(now: Date): Date {
  return new Date(now.getTime() + resetMinutes * 60_000);
}
