import "server-only";
import { and, count, eq, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { billingEmails, orgs } from "@/db/schema";
import type { OrgActor, OutsideActor } from "@/lib/authz/actor";
import { authorize } from "@/lib/authz/authorize";
import { NotFound, RuleBroken } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { tokenFits, tokenId } from "@/lib/links";
import { type Change, lockOrgRow, mutate, mutateOrg } from "@/lib/mutate";
import { assertLimit, takeLimit } from "@/lib/rate-limit";

/**
 * Additional addresses for billing mails. Each gets a link first, which lives seven days, and nothing else until a
 * button on its page was pressed. Sending again makes a new link and ends the old one.
 */
export const confirmDays = 7;
export const mostBillingEmails = 10;

export async function addBillingEmail(actor: OrgActor, email: string): Promise<void> {
  authorize(actor, "org.billing.manage");
  await takeSendingLimits(actor.org.id, email);
  await mutateOrg(actor, "org.billing.manage", async (change) => {
    const { tx, actor: fresh, now } = change;
    const orgId = fresh.org.id;
    await assertRoom(tx, orgId, email);
    const id = newId("billingEmail");
    const values = { id, orgId, email, addedAt: now, addedBy: fresh.user.id, sentAt: now, expiresAt: daysAfter(now) };
    await tx.insert(billingEmails).values(values);
    await change.enqueue("send_billing_email_link", { billingEmailId: id, version: 1 });
    change.audit({ orgId, action: "org.billing_email_added", object: { type: "billing_email", id } });
  });
}

/** A new link with a new clock; the old one is dead. For one that is not confirmed yet. */
export async function resendBillingEmail(actor: OrgActor, billingEmailId: string): Promise<{ email: string }> {
  authorize(actor, "org.billing.manage");
  const { email } = await mutateOrg(actor, "org.billing.manage", ({ tx, actor: fresh }) =>
    findPending(tx, fresh.org.id, billingEmailId),
  );
  await takeSendingLimits(actor.org.id, email);
  return mutateOrg(actor, "org.billing.manage", async ({ tx, actor: fresh, now, audit, enqueue }) => {
    const orgId = fresh.org.id;
    const version = (await findPending(tx, orgId, billingEmailId)).version + 1;
    await tx
      .update(billingEmails)
      .set({ version, sentAt: now, expiresAt: daysAfter(now) })
      .where(eq(billingEmails.id, billingEmailId));
    await enqueue("send_billing_email_link", { billingEmailId, version });
    audit({ orgId, action: "org.billing_email_resent", object: { type: "billing_email", id: billingEmailId } });
    return { email };
  });
}

/** From now on it gets nothing; its link is dead. */
export function removeBillingEmail(actor: OrgActor, billingEmailId: string): Promise<{ email: string }> {
  return mutateOrg(actor, "org.billing.manage", async ({ tx, actor: fresh, audit }) => {
    const orgId = fresh.org.id;
    const [removed] = await tx
      .delete(billingEmails)
      .where(and(eq(billingEmails.orgId, orgId), eq(billingEmails.id, billingEmailId)))
      .returning();
    if (!removed) throw new NotFound("billing e-mail");
    audit({
      orgId,
      action: "org.billing_email_removed",
      object: { type: "billing_email", id: billingEmailId },
      before: { confirmed: removed.confirmedAt !== null },
    });
    return { email: removed.email };
  });
}

export type PendingBillingEmail = { email: string; orgName: string };

/** What the page of a link says. Changes nothing. */
export function pendingBillingEmail(actor: OutsideActor, token: string): Promise<PendingBillingEmail> {
  return mutate(actor, async ({ tx, now }) => {
    const { row, orgName } = await findByToken(tx, token, now);
    return { email: row.email, orgName };
  });
}

/** The button of that page. Works once. */
export async function confirmBillingEmail(actor: OutsideActor, token: string): Promise<PendingBillingEmail> {
  await assertLimit("token.address", actor.origin.ip ?? "unknown");
  return mutate(actor, async (change: Change<OutsideActor>) => {
    const { tx, now, audit } = change;
    const seen = await findByToken(tx, token, now);
    await lockOrgRow(tx, seen.row.orgId);
    const { row, orgName } = await findByToken(tx, token, now);
    await tx.update(billingEmails).set({ confirmedAt: now }).where(eq(billingEmails.id, row.id));
    audit({
      orgId: row.orgId,
      action: "org.billing_email_confirmed",
      object: { type: "billing_email", id: row.id },
    });
    return { email: row.email, orgName };
  });
}

async function findByToken(tx: Tx, token: string, now: Date) {
  const id = tokenId(token);
  const [found] = id
    ? await tx
        .select({ row: billingEmails, orgName: orgs.name })
        .from(billingEmails)
        .innerJoin(orgs, and(eq(orgs.id, billingEmails.orgId), isNull(orgs.deletedAt)))
        .where(eq(billingEmails.id, id))
    : [];
  if (!found || !tokenFits(token, "billing-email", found.row.id, found.row.version)) {
    throw new RuleBroken(
      "link_invalid",
      "This link was replaced by a newer one, or the address was removed. Use the link in the latest e-mail.",
    );
  }
  if (found.row.confirmedAt) {
    throw new RuleBroken("link_used", `This address is confirmed. It gets the billing e-mails of ${found.orgName}.`);
  }
  if (found.row.expiresAt <= now) {
    throw new RuleBroken(
      "link_expired",
      `This link has run out after ${confirmDays} days. Ask somebody at ${found.orgName} to send it again.`,
    );
  }
  return found;
}

async function findPending(tx: Tx, orgId: number, id: string) {
  const [row] = await tx
    .select()
    .from(billingEmails)
    .where(and(eq(billingEmails.orgId, orgId), eq(billingEmails.id, id)));
  if (!row) throw new NotFound("billing e-mail");
  if (row.confirmedAt) throw new RuleBroken("link_used", `${row.email} is confirmed already.`);
  return row;
}

async function assertRoom(tx: Tx, orgId: number, email: string): Promise<void> {
  const [known] = await tx
    .select({ confirmedAt: billingEmails.confirmedAt })
    .from(billingEmails)
    .where(and(eq(billingEmails.orgId, orgId), eq(billingEmails.email, email)));
  if (known) {
    const sentence = known.confirmedAt
      ? "This address gets billing e-mails already."
      : "This address is in the list and not confirmed yet. Send its link again there.";
    throw new RuleBroken("already_added", sentence, { field: "email" });
  }
  const [held] = await tx.select({ count: count() }).from(billingEmails).where(eq(billingEmails.orgId, orgId));
  if ((held?.count ?? 0) >= mostBillingEmails) {
    throw new RuleBroken(
      "limit_reached",
      `An organization has at most ${mostBillingEmails} billing e-mails. Remove one first, or use a shared mailbox.`,
      { field: "email" },
    );
  }
}

async function takeSendingLimits(orgId: number, email: string): Promise<void> {
  const ofOrg = await takeLimit("billing_email.org", String(orgId));
  const ofRecipient = ofOrg.ok ? await takeLimit("billing_email.recipient", email) : ofOrg;
  if (ofRecipient.ok) return;
  const sentence = ofOrg.ok
    ? `${email} has been sent enough links today. Try again tomorrow.`
    : "Your organization has sent its links for today. Try again tomorrow.";
  throw new RuleBroken("limit_reached", sentence, { field: "email", retryAfter: ofRecipient.retryAfter });
}

function daysAfter(at: Date): Date {
  return new Date(at.getTime() + confirmDays * 24 * 3600 * 1000);
}
