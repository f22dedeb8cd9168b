import "server-only";
import { and, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import {
  connections,
  members,
  orgs,
  passkeys,
  recoveryCodes,
  secondFactors,
  ssoIdentities,
  trustedDevices,
  users,
} from "@/db/schema";
import { endSessions } from "@/lib/auth/sessions";
import type { OutsideActor } from "@/lib/authz/actor";
import { RuleBroken } from "@/lib/errors";
import { joinOpenInvitation } from "@/lib/invitations/acceptance";
import { tokenFits, tokenId } from "@/lib/links";
import { type Change, lockOrgRow, mutate } from "@/lib/mutate";
import { assertLimit } from "@/lib/rate-limit";

/** S4: the owner of an account says, by a mailed link, that what signs in at an identity provider is them. */
export type OpenLink = { email: string; orgName: string; connection: string; subject: string };

/** What the page of the link tells. Throws RuleBroken `link_…`; changes nothing. */
export function openLink(actor: OutsideActor, token: string): Promise<OpenLink> {
  return mutate(actor, async ({ tx, now }) => {
    const { user, org, connection, identity } = await findLink(tx, token, now);
    return { email: user.email, orgName: org.name, connection: connection.name, subject: identity.subject };
  });
}

/**
 * Links the two. An account whose address was never proven may have been made by somebody else: what they set up to
 * open it goes, and so do its sessions. Throws RuleBroken `link_…`.
 */
export async function confirmLink(actor: OutsideActor, token: string): Promise<{ email: string }> {
  await assertLimit("token.address", actor.origin.ip ?? "unknown");
  const acting = { ...actor };
  return mutate(acting, async (change) => {
    const { tx, now, audit } = change;
    const seen = await findLink(tx, token, now);
    await lockOrgRow(tx, seen.org.id);
    const { user, org, connection, identity } = await findLink(tx, token, now, true);
    acting.userId = user.id;
    if (user.emailProvenAt === null) await takeOver(change, user.id);
    await tx
      .update(ssoIdentities)
      .set({ confirmedAt: now, linkExpiresAt: null })
      .where(eq(ssoIdentities.id, identity.id));
    const orgId = org.id;
    audit({
      orgId,
      userId: user.id,
      action: "connection.identity_linked",
      object: { type: "user", id: user.id },
      after: { connection: connection.id },
    });
    const [member] = await tx
      .select({ userId: members.userId })
      .from(members)
      .where(and(eq(members.orgId, orgId), eq(members.userId, user.id)));
    const isIn = member || (await joinOpenInvitation(change, { orgId, userId: user.id, email: user.email }));
    if (!isIn && connection.createsMembers) {
      await tx.insert(members).values({ orgId, userId: user.id, role: "member", joinedAt: now, lastActiveAt: now });
      const after = { role: "member", through: "sso", connection: connection.id };
      audit({ orgId, action: "member.joined", object: { type: "member", id: user.id }, after });
    }
    return { email: user.email };
  });
}

async function takeOver({ tx, audit, now }: Change<OutsideActor>, userId: string): Promise<void> {
  await tx
    .update(users)
    .set({
      passwordHash: null,
      twoFactorEnrolledAt: null,
      lastFactor: null,
      phone: null,
      phoneVerifiedAt: null,
      emailProvenAt: now,
      limitedToOrgId: null,
    })
    .where(eq(users.id, userId));
  for (const table of [secondFactors, passkeys, recoveryCodes, trustedDevices]) {
    await tx.delete(table).where(eq(table.userId, userId));
  }
  await endSessions(tx, userId, {}, userId);
  audit({ userId, action: "user.email_proven", object: { type: "user", id: userId }, after: { through: "sso" } });
}

async function findLink(tx: Tx, token: string, now: Date, lock = false) {
  const id = tokenId(token);
  const query = tx
    .select({ identity: ssoIdentities, connection: connections, org: { id: orgs.id, name: orgs.name }, user: users })
    .from(ssoIdentities)
    .innerJoin(connections, eq(connections.id, ssoIdentities.connectionId))
    .innerJoin(orgs, eq(orgs.id, connections.orgId))
    .innerJoin(users, eq(users.id, ssoIdentities.userId))
    .where(eq(ssoIdentities.id, id ?? ""));
  const [row] = lock ? await query.for("update", { of: ssoIdentities }) : await query;
  if (!row || !id || !tokenFits(token, "sso-link", id, row.identity.linkVersion)) {
    throw new RuleBroken(
      "link_invalid",
      "This link is not complete, or a newer one was mailed. Open the latest e-mail again.",
    );
  }
  if (row.identity.confirmedAt) throw new RuleBroken("link_used", "The two are linked already. Sign in.");
  if (!row.identity.linkExpiresAt || row.identity.linkExpiresAt <= now) {
    throw new RuleBroken("link_expired", "This link has run out. Sign in through single sign-on to get a new one.");
  }
  return row;
}
