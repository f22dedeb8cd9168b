import "server-only";
import { desc, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { isAddressOfSso } from "@/db/queries/sso-policy";
import { emailChanges, users } from "@/db/schema";
import { endSessions } from "@/lib/auth/sessions";
import { product, type UserActor } from "@/lib/authz/actor";
import { assertConfirmed } from "@/lib/authz/confirmation";
import { now } from "@/lib/clock";
import { NotFound, RuleBroken } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { tokenFits, tokenId } from "@/lib/links";
import { mutate } from "@/lib/mutate";
import { assertLimit, takeLimit } from "@/lib/rate-limit";
import { auditAccount } from "./account-entry";
import { addressTakenBy, openChangesOf } from "./address";
import { endResetLinks } from "./reset-links";
import { noteSecurity, undoDays } from "./security-notices";

/**
 * C1: a new address confirms by link, signed in as the same account, so that a slip of the pen gives nobody an
 * account. The old address hears of it at once, and may take it back for a week after it holds. Whether the new address
 * has an account already is said in no page: the job that mails finds out, and tells its owner.
 */
const linkHours = 24;

export async function askEmailChange(actor: UserActor, { email }: { email: string }): Promise<void> {
  const { id } = actor.user;
  if (!actor.user.emailProven) {
    throw new RuleBroken("email_unproven", "Confirm your present address first. Then it can be changed.", {
      field: "email",
    });
  }
  if (email === actor.user.email) {
    throw new RuleBroken("invalid", "That is your address already.", { field: "email" });
  }
  assertConfirmed(actor, now());
  await assertLimit("email_change.user", id);
  const recipient = await takeLimit("email_change.recipient", email);
  if (!recipient.ok) {
    throw new RuleBroken("limit_reached", "This address got enough mails of this kind. Try again in an hour.", {
      field: "email",
      retryAfter: recipient.retryAfter,
    });
  }
  await mutate(actor, async (change) => {
    const { tx, now, enqueue } = change;
    const [user] = await tx.select({ email: users.email }).from(users).where(eq(users.id, id)).for("update");
    if (!user) throw new NotFound("account");
    if (await isAddressOfSso(id, tx)) {
      throw new RuleBroken(
        "sso_refused",
        "Your organization requires single sign-on of this address. It changes at your identity provider: ask your admin.",
        { field: "email" },
      );
    }
    await tx.update(emailChanges).set({ cancelledAt: now }).where(openChangesOf(id));
    const changeId = newId("emailChange");
    await tx.insert(emailChanges).values({
      id: changeId,
      userId: id,
      oldEmail: user.email,
      newEmail: email,
      createdAt: now,
      expiresAt: new Date(now.getTime() + linkHours * 3600 * 1000),
    });
    await enqueue("send_email_change", { changeId });
    await noteSecurity(change, { kind: "email_asked", userId: id });
    await auditAccount(change, id, { action: "user.email_change_asked", after: { change: changeId } });
  });
}

/** The link to a pending address again; the one before goes on working, as it is the same. */
export async function resendEmailChange(actor: UserActor): Promise<{ email: string }> {
  const { id } = actor.user;
  const pending = await mutate(actor, ({ tx, now }) => findOpen(tx, id, now));
  await assertLimit("email_change.user", id);
  await assertLimit("email_change.recipient", pending.newEmail);
  return mutate(actor, async ({ tx, now, audit, enqueue }) => {
    const { id: changeId, newEmail } = await findOpen(tx, id, now);
    await enqueue("send_email_change", { changeId });
    audit({
      userId: id,
      action: "user.email_change_resent",
      object: { type: "user", id },
      after: { change: changeId },
    });
    return { email: newEmail };
  });
}

export function cancelEmailChange(actor: UserActor): Promise<void> {
  const { id } = actor.user;
  return mutate(actor, async (change) => {
    const { tx, now } = change;
    const cancelled = await tx
      .update(emailChanges)
      .set({ cancelledAt: now })
      .where(openChangesOf(id))
      .returning({ id: emailChanges.id });
    if (cancelled.length === 0) throw new RuleBroken("changed_meanwhile", "There is no change of address to cancel.");
    await auditAccount(change, id, {
      action: "user.email_change_cancelled",
      before: { change: cancelled[0]?.id ?? "" },
    });
  });
}

/** The address a link confirms, while it can; only for the account that asked. Throws RuleBroken `link_…`. */
export function pendingEmailChange(actor: UserActor, token: string): Promise<{ email: string }> {
  return mutate(actor, async ({ tx, now }) => ({ email: (await findByToken(tx, actor, token, now)).newEmail }));
}

/** From now on the new address signs in; the old one is told, with the link that takes it back. */
export async function confirmEmailChange(actor: UserActor, token: string): Promise<{ email: string }> {
  await assertLimit("token.address", actor.origin.ip ?? "unknown");
  return mutate(actor, async (change) => {
    const { tx, now } = change;
    const { id: userId } = actor.user;
    await tx.select({ id: users.id }).from(users).where(eq(users.id, userId)).for("update");
    const asked = await findByToken(tx, actor, token, now, true);
    if (await addressTakenBy(tx, asked.newEmail, now, userId)) {
      throw new RuleBroken(
        "link_invalid",
        "This address has an account of its own by now. It cannot be used for yours.",
      );
    }
    const undoUntil = new Date(now.getTime() + undoDays * 24 * 3600 * 1000);
    await tx.update(users).set({ email: asked.newEmail, emailProvenAt: now }).where(eq(users.id, userId));
    await tx.update(emailChanges).set({ confirmedAt: now, undoUntil }).where(eq(emailChanges.id, asked.id));
    // A link for a new password that stands in the old mailbox is worth nothing any more.
    await endResetLinks(tx, userId, now);
    // Whoever signed in with the address before does so anew (SEC-D10).
    await endSessions(tx, userId, { except: actor.session.id }, userId);
    await noteSecurity(change, { kind: "email_changed", userId, email: asked.oldEmail });
    await auditAccount(change, userId, { action: "user.email_changed", after: { change: asked.id } });
    return { email: asked.newEmail };
  });
}

export type EmailChangeMail = { email: string; name: string; expiresAt: Date; taken: boolean };

/** What the mail to the new address says; null where nobody waits for it any more. Called by the job. */
export function emailChangeToSend(changeId: string): Promise<EmailChangeMail | null> {
  return mutate(product, async ({ tx, now }) => {
    const [row] = await tx
      .select({ change: emailChanges, name: users.name })
      .from(emailChanges)
      .innerJoin(users, eq(users.id, emailChanges.userId))
      .where(eq(emailChanges.id, changeId));
    if (!row || row.change.cancelledAt || row.change.confirmedAt || row.change.expiresAt <= now) return null;
    const { newEmail, userId, expiresAt } = row.change;
    const taken = await addressTakenBy(tx, newEmail, now, userId);
    return { email: newEmail, name: row.name, expiresAt, taken };
  });
}

async function findOpen(tx: Tx, userId: string, now: Date) {
  const [row] = await tx
    .select()
    .from(emailChanges)
    .where(openChangesOf(userId))
    .orderBy(desc(emailChanges.createdAt))
    .limit(1);
  if (!row || row.expiresAt <= now) {
    throw new RuleBroken("changed_meanwhile", "There is no change of address that waits for its link.");
  }
  return row;
}

async function findByToken(tx: Tx, actor: UserActor, token: string, now: Date, lock = false) {
  const id = tokenId(token);
  const bad = new RuleBroken(
    "link_invalid",
    "This link is not for the account you are signed in with, or it is not complete.",
  );
  if (!id || !tokenFits(token, "email-change", id)) throw bad;
  const query = tx.select().from(emailChanges).where(eq(emailChanges.id, id));
  const [row] = lock ? await query.for("update") : await query;
  if (!row || row.userId !== actor.user.id) throw bad;
  if (row.confirmedAt) throw new RuleBroken("link_used", "The address is confirmed already.");
  if (row.cancelledAt) throw new RuleBroken("link_used", "This change was cancelled, or another was asked for since.");
  if (row.expiresAt <= now) {
    throw new RuleBroken("link_expired", "This link has run out after 24 hours. Ask for the change again.");
  }
  return row;
}
