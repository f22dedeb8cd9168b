import "server-only";
import { and, eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { textArray } from "@/db/queries/page";
import { members, orgCounts } from "@/db/schema";
import type { Actor, OrgActor } from "@/lib/authz/actor";
import { assertConfirmed } from "@/lib/authz/confirmation";
import { mayChangeOrgRole, mayGiveOrgRole, type OrgRole, orgRoleNames } from "@/lib/authz/roles";
import { NotFound, RuleBroken } from "@/lib/errors";
import { type Change, mutateOrg } from "@/lib/mutate";
import type { ChangeRoleInput } from "./schemas";

/**
 * R1: an org always keeps an owner, whatever path is taken. R4: you give roles at or below your own and change or
 * remove only people strictly below you; an owner may also change or remove another owner while one remains.
 */

/** Changes a member's org role. Giving or taking Owner needs a confirmation (A6). */
export function changeMemberRole(actor: OrgActor, input: ChangeRoleInput): Promise<void> {
  return mutateOrg(actor, "org.members.edit", async (change) => {
    const target = await findMember(change.tx, change.actor.org.id, input.userId);
    if (target.role !== input.was) {
      const message = `Somebody changed this role to ${orgRoleNames[target.role]} meanwhile. Look again, then change it.`;
      throw new RuleBroken("changed_meanwhile", message);
    }
    if (target.role === input.role) return;
    assertMayChange(change.actor, target);
    await giveRole(change, [{ userId: input.userId, role: target.role }], input.role);
  });
}

/** A member with the role they have under the lock. */
export type RoleHolder = { userId: string; role: OrgRole };

/** So many people a statement: with the keys that refer to them, none comes near the time a statement has. */
const peopleAStatement = 5000;

/**
 * Building block: takes people out of the org with their team places and grants, however many, and says so for each.
 * The caller holds the lock and has judged R4; here are R1 and the confirmation that taking Owner needs (A6).
 */
export async function takeOut(change: Change<OrgActor>, targets: RoleHolder[]): Promise<void> {
  if (targets.some(({ role }) => role === "owner")) assertConfirmed(change.actor, change.now);
  await endMemberships(change, change.actor.org.id, targets);
}

/** Building block: the same for whoever acts without a session, such as directory sync. R1 holds for it, too. */
export async function endMemberships(
  { tx, audit }: Change<Actor>,
  orgId: number,
  targets: RoleHolder[],
  after?: { through: string },
): Promise<void> {
  const owners = targets.filter(({ role }) => role === "owner").length;
  if (owners > 0) await assertOrgKeepsAnOwner(tx, orgId, owners);
  for (const ids of inChunks(targets, peopleAStatement)) {
    const theirs = sql`org_id = ${orgId} and user_id = any(${textArray(ids)})`;
    // By themselves, not by the keys that refer to a member: those work person by person, with all their triggers.
    await tx.execute(sql`delete from team_members where ${theirs}`);
    await tx.execute(sql`delete from project_grants where ${theirs}`);
    await tx.execute(sql`delete from members where ${theirs}`);
  }
  for (const { userId, role } of targets) {
    audit({ orgId, action: "member.removed", object: { type: "member", id: userId }, before: { role }, after });
  }
}

/** Building block: gives people of the org a role, with the same conditions as {@link takeOut}. */
export async function giveRole(
  { tx, actor, audit, now }: Change<OrgActor>,
  targets: RoleHolder[],
  role: OrgRole,
  field = "role",
): Promise<void> {
  const orgId = actor.org.id;
  assertMayGive(actor, role, field);
  const changing = targets.filter((target) => target.role !== role);
  const owners = changing.filter((target) => target.role === "owner").length;
  if (owners > 0 || (role === "owner" && changing.length > 0)) assertConfirmed(actor, now);
  if (owners > 0) await assertOrgKeepsAnOwner(tx, orgId, owners);
  for (const ids of inChunks(changing, peopleAStatement)) {
    await tx
      .update(members)
      .set({ role })
      .where(sql`org_id = ${orgId} and user_id = any(${textArray(ids)})`);
  }
  for (const { userId, role: before } of changing) {
    audit({
      orgId,
      action: "member.role_changed",
      object: { type: "member", id: userId },
      before: { role: before },
      after: { role },
    });
  }
}

function inChunks(targets: RoleHolder[], size: number): string[][] {
  const chunks: string[][] = [];
  for (let from = 0; from < targets.length; from += size) {
    chunks.push(targets.slice(from, from + size).map(({ userId }) => userId));
  }
  return chunks;
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

/** Throws `last_owner` when no owner would be left after `leaving` of them. The caller holds the org's lock. */
export async function assertOrgKeepsAnOwner(tx: Tx, orgId: number, leaving = 1): Promise<void> {
  const [count] = await tx.select({ owners: orgCounts.owners }).from(orgCounts).where(eq(orgCounts.orgId, orgId));
  if ((count?.owners ?? 0) > leaving) return;
  const who = leaving > 1 ? "These are all the owners" : "This is the only owner";
  throw new RuleBroken("last_owner", `${who}. Make somebody else an owner first.`);
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

/** R4 for org roles, for every way of giving one. Throws `role_above_own` at the form's field for it. */
export function assertMayGive(actor: OrgActor, role: OrgRole, field = "role"): void {
  if (!mayGiveOrgRole(actor.role, role)) {
    const message = `You are ${orgRoleNames[actor.role]} and cannot give the role ${orgRoleNames[role]}. Ask an owner.`;
    throw new RuleBroken("role_above_own", message, { field });
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
