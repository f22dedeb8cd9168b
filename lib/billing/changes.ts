import "server-only";
import { and, eq, lte } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { orgs, planChanges, plannedDowngrades, retentionNotices } from "@/db/schema";
import { type OrgActor, type OutsideActor, product } from "@/lib/authz/actor";
import { RuleBroken } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { type Change, lockOrgRow, mutate, mutateOrg } from "@/lib/mutate";
import { releaseRequired } from "@/lib/sso/ladder";
import { billingPeriodOf } from "@/lib/usage/period";
import { isUpgrade, type PlanId, planHas, plans } from "./plans";
import type { ChoosePlanInput } from "./schemas";

/**
 * An upgrade holds at once and is paid from that day. A downgrade is planned, can be taken back, and holds from the
 * next billing period on. What people were given before stays (R7); events keep coming in.
 */

/** More at once. A downgrade that was planned is taken back by it. */
export function upgradePlan(actor: OrgActor, input: ChoosePlanInput): Promise<void> {
  return mutateOrg(actor, "org.billing.manage", async (change) => {
    const { tx, actor: fresh, now } = change;
    await assertUnchanged(tx, fresh, input);
    if (!isUpgrade(fresh.org.plan, input.plan)) throw notThatWay(input.plan, fresh.org.plan);
    await dropPlanned(change, fresh.org.id);
    await applyPlan(change, { orgId: fresh.org.id, before: fresh.org.plan, after: input.plan, at: now });
    await change.enqueue("send_plan_letter", {
      orgId: fresh.org.id,
      what: "upgraded",
      before: fresh.org.plan,
      after: input.plan,
      at: now.toISOString(),
      by: fresh.user.id,
    });
  });
}

/** Less from the next period on; a job does it then. Planning another plan replaces the planned one. */
export function planDowngrade(actor: OrgActor, input: ChoosePlanInput): Promise<{ at: Date }> {
  return mutateOrg(actor, "org.billing.manage", async ({ tx, actor: fresh, now, audit, enqueue }) => {
    await assertUnchanged(tx, fresh, input);
    const { id: orgId, plan: before } = fresh.org;
    if (!isUpgrade(input.plan, before)) throw notThatWay(input.plan, before);
    const at = billingPeriodOf(now).end;
    const values = { plan: input.plan, at, plannedAt: now, plannedBy: fresh.user.id };
    await tx
      .insert(plannedDowngrades)
      .values({ orgId, ...values })
      .onConflictDoUpdate({ target: plannedDowngrades.orgId, set: values });
    audit({
      orgId,
      action: "org.downgrade_planned",
      object: { type: "org", id: orgId },
      before: { plan: before },
      after: { plan: input.plan, at: at.toISOString() },
    });
    await enqueue("apply_downgrade", { orgId }, { runAt: at, jobKey: `downgrade:${orgId}` });
    await enqueue("send_plan_letter", {
      orgId,
      what: "planned",
      before,
      after: input.plan,
      at: at.toISOString(),
      by: fresh.user.id,
    });
    return { at };
  });
}

/** The plan stays. With nothing planned any more there is nothing to do. */
export function takeBackDowngrade(actor: OrgActor): Promise<void> {
  return mutateOrg(actor, "org.billing.manage", (change) => dropPlanned(change, change.actor.org.id));
}

/** Called when the period has ended, as often as one likes: it happens once, with the moment that was planned. */
export function applyDowngrade(orgId: number): Promise<void> {
  return mutate(product, async (change) => {
    const org = await lockOrgRow(change.tx, orgId);
    const [planned] = await change.tx
      .delete(plannedDowngrades)
      .where(and(eq(plannedDowngrades.orgId, orgId), lte(plannedDowngrades.at, change.now)))
      .returning();
    if (!planned) return;
    await applyPlan(change, { orgId, before: org.plan, after: planned.plan, at: planned.at, by: planned.plannedBy });
    await change.enqueue("send_plan_letter", {
      orgId,
      what: "downgraded",
      before: org.plan,
      after: planned.plan,
      at: planned.at.toISOString(),
      by: null,
    });
  });
}

type Applied = { orgId: number; before: PlanId; after: PlanId; at: Date; by?: string | null };

/** Building block: the one place where an org's plan changes. A longer retention cancels what was announced. */
async function applyPlan(change: Change<OrgActor | OutsideActor>, applied: Applied): Promise<void> {
  const { tx, actor, audit } = change;
  const { orgId, before, after, at, by = actor.kind === "user" ? actor.user.id : null } = applied;
  await tx.update(orgs).set({ plan: after }).where(eq(orgs.id, orgId));
  await tx.insert(planChanges).values({ id: newId("planChange"), orgId, at, before, after, changedBy: by });
  audit({
    orgId,
    action: "org.plan_changed",
    object: { type: "org", id: orgId },
    before: { plan: before },
    after: { plan: after, ...(actor.kind === "system" && { plannedBy: by }) },
  });
  if (planHas(before, "sso") && !planHas(after, "sso")) await releaseRequired(change, orgId);
  if (plans[after].retentionMonths <= plans[before].retentionMonths) return;
  const [cancelled] = await tx.delete(retentionNotices).where(eq(retentionNotices.orgId, orgId)).returning();
  if (cancelled) {
    audit({
      orgId,
      action: "org.retention_cancelled",
      object: { type: "org", id: orgId },
      before: { months: cancelled.months },
    });
  }
}

async function dropPlanned({ tx, audit }: Change<OrgActor>, orgId: number): Promise<void> {
  const [dropped] = await tx.delete(plannedDowngrades).where(eq(plannedDowngrades.orgId, orgId)).returning();
  if (!dropped) return;
  audit({
    orgId,
    action: "org.downgrade_taken_back",
    object: { type: "org", id: orgId },
    before: { plan: dropped.plan, at: dropped.at.toISOString() },
  });
}

async function assertUnchanged(tx: Tx, { org }: OrgActor, { was, planned = "" }: ChoosePlanInput): Promise<void> {
  const [row] = await tx
    .select({ plan: plannedDowngrades.plan })
    .from(plannedDowngrades)
    .where(eq(plannedDowngrades.orgId, org.id));
  if (org.plan === was && (row?.plan ?? "") === planned) return;
  const now = row ? `${plans[org.plan].name}, and ${plans[row.plan].name} is planned` : plans[org.plan].name;
  throw new RuleBroken(
    "changed_meanwhile",
    `Somebody changed the plan meanwhile: it is ${now}. Look again, then decide.`,
  );
}

function notThatWay(wanted: PlanId, held: PlanId): RuleBroken {
  const sentence =
    wanted === held
      ? `The plan is ${plans[held].name} already.`
      : `${plans[wanted].name} cannot be chosen this way from ${plans[held].name}. Choose it on the plan page again.`;
  return new RuleBroken("changed_meanwhile", sentence);
}
