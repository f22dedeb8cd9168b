import "server-only";
import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { members, orgs, passkeys, recoveryCodes, secondFactors, users } from "@/db/schema";
import type { UserActor } from "@/lib/authz/actor";
import { assertConfirmed } from "@/lib/authz/confirmation";
import { NotFound, RuleBroken } from "@/lib/errors";
import { newSecret } from "@/lib/ids";
import { type Change, mutate } from "@/lib/mutate";
import { auditAccount } from "@/lib/users/account-entry";
import { noteSecurity } from "@/lib/users/security-notices";
import type { FactorKind } from "./factors";
import { prepareCodes, storeCodes } from "./recovery-codes";
import { leaveThisSession, renewSession } from "./sessions";
import { settleFactors } from "./settle";

/** What adding and removing any kind of second factor have in common. */

export type Kind = Exclude<FactorKind, "recovery_code">;
/** `cookie`: the session's new one, the old is dead. `codes`: recovery codes, with the first factor, to be shown once. */
export type Added = { cookie: string; codes: string[] | null };

/**
 * Adds a factor that was just proven: `write` stores it, and says whether it stands in place of another one, which may
 * have been lost. From here on every sign-in asks for a second factor; with the first one, sessions that were begun
 * without it end, and an org that was closed until now opens.
 */
export async function addFactor(
  actor: UserActor,
  kind: Kind,
  write: (change: Change<UserActor>) => Promise<{ replaced: boolean }>,
): Promise<Added> {
  const { id } = actor.user;
  // Ten password hashes are made before anything is locked.
  const prepared = await prepareCodes();
  const cookie = newSecret();
  return mutate(actor, async (change) => {
    const { tx, now } = change;
    assertConfirmed(actor, now);
    const [user] = await tx
      .select({ enrolledAt: users.twoFactorEnrolledAt })
      .from(users)
      .where(eq(users.id, id))
      .for("update");
    if (!user) throw new NotFound("account");
    const { replaced } = await write(change);
    if (!user.enrolledAt) await tx.update(users).set({ twoFactorEnrolledAt: now }).where(eq(users.id, id));
    if (!user.enrolledAt || replaced) await leaveThisSession(tx, actor);
    await tx
      .update(members)
      .set({ twoFactorResetAt: null })
      .where(and(eq(members.userId, id), isNotNull(members.twoFactorResetAt)));
    await renewSession(tx, actor, { cookie, method: kind });
    const had = await tx.$count(recoveryCodes, eq(recoveryCodes.userId, id));
    if (had === 0) await storeCodes(tx, id, prepared, now);
    await noteSecurity(change, { kind: "factor_added", userId: id });
    await auditAccount(change, id, { action: "user.factor_added", after: { factor: kind } });
    return { cookie, codes: had === 0 ? prepared.codes : null };
  });
}

/**
 * Takes a factor off one's own account: `remove` deletes it and says whether it was there. Refused for the last one
 * while an org of theirs requires one.
 */
export function removeFactor(actor: UserActor, kind: Kind, remove: (tx: Tx) => Promise<boolean>): Promise<void> {
  const { id } = actor.user;
  return mutate(actor, async (change) => {
    const { tx, now } = change;
    assertConfirmed(actor, now);
    await tx.select({ id: users.id }).from(users).where(eq(users.id, id)).for("update");
    if (!(await remove(tx))) throw new NotFound("factor");
    if (!(await settleFactors(tx, id))) await refuseWhereRequired(tx, id);
    await leaveThisSession(tx, actor);
    await noteSecurity(change, { kind: "factor_removed", userId: id });
    await auditAccount(change, id, { action: "user.factor_removed", before: { factor: kind } });
  });
}

/** Takes everything away, for an admin's reset. */
export async function takeAllFactors(tx: Tx, userId: string): Promise<void> {
  await tx.delete(secondFactors).where(eq(secondFactors.userId, userId));
  await tx.delete(passkeys).where(eq(passkeys.userId, userId));
  await settleFactors(tx, userId);
}

/** The last factor stays while an org of theirs requires one, now or soon (SEC-R22). */
async function refuseWhereRequired(tx: Tx, userId: string): Promise<void> {
  const [org] = await tx
    .select({ name: orgs.name })
    .from(members)
    .innerJoin(orgs, and(eq(orgs.id, members.orgId), isNull(orgs.deletedAt)))
    .where(and(eq(members.userId, userId), isNotNull(orgs.twoFactorFrom)))
    .orderBy(sql`lower(${orgs.name})`)
    .limit(1);
  if (org) {
    throw new RuleBroken(
      "factor_required",
      `${org.name} requires two-factor authentication, and this is your last way. Add another one first.`,
    );
  }
}
