import "server-only";
import { and, eq } from "drizzle-orm";
import { billingEmails, members } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { can } from "@/lib/authz/authorize";
import { Forbidden, RuleBroken } from "@/lib/errors";
import { handOverInvitations, revokeInvitationsOf } from "@/lib/invitations/handover";
import { type Change, mutateOrg } from "@/lib/mutate";
import { assertMembersByHand } from "@/lib/scim/owned";
import { assertMayChange, findMember, takeOut } from "./members";
import type { RemoveMemberInput } from "./schemas";

/**
 * Off-boarding: a person leaves the org with their role, team places and grants, and nothing of the org's goes with
 * them. What they gave in open invitations is taken over or revoked, as chosen; projects and teams they made stay and
 * keep their name. All of it in one transaction.
 */
export type OffBoarded = { kept: number; revoked: number };

export function removeMember(actor: OrgActor, input: RemoveMemberInput): Promise<OffBoarded> {
  return mutateOrg(actor, "org.members.remove", async (change) => {
    const { userId } = input;
    const target = await findMember(change.tx, change.actor.org.id, userId);
    if (userId === change.actor.user.id) {
      throw new RuleBroken(
        "target_not_below",
        "To leave the organization yourself, use Leave Organization in your account settings.",
      );
    }
    assertMayChange(change.actor, target);
    await assertMembersByHand(change.tx, change.actor, [userId]);
    const kept = input.invitations === "keep" ? await handOverInvitations(change, [userId]) : 0;
    const revoked = input.invitations === "revoke" ? await revokeInvitationsOf(change, [userId]) : 0;
    if (input.billingEmail) await removeBillingEmailOf(change, userId);
    await takeOut(change, [{ userId, role: target.role }]);
    return { kept, revoked };
  });
}

/** Billing mails go to addresses, not to members: the one of the person who leaves is taken off the list. */
async function removeBillingEmailOf({ tx, actor, audit }: Change<OrgActor>, userId: string): Promise<void> {
  if (!can(actor, "org.billing.manage")) throw new Forbidden("org.billing.manage");
  const orgId = actor.org.id;
  const [person] = await tx
    .select({ email: members.email })
    .from(members)
    .where(and(eq(members.orgId, orgId), eq(members.userId, userId)));
  if (!person) return;
  const [removed] = await tx
    .delete(billingEmails)
    .where(and(eq(billingEmails.orgId, orgId), eq(billingEmails.email, person.email)))
    .returning({ id: billingEmails.id, confirmedAt: billingEmails.confirmedAt });
  if (!removed) return;
  audit({
    orgId,
    action: "org.billing_email_removed",
    object: { type: "billing_email", id: removed.id },
    before: { confirmed: removed.confirmedAt !== null },
  });
}
