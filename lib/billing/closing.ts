import "server-only";
import { and, asc, eq, gte, max, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { getBillingDetails } from "@/db/queries/billing";
import { projectsInPeriod } from "@/db/queries/usage";
import { closedPeriods, closedProjectPeriods, invoiceLines, invoices, planChanges } from "@/db/schema";
import { type OutsideActor, product } from "@/lib/authz/actor";
import { countOf, monthDay } from "@/lib/format";
import { newId } from "@/lib/ids";
import { type Change, lockOrgRow, mutate } from "@/lib/mutate";
import type { BillingPeriod } from "@/lib/usage/period";
import { plans } from "./plans";
import { invoiceProvider } from "./provider";
import { type Overage, overageOf, type PeriodTerms, periodTerms } from "./terms";

/**
 * A billing period is closed once, after it has ended: what each project had is kept as it was, and where it cost
 * something there is an invoice. Numbers of invoices have no gaps within an org: they are given under the org's lock.
 */

/** Profiles are counted when the period is closed; later than this they are those of another time, and unknown. */
const profilesKnownMs = 3 * 24 * 3600 * 1000;

export type Line = Pick<
  typeof invoiceLines.$inferSelect,
  "kind" | "title" | "detail" | "quantity" | "unit" | "unitPrice" | "amount"
>;

/** Closes the period of one org. Closed already, or not over yet: nothing happens. */
export function closePeriod(orgId: number, period: BillingPeriod): Promise<void> {
  return mutate(product, async (change) => {
    const { tx, now, audit } = change;
    if (period.end > now) return;
    const org = await lockOrgRow(tx, orgId);
    const key = and(eq(closedPeriods.orgId, orgId), eq(closedPeriods.period, period.firstDay));
    const [closed] = await tx.select({ period: closedPeriods.period }).from(closedPeriods).where(key);
    if (closed) return;
    const terms = periodTerms(period, { ...org, changes: await changesSince(tx, orgId, period) });
    const profilesKnown = now.getTime() - period.end.getTime() < profilesKnownMs;
    await tx.insert(closedPeriods).values({
      orgId,
      period: period.firstDay,
      plan: terms.plan,
      allowance: Number.isFinite(terms.allowance) ? terms.allowance : null,
      events: 0,
      total: 0,
      closedAt: now,
    });
    const usage = await keepProjects(tx, orgId, period, profilesKnown);
    const overage = overageOf(terms.plan, usage.events, terms.allowance);
    const total = terms.price + overage.amount;
    await tx
      .update(closedPeriods)
      .set({ ...usage, total })
      .where(key);
    audit({
      orgId,
      action: "org.period_closed",
      object: { type: "org", id: orgId },
      after: { period: period.firstDay, plan: terms.plan, ...usage, total },
    });
    if (total > 0) await makeInvoice(change, { org, period, lines: linesOf(terms, overage), total });
  });
}

async function changesSince(tx: Tx, orgId: number, period: BillingPeriod) {
  return tx
    .select({ at: planChanges.at, before: planChanges.before, after: planChanges.after })
    .from(planChanges)
    .where(and(eq(planChanges.orgId, orgId), gte(planChanges.at, period.start)))
    .orderBy(asc(planChanges.at));
}

async function keepProjects(tx: Tx, orgId: number, period: BillingPeriod, profilesKnown: boolean) {
  const [sum] = await tx.execute<{ events: number; profiles: number | null }>(sql`
    with kept as (
      insert into ${closedProjectPeriods} (org_id, period, project_id, name, events, profiles, deleted)
      select ${orgId}, ${period.firstDay}::date, project_id, name, events, case when ${profilesKnown} then profiles end, deleted
      from (${projectsInPeriod(orgId, period)}) x
      returning events, profiles
    )
    select coalesce(sum(events), 0)::float8 as events, case when ${profilesKnown} then coalesce(sum(profiles), 0)::float8 end as profiles
    from kept`);
  return { events: sum?.events ?? 0, profiles: sum?.profiles ?? null };
}

/** The lines of an invoice: each plan for its days, then the events above the allowance. */
export function linesOf({ spans, plan, allowance }: PeriodTerms, overage: Overage): Line[] {
  const lines: Line[] = spans
    .filter(({ amount }) => amount > 0)
    .map((span) => ({
      kind: "plan",
      title: `${plans[span.plan].name} plan`,
      detail: `${monthDay(span.firstDay)} – ${monthDay(span.lastDay)}, ${countOf(plans[span.plan].allowance, "event")} a period`,
      quantity: span.days,
      unit: span.days === 1 ? "day" : "days",
      unitPrice: plans[span.plan].price,
      amount: span.amount,
    }));
  if (overage.amount > 0) {
    lines.push({
      kind: "overage",
      title: "Events above the allowance",
      detail: `${countOf(overage.events, "event")} above ${countOf(allowance, "event")}, ${plans[plan].name} plan`,
      quantity: overage.millions,
      unit: overage.millions === 1 ? "started million" : "started millions",
      unitPrice: overage.price,
      amount: overage.amount,
    });
  }
  return lines;
}

type Draft = { org: { id: number; name: string }; period: BillingPeriod; lines: Line[]; total: number };

async function makeInvoice(change: Change<OutsideActor>, { org, period, lines, total }: Draft): Promise<void> {
  const { tx, now, audit, enqueue } = change;
  const orgId = org.id;
  const [last] = await tx
    .select({ number: max(invoices.number) })
    .from(invoices)
    .where(eq(invoices.orgId, orgId));
  const id = newId("invoice");
  const number = (last?.number ?? 0) + 1;
  const dueAt = new Date(now.getTime() + invoiceProvider.dueDays * 24 * 3600 * 1000);
  await tx.insert(invoices).values({
    id,
    orgId,
    number,
    period: period.firstDay,
    orgName: org.name,
    details: await getBillingDetails(orgId, tx),
    terms: invoiceProvider.terms,
    total,
    issuedAt: now,
    dueAt,
  });
  await tx
    .insert(invoiceLines)
    .values(lines.map((line, index) => ({ ...line, orgId, invoiceId: id, position: index + 1 })));
  await invoiceProvider.issue({ invoiceId: id, orgId, total, dueAt }, enqueue);
  audit({
    orgId,
    action: "invoice.made",
    object: { type: "invoice", id },
    after: { number, period: period.firstDay, total },
  });
}
