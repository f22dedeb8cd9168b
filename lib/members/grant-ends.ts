import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { projectGrants, projects } from "@/db/schema";
import { product } from "@/lib/authz/actor";
import { isNotFound } from "@/lib/errors";
import { lockOrgRow, mutate } from "@/lib/mutate";
import { factsOf, type GrantKey } from "./grant-rows";

/**
 * Tidies up after an individual grant that has ended: the row becomes the lasting role it had before, or goes. Whoever had
 * it lost it at that moment already (`project_access`), by the clock of the database, which is asked here too. Does nothing
 * where the grant was changed meanwhile and ends at another moment, or not at all.
 */
export async function endGrant({ projectId, userId }: GrantKey, endsAt: Date): Promise<boolean> {
  return mutate(product, async ({ tx, audit, enqueue }) => {
    const [place] = await tx.select({ orgId: projects.orgId }).from(projects).where(eq(projects.id, projectId));
    if (!place || !(await stands(lockOrgRow(tx, place.orgId)))) return false;
    // Of the organization that is locked: one that moved meanwhile is found by the next sweep.
    const key = and(
      eq(projectGrants.orgId, place.orgId),
      eq(projectGrants.projectId, projectId),
      eq(projectGrants.userId, userId),
    );
    const [grant] = await tx
      .select({ role: projectGrants.role, endsAt: projectGrants.endsAt, thenRole: projectGrants.thenRole })
      .from(projectGrants)
      .where(and(key, eq(projectGrants.endsAt, endsAt), sql`${projectGrants.endsAt} <= now()`))
      .for("update");
    if (!grant) return false;
    const { role, thenRole } = grant;
    if (thenRole) await tx.update(projectGrants).set({ role: thenRole, endsAt: null, thenRole: null }).where(key);
    else await tx.delete(projectGrants).where(key);
    audit({
      orgId: place.orgId,
      projectId,
      action: "grant.ended",
      object: { type: "grant", id: userId },
      before: factsOf(grant),
      ...(thenRole && { after: { role: thenRole } }),
    });
    await enqueue("send_grant_ended", { projectId, userId, role });
    return true;
  });
}

/** A deleted organization keeps its rows as they are: whoever restores it gets the sweep's visit the next day. */
async function stands(locked: Promise<unknown>): Promise<boolean> {
  try {
    await locked;
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}
