import "server-only";
import { and, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { invitations } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { authorize } from "@/lib/authz/authorize";
import { assertConfirmed } from "@/lib/authz/confirmation";
import { NotFound, RuleBroken } from "@/lib/errors";
import { appUrl, linkToken } from "@/lib/links";
import { assertMayGive } from "@/lib/members/members";
import { mutateOrg } from "@/lib/mutate";
import { paths } from "@/lib/paths";
import { mayRevoke } from "./ceiling";
import { takeSendingLimits } from "./limits";
import {
  closeInvitations,
  giveOffers,
  type Invitation,
  type Offered,
  renewInvitations,
  sendInvitations,
} from "./offers";
import { assertParts } from "./parts";
import { givenOf, type InviteInput, type InvitePeopleInput } from "./schemas";

/** The verbs of invitations, one at a time and one form at a time; see `offers.ts` for what an invitation is. */

export type InviteResult = { invited: string[]; merged: string[]; members: string[] };

/** Invites every address that is not a member yet; says which were new, which were merged, which are members. */
export function inviteMembers(actor: OrgActor, input: InviteInput): Promise<InviteResult> {
  const people = input.emails.map((email) => ({ email, role: input.role }));
  return invitePeople(actor, { people, ...givenOf(input) });
}

/** The same where each has a role of their own. What is given beside it is the same for all. */
export async function invitePeople(actor: OrgActor, input: InvitePeopleInput): Promise<InviteResult> {
  authorize(actor, "org.members.invite");
  const emails = input.people.map(({ email }) => email);
  await takeSendingLimits(actor.org.id, emails);
  return mutateOrg(actor, "org.members.invite", async (change) => {
    const { tx, actor: fresh } = change;
    for (const { role } of input.people) assertMayGive(fresh, role);
    if (input.people.some(({ role }) => role === "owner")) assertConfirmed(fresh, change.now);
    const parts = { projects: input.projects, teams: input.teams };
    await assertParts(tx, fresh, parts);
    const offered = await giveOffers(
      change,
      input.people.map((person) => ({ ...person, parts })),
    );
    const having = (outcome: Offered["outcome"]) =>
      offered.flatMap((each) => (each.outcome === outcome ? each.email : []));
    const result = { invited: having("invited"), merged: having("merged"), members: having("member") };
    if (result.members.length === offered.length) {
      throw new RuleBroken("already_member", alreadyMembers(emails), { field: "emails" });
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
    await renewInvitations(change, [invitation]);
    await sendInvitations(change, [{ id: invitationId, version: invitation.mailVersion + 1 }]);
    change.audit({
      orgId: change.actor.org.id,
      action: "invitation.resent",
      object: { type: "invitation", id: invitationId },
    });
    return { email: invitation.email };
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
  return mutateOrg(actor, "org.members.invite", async (change) => {
    const invitation = await findOpen(change.tx, change.actor, invitationId);
    if (!mayRevoke(change.actor, invitation)) {
      throw new RuleBroken("target_not_below", "Only an owner, or the person who sent it, can revoke this invitation.");
    }
    await closeInvitations(change, [invitation]);
    return { email: invitation.email };
  });
}

export function invitationUrl(purpose: "invitation.mail" | "invitation.copy", id: string, version: number): string {
  return appUrl(`/invite/${linkToken(purpose, id, version)}`);
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

function alreadyMembers(emails: string[]): string {
  return emails.length === 1
    ? `${emails[0]} is a member already. Find them under Users.`
    : "All of these are members already. Find them under Users.";
}
