import "server-only";
import { and, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { sessions, users } from "@/db/schema";
import { hashPassword, passwordFits } from "@/lib/auth/password-hash";
import { assertGoodPassword } from "@/lib/auth/password-rules";
import { endSessions } from "@/lib/auth/sessions";
import type { UserActor } from "@/lib/authz/actor";
import { assertConfirmed } from "@/lib/authz/confirmation";
import { now as clock } from "@/lib/clock";
import { sha256 } from "@/lib/crypto";
import { RuleBroken } from "@/lib/errors";
import { newSecret } from "@/lib/ids";
import { mutate } from "@/lib/mutate";
import { assertLimit } from "@/lib/rate-limit";
import { auditAccount } from "./account-entry";
import { endResetLinks } from "./reset-links";
import type { ChangePasswordInput } from "./schemas";
import { noteSecurity } from "./security-notices";

/**
 * C1: the present password is the confirmation. Every other session ends, links for a new password die, and this
 * session gets a new cookie, which is returned.
 */
export async function changePassword(actor: UserActor, { current, password }: ChangePasswordInput): Promise<string> {
  await assertLimit("confirm.user", actor.user.id);
  const { id, email, name } = actor.user;
  // A6: where there is a second factor, the present password alone is no confirmation.
  if (actor.user.twoFactorSince) assertConfirmed(actor, clock());
  const stored = await mutate(actor, ({ tx }) => storedHash(tx, id));
  if (stored === null) {
    throw new RuleBroken("wrong_credentials", "Your account has no password yet. Have a link mailed to set one.");
  }
  if (!(await passwordFits(current, stored))) {
    throw new RuleBroken("wrong_credentials", "That is not your present password.", { field: "current" });
  }
  if (current === password) {
    throw new RuleBroken("password_common", "That is your present password. Choose another.", { field: "password" });
  }
  await assertGoodPassword(password, { email, name });
  const passwordHash = await hashPassword(password);
  const cookie = newSecret();
  await mutate(actor, async (change) => {
    const { tx, now } = change;
    // Changed elsewhere while this one was judged: what was typed as the present one is not any more.
    const [changed] = await tx
      .update(users)
      .set({ passwordHash, passwordChangedAt: now })
      .where(and(eq(users.id, id), eq(users.passwordHash, stored)))
      .returning({ id: users.id });
    if (!changed) {
      throw new RuleBroken("changed_meanwhile", "The password was changed a moment ago. Sign in with the new one.");
    }
    await endResetLinks(tx, id, now);
    await endSessions(tx, id, { except: actor.session.id }, id);
    await tx
      .update(sessions)
      .set({ tokenHash: sha256(cookie), ...(actor.user.twoFactorSince ? {} : { confirmedAt: now }) })
      .where(eq(sessions.id, actor.session.id));
    await noteSecurity(change, { kind: "password_changed", userId: id });
    await auditAccount(change, id, { action: "user.password_changed", after: { through: "account" } });
  });
  return cookie;
}

/** For an account without a password: the way to one is a link to its mailbox. */
export async function askPasswordLink(actor: UserActor): Promise<void> {
  const { id, email } = actor.user;
  await assertLimit("reset.email", email);
  await mutate(actor, async ({ audit, enqueue }) => {
    await enqueue("send_password_reset", { email });
    audit({ userId: id, action: "user.password_link_asked", object: { type: "user", id } });
  });
}

async function storedHash(tx: Tx, userId: string): Promise<string | null> {
  const [row] = await tx.select({ hash: users.passwordHash }).from(users).where(eq(users.id, userId));
  return row?.hash ?? null;
}
