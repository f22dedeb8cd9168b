import "server-only";
import { and, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { members, orgCounts } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { assertConfirmed } from "@/lib/authz/confirmation";
import { mayChangeOrgRole, mayGiveOrgRole, type OrgRole, orgRoleNames } from "@/lib/authz/roles";
import { NotFound, RuleBroken } from "@/lib/errors";
import { mutateOrg } from "@/lib/mutate";
import type { ChangeRoleInput, RemoveMemberInput } from "./schemas";

/**
 * R1: an org always keeps an owner, whatever path is taken. R4: you give roles at or below your own and change or
 * remove only people strictly below you; an owner may also change or remove another owner while one remains.
 */

/** Changes a member's org role. Giving or taking Owner needs a confirmation (A6). */
export function changeMemberRole(actor: OrgActor, input: ChangeRoleInput): Promise<void> {
  return mutateOrg(actor, "org.members.edit", async ({ tx, actor: fresh, audit, now }) => {
    const target = await findMember(tx, fresh.org.id, input.userId);
    if (target.role !== input.was) {
      const message = `Somebody changed this role to ${orgRoleNames[target.role]} meanwhile. Look again, then change it.`;
      throw new RuleBroken("changed_meanwhile", message);
    }
    if (target.role === input.role) return;
    assertMayChange(fresh, target);
    assertMayGive(fresh, input.role);
    if (target.role === "owner" || input.role === "owner") assertConfirmed(fresh, now);
    if (target.role === "owner") await assertOrgKeepsAnOwner(tx, fresh.org.id);
    await tx.update(members).set({ role: input.role }).where(memberKey(fresh.org.id, input.userId));
    audit({
      orgId: fresh.org.id,
      action: "member.role_changed",
      object: { type: "member", id: input.userId },
      before: { role: target.role },
      after: { role: input.role },
    });
  });
}

/** Takes a member out of the org, with every team membership and individual grant of theirs in it. */
export function removeMember(actor: OrgActor, input: RemoveMemberInput): Promise<void> {
  return mutateOrg(actor, "org.members.remove", async ({ tx, actor: fresh, audit, now }) => {
    const target = await findMember(tx, fresh.org.id, input.userId);
    if (input.userId === fresh.user.id) {
      throw new RuleBroken(
        "target_not_below",
        "To leave the organization yourself, use Leave Organization in your account settings.",
      );
    }
    assertMayChange(fresh, target);
    if (target.role === "owner") {
      assertConfirmed(fresh, now);
      await assertOrgKeepsAnOwner(tx, fresh.org.id);
    }
    await tx.delete(members).where(memberKey(fresh.org.id, input.userId));
    audit({
      orgId: fresh.org.id,
      action: "member.removed",
      object: { type: "member", id: input.userId },
      before: { role: target.role },
    });
  });
}

/** Takes oneself out of an org. The last owner hands over first. */
export function leaveOrg(actor: OrgActor): Promise<void> {
  return mutateOrg(actor, "org.overview.view", async ({ tx, actor: fresh, audit }) => {
    if (fresh.role === "owner") await assertOrgKeepsAnOwner(tx, fresh.org.id);
    await tx.delete(members).where(memberKey(fresh.org.id, fresh.user.id));
    audit({
      orgId: fresh.org.id,
      action: "member.left",
      object: { type: "member", id: fresh.user.id },
      before: { role: fresh.role },
    });
  });
}

/** Throws `last_owner` when the org has one owner only, who is about to go. The caller holds the org's lock. */
export async function assertOrgKeepsAnOwner(tx: Tx, orgId: number): Promise<void> {
  const [count] = await tx.select({ owners: orgCounts.owners }).from(orgCounts).where(eq(orgCounts.orgId, orgId));
  if ((count?.owners ?? 0) <= 1) {
    throw new RuleBroken("last_owner", "This is the only owner. Make somebody else an owner first.");
  }
}

type Target = { role: OrgRole };

/** R4 for changing and removing people. Throws `target_not_below`. */
export function assertMayChange(actor: OrgActor, target: Target): void {
  if (!mayChangeOrgRole(actor.role, target.role)) {
    const who =
      target.role === "billing_admin" || target.role === "owner" ? "Only an owner" : "Only somebody above them";
    throw new RuleBroken(
      "target_not_below",
      `${who} can change or remove a person whose role is ${orgRoleNames[target.role]}.`,
    );
  }
}

/** R4 for org roles, for every way of giving one. Throws `role_above_own` at the field `role`. */
export function assertMayGive(actor: OrgActor, role: OrgRole): void {
  if (!mayGiveOrgRole(actor.role, role)) {
    const message = `You are ${orgRoleNames[actor.role]} and cannot give the role ${orgRoleNames[role]}. Ask an owner.`;
    throw new RuleBroken("role_above_own", message, { field: "role" });
  }
}

/** A member of the org under its lock; NotFound for everybody else. */
export async function findMember(tx: Tx, orgId: number, userId: string): Promise<Target> {
  const [row] = await tx.select({ role: members.role }).from(members).where(memberKey(orgId, userId));
  if (!row) throw new NotFound("user");
  return row;
}

function memberKey(orgId: number, userId: string) {
  return and(eq(members.orgId, orgId), eq(members.userId, userId));
}
