import "server-only";
import { and, asc, eq, inArray, isNotNull, isNull, lte, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { listOnlyOwned } from "@/db/queries/account";
import { billingEmails, invitations, members, orgCounts, orgs, users } from "@/db/schema";
import { endSessions } from "@/lib/auth/sessions";
import { type OutsideActor, product, type UserActor } from "@/lib/authz/actor";
import { assertConfirmed } from "@/lib/authz/confirmation";
import { NotFound, RuleBroken } from "@/lib/errors";
import { listOf } from "@/lib/format";
import { type Change, mutate } from "@/lib/mutate";
import { assertTyped } from "@/lib/projects/deletion";
import { auditAccount } from "./account-entry";
import { erasePerson, type Person, personOf } from "./personal-data";
import { noteSecurity } from "./security-notices";

/**
 * C6: 14 days to change one's mind, then name and e-mail are a tombstone everywhere; what the person made, and what was
 * written down of their deeds, stays under it. R1 guards both the asking and the doing.
 */
export const deletionDays = 14;

/** Throws `last_owner` while an org would have no owner, `typed_otherwise` where the address was not typed. */
export async function askDeletion(actor: UserActor, { typed }: { typed: string }): Promise<{ due: Date }> {
  const { id } = actor.user;
  return mutate(actor, async (change) => {
    const { tx, now } = change;
    assertConfirmed(actor, now);
    const [user] = await tx.select().from(users).where(eq(users.id, id)).for("update");
    if (!user || user.deletedAt) throw new NotFound("account");
    if (user.deletionDueAt) return { due: user.deletionDueAt };
    assertTyped(typed, user.email);
    const blocking = await listOnlyOwned(id, tx);
    if (blocking.length > 0) throw lastOwner(blocking.map((org) => org.name));
    const due = new Date(now.getTime() + deletionDays * 24 * 3600 * 1000);
    await tx.update(users).set({ deletionDueAt: due }).where(eq(users.id, id));
    await noteSecurity(change, { kind: "deletion_asked", userId: id });
    await auditAccount(change, id, { action: "user.deletion_asked", after: { due: due.toISOString() } });
    return { due };
  });
}

export function cancelDeletion(actor: UserActor): Promise<void> {
  const { id } = actor.user;
  return mutate(actor, async (change) => {
    const { tx } = change;
    const [user] = await tx
      .update(users)
      .set({ deletionDueAt: null })
      .where(and(eq(users.id, id), isNotNull(users.deletionDueAt), isNull(users.deletedAt)))
      .returning({ id: users.id });
    if (!user) throw new RuleBroken("changed_meanwhile", "The deletion was cancelled already.");
    await auditAccount(change, id, { action: "user.deletion_cancelled" });
  });
}

/** Accounts whose 14 days are over. */
export function dueDeletions(): Promise<string[]> {
  return mutate(product, async ({ tx, now }) => {
    const rows = await tx
      .select({ id: users.id })
      .from(users)
      .where(and(lte(users.deletionDueAt, now), isNull(users.deletedAt)))
      .orderBy(asc(users.deletionDueAt))
      .limit(500);
    return rows.map(({ id }) => id);
  });
}

/**
 * Deletes an account that is due. One that became the last owner of an org meanwhile stays: its owner is told, and may
 * ask again after handing over.
 */
export function deleteDueAccount(userId: string): Promise<"deleted" | "blocked" | "not due"> {
  return mutate(product, async (change) => {
    const { tx, now, enqueue } = change;
    // Orgs before the person, as in every change to a membership.
    const places = await lockPlaces(tx, userId);
    const [user] = await tx.select().from(users).where(eq(users.id, userId)).for("update");
    if (!user?.deletionDueAt || user.deletionDueAt > now || user.deletedAt) return "not due";
    const blocking = await listOnlyOwned(userId, tx);
    if (blocking.length > 0) {
      await tx.update(users).set({ deletionDueAt: null }).where(eq(users.id, userId));
      await auditAccount(change, userId, { action: "user.deletion_blocked" });
      await enqueue("send_deletion_blocked", { userId, orgs: blocking.map((org) => org.name) });
      return "blocked";
    }
    await auditAccount(change, userId, { action: "user.deleted" });
    await enqueue("send_account_deleted", { email: user.email, name: user.name });
    await leaveAll(change, userId, places);
    await endSessions(tx, userId, {}, userId);
    const person = await personOf(tx, userId);
    if (person) {
      await auditErased(change, person);
      await erasePerson(tx, person, now);
    }
    return "deleted";
  });
}

/** Deleted orgs too: one whose only owner goes keeps their tombstone until it is erased. */
async function leaveAll({ tx, audit }: Change<OutsideActor>, userId: string, places: Place[]): Promise<void> {
  for (const { orgId, role, deletedAt, owners } of places) {
    if (role === "owner" && owners < 2) continue;
    await tx.delete(members).where(and(eq(members.orgId, orgId), eq(members.userId, userId)));
    if (deletedAt) continue;
    audit({
      orgId,
      action: "member.left",
      object: { type: "member", id: userId },
      before: { role },
      after: { through: "account_deleted" },
    });
  }
}

/** What orgs lose with the addresses of the person stands in their logs, as if somebody there had taken it away (L1). */
async function auditErased({ tx, audit }: Change<OutsideActor>, { emails }: Person): Promise<void> {
  const after = { through: "account_deleted" };
  const invited = await tx
    .select({ id: invitations.id, orgId: invitations.orgId })
    .from(invitations)
    .innerJoin(orgs, and(eq(orgs.id, invitations.orgId), isNull(orgs.deletedAt)))
    .where(
      and(
        inArray(invitations.email, emails),
        isNull(invitations.acceptedAt),
        isNull(invitations.declinedAt),
        isNull(invitations.revokedAt),
      ),
    );
  for (const { id, orgId } of invited) {
    audit({ orgId, action: "invitation.revoked", object: { type: "invitation", id }, after });
  }
  const billed = await tx
    .select({ id: billingEmails.id, orgId: billingEmails.orgId, confirmedAt: billingEmails.confirmedAt })
    .from(billingEmails)
    .innerJoin(orgs, and(eq(orgs.id, billingEmails.orgId), isNull(orgs.deletedAt)))
    .where(inArray(billingEmails.email, emails));
  for (const { id, orgId, confirmedAt } of billed) {
    const object = { type: "billing_email" as const, id };
    audit({ orgId, action: "org.billing_email_removed", object, before: { confirmed: confirmedAt !== null }, after });
  }
}

type Place = Awaited<ReturnType<typeof lockPlaces>>[number];

async function lockPlaces(tx: Tx, userId: string) {
  const theirs = tx.select({ orgId: members.orgId }).from(members).where(eq(members.userId, userId));
  await tx.select({ id: orgs.id }).from(orgs).where(sql`${orgs.id} in ${theirs}`).orderBy(orgs.id).for("no key update");
  return tx
    .select({ orgId: orgs.id, role: members.role, deletedAt: orgs.deletedAt, owners: orgCounts.owners })
    .from(members)
    .innerJoin(orgs, eq(orgs.id, members.orgId))
    .innerJoin(orgCounts, eq(orgCounts.orgId, orgs.id))
    .where(eq(members.userId, userId))
    .orderBy(orgs.id);
}

function lastOwner(names: string[]): RuleBroken {
  const message = `You are the only owner of ${listOf(names)}. Make somebody else an owner there, or delete it first.`;
  return new RuleBroken("last_owner", message);
}
