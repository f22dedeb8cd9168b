import "server-only";
import { and, eq, inArray } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { invitationIsOpen, invitations, members } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { authorize } from "@/lib/authz/authorize";
import { assertConfirmed } from "@/lib/authz/confirmation";
import { higherOrgRole, mayChangeOrgRole } from "@/lib/authz/roles";
import { NotFound, RuleBroken } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { appUrl, linkToken } from "@/lib/links";
import { assertMayGive } from "@/lib/members/members";
import { type Change, mutateOrg } from "@/lib/mutate";
import { paths } from "@/lib/paths";
import { takeSendingLimits } from "./limits";
import { addParts, judgeParts } from "./parts";
import type { InviteInput } from "./schemas";

/**
 * One open invitation per address and org (I1). It lives seven days; inviting an address again merges into the open
 * one, keeps the higher role and sends a new link. Each part remembers who gave it. Links are derived from id and
 * version: a new version ends the old link.
 */
export const invitationDays = 7;

export type InviteResult = { invited: string[]; merged: string[]; members: string[] };

/** Invites every address that is not a member yet; says which were new, which were merged, which are members. */
export async function inviteMembers(actor: OrgActor, input: InviteInput): Promise<InviteResult> {
  authorize(actor, "org.members.invite");
  await takeSendingLimits(actor.org.id, input.emails);
  return mutateOrg(actor, "org.members.invite", async (change) => {
    const { tx, actor: fresh } = change;
    assertMayGive(fresh, input.role);
    if (input.role === "owner") assertConfirmed(fresh, change.now);
    const parts = await judgeParts(tx, fresh, input);
    const present = await memberEmails(tx, fresh.org.id, input.emails);
    const absent = input.emails.filter((email) => !present.has(email));
    if (absent.length === 0) throw new RuleBroken("already_member", alreadyMembers(input.emails), { field: "emails" });
    const open = await openInvitations(tx, fresh.org.id, absent);
    const result: InviteResult = { invited: [], merged: [], members: [...present] };
    for (const email of absent) {
      const known = await stillPending(change, open.get(email));
      const invitation = known
        ? await mergeInvitation(change, known, input.role)
        : await insertInvitation(change, email, input.role);
      await addParts(change, invitation.id, parts);
      await send(change, invitation);
      result[known ? "merged" : "invited"].push(email);
      change.audit({
        orgId: fresh.org.id,
        action: known ? "invitation.merged" : "invitation.sent",
        object: { type: "invitation", id: invitation.id },
        after: { role: invitation.role, projects: parts.projects, teams: parts.teams },
      });
    }
    return result;
  });
}

/** A new link and a new clock; the old link is dead. Also renews an expired invitation. */
export async function resendInvitation(actor: OrgActor, invitationId: string): Promise<{ email: string }> {
  authorize(actor, "org.members.invite");
  const { email } = await mutateOrg(actor, "org.members.invite", ({ tx, actor: fresh }) =>
    findOpen(tx, fresh, invitationId),
  );
  await takeSendingLimits(actor.org.id, [email]);
  return mutateOrg(actor, "org.members.invite", async (change) => {
    const invitation = await findOpen(change.tx, change.actor, invitationId);
    assertMayGive(change.actor, invitation.role);
    const renewed = await renew(change, invitation);
    await send(change, renewed);
    change.audit({
      orgId: change.actor.org.id,
      action: "invitation.resent",
      object: { type: "invitation", id: invitationId },
    });
    return { email: renewed.email };
  });
}

/** A link that works without mail: a secret of its own, new each time, so the one copied before is dead. */
export function copyInvitationLink(actor: OrgActor, invitationId: string): Promise<{ url: string }> {
  return mutateOrg(actor, "org.members.invite", async ({ tx, actor: fresh, audit, now }) => {
    const invitation = await findOpen(tx, fresh, invitationId);
    if (invitation.expiresAt <= now)
      throw new RuleBroken("invitation_expired", "This invitation has expired. Resend it, then copy its link.");
    assertMayGive(fresh, invitation.role);
    const version = invitation.copyVersion + 1;
    await tx.update(invitations).set({ copyVersion: version }).where(eq(invitations.id, invitationId));
    audit({ orgId: fresh.org.id, action: "invitation.link_copied", object: { type: "invitation", id: invitationId } });
    return { url: invitationUrl("invitation.copy", invitationId, version) };
  });
}

/** The links of an invitation are dead at once; the address can be invited anew. */
export function revokeInvitation(actor: OrgActor, invitationId: string): Promise<{ email: string }> {
  return mutateOrg(actor, "org.members.invite", async ({ tx, actor: fresh, audit, now }) => {
    const invitation = await findOpen(tx, fresh, invitationId);
    if (!mayChangeOrgRole(fresh.role, invitation.role) && invitation.roleGivenBy !== fresh.user.id) {
      throw new RuleBroken("target_not_below", "Only an owner, or the person who sent it, can revoke this invitation.");
    }
    await tx
      .update(invitations)
      .set({ revokedAt: now, revokedBy: fresh.user.id })
      .where(eq(invitations.id, invitationId));
    audit({
      orgId: fresh.org.id,
      action: "invitation.revoked",
      object: { type: "invitation", id: invitationId },
      before: { role: invitation.role },
    });
    return { email: invitation.email };
  });
}

export function invitationUrl(purpose: "invitation.mail" | "invitation.copy", id: string, version: number): string {
  return appUrl(`/invite/${linkToken(purpose, id, version)}`);
}

type Invitation = typeof invitations.$inferSelect;

async function memberEmails(tx: Tx, orgId: number, emails: string[]): Promise<Set<string>> {
  const rows = await tx
    .select({ email: members.email })
    .from(members)
    .where(and(eq(members.orgId, orgId), inArray(members.email, emails)));
  return new Set(rows.map((row) => row.email));
}

async function openInvitations(tx: Tx, orgId: number, emails: string[]): Promise<Map<string, Invitation>> {
  const rows = await tx
    .select()
    .from(invitations)
    .where(and(eq(invitations.orgId, orgId), inArray(invitations.email, emails), invitationIsOpen));
  return new Map(rows.map((row) => [row.email, row]));
}

/** An open invitation of the org, under its lock. Throws what became of one that is open no more. */
export async function findOpen(tx: Tx, actor: OrgActor, id: string): Promise<Invitation> {
  const [row] = await tx
    .select()
    .from(invitations)
    .where(and(eq(invitations.orgId, actor.org.id), eq(invitations.id, id)));
  if (!row) throw new NotFound("invitation");
  if (row.acceptedAt) {
    const link = row.acceptedBy && { href: paths.user(actor.org.id, row.acceptedBy), label: "Open their page." };
    throw new RuleBroken("invitation_used", "This invitation has been accepted meanwhile.", link ? { link } : {});
  }
  if (row.revokedAt) throw new RuleBroken("invitation_revoked", "This invitation has been revoked meanwhile.");
  if (row.declinedAt)
    throw new RuleBroken("invitation_declined", "This invitation has been declined. Invite the person anew.");
  return row;
}

async function insertInvitation(
  { tx, actor, now }: Change<OrgActor>,
  email: string,
  role: Invitation["role"],
): Promise<Invitation> {
  const [row] = await tx
    .insert(invitations)
    .values({
      id: newId("invitation"),
      orgId: actor.org.id,
      email,
      role,
      roleGivenBy: actor.user.id,
      createdAt: now,
      sentAt: now,
      expiresAt: expiry(now),
    })
    .returning();
  if (!row) throw new Error("An invitation was not made.");
  return row;
}

/** An expired offer is closed, not merged: what it gave is not given again by somebody who could not give it. */
async function stillPending(
  { tx, actor, audit, now }: Change<OrgActor>,
  known: Invitation | undefined,
): Promise<Invitation | undefined> {
  if (!known || known.expiresAt > now) return known;
  await tx.update(invitations).set({ revokedAt: now, revokedBy: actor.user.id }).where(eq(invitations.id, known.id));
  audit({
    orgId: actor.org.id,
    action: "invitation.revoked",
    object: { type: "invitation", id: known.id },
    before: { role: known.role },
  });
  return undefined;
}

async function mergeInvitation(
  change: Change<OrgActor>,
  known: Invitation,
  role: Invitation["role"],
): Promise<Invitation> {
  const higher = higherOrgRole(known.role, role);
  const renewed = await renew(change, known);
  if (higher === known.role) return renewed;
  await change.tx
    .update(invitations)
    .set({ role: higher, roleGivenBy: change.actor.user.id })
    .where(eq(invitations.id, known.id));
  return { ...renewed, role: higher };
}

async function renew({ tx, now }: Change<OrgActor>, known: Invitation): Promise<Invitation> {
  const changes = { mailVersion: known.mailVersion + 1, sentAt: now, expiresAt: expiry(now) };
  await tx.update(invitations).set(changes).where(eq(invitations.id, known.id));
  return { ...known, ...changes };
}

function send({ enqueue }: Change<OrgActor>, invitation: Invitation): Promise<void> {
  return enqueue("send_invitation", { invitationId: invitation.id, version: invitation.mailVersion });
}

function expiry(from: Date): Date {
  return new Date(from.getTime() + invitationDays * 24 * 3600 * 1000);
}

function alreadyMembers(emails: string[]): string {
  return emails.length === 1
    ? `${emails[0]} is a member already. Find them under Users.`
    : "All of these are members already. Find them under Users.";
}
