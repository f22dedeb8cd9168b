import "server-only";
import { and, asc, eq, gt, isNull, lt, lte, notExists, sql } from "drizzle-orm";
import { db } from "@/db/client";
import {
  closedPeriods,
  events,
  installation,
  orgs,
  planChanges,
  plannedDowngrades,
  projects,
  retentionNotices,
  usageDays,
  usageMails,
} from "@/db/schema";
import { type PlanId, planIds, plans } from "@/lib/billing/plans";
import type { BillingPeriod } from "@/lib/usage/period";

/**
 * What the rounds over all orgs look for. Each is a statement or a batch, however many orgs there are. Deleted orgs wait:
 * restored, they catch up.
 */

export async function listDueDowngrades(now: Date): Promise<number[]> {
  const rows = await db()
    .select({ orgId: plannedDowngrades.orgId })
    .from(plannedDowngrades)
    .innerJoin(orgs, and(eq(orgs.id, plannedDowngrades.orgId), isNull(orgs.deletedAt)))
    .where(lte(plannedDowngrades.at, now));
  return rows.map(({ orgId }) => orgId);
}

/** The first day of the period in which this installation began to bill, or null before its first round. */
export async function getBillingBegan(): Promise<string | null> {
  const [row] = await db().select().from(installation).where(eq(installation.key, "billing_began"));
  return row?.value ?? null;
}

export type OrgToClose = { id: number; createdAt: Date; lastClosed: string | null };

/** The next orgs by id that existed in this period and have not closed it. */
export function listOrgsToClose(period: BillingPeriod, after: number, limit = 500): Promise<OrgToClose[]> {
  return db()
    .select({
      id: orgs.id,
      createdAt: orgs.createdAt,
      lastClosed: sql<string | null>`(select max(c.period)::text from ${closedPeriods} c where c.org_id = ${orgs.id})`,
    })
    .from(orgs)
    .where(
      and(
        gt(orgs.id, after),
        isNull(orgs.deletedAt),
        lt(orgs.createdAt, period.end),
        notExists(
          db()
            .select({ one: sql`1` })
            .from(closedPeriods)
            .where(and(eq(closedPeriods.orgId, orgs.id), eq(closedPeriods.period, period.firstDay))),
        ),
      ),
    )
    .orderBy(asc(orgs.id))
    .limit(limit);
}

export type UsageCandidate = { orgId: number; plan: PlanId; createdAt: Date; events: number };

/**
 * Orgs that may have reached a threshold of which they had no mail: by the allowance of their plan, and all those whose
 * plan changed in the period, since their allowance is a mixture. One pass over the period's days.
 */
export async function listUsageCandidates(
  period: BillingPeriod,
  thresholds: readonly number[],
): Promise<UsageCandidate[]> {
  const [lowest = 0] = thresholds;
  const highest = thresholds.at(-1) ?? 0;
  const allowances = planIds.map((id) => sql`(${id}::plan_id, ${String(plans[id].allowance)}::float8)`);
  const rows = await db().execute<{ org_id: number; plan: PlanId; created_at: string; events: number }>(sql`
    select o.id as org_id, o.plan, o.created_at, u.events
    from (
      select org_id, sum(events)::float8 as events from ${usageDays}
      where day between ${period.firstDay}::date and ${period.lastDay}::date group by org_id
    ) u
    join ${orgs} o on o.id = u.org_id and o.deleted_at is null
    join (values ${sql.join(allowances, sql`, `)}) a (plan, allowance) on a.plan = o.plan
    where (u.events * 100 >= a.allowance * ${lowest}
        or exists (select from ${planChanges} c where c.org_id = o.id and c.at >= ${period.start.toISOString()}::timestamptz))
      and not exists (select from ${usageMails} m
        where m.org_id = o.id and m.period = ${period.firstDay}::date and m.threshold = ${highest})`);
  return rows.map((row) => ({
    orgId: row.org_id,
    plan: row.plan,
    createdAt: new Date(row.created_at),
    events: row.events,
  }));
}

export type OrgPlan = { id: number; plan: PlanId; months: number | null };

/** The next orgs by id, with the retention that was announced to them. */
export function listOrgPlans(after: number, limit = 500): Promise<OrgPlan[]> {
  return db()
    .select({ id: orgs.id, plan: orgs.plan, months: retentionNotices.months })
    .from(orgs)
    .leftJoin(retentionNotices, eq(retentionNotices.orgId, orgs.id))
    .where(and(gt(orgs.id, after), isNull(orgs.deletedAt)))
    .orderBy(asc(orgs.id))
    .limit(limit);
}

/** Whether the org has an event that happened and arrived before this moment. */
export async function hasEventsBefore(orgId: number, before: Date): Promise<boolean> {
  const limit = before.toISOString();
  const [row] = await db().execute<{ found: boolean }>(sql`
    select exists (
      select from ${projects} p where p.org_id = ${orgId} and exists (
        select from ${events} e where e.dataset_id = p.dataset_id and e.time < ${limit}::timestamptz and e.arrived_at < ${limit}::timestamptz
      )) as found`);
  return row?.found ?? false;
}

/** How many those are; counting stops at `most`. */
export async function countEventsBefore(orgId: number, before: Date, most: number): Promise<number> {
  const limit = before.toISOString();
  const [row] = await db().execute<{ count: number }>(sql`
    select count(*)::int as count from (
      select from ${projects} p join ${events} e on e.dataset_id = p.dataset_id
      where p.org_id = ${orgId} and e.time < ${limit}::timestamptz and e.arrived_at < ${limit}::timestamptz limit ${most}
    ) x`);
  return row?.count ?? 0;
}

/** Orgs whose announcement is at least this old. */
export async function listNoticesBefore(announced: Date): Promise<number[]> {
  const rows = await db()
    .select({ orgId: retentionNotices.orgId })
    .from(retentionNotices)
    .innerJoin(orgs, and(eq(orgs.id, retentionNotices.orgId), isNull(orgs.deletedAt)))
    .where(lte(retentionNotices.announcedAt, announced))
    .orderBy(asc(retentionNotices.orgId));
  return rows.map(({ orgId }) => orgId);
}
