import "server-only";
import { and, eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { invitationIsOpen, invitations, members } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { orgRoleMay } from "@/lib/authz/permissions";
import { higherOrgRole, type OrgRole } from "@/lib/authz/roles";
import { newId } from "@/lib/ids";
import type { Change } from "@/lib/mutate";
import { addPartsToMany, factsOfParts, listed, type Parts } from "./parts";

/**
 * One open invitation per address and org (I1). It lives seven days; inviting an address again merges into the open
 * one, keeps the higher role and sends a new link. Each part remembers who gave it. Links are derived from id and
 * version: a new version ends the old link.
 */
export const invitationDays = 7;

/** Somebody to be invited; whoever offers has judged it. */
export type Offer = { email: string; role: OrgRole; parts: Parts };
export type Offered = { email: string; outcome: "invited" | "merged" | "member"; invitationId: string | null };
export type Invitation = typeof invitations.$inferSelect;

/**
 * Building block: makes, merges and mails the invitations of many addresses, each given once, by as many statements as
 * for one. Members get nothing. The caller holds the org's lock.
 */
export async function giveOffers(change: Change<OrgActor>, offers: readonly Offer[]): Promise<Offered[]> {
  const { tx, actor, now } = change;
  const emails = offers.map(({ email }) => email);
  const present = await memberEmails(tx, actor.org.id, emails);
  const absent = offers.filter(({ email }) => !present.has(email));
  const open = await openInvitations(tx, actor.org.id, absent);
  await closeInvitations(
    change,
    [...open.values()].filter((known) => known.expiresAt <= now),
  );
  const made = absent.map((offer) => {
    const known = open.get(offer.email);
    const pending = known && known.expiresAt > now ? known : undefined;
    return {
      offer,
      known: pending,
      id: pending?.id ?? newId("invitation"),
      version: (pending?.mailVersion ?? 0) + 1,
      role: pending ? higherOrgRole(pending.role, offer.role) : offer.role,
    };
  });
  await insertInvitations(
    change,
    made.filter(({ known }) => !known),
  );
  // Who may not invite to the organization gives a part to somebody's open invitation; its link and its days are theirs.
  const mayRenew = orgRoleMay(actor.role, "org.members.invite");
  const renewed = made.filter(({ known }) => known && (mayRenew || known.roleGivenBy === actor.user.id));
  await renewInvitations(change, renewed);
  await addPartsToMany(
    change,
    made.map(({ id, offer }) => ({ invitationId: id, parts: offer.parts })),
  );
  await sendInvitations(
    change,
    made.filter((one) => !one.known || renewed.includes(one)),
  );
  for (const { id, known, role, offer } of made) {
    change.audit({
      orgId: actor.org.id,
      action: known ? "invitation.merged" : "invitation.sent",
      object: { type: "invitation", id },
      after: { role, ...factsOfParts(offer.parts) },
    });
  }
  const outcomes = new Map(
    made.map(({ offer, known, id }) => [offer.email, { outcome: known ? "merged" : "invited", id } as const]),
  );
  return emails.map((email) => {
    const { outcome, id } = outcomes.get(email) ?? { outcome: "member", id: null };
    return { email, outcome, invitationId: id };
  });
}

/** New links and a new clock for these; a role above the one offered before becomes the actor's gift. */
export async function renewInvitations(
  { tx, actor, now }: Change<OrgActor>,
  renewed: readonly { id: string; role: OrgRole }[],
): Promise<void> {
  if (renewed.length === 0) return;
  const rows = JSON.stringify(renewed.map(({ id, role }) => ({ id, role })));
  await tx.execute(sql`
    update invitations i set mail_version = i.mail_version + 1, sent_at = ${now.toISOString()}::timestamptz,
      expires_at = ${expiry(now).toISOString()}::timestamptz, role = r.role,
      role_given_by = case when r.role = i.role then i.role_given_by else ${actor.user.id}::text end
    from jsonb_to_recordset(${rows}::jsonb) as r(id text, role org_role)
    where i.org_id = ${actor.org.id}::int and i.id = r.id`);
}

/** Their links are dead at once; an audit entry each. */
export async function closeInvitations(
  { tx, actor, audit, now }: Change<OrgActor>,
  closed: readonly Invitation[],
): Promise<void> {
  if (closed.length === 0) return;
  const ids = closed.map(({ id }) => id);
  await tx
    .update(invitations)
    .set({ revokedAt: now, revokedBy: actor.user.id })
    .where(and(eq(invitations.orgId, actor.org.id), listed(invitations.id, ids, "text")));
  for (const { id, role } of closed) {
    audit({ orgId: actor.org.id, action: "invitation.revoked", object: { type: "invitation", id }, before: { role } });
  }
}

/** Mails the link of this version to each. */
export function sendInvitations(
  { enqueueAll }: Change<OrgActor>,
  sent: readonly { id: string; version: number }[],
): Promise<void> {
  return enqueueAll(
    "send_invitation",
    sent.map(({ id, version }) => ({ invitationId: id, version })),
  );
}

async function insertInvitations(
  { tx, actor, now }: Change<OrgActor>,
  made: readonly { id: string; role: OrgRole; offer: Offer }[],
): Promise<void> {
  if (made.length === 0) return;
  const at = sql`${now.toISOString()}::timestamptz`;
  const rows = JSON.stringify(made.map(({ id, role, offer }) => ({ id, role, email: offer.email })));
  await tx.execute(sql`
    insert into invitations (id, org_id, email, role, role_given_by, created_at, sent_at, expires_at)
    select r.id, ${actor.org.id}::int, r.email, r.role, ${actor.user.id}::text, ${at}, ${at}, ${expiry(now).toISOString()}::timestamptz
    from jsonb_to_recordset(${rows}::jsonb) as r(id text, email text, role org_role)`);
}

async function memberEmails(tx: Tx, orgId: number, emails: readonly string[]): Promise<Set<string>> {
  const rows = await tx
    .select({ email: members.email })
    .from(members)
    .where(and(eq(members.orgId, orgId), listed(members.email, emails, "text")));
  return new Set(rows.map((row) => row.email));
}

/** An expired offer is closed, not merged: what it gave is not given again by somebody who could not give it. */
async function openInvitations(tx: Tx, orgId: number, offers: readonly Offer[]): Promise<Map<string, Invitation>> {
  const emails = offers.map(({ email }) => email);
  const rows = await tx
    .select()
    .from(invitations)
    .where(and(eq(invitations.orgId, orgId), listed(invitations.email, emails, "text"), invitationIsOpen));
  return new Map(rows.map((row) => [row.email, row]));
}

function expiry(from: Date): Date {
  return new Date(from.getTime() + invitationDays * 24 * 3600 * 1000);
}
