import "server-only";
import { and, eq, inArray, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { projectGrants, projects } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { effectiveProjectRoles } from "@/lib/authz/project-role";
import {
  higherProjectRole,
  mayChangeProjectGrant,
  mayGiveProjectRole,
  type ProjectRole,
  projectRoleNames,
} from "@/lib/authz/roles";
import { assertPlanHasProjectRole } from "@/lib/billing/capabilities";
import { NotFound, RuleBroken } from "@/lib/errors";
import { type Change, mutateOrg } from "@/lib/mutate";
import { findMember } from "./members";
import type { ChangeGrantInput, GiveGrantsInput, RemoveGrantInput } from "./schemas";

/**
 * Individual grants (R3): one per person and project. Nobody gives a role above their own effective role on that
 * project, and changes or removes only a grant whose role is below it; project owners also another owner's (R4). New
 * roles must be in the plan (R7). Giving never lowers: where a grant stands already, the higher role stays.
 *
 * The `…In` functions are for callers that hold the org's lock and checked who may: pages of the org, and of a project.
 */
export type Given = { given: number[]; raised: number[]; kept: number[] };

/** Gives a member one role on several projects of the org. */
export function giveGrants(actor: OrgActor, { userId, projects: ids, role }: GiveGrantsInput): Promise<Given> {
  return mutateOrg(actor, "org.members.edit", (change) => giveGrantsIn(change, userId, ids, role));
}

/** Another role for one individual grant. Throws `changed_meanwhile` where the page showed another one. */
export function changeGrantRole(actor: OrgActor, input: ChangeGrantInput): Promise<void> {
  return mutateOrg(actor, "org.members.edit", (change) => changeGrantRoleIn(change, input));
}

/** Takes one individual grant away; grants from elsewhere stay. One that is gone already is no error. */
export function removeGrant(actor: OrgActor, input: RemoveGrantInput): Promise<{ removed: boolean }> {
  return mutateOrg(actor, "org.members.edit", (change) => removeGrantIn(change, input));
}

export async function giveGrantsIn(
  { tx, actor, audit, now }: Change<OrgActor>,
  userId: string,
  ids: number[],
  role: ProjectRole,
): Promise<Given> {
  const { org } = actor;
  await findMember(tx, org.id, userId);
  const wanted = [...new Set(ids)];
  await assertMayGiveOn(tx, actor, wanted, role);
  const present = await grantsOf(tx, org.id, userId, wanted);
  const done: Given = { given: [], raised: [], kept: [] };
  for (const id of wanted) {
    const was = present.get(id);
    if (was && higherProjectRole(was, role) === was) done.kept.push(id);
    else done[was ? "raised" : "given"].push(id);
  }
  const writes = [...done.given, ...done.raised];
  if (writes.length === 0) return done;
  await tx
    .insert(projectGrants)
    .values(
      writes.map((projectId) => ({ orgId: org.id, projectId, userId, role, givenAt: now, givenBy: actor.user.id })),
    )
    .onConflictDoUpdate({
      target: [projectGrants.projectId, projectGrants.userId],
      set: { role, givenAt: now, givenBy: actor.user.id },
    });
  const object = { type: "grant" as const, id: userId };
  for (const projectId of writes) {
    const was = present.get(projectId);
    audit(
      was
        ? {
            orgId: org.id,
            projectId,
            action: "grant.role_changed",
            object,
            before: { role: was },
            after: { role },
          }
        : { orgId: org.id, projectId, action: "grant.given", object, after: { role } },
    );
  }
  return done;
}

export async function changeGrantRoleIn(change: Change<OrgActor>, input: ChangeGrantInput): Promise<void> {
  const { tx, actor, audit, now } = change;
  const { userId, projectId, role } = input;
  const { org } = actor;
  const { own, grant } = await findGrant(tx, actor, input);
  if (!grant) {
    throw new RuleBroken(
      "changed_meanwhile",
      "Somebody removed this grant meanwhile. Add the project again to give one.",
    );
  }
  assertAsShown(grant, input.was);
  if (grant === role) return;
  assertMayChangeGrant(own, grant);
  assertMayGiveHere(own, role);
  assertPlanHasProjectRole(org.plan, role, "role");
  await tx
    .update(projectGrants)
    .set({ role, givenAt: now, givenBy: actor.user.id })
    .where(grantKey(org.id, projectId, userId));
  audit({
    orgId: org.id,
    projectId,
    action: "grant.role_changed",
    object: { type: "grant", id: userId },
    before: { role: grant },
    after: { role },
  });
}

export async function removeGrantIn(
  { tx, actor, audit }: Change<OrgActor>,
  input: RemoveGrantInput,
): Promise<{ removed: boolean }> {
  const { userId, projectId } = input;
  const { own, grant } = await findGrant(tx, actor, input);
  if (!grant) return { removed: false };
  assertAsShown(grant, input.was);
  assertMayChangeGrant(own, grant);
  await tx.delete(projectGrants).where(grantKey(actor.org.id, projectId, userId));
  audit({
    orgId: actor.org.id,
    projectId,
    action: "grant.removed",
    object: { type: "grant", id: userId },
    before: { role: grant },
  });
  return { removed: true };
}

/** R4 and R7 for one role on many projects, each of which must be a living one of the org. */
async function assertMayGiveOn(tx: Tx, actor: OrgActor, ids: number[], role: ProjectRole): Promise<void> {
  const living = await tx
    .select({ id: projects.id })
    .from(projects)
    .where(and(eq(projects.orgId, actor.org.id), inArray(projects.id, ids), isNull(projects.deletedAt)));
  if (living.length !== ids.length) throw new NotFound("project");
  const own = await effectiveProjectRoles(tx, ids, actor.user.id);
  for (const id of ids) assertMayGiveHere(own.get(id) ?? null, role);
  assertPlanHasProjectRole(actor.org.plan, role, "role");
}

type Key = { userId: string; projectId: number };

/** The grant under the lock, and the actor's own role on its project. Members and projects of elsewhere are not found. */
async function findGrant(tx: Tx, actor: OrgActor, { userId, projectId }: Key) {
  await findMember(tx, actor.org.id, userId);
  const [project] = await tx
    .select({ id: projects.id })
    .from(projects)
    .where(and(eq(projects.orgId, actor.org.id), eq(projects.id, projectId), isNull(projects.deletedAt)));
  if (!project) throw new NotFound("project");
  const own = (await effectiveProjectRoles(tx, [projectId], actor.user.id)).get(projectId) ?? null;
  const grant = (await grantsOf(tx, actor.org.id, userId, [projectId])).get(projectId) ?? null;
  return { own, grant };
}

async function grantsOf(tx: Tx, orgId: number, userId: string, ids: number[]): Promise<Map<number, ProjectRole>> {
  const rows = await tx
    .select({ id: projectGrants.projectId, role: projectGrants.role })
    .from(projectGrants)
    .where(
      and(eq(projectGrants.orgId, orgId), eq(projectGrants.userId, userId), inArray(projectGrants.projectId, ids)),
    );
  return new Map(rows.map((row) => [row.id, row.role]));
}

function grantKey(orgId: number, projectId: number, userId: string) {
  return and(eq(projectGrants.orgId, orgId), eq(projectGrants.projectId, projectId), eq(projectGrants.userId, userId));
}

function assertAsShown(grant: ProjectRole, was: ProjectRole): void {
  if (grant === was) return;
  const message = `Somebody changed this grant to ${projectRoleNames[grant]} meanwhile. Look again, then decide.`;
  throw new RuleBroken("changed_meanwhile", message);
}

function assertMayGiveHere(own: ProjectRole | null, role: ProjectRole): void {
  if (mayGiveProjectRole(own, role)) return;
  const message = `You cannot give the project role ${projectRoleNames[role]} here. Choose one at or below your own.`;
  throw new RuleBroken("role_above_own", message, { field: "role" });
}

function assertMayChangeGrant(own: ProjectRole | null, grant: ProjectRole): void {
  if (mayChangeProjectGrant(own, grant)) return;
  const who = grant === "owner" || grant === "admin" ? "Only an owner of the project" : "Only an admin of the project";
  throw new RuleBroken("target_not_below", `${who} can change or remove a grant of ${projectRoleNames[grant]}.`);
}
