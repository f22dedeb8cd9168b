import "server-only";
import { and, asc, eq, isNotNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { orgStep, sessionOf } from "@/db/queries/org-gate";
import { members, orgs } from "@/db/schema";
import { type OrgActor, product, type UserActor } from "@/lib/authz/actor";
import { assertConfirmed } from "@/lib/authz/confirmation";
import { NotFound, RuleBroken } from "@/lib/errors";
import { mutate, mutateOrg } from "@/lib/mutate";
import { paths } from "@/lib/paths";
import { assertTyped } from "@/lib/projects/deletion";
import { orgErasureDay, orgRestoreDays } from "./periods";
import type { DeleteOrgInput, RestoreOrgInput } from "./schemas";

/**
 * Z1: from its deletion on an organization is found by nobody, whatever they send; its row, and everything that hangs on
 * it, waits for 90 days. Any of its owners restores all of it by one click. Then a job erases it.
 */

/** Deletes the organization. Its name is typed, and the person has just confirmed it is them (A6). Owners are told. */
export function deleteOrg(actor: OrgActor, input: DeleteOrgInput): Promise<void> {
  return mutateOrg(actor, "org.delete", async ({ tx, actor: fresh, audit, enqueue, now }) => {
    assertConfirmed(fresh, now);
    const { id, name } = fresh.org;
    assertTyped(input.typed, name);
    await tx.update(orgs).set({ deletedAt: now, deletedBy: fresh.user.id }).where(eq(orgs.id, id));
    audit({
      orgId: id,
      action: "org.deleted",
      object: { type: "org", id },
      before: { name },
      after: { erasedFrom: orgErasureDay(now).toISOString() },
    });
    for (const { userId } of await ownersOf(tx, id)) await enqueue("send_org_deleted", { orgId: id, userId });
  });
}

/** One of its owners takes the deletion back; for everybody else it does not exist. */
export function restoreOrg(actor: UserActor, input: RestoreOrgInput): Promise<{ orgId: number; name: string }> {
  return mutate(actor, async ({ tx, audit, now }) => {
    const orgId = Number(input.deleted);
    const [org] = await tx
      .select({ name: orgs.name, erasingAt: orgs.erasingAt })
      .from(orgs)
      .where(and(eq(orgs.id, orgId), isNotNull(orgs.deletedAt)))
      .for("no key update");
    const owns = (await ownersOf(tx, orgId)).some((owner) => owner.userId === actor.user.id);
    const reaches = actor.user.emailProven || actor.user.limitedToOrgId === orgId;
    if (!org || !owns || !reaches) throw new NotFound("organization");
    await assertNoStep(tx, actor, orgId, now);
    if (org.erasingAt) {
      const message = `The ${orgRestoreDays} days are over and everything in it is being erased. It cannot be restored any more.`;
      throw new RuleBroken("being_erased", message);
    }
    await tx.update(orgs).set({ deletedAt: null, deletedBy: null }).where(eq(orgs.id, orgId));
    audit({ orgId, action: "org.restored", object: { type: "org", id: orgId }, after: { name: org.name } });
    return { orgId, name: org.name };
  });
}

/** What the org asked of a session before it was deleted, it asks of the one that restores it. */
async function assertNoStep(tx: Tx, actor: UserActor, orgId: number, at: Date): Promise<void> {
  const [row] = await tx
    .select({ step: orgStep(sessionOf(actor), at) })
    .from(members)
    .innerJoin(orgs, eq(orgs.id, members.orgId))
    .where(and(eq(members.orgId, orgId), eq(members.userId, actor.user.id)));
  if (!row?.step) return;
  const back = paths.restoreOrg(orgId);
  const asked = {
    again: { message: "It asks for a new sign-in first.", href: paths.signInAgain(back), label: "Sign in again" },
    own: { message: "It asks for your own proof first.", href: paths.signInOwn(back), label: "Show that it is you" },
    // No identity provider signs people in to what is deleted; owners have the way back in (S3).
    sso: { message: "It asks for your second factor first.", href: paths.confirm(back), label: "Confirm" },
    enrol: { message: "It asks for a second factor first.", href: paths.enrol(back), label: "Set one up" },
    prove: { message: "It asks for your second factor first.", href: paths.confirm(back), label: "Confirm" },
  }[row.step];
  throw new RuleBroken("factor_required", asked.message, { link: { href: asked.href, label: asked.label } });
}

/** From here on it cannot be restored. Does nothing where it was restored, is not due or has begun. */
export function beginOrgErasure(orgId: number): Promise<void> {
  return mutate(product, async ({ tx, audit, enqueue, now }) => {
    const [org] = await tx
      .select({ name: orgs.name, deletedAt: orgs.deletedAt, erasingAt: orgs.erasingAt })
      .from(orgs)
      .where(eq(orgs.id, orgId))
      .for("no key update");
    if (!org?.deletedAt || org.erasingAt || orgErasureDay(org.deletedAt) > now) return;
    await tx.update(orgs).set({ erasingAt: now }).where(eq(orgs.id, orgId));
    audit({ orgId, action: "org.erasure_started", object: { type: "org", id: orgId }, before: { name: org.name } });
    await enqueue("erase_org", { orgId }, { jobKey: `erase_org:${orgId}` });
  });
}

function ownersOf(tx: Tx, orgId: number): Promise<{ userId: string }[]> {
  return tx
    .select({ userId: members.userId })
    .from(members)
    .where(and(eq(members.orgId, orgId), eq(members.role, "owner")))
    .orderBy(asc(members.userId));
}
