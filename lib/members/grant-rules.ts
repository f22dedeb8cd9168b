import "server-only";
import { and, eq, inArray, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { members, projects } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { effectiveProjectRoles, lastingProjectRoles } from "@/lib/authz/project-role";
import { mayChangeProjectGrant, mayGiveProjectRole, type ProjectRole, projectRoleNames } from "@/lib/authz/roles";
import { assertPlanHasProjectRole } from "@/lib/billing/capabilities";
import { NotFound, RuleBroken } from "@/lib/errors";
import type { Change } from "@/lib/mutate";
import { type GrantKey, keyOf, termsOf } from "./grant-rows";
import type { Given as Offer, Term } from "./grant-terms";

/** What is judged of individual grants, under the lock: who may give, change and take, and for how long. */

export async function assertMembers(tx: Tx, orgId: number, userIds: readonly string[]): Promise<void> {
  const found = await tx
    .select({ id: members.userId })
    .from(members)
    .where(and(eq(members.orgId, orgId), inArray(members.userId, [...userIds])));
  if (found.length !== userIds.length) throw new NotFound("member");
}

type Places = { userIds: readonly string[]; projectIds: readonly number[] };

/** R4 and R7 for one role on many projects, each of which must be a living one of the org. */
export async function assertMayGiveOn(
  tx: Tx,
  actor: OrgActor,
  { userIds, projectIds }: Places,
  role: ProjectRole,
): Promise<void> {
  const ids = [...projectIds];
  const living = await tx
    .select({ id: projects.id })
    .from(projects)
    .where(and(eq(projects.orgId, actor.org.id), inArray(projects.id, ids), isNull(projects.deletedAt)));
  if (living.length !== ids.length) throw new NotFound("project");
  const own = await effectiveProjectRoles(tx, ids, actor.user.id);
  for (const id of ids) assertMayGiveHere(own.get(id) ?? null, role);
  if (userIds.includes(actor.user.id)) {
    const lasts = await lastingProjectRoles(tx, ids, actor.user.id);
    for (const id of ids) assertMayGiveOneself(lasts.get(id) ?? null, role, "role");
  }
  assertPlanHasProjectRole(actor.org.plan, role, "role");
}

/**
 * The grant under the lock, the actor's own role on its project, and `assertGivable`, which judges a role or more time for
 * it (R4, R7). Members and projects of elsewhere are not found.
 */
export async function findGrant(change: Change<OrgActor>, { userId, projectId }: GrantKey) {
  const { tx, actor } = change;
  await assertMembers(tx, actor.org.id, [userId]);
  const [project] = await tx
    .select({ id: projects.id })
    .from(projects)
    .where(and(eq(projects.orgId, actor.org.id), eq(projects.id, projectId), isNull(projects.deletedAt)));
  if (!project) throw new NotFound("project");
  const own = (await effectiveProjectRoles(tx, [projectId], actor.user.id)).get(projectId) ?? null;
  const lasts = userId === actor.user.id && (await lastingProjectRoles(tx, [projectId], userId));
  const present = await termsOf(change, actor.org.id, { userIds: [userId], projectIds: [projectId] });
  const assertGivable = (role: ProjectRole, field: "role" | "until") => {
    assertMayGiveHere(own, role, field);
    if (lasts) assertMayGiveOneself(lasts.get(projectId) ?? null, role, field);
    assertPlanHasProjectRole(actor.org.plan, role, field);
  };
  return { own, assertGivable, term: present.get(keyOf({ projectId, userId })) ?? null };
}

type Shown = { was: ProjectRole; wasEnds?: string | undefined };

export async function findShown(change: Change<OrgActor>, input: GrantKey & Shown) {
  const { term, ...rest } = await findGrant(change, input);
  if (!term) {
    const message = "Somebody removed this grant meanwhile. Add the project again to give one.";
    throw new RuleBroken("changed_meanwhile", message);
  }
  assertAsShown(term, input);
  return { ...rest, term };
}

export function assertAsShown(term: Term, { was, wasEnds }: Shown): void {
  if (term.role !== was) {
    const message = `Somebody changed this grant to ${projectRoleNames[term.role]} meanwhile. Look again, then decide.`;
    throw new RuleBroken("changed_meanwhile", message);
  }
  if (wasEnds !== undefined && wasEnds !== (term.endsAt?.toISOString() ?? "")) {
    const message = "Somebody changed when this grant ends meanwhile. Look again, then decide.";
    throw new RuleBroken("changed_meanwhile", message);
  }
}

export function unclearEnd(before: Term | null, { role, endsAt }: Offer): RuleBroken {
  const has = before ? projectRoleNames[before.role] : "a role";
  const longer = !endsAt || (before?.endsAt && endsAt > before.endsAt);
  const message = longer
    ? `They have ${has} here for a shorter time. Give ${projectRoleNames[role]} without an end, or ${has} for as long.`
    : `They have ${has} here for longer than that. Choose a later end, or none.`;
  return new RuleBroken("ends_differ", message, { field: "until" });
}

export function assertMayGiveHere(own: ProjectRole | null, role: ProjectRole, field = "role"): void {
  if (mayGiveProjectRole(own, role)) return;
  const message = `You cannot give the project role ${projectRoleNames[role]} here. Choose one at or below your own.`;
  throw new RuleBroken("role_above_own", message, { field });
}

/** `lasts`: one's own role without what ends. Nobody makes a role for three days one for ever. */
export function assertMayGiveOneself(lasts: ProjectRole | null, role: ProjectRole, field: "role" | "until"): void {
  if (mayGiveProjectRole(lasts, role)) return;
  const message = `You cannot give yourself ${projectRoleNames[role]}: your own role here ends. Somebody else has to.`;
  throw new RuleBroken("role_above_own", message, { field });
}

export function assertMayChangeGrant(own: ProjectRole | null, grant: ProjectRole): void {
  if (mayChangeProjectGrant(own, grant)) return;
  const who = grant === "owner" || grant === "admin" ? "Only an owner of the project" : "Only an admin of the project";
  throw new RuleBroken("target_not_below", `${who} can change or remove a grant of ${projectRoleNames[grant]}.`);
}

const dayMs = 24 * 3600 * 1000;

/** An end lies ahead, by at most a year. Throws at the field `untilAt`. */
export function assertGoodEnd(endsAt: Date | null, now: Date): void {
  if (!endsAt) return;
  const field = "untilAt";
  if (endsAt <= now) throw new RuleBroken("end_in_past", "That is over already. Choose a moment to come.", { field });
  const latest = new Date(now);
  latest.setUTCFullYear(latest.getUTCFullYear() + 1);
  // To the end of the day in any timezone.
  if (endsAt.getTime() > latest.getTime() + 2 * dayMs) {
    const message = "That is more than a year away. Choose an earlier moment, or no end.";
    throw new RuleBroken("end_too_late", message, { field });
  }
}
