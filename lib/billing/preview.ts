import { type BillingPeriod, periodAfter } from "@/lib/usage/period";
import { isUpgrade, type PlanId, plans } from "./plans";
import { overageOf, type PlanCourse, periodCost, periodTerms } from "./terms";

/** What choosing another plan would cost, before it is chosen. Money is in US cents. */
export type CostPreview = {
  /** The running period as it is heading, and as it would with an upgrade now. */
  thisPeriod: { stays: number; changed: number };
  /** A whole next period with as many events as are expected in this one. */
  nextPeriod: { stays: number; changed: number };
  /** When the new plan would hold. */
  from: Date;
};

export function previewCost(
  period: BillingPeriod,
  course: PlanCourse,
  to: PlanId,
  { expected, at }: { expected: number; at: Date },
): CostPreview {
  const upgrade = isUpgrade(course.plan, to);
  const upgraded = { ...course, plan: to, changes: [...course.changes, { at, before: course.plan, after: to }] };
  const stays = costOf(period, course, expected);
  return {
    thisPeriod: { stays, changed: upgrade ? costOf(period, upgraded, expected) : stays },
    nextPeriod: { stays: periodCost(course.plan, expected), changed: periodCost(to, expected) },
    from: upgrade ? at : periodAfter(period).start,
  };
}

function costOf(period: BillingPeriod, course: PlanCourse, events: number): number {
  const terms = periodTerms(period, course);
  return terms.price + overageOf(terms.plan, events, terms.allowance).amount;
}

/** Whether the plan would keep events for a shorter time. */
export function keepsShorter(from: PlanId, to: PlanId): boolean {
  return plans[to].retentionMonths < plans[from].retentionMonths;
}
