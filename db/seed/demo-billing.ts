import "server-only";
import type { ISql } from "postgres";
import { billingDetails, billingEmails, invoiceLines, invoices, planChanges } from "@/db/schema";
import { linesOf } from "@/lib/billing/closing";
import type { PlanId } from "@/lib/billing/plans";
import { invoiceProvider } from "@/lib/billing/provider";
import { overageOf, periodTerms } from "@/lib/billing/terms";
import { newId } from "@/lib/ids";
import { type BillingPeriod, billingPeriodOf, periodAfter } from "@/lib/usage/period";
import { demoDays } from "./demo-events";
import { daysBefore, idOf, type Seeding } from "./seeding";

/** Twelve closed billing periods with their invoices, as the rounds would have left them. */

const PERIODS = 12;
const DAY = 24 * 3600 * 1000;

export type DemoBilling = {
  orgName: string;
  /** When it was made, and the plan it has had since, or since the upgrade. */
  createdAt: Date;
  plan: PlanId;
  upgrade?: { from: PlanId; periodsAgo: number; day: number; by: string };
  details?: Omit<typeof billingDetails.$inferInsert, "orgId" | "updatedAt" | "updatedBy"> & { by: string };
  emails?: { email: string; by: string; daysAgo: number; confirmed: boolean }[];
};

export const acmeBilling: Omit<DemoBilling, "createdAt"> = {
  orgName: "Acme Analytics",
  plan: "enterprise",
  upgrade: { from: "growth", periodsAgo: 8, day: 12, by: "chiara@acme.test" },
  details: {
    company: "Acme Analytics, Inc.",
    line1: "548 Market Street",
    line2: "Suite 320",
    postalCode: "94104",
    city: "San Francisco",
    region: "California",
    country: "US",
    taxId: "US 94-3184207",
    purchaseOrder: "PO-2291",
    by: "billing@demo.test",
  },
  emails: [
    { email: "invoices@acme.test", by: "billing@demo.test", daysAgo: 570, confirmed: true },
    { email: "ledger@northwind.test", by: "chiara@acme.test", daysAgo: 2, confirmed: false },
  ],
};

export const studioBilling: Omit<DemoBilling, "createdAt"> = { orgName: "North Studio", plan: "growth" };

/** Details, billing e-mails, plan changes and invoices, with their entries in the history. */
export async function seedBilling(seeding: Seeding, billing: DemoBilling): Promise<void> {
  await seedDetails(seeding, billing);
  const { tx, at, orgId, userIds, history } = seeding;
  const changes = [];
  if (billing.upgrade) {
    const { from, periodsAgo, day, by } = billing.upgrade;
    const when = new Date(periodAfter(billingPeriodOf(at), -periodsAgo).start.getTime() + (day - 0.4) * DAY);
    const change = { at: when, before: from, after: billing.plan };
    changes.push(change);
    const changedBy = idOf(userIds, by);
    await tx.insert(planChanges).values({ id: newId("planChange"), orgId, ...change, changedBy });
    history.add(when, changedBy, {
      orgId,
      action: "org.plan_changed",
      object: { type: "org", id: orgId },
      before: { plan: from },
      after: { plan: billing.plan },
    });
  }
  const course = { createdAt: billing.createdAt, plan: billing.plan, changes };
  for (const [index, period] of lastPeriods(at).entries()) {
    const later = changes.filter((change) => change.at >= period.start);
    const terms = periodTerms(period, { ...course, changes: later });
    await insertInvoice(seeding, billing, { number: index + 1, period, terms });
  }
}

type Draft = { number: number; period: BillingPeriod; terms: ReturnType<typeof periodTerms> };

/** The demo's events stay below every allowance, so that an invoice is its plan alone. */
async function insertInvoice({ tx, orgId, history }: Seeding, billing: DemoBilling, { number, period, terms }: Draft) {
  const id = newId("invoice");
  const issuedAt = new Date(period.end.getTime() + 21 * 60_000);
  const { by: _, ...details } = billing.details ?? { by: "" };
  await tx.insert(invoices).values({
    id,
    orgId,
    number,
    period: period.firstDay,
    orgName: billing.orgName,
    details: billing.details ? details : null,
    terms: invoiceProvider.terms,
    total: terms.price,
    issuedAt,
    dueAt: new Date(issuedAt.getTime() + invoiceProvider.dueDays * DAY),
  });
  const lines = linesOf(terms, overageOf(terms.plan, 0, terms.allowance));
  await tx
    .insert(invoiceLines)
    .values(lines.map((line, index) => ({ ...line, orgId, invoiceId: id, position: index + 1 })));
  history.add(issuedAt, null, {
    orgId,
    action: "invoice.made",
    object: { type: "invoice", id },
    after: { number, period: period.firstDay, total: terms.price },
  });
}

async function seedDetails({ tx, at, orgId, userIds, history }: Seeding, { details, emails = [] }: DemoBilling) {
  if (details) {
    const { by, ...values } = details;
    const updatedBy = idOf(userIds, by);
    const updatedAt = daysBefore(at, 420);
    await tx.insert(billingDetails).values({ orgId, ...values, updatedAt, updatedBy });
    history.add(updatedAt, updatedBy, {
      orgId,
      action: "org.billing_details_changed",
      object: { type: "org", id: orgId },
      after: values,
    });
  }
  for (const { email, by, daysAgo, confirmed } of emails) {
    const id = newId("billingEmail");
    const addedBy = idOf(userIds, by);
    const addedAt = daysBefore(at, daysAgo);
    const confirmedAt = confirmed ? daysBefore(at, daysAgo - 0.2) : null;
    const expiresAt = daysBefore(addedAt, -7);
    await tx
      .insert(billingEmails)
      .values({ id, orgId, email, addedAt, addedBy, sentAt: addedAt, expiresAt, confirmedAt });
    const object = { type: "billing_email" as const, id };
    history.add(addedAt, addedBy, { orgId, action: "org.billing_email_added", object });
    if (confirmedAt) history.add(confirmedAt, null, { orgId, action: "org.billing_email_confirmed", object });
  }
}

function lastPeriods(at: Date): BillingPeriod[] {
  const running = billingPeriodOf(at);
  return Array.from({ length: PERIODS }, (_, index) => periodAfter(running, index - PERIODS));
}

/**
 * Closes those periods, after the events: counted where there are events, and smaller by a tenth for each period before,
 * since the demo's events do not reach a year back.
 */
export async function closeDemoPeriods(sql: ISql, orgIds: readonly number[], at: Date): Promise<void> {
  const firstKnown = periodAfter(billingPeriodOf(daysBefore(at, demoDays))).firstDay;
  for (const orgId of orgIds) {
    const periods = lastPeriods(at);
    for (const [index, period] of periods.entries()) {
      const before = periods.slice(index).filter(({ firstDay }) => firstDay < firstKnown).length;
      await closeDemoPeriod(sql, orgId, {
        period,
        counted: before > 0 ? firstKnown : period.firstDay,
        share: 0.9 ** before,
      });
    }
  }
}

type Closing = { period: BillingPeriod; counted: string; share: number };

async function closeDemoPeriod(sql: ISql, orgId: number, { period, counted, share }: Closing): Promise<void> {
  const end = period.end.toISOString();
  await sql`
    with project as (
      select p.id, p.name, p.dataset_id,
        coalesce((select sum(u.events) from usage_days u where u.project_id = p.id
          and u.day >= ${counted}::date and u.day < ${counted}::date + interval '1 month'), 0) as events,
        (select count(*) from profiles f where f.dataset_id = p.dataset_id and f.created_at < ${counted}::date + interval '1 month') as profiles
      from projects p where p.org_id = ${orgId} and p.created_at < ${end}
    ), total as (
      select coalesce(sum(round(events * ${share}::numeric)), 0) as events, coalesce(sum(round(profiles * ${share}::numeric)), 0) as profiles from project
    ), invoice as (
      select coalesce(max(total), 0) as total from invoices where org_id = ${orgId} and period = ${period.firstDay}::date
    ), closed as (
      insert into closed_periods (org_id, period, plan, allowance, events, profiles, total, closed_at)
      select ${orgId}, ${period.firstDay}::date, plan_then.plan, case plan_then.plan when 'growth' then 5000000 else 20000000 end,
        total.events, total.profiles, invoice.total, ${end}::timestamptz + interval '21 minutes'
      from total, invoice, (
        select coalesce((select before from plan_changes where org_id = ${orgId} and at >= ${end} order by at limit 1), (select plan from orgs where id = ${orgId})) as plan
      ) plan_then
    )
    insert into closed_project_periods (org_id, period, project_id, name, events, profiles, deleted)
    select ${orgId}, ${period.firstDay}::date, id, name, round(events * ${share}::numeric), round(profiles * ${share}::numeric), false from project`;
}
