import "server-only";
import { db } from "@/db/client";
import { getPlanState } from "@/db/queries/billing";
import {
  getBillingBegan,
  hasEventsBefore,
  listDueDowngrades,
  listNoticesBefore,
  listOrgPlans,
  listOrgsToClose,
  listUsageCandidates,
  type OrgPlan,
  type OrgToClose,
} from "@/db/queries/billing-rounds";
import { installation } from "@/db/schema";
import { applyDowngrade } from "@/lib/billing/changes";
import { closePeriod } from "@/lib/billing/closing";
import { plans } from "@/lib/billing/plans";
import {
  announceRetention,
  deletableBefore,
  expiryAfterNotice,
  noteExpired,
  noticeDays,
} from "@/lib/billing/retention";
import { periodTerms } from "@/lib/billing/terms";
import { announceUsage, usageThresholds } from "@/lib/billing/usage-announcements";
import { now } from "@/lib/clock";
import { dropEmptyMonths } from "@/lib/events/partitions";
import { deleteExpiredEvents } from "@/lib/events/retention";
import { type BillingPeriod, billingPeriodOf, periodAfter, periodNamed } from "@/lib/usage/period";
import { eachOrg } from "./each-org";
import type { Handlers } from "./handlers";

/** The rounds of billing. Each may run at any time and again: what was done is noted with it. */

export const applyPlannedDowngrade: Handlers["apply_downgrade"] = async ({ orgId }) => {
  if ((await listDueDowngrades(now())).includes(orgId)) await applyDowngrade(orgId);
};

/** Closes every period that has ended, also those missed while nothing ran; downgrades of their ends come first. */
export const closePeriods: Handlers["close_periods"] = async () => {
  await eachOrg(await listDueDowngrades(now()), applyDowngrade);
  const began = await billingBegan();
  const last = periodAfter(billingPeriodOf(now()), -1);
  for (let after = 0; ; ) {
    const batch = await listOrgsToClose(last, after);
    if (batch.length === 0) return;
    await eachOrg(batch, async (org) => {
      for (const period of periodsToClose(org, began, last)) await closePeriod(org.id, period);
    });
    after = batch.at(-1)?.id ?? after;
  }
};

/** An installation bills from the period of its first round on: what lies before it was nobody's bill. */
async function billingBegan(): Promise<BillingPeriod> {
  const current = billingPeriodOf(now());
  await db().insert(installation).values({ key: "billing_began", value: current.firstDay }).onConflictDoNothing();
  return periodNamed((await getBillingBegan()) ?? "") ?? current;
}

function periodsToClose(org: OrgToClose, began: BillingPeriod, last: BillingPeriod): BillingPeriod[] {
  const closed = periodNamed(org.lastClosed ?? "");
  const created = billingPeriodOf(org.createdAt);
  const first = closed ? periodAfter(closed) : created.start > began.start ? created : began;
  const periods: BillingPeriod[] = [];
  for (let period = first; period.start <= last.start; period = periodAfter(period)) periods.push(period);
  return periods;
}

/** Mails about usage where a threshold was reached since the last round. */
export const announceUsages: Handlers["announce_usage"] = async () => {
  const period = billingPeriodOf(now());
  await eachOrg(await listUsageCandidates(period, usageThresholds), async ({ orgId, plan, createdAt, events }) => {
    const { changes } = await getPlanState(orgId, period);
    const { allowance } = periodTerms(period, { createdAt, plan, changes });
    await announceUsage(orgId, period, { events, allowance });
  });
};

/** Announces what will expire to whoever does not know it yet, and deletes what expired where it was announced. */
export const keepRetention: Handlers["keep_retention"] = async () => {
  for (let after = 0; ; ) {
    const batch = await listOrgPlans(after);
    if (batch.length === 0) break;
    await eachOrg(batch.filter(isUntold), async ({ id, plan }) => {
      if (await hasEventsBefore(id, expiryAfterNotice(plan, now()))) await announceRetention(id);
    });
    after = batch.at(-1)?.id ?? after;
  }
  const ripe = new Date(now().getTime() - noticeDays * 24 * 3600 * 1000);
  await eachOrg(await listNoticesBefore(ripe), deleteExpired);
  const longest = Math.max(...Object.values(plans).map(({ retentionMonths }) => retentionMonths));
  const kept = now();
  kept.setUTCMonth(kept.getUTCMonth() - longest);
  await dropEmptyMonths(new Date(kept.getTime() - noticeDays * 24 * 3600 * 1000));
};

function isUntold({ plan, months }: OrgPlan): boolean {
  return months === null || months > plans[plan].retentionMonths;
}

/** Batch by batch, asking before each whether it is still to be done: an upgrade ends it. */
async function deleteExpired(orgId: number): Promise<void> {
  let deleted = 0;
  let before: Date | null = null;
  for (;;) {
    const next = await deletableBefore(orgId);
    const count = next ? await deleteExpiredEvents(orgId, next) : 0;
    if (!next || count === 0) break;
    before = next;
    deleted += count;
  }
  if (before) await noteExpired(orgId, deleted, before);
}
