import { type BillingPeriod, dayOf, daysOf } from "@/lib/usage/period";
import { type PlanId, plans } from "./plans";

/**
 * What a billing period costs. Price and allowance of a period in which the plan changed are those of each plan for
 * its days; a day belongs to the plan it ends with. An org made within the period pays from that day, with the whole
 * allowance. Events above the allowance cost what the plan of the last day says, per started million. Money is in
 * US cents.
 */

export type PlanChange = { at: Date; before: PlanId; after: PlanId };

/** What is known of the plans of an org: the one of today, and every change from the beginning of the period on. */
export type PlanCourse = { createdAt: Date; plan: PlanId; changes: readonly PlanChange[] };

export type PlanSpan = { plan: PlanId; firstDay: string; lastDay: string; days: number; amount: number };
export type Overage = { events: number; millions: number; price: number; amount: number };
export type PeriodTerms = {
  spans: PlanSpan[];
  /** The plan on the last day. */
  plan: PlanId;
  allowance: number;
  /** Of the plans alone. */
  price: number;
};

/** What holds in a period, as far as is known: no change is expected. */
export function periodTerms(period: BillingPeriod, course: PlanCourse): PeriodTerms {
  const days = daysOf(period);
  const first = dayOf(course.createdAt);
  const planOn = planByDay(course);
  const spans: PlanSpan[] = [];
  for (const day of days.filter((each) => each >= first)) {
    const plan = planOn(day);
    const last = spans.at(-1);
    if (last?.plan === plan) Object.assign(last, { lastDay: day, days: last.days + 1 });
    else spans.push({ plan, firstDay: day, lastDay: day, days: 1, amount: 0 });
  }
  for (const span of spans) span.amount = Math.round((plans[span.plan].price * span.days) / days.length);
  return {
    spans,
    plan: planOn(period.lastDay),
    allowance: Math.round(days.reduce((sum, day) => sum + plans[planOn(day)].allowance / days.length, 0)),
    price: spans.reduce((sum, { amount }) => sum + amount, 0),
  };
}

/** The plan a day ended with; changes are in the order of time. */
function planByDay({ plan, changes }: PlanCourse): (day: string) => PlanId {
  const inOrder = [...changes].sort((a, b) => a.at.getTime() - b.at.getTime());
  const first = inOrder[0]?.before ?? plan;
  return (day) => inOrder.findLast((change) => dayOf(change.at) <= day)?.after ?? first;
}

/** Events above the allowance and their price. */
export function overageOf(plan: PlanId, events: number, allowance: number): Overage {
  const above = Math.max(0, events - allowance);
  const millions = Math.ceil(above / 1_000_000);
  const price = plans[plan].overagePrice;
  return { events: above, millions, price, amount: millions * price };
}

/** What a whole period on this plan costs with so many events. */
export function periodCost(plan: PlanId, events: number): number {
  return plans[plan].price + overageOf(plan, events, plans[plan].allowance).amount;
}
