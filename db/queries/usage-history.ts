import "server-only";
import { and, desc, eq, gt, gte, lte, or, type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { closedPeriods, closedProjectPeriods, invoices, projects, usageDays } from "@/db/schema";
import type { PlanId } from "@/lib/billing/plans";
import { pageNumber, pageSize } from "@/lib/pagination";
import type { BillingPeriod } from "@/lib/usage/period";
import { invoiceName } from "./invoices";
import { projectsInPeriod } from "./usage";

/** O1: what past billing periods held. Closed periods are kept as they were; the one of now is counted. */

export type ClosedPeriod = {
  period: string;
  plan: PlanId;
  /** Null where there was no limit. */
  allowance: number | null;
  events: number;
  profiles: number | null;
  /** Null where the period cost nothing. */
  invoice: { id: string; number: string; total: number } | null;
};

/** The last closed periods, the newest first. */
export function listClosedPeriods(orgId: number, most = 12): Promise<ClosedPeriod[]> {
  return closedPeriodsOf(eq(closedPeriods.orgId, orgId), most);
}

export async function getClosedPeriod(orgId: number, firstDay: string): Promise<ClosedPeriod | null> {
  const [row] = await closedPeriodsOf(and(eq(closedPeriods.orgId, orgId), eq(closedPeriods.period, firstDay)), 1);
  return row ?? null;
}

async function closedPeriodsOf(where: SQL | undefined, most: number): Promise<ClosedPeriod[]> {
  const rows = await db()
    .select({
      orgId: closedPeriods.orgId,
      period: closedPeriods.period,
      plan: closedPeriods.plan,
      allowance: closedPeriods.allowance,
      events: closedPeriods.events,
      profiles: closedPeriods.profiles,
      invoiceId: invoices.id,
      number: invoices.number,
      total: invoices.total,
    })
    .from(closedPeriods)
    .leftJoin(invoices, and(eq(invoices.orgId, closedPeriods.orgId), eq(invoices.period, closedPeriods.period)))
    .where(where)
    .orderBy(desc(closedPeriods.period))
    .limit(most);
  return rows.map(({ orgId, invoiceId, number, total, ...row }) => ({
    ...row,
    invoice:
      invoiceId !== null && number !== null && total !== null
        ? { id: invoiceId, number: invoiceName(orgId, number), total }
        : null,
  }));
}

export type PeriodProject = {
  projectId: number;
  name: string;
  events: number;
  profiles: number | null;
  /** People whose events arrived in the month; null where they were not counted yet. */
  people: number | null;
  deleted: boolean;
};

/** One page of a period's projects, those with most events first. `closed`: as kept, else as counted now. */
export async function listPeriodProjects(
  orgId: number,
  period: BillingPeriod,
  { closed, page }: { closed: boolean; page: number | "last" },
): Promise<{ rows: PeriodProject[]; total: number }> {
  const source = closed ? keptProjects(orgId, period) : projectsInPeriod(orgId, period);
  const [counted] = await db().execute<{ total: number }>(sql`select count(*)::int as total from (${source}) x`);
  const total = counted?.total ?? 0;
  const offset = (pageNumber(page, total) - 1) * pageSize;
  const rows = await db().execute<ProjectRecord>(sql`
    select project_id, name, events::float8, profiles::float8, ${peopleIn(period)} as people, deleted from (${source}) x
    order by x.events desc, x.project_id desc limit ${pageSize} offset ${offset}`);
  return { rows: rows.map(projectOf), total };
}

type ProjectRecord = Omit<PeriodProject, "projectId"> & { project_id: number };

function peopleIn(period: BillingPeriod): SQL {
  return sql`(select c.people::float8 from usage_people c where c.project_id = x.project_id and c.month = ${period.firstDay}::date)`;
}

function projectOf({ project_id, ...row }: ProjectRecord): PeriodProject {
  return { projectId: project_id, ...row };
}

function keptProjects(orgId: number, period: BillingPeriod): SQL {
  return sql`
    select project_id, name, events, profiles, deleted from ${closedProjectPeriods}
    where org_id = ${orgId} and period = ${period.firstDay}::date`;
}

/** Every project of a period, for its file. */
export async function listAllPeriodProjects(
  orgId: number,
  period: BillingPeriod,
  closed: boolean,
): Promise<PeriodProject[]> {
  const source = closed ? keptProjects(orgId, period) : projectsInPeriod(orgId, period);
  const rows = await db().execute<ProjectRecord>(sql`
    select project_id, name, events::float8, profiles::float8, ${peopleIn(period)} as people, deleted from (${source}) x
    order by x.events desc, x.project_id desc`);
  return rows.map(projectOf);
}

export type UsageDayRow = { day: string; projectId: number; name: string; events: number };

/** Counted events per day and project between two days, in batches by day and project. */
export async function listUsageDays(
  orgId: number,
  days: { from: string; to: string },
  after: UsageDayRow | null,
  limit = 5000,
): Promise<UsageDayRow[]> {
  const rows = await db()
    .select({
      day: usageDays.day,
      projectId: usageDays.projectId,
      name: sql<string>`coalesce(${projects.name}, 'Deleted project')`,
      events: usageDays.events,
    })
    .from(usageDays)
    .leftJoin(projects, eq(projects.id, usageDays.projectId))
    .where(
      and(
        eq(usageDays.orgId, orgId),
        gte(usageDays.day, days.from),
        lte(usageDays.day, days.to),
        after
          ? or(
              gt(usageDays.day, after.day),
              and(eq(usageDays.day, after.day), gt(usageDays.projectId, after.projectId)),
            )
          : undefined,
      ),
    )
    .orderBy(usageDays.day, usageDays.projectId)
    .limit(limit);
  return rows;
}
