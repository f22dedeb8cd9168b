import "server-only";
import { and, eq, gt, gte, isNull, lt, ne, or } from "drizzle-orm";
import type { Tx } from "@/db/client";
import {
  emailChanges,
  gdprTokens,
  knownBrowsers,
  passkeys,
  phoneCodes,
  recoveryCodes,
  secondFactors,
  securityNotices,
  trustedDevices,
  users,
} from "@/db/schema";
import { endSessions } from "@/lib/auth/sessions";
import type { Actor, OutsideActor } from "@/lib/authz/actor";
import { RuleBroken } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { tokenFits, tokenId } from "@/lib/links";
import { type Change, mutate } from "@/lib/mutate";
import { assertLimit } from "@/lib/rate-limit";
import { settleFactors, textsCodes } from "@/lib/two-factor/settle";
import { auditAccount } from "./account-entry";
import { addressTakenBy, openChangesOf } from "./address";
import { endResetLinks } from "./reset-links";
import { type SecurityKind, securityKinds } from "./security-kinds";

/**
 * People hear of every change to what opens their account: what, when, from where, with a link for "this was not me".
 * The link ends all sessions, takes back what was changed as far as it can be, and starts a reset of the password.
 */

const dayMs = 24 * 3600 * 1000;
const linkDays = 30;
/** How long the address before may take a change back. */
export const undoDays = 7;

type Notice = { kind: SecurityKind; userId: string; email?: string };

/** Has a notice mailed; written with the change that it is about. `email`: another than the account's own. */
export async function noteSecurity(
  { tx, now, enqueue, actor }: Change<Actor>,
  { kind, userId, email }: Notice,
): Promise<void> {
  const to = email ?? (await emailOf(tx, userId));
  const id = newId("notice");
  const days = kind === "email_changed" ? undoDays : linkDays;
  await tx.insert(securityNotices).values({
    id,
    userId,
    kind,
    email: to,
    ip: actor.origin.ip,
    agent: actor.origin.agent?.slice(0, 400) ?? null,
    createdAt: now,
    expiresAt: new Date(now.getTime() + days * dayMs),
  });
  await enqueue("send_security_notice", { noticeId: id });
}

async function emailOf(tx: Tx, userId: string): Promise<string> {
  const [user] = await tx.select({ email: users.email }).from(users).where(eq(users.id, userId));
  if (!user) throw new Error("A notice about an account that is gone.");
  return user.email;
}

export type OpenNotice = { kind: SecurityKind; email: string; at: Date; agent: string | null; ip: string | null };

/** What a link is about, while it can be used. Throws RuleBroken `link_…`. */
export function openNotice(actor: OutsideActor, token: string): Promise<OpenNotice> {
  return mutate(actor, async ({ tx, now }) => {
    const { kind, email, createdAt, agent, ip } = await findNotice(tx, token, now);
    return { kind: kindOf(kind), email, at: createdAt, agent, ip };
  });
}

/** "This was not me". Returns the address that the link for a new password goes to. */
export async function refuseNotice(
  actor: OutsideActor,
  token: string,
  browserHash: string | null,
): Promise<{ email: string }> {
  await assertLimit("token.address", actor.origin.ip ?? "unknown");
  return mutate(actor, async (change) => {
    const { tx, now, enqueue } = change;
    const notice = await findNotice(tx, token, now, true);
    const { userId } = notice;
    const kind = kindOf(notice.kind);
    // Its rows first, in the order of every other change to the account.
    await tx.select({ id: users.id }).from(users).where(eq(users.id, userId)).for("update");
    const email = kind === "email_changed" ? await takeBackEmail(change, notice) : await emailOf(tx, userId);
    await tx.update(securityNotices).set({ refusedAt: now }).where(eq(securityNotices.id, notice.id));
    await tx
      .update(users)
      .set({ passwordHash: null, passwordChangedAt: now, deletionDueAt: null })
      .where(eq(users.id, userId));
    const known = await wasKnown(tx, userId, browserHash, notice.createdAt);
    if (known) await takeBackFactors(tx, notice);
    else if (kind === "phone_changed" && !(await textsCodes(tx, userId))) await forgetPhone(tx, userId);
    await tx.delete(trustedDevices).where(eq(trustedDevices.userId, userId));
    await endSessions(tx, userId, {}, userId);
    // This one may have to say the same of another mail.
    const forgotten = known && browserHash ? ne(knownBrowsers.browserHash, browserHash) : undefined;
    await tx.delete(knownBrowsers).where(and(eq(knownBrowsers.userId, userId), forgotten));
    await tx.delete(phoneCodes).where(eq(phoneCodes.userId, userId));
    // Whoever it was may hold a link.
    await endResetLinks(tx, userId, now);
    await tx.update(emailChanges).set({ cancelledAt: now }).where(openChangesOf(userId));
    await tx
      .update(gdprTokens)
      .set({ revokedAt: now })
      .where(and(eq(gdprTokens.userId, userId), isNull(gdprTokens.revokedAt)));
    await auditAccount(change, userId, { action: "user.notice_refused", after: { notice: kind } });
    await enqueue("send_password_reset", { email });
    return { email };
  });
}

/**
 * Whether the person signed in in this browser before what the notice tells of. A mailbox alone takes no second factor away
 * (SEC-R18): whoever reads somebody's mail could say "this was not me" to the factor that keeps them out.
 */
async function wasKnown(tx: Tx, userId: string, browserHash: string | null, before: Date): Promise<boolean> {
  if (!browserHash) return false;
  const [row] = await tx
    .select({ userId: knownBrowsers.userId })
    .from(knownBrowsers)
    .where(
      and(
        eq(knownBrowsers.userId, userId),
        eq(knownBrowsers.browserHash, browserHash),
        lt(knownBrowsers.knownSince, before),
      ),
    );
  return row !== undefined;
}

/**
 * Everything that proves a person and came with what the notice tells of or after it, whatever that was: whoever signed
 * in as somebody else may have added a factor since. A changed number goes with the codes that are texted to it.
 */
async function takeBackFactors(tx: Tx, { kind, userId, createdAt }: NoticeRow): Promise<void> {
  await tx
    .delete(secondFactors)
    .where(
      and(
        eq(secondFactors.userId, userId),
        or(gte(secondFactors.confirmedAt, createdAt), gte(secondFactors.createdAt, createdAt)),
      ),
    );
  await tx.delete(passkeys).where(and(eq(passkeys.userId, userId), gte(passkeys.createdAt, createdAt)));
  await tx.delete(recoveryCodes).where(and(eq(recoveryCodes.userId, userId), gte(recoveryCodes.createdAt, createdAt)));
  if (kind === "phone_changed") {
    await tx.delete(secondFactors).where(and(eq(secondFactors.userId, userId), eq(secondFactors.kind, "text")));
    await forgetPhone(tx, userId);
  }
  await settleFactors(tx, userId);
}

async function forgetPhone(tx: Tx, userId: string): Promise<void> {
  await tx.update(users).set({ phone: null, phoneVerifiedAt: null }).where(eq(users.id, userId));
}

type NoticeRow = typeof securityNotices.$inferSelect;

/** The address before is the account's again. It was held for that: nobody else could take it meanwhile. */
async function takeBackEmail({ tx, now }: Change<OutsideActor>, notice: { userId: string; email: string }) {
  const [change] = await tx
    .select()
    .from(emailChanges)
    .where(
      and(
        eq(emailChanges.userId, notice.userId),
        eq(emailChanges.oldEmail, notice.email),
        gt(emailChanges.undoUntil, now),
        isNull(emailChanges.undoneAt),
      ),
    )
    .for("update");
  if (!change || (await addressTakenBy(tx, notice.email, now, notice.userId))) throw gone();
  await tx.update(users).set({ email: notice.email, emailProvenAt: now }).where(eq(users.id, notice.userId));
  // Later changes fall with it: their addresses came after whoever made this one.
  await tx
    .update(emailChanges)
    .set({ undoneAt: now, undoUntil: null })
    .where(and(eq(emailChanges.userId, notice.userId), isNull(emailChanges.undoneAt)));
  return notice.email;
}

async function findNotice(tx: Tx, token: string, now: Date, lock = false) {
  const id = tokenId(token);
  if (!id || !tokenFits(token, "not-me", id)) {
    throw new RuleBroken("link_invalid", "This link is not complete. Open it from the e-mail again.");
  }
  const query = tx.select().from(securityNotices).where(eq(securityNotices.id, id));
  const [row] = lock ? await query.for("update") : await query;
  if (!row) throw gone();
  if (row.refusedAt) {
    throw new RuleBroken("link_used", "This link has been used. Your account is closed until you set a new password.");
  }
  if (row.expiresAt <= now) throw gone();
  // A mailbox that is the account's no more has a say about the change itself alone.
  if (row.kind !== "email_changed" && (await emailOf(tx, row.userId)) !== row.email) throw gone();
  return row;
}

function gone(): RuleBroken {
  return new RuleBroken(
    "link_expired",
    "This link has run out. Set a new password, and look at Security in your account.",
  );
}

function kindOf(kind: string): SecurityKind {
  if (!(kind in securityKinds)) throw new Error(`No such notice: ${kind}.`);
  return kind as SecurityKind;
}
