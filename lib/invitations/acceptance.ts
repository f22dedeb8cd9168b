import "server-only";
import { and, eq, gt, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { ssoOfEmail } from "@/db/queries/sso-policy";
import { invitations, members, orgs, users } from "@/db/schema";
import { hashPassword } from "@/lib/auth/password-hash";
import { assertGoodPassword } from "@/lib/auth/password-rules";
import type { OutsideActor, UserActor } from "@/lib/authz/actor";
import { higherOrgRole } from "@/lib/authz/roles";
import type { PlanId } from "@/lib/billing/plans";
import { NotFound, RuleBroken } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { tokenFits, tokenId } from "@/lib/links";
import { type Change, lockOrgRow, mutate } from "@/lib/mutate";
import { addressHeld } from "@/lib/users/address";
import type { JoinInput } from "./schemas";
import { giveParts, partsThatStand, roleOf } from "./standing";

/**
 * The link proves the invitation and, when it was mailed, the address too; a copied link does not. What each giver
 * may no longer give at this moment falls away. Joining never lowers a role and works once.
 */

export type Joined = { orgId: number; userId: string; already: boolean; fellAway: string[]; asides: string[] };
type LinkKind = "mail" | "copy";
type Invitation = typeof invitations.$inferSelect;
type Actor = UserActor | OutsideActor;

/** Accepts as the person signed in; their address must be the invited one. */
export function acceptInvitation(actor: UserActor, token: string): Promise<Joined> {
  return mutate(actor, async (change) => {
    const { invitation, kind, org } = await lockInvitation(change.tx, token);
    if (invitation.email !== actor.user.email) throw wrongAccount(invitation.email, actor.user.email);
    if (kind === "copy" && !actor.user.emailProven && actor.user.limitedToOrgId !== invitation.orgId) {
      throw new RuleBroken(
        "email_unproven",
        "Confirm your e-mail address first: enter the code we mailed you, then accept.",
      );
    }
    if (invitation.acceptedBy === actor.user.id && (await roleOf(change.tx, invitation.orgId, actor.user.id)))
      return alreadyJoined(invitation, actor.user.id);
    assertOpen(invitation, change.now);
    if (kind === "mail" && !actor.user.emailProven) await proveEmail(change, actor.user.id);
    return join(change, invitation, org.plan, actor.user.id);
  });
}

/** Accepts as somebody new: makes the account with the invited address. A link never sets a password on an account. */
export async function joinThroughInvitation(actor: OutsideActor, token: string, input: JoinInput): Promise<Joined> {
  const { email, orgName } = await openInvitation(actor, token);
  await assertGoodPassword(input.password, { email, name: input.name, orgName });
  const passwordHash = await hashPassword(input.password);
  const userId = newId("user");
  return mutate({ ...actor, userId }, async (change) => {
    const { invitation, kind, org } = await lockInvitation(change.tx, token);
    assertOpen(invitation, change.now);
    const sso = await ssoOfEmail(invitation.email);
    if (sso?.stage === "required" && sso.orgId === invitation.orgId) {
      throw new RuleBroken("sso_refused", `Join through ${sso.name}: ${org.name} requires its single sign-on.`);
    }
    const [taken] = await change.tx.select({ id: users.id }).from(users).where(eq(users.email, invitation.email));
    if (taken || (await addressHeld(change.tx, invitation.email, change.now))) {
      throw new RuleBroken(
        "invitation_wrong_account",
        "This address has signed in here before. Sign in to accept the invitation.",
      );
    }
    await change.tx.insert(users).values({
      id: userId,
      email: invitation.email,
      name: input.name,
      passwordHash,
      passwordChangedAt: change.now,
      emailProvenAt: kind === "mail" ? change.now : null,
      limitedToOrgId: kind === "mail" ? null : invitation.orgId,
      createdAt: change.now,
    });
    change.audit({
      userId,
      action: "user.created",
      object: { type: "user", id: userId },
      after: { through: `invitation.${kind}` },
    });
    return join(change, invitation, org.plan, userId);
  });
}

/** The invited person says no. Works without an account; the link proves enough. */
export function declineInvitation(actor: Actor, token: string): Promise<void> {
  return mutate(actor, async ({ tx, audit, now }) => {
    const { invitation } = await lockInvitation(tx, token);
    assertOpen(invitation, now);
    await tx.update(invitations).set({ declinedAt: now }).where(eq(invitations.id, invitation.id));
    audit({
      orgId: invitation.orgId,
      action: "invitation.declined",
      object: { type: "invitation", id: invitation.id },
    });
  });
}

/**
 * Building block for sign-in through the org's own identity provider, which proved the address: joins through the open
 * invitation of this org for it. False where there is none. For callers that hold the org's lock.
 */
export async function joinOpenInvitation(
  change: Change<OutsideActor>,
  { orgId, userId, email }: { orgId: number; userId: string; email: string },
): Promise<boolean> {
  const { tx, now } = change;
  const [invitation] = await tx
    .select()
    .from(invitations)
    .where(
      and(
        eq(invitations.orgId, orgId),
        eq(invitations.email, email),
        isNull(invitations.acceptedAt),
        isNull(invitations.revokedAt),
        isNull(invitations.declinedAt),
        gt(invitations.expiresAt, now),
      ),
    )
    .for("update");
  if (!invitation) return false;
  const org = await lockOrgRow(tx, orgId);
  await join(change, invitation, org.plan, userId);
  return true;
}

async function openInvitation(actor: OutsideActor, token: string): Promise<{ email: string; orgName: string }> {
  return mutate(actor, async ({ tx, now }) => {
    const { invitation, org } = await lockInvitation(tx, token);
    assertOpen(invitation, now);
    return { email: invitation.email, orgName: org.name };
  });
}

/** Locks the org, then the invitation, and checks the token against its present version. */
async function lockInvitation(
  tx: Tx,
  token: string,
): Promise<{ invitation: Invitation; kind: LinkKind; org: { name: string; plan: PlanId } }> {
  const id = tokenId(token);
  const [seen] = id
    ? await tx
        .select({ orgId: orgs.id, orgName: orgs.name, deletedAt: orgs.deletedAt })
        .from(invitations)
        .innerJoin(orgs, eq(orgs.id, invitations.orgId))
        .where(eq(invitations.id, id))
    : [];
  if (!id || !seen) throw new NotFound("invitation");
  if (seen.deletedAt) throw new RuleBroken("org_deleted", `${seen.orgName} was deleted meanwhile. Nothing was joined.`);
  const org = await lockOrgRow(tx, seen.orgId);
  const [invitation] = await tx.select().from(invitations).where(eq(invitations.id, id)).for("update");
  const kind = invitation && linkKind(token, invitation);
  if (!invitation || !kind)
    throw new RuleBroken(
      "link_invalid",
      "This link has been replaced by a newer one. Use the link in the latest e-mail.",
    );
  return { invitation, kind, org };
}

export function linkKind(
  token: string,
  invitation: { id: string; mailVersion: number; copyVersion: number },
): LinkKind | null {
  if (tokenFits(token, "invitation.mail", invitation.id, invitation.mailVersion)) return "mail";
  return tokenFits(token, "invitation.copy", invitation.id, invitation.copyVersion) ? "copy" : null;
}

function assertOpen(invitation: Invitation, now: Date): void {
  if (invitation.acceptedAt)
    throw new RuleBroken(
      "invitation_used",
      "This invitation has been accepted already. Sign in to open the organization.",
    );
  if (invitation.revokedAt)
    throw new RuleBroken("invitation_revoked", "This invitation has been revoked. Ask for a new one.");
  if (invitation.declinedAt)
    throw new RuleBroken("invitation_declined", "This invitation has been declined. Ask for a new one.");
  if (invitation.expiresAt <= now)
    throw new RuleBroken("invitation_expired", "This invitation has expired. Ask for a new one.");
}

function wrongAccount(invited: string, signedIn: string): RuleBroken {
  return new RuleBroken(
    "invitation_wrong_account",
    `The invitation is for ${invited}, and you are signed in as ${signedIn}. Switch to the invited account.`,
  );
}

function alreadyJoined(invitation: Invitation, userId: string): Joined {
  return { orgId: invitation.orgId, userId, already: true, fellAway: [], asides: [] };
}

async function proveEmail({ tx, audit, now }: Change<Actor>, userId: string): Promise<void> {
  await tx.update(users).set({ emailProvenAt: now, limitedToOrgId: null }).where(eq(users.id, userId));
  audit({ userId, action: "user.email_proven", object: { type: "user", id: userId } });
}

/** Membership, team places and grants at once, as far as their givers may still give them. */
async function join(change: Change<Actor>, invitation: Invitation, plan: PlanId, userId: string): Promise<Joined> {
  const { tx, audit, enqueue, now } = change;
  const { orgId } = invitation;
  const standing = await partsThatStand(tx, invitation, plan, now);
  const [member] = await tx
    .select({ role: members.role })
    .from(members)
    .where(and(eq(members.orgId, orgId), eq(members.userId, userId)));
  const role = member ? higherOrgRole(member.role, standing.role) : standing.role;
  await tx
    .insert(members)
    .values({ orgId, userId, role, joinedAt: now, lastActiveAt: now, invitedBy: invitation.roleGivenBy })
    .onConflictDoUpdate({ target: [members.orgId, members.userId], set: { role } });
  const asides = await giveParts(change, orgId, userId, standing);
  await tx.update(invitations).set({ acceptedAt: now, acceptedBy: userId }).where(eq(invitations.id, invitation.id));
  const after = {
    role,
    projects: standing.projects.map(({ projectId, role, endsAt }) => ({
      id: projectId,
      role,
      ...(endsAt && { endsAt: endsAt.toISOString() }),
    })),
    teams: standing.teams.map((team) => team.teamId),
  };
  audit({ orgId, action: "invitation.accepted", object: { type: "invitation", id: invitation.id }, after });
  if (!member) audit({ orgId, action: "member.joined", object: { type: "member", id: userId }, after: { role } });
  await enqueue("send_invitation_accepted", { invitationId: invitation.id });
  return {
    orgId,
    userId,
    already: member !== undefined,
    fellAway: standing.fellAway,
    asides: [...standing.asides, ...asides],
  };
}
