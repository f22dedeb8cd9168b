import "server-only";
import { and, eq } from "drizzle-orm";
import { usageMails } from "@/db/schema";
import { product } from "@/lib/authz/actor";
import { lockOrgRow, mutate } from "@/lib/mutate";
import type { BillingPeriod } from "@/lib/usage/period";

/** O1: mails at these parts of the allowance, in percent, each once in a billing period. */
export const usageThresholds = [85, 100, 120] as const;

/** The thresholds that so many events have reached. Of an allowance without end: none. */
export function thresholdsReached(events: number, allowance: number): number[] {
  return usageThresholds.filter((threshold) => events * 100 >= allowance * threshold);
}

/**
 * Notes the thresholds an org has reached and mails about the highest that is new. Those passed in one leap with it are
 * noted too: nobody needs three mails at once. Called again it does nothing.
 */
export function announceUsage(
  orgId: number,
  period: BillingPeriod,
  usage: { events: number; allowance: number },
): Promise<void> {
  return mutate(product, async ({ tx, now, audit, enqueue }) => {
    await lockOrgRow(tx, orgId);
    const key = { orgId, period: period.firstDay };
    const known = await tx
      .select({ threshold: usageMails.threshold })
      .from(usageMails)
      .where(and(eq(usageMails.orgId, orgId), eq(usageMails.period, key.period)));
    const highestKnown = Math.max(0, ...known.map(({ threshold }) => threshold));
    const fresh = thresholdsReached(usage.events, usage.allowance).filter((threshold) => threshold > highestKnown);
    const threshold = fresh.at(-1);
    if (threshold === undefined) return;
    await tx.insert(usageMails).values(fresh.map((each) => ({ ...key, threshold: each, at: now })));
    await enqueue("send_usage_mail", { ...key, threshold, ...usage });
    audit({
      orgId,
      action: "org.usage_announced",
      object: { type: "org", id: orgId },
      after: { period: key.period, threshold, ...usage },
    });
  });
}
