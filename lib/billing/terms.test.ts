import { describe, expect, test } from "vitest";
import { billingPeriodOf } from "@/lib/usage/period";
import { linesOf } from "./closing";
import { type PlanId, planIds, plans } from "./plans";
import { overageOf, type PlanChange, periodCost, periodTerms } from "./terms";

const november = billingPeriodOf(new Date("2026-11-10T12:00:00Z"));
const longAgo = new Date("2024-01-05T00:00:00Z");

function change(at: string, before: PlanId, after: PlanId): PlanChange {
  return { at: new Date(at), before, after };
}

describe("[O1] what a period costs", () => {
  test.each(planIds)("[O1] a whole period on %s is its price and its allowance, exactly", (plan) => {
    const terms = periodTerms(november, { createdAt: longAgo, plan, changes: [] });
    expect(terms).toMatchObject({ plan, price: plans[plan].price, allowance: plans[plan].allowance });
    expect(terms.spans).toMatchObject([{ plan, days: 30, firstDay: "2026-11-01", lastDay: "2026-11-30" }]);
  });

  test("[O1] an upgrade is paid from its own day on, and so is the allowance", () => {
    const changes = [change("2026-11-11T23:59:00Z", "growth", "enterprise")];
    const terms = periodTerms(november, { createdAt: longAgo, plan: "enterprise", changes });
    expect(terms.spans).toEqual([
      { plan: "growth", firstDay: "2026-11-01", lastDay: "2026-11-10", days: 10, amount: 9_333 },
      { plan: "enterprise", firstDay: "2026-11-11", lastDay: "2026-11-30", days: 20, amount: 106_667 },
    ]);
    expect(terms.allowance).toBe(15_000_000);
    expect(terms.price).toBe(116_000);
  });

  test("[O1] two changes on a day: the day belongs to the plan it ended with", () => {
    const changes = [
      change("2026-11-30T08:00:00Z", "free", "growth"),
      change("2026-11-30T09:00:00Z", "growth", "enterprise"),
    ];
    const { spans } = periodTerms(november, { createdAt: longAgo, plan: "enterprise", changes });
    expect(spans.map(({ plan, days }) => [plan, days])).toEqual([
      ["free", 29],
      ["enterprise", 1],
    ]);
  });

  test("[O1] a downgrade at the end of the period, or a change after it, leaves the period as it was", () => {
    const changes = [change("2026-12-01T00:00:00Z", "enterprise", "free")];
    expect(periodTerms(november, { createdAt: longAgo, plan: "free", changes })).toMatchObject({
      plan: "enterprise",
      price: 160_000,
      spans: [{ plan: "enterprise", days: 30 }],
    });
  });

  test("[O1] an org made within the period pays from that day, with the whole allowance", () => {
    const terms = periodTerms(november, { createdAt: new Date("2026-11-16T10:00:00Z"), plan: "growth", changes: [] });
    expect(terms).toMatchObject({ price: 14_000, allowance: 5_000_000, spans: [{ firstDay: "2026-11-16", days: 15 }] });
  });

  test.each([
    [1_000_000, 0, 0],
    [1_000_001, 1, 5_000],
    [2_000_000, 1, 5_000],
    [2_000_001, 2, 10_000],
  ])("[R7] %i events on Free: %i started millions above it, %i cents", (events, millions, amount) => {
    expect(overageOf("free", events, plans.free.allowance)).toMatchObject({ millions, amount });
    expect(periodCost("free", events)).toBe(amount);
  });

  test("[R7] an allowance without end is never exceeded", () => {
    expect(overageOf("enterprise", 1e12, Number.POSITIVE_INFINITY)).toMatchObject({ millions: 0, amount: 0 });
  });

  test("[O1] the lines of an invoice add up to its total, and what costs nothing is no line", () => {
    const changes = [change("2026-11-21T12:00:00Z", "free", "growth")];
    const terms = periodTerms(november, { createdAt: longAgo, plan: "growth", changes });
    const overage = overageOf(terms.plan, terms.allowance + 1, terms.allowance);
    const lines = linesOf(terms, overage);
    expect(lines.map(({ kind, amount }) => [kind, amount])).toEqual([
      ["plan", 9_333],
      ["overage", 4_000],
    ]);
    expect(lines.reduce((sum, { amount }) => sum + amount, 0)).toBe(terms.price + overage.amount);
  });
});
