import "server-only";
import { and, asc, desc, eq, gte, isNull, sql } from "drizzle-orm";
import { cache } from "react";
import { db, type Tx } from "@/db/client";
import {
  billingDetails,
  billingEmails,
  members,
  orgs,
  planChanges,
  plannedDowngrades,
  retentionNotices,
  users,
} from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { orgRoleMay } from "@/lib/authz/permissions";
import { orgRoles } from "@/lib/authz/roles";
import type { PlanId } from "@/lib/billing/plans";
import type { PlanChange } from "@/lib/billing/terms";
import type { BillingPeriod } from "@/lib/usage/period";

const billingRoles = orgRoles.filter((role) => orgRoleMay(role, "org.billing.manage"));

export type PlanState = {
  /** Since the beginning of the period, in the order of time. */
  changes: PlanChange[];
  planned: { plan: PlanId; at: Date; by: string | null } | null;
  /** Announced deletions of old events. */
  retention: { months: number; announcedAt: Date } | null;
  /** The first additional billing e-mails, and how many there are. */
  emails: { first: { email: string; confirmed: boolean }[]; total: number };
};

/** What is known of an org's plan beside its name, in one query: it is asked for on every Overview. */
export const getPlanState = cache(async (orgId: number, period: BillingPeriod): Promise<PlanState> => {
  const rows = await db()
    .select({
      at: planChanges.at,
      before: planChanges.before,
      after: planChanges.after,
      planned: plannedDowngrades.plan,
      plannedAt: plannedDowngrades.at,
      plannedBy: users.name,
      months: retentionNotices.months,
      announcedAt: retentionNotices.announcedAt,
      emails: sql<PlanState["emails"]>`(
        select json_build_object('total', count(*), 'first', coalesce(
          (array_agg(json_build_object('email', e.email, 'confirmed', e.confirmed_at is not null) order by e.email))[1:3], '{}'))
        from ${billingEmails} e where e.org_id = ${orgs.id})`,
    })
    .from(orgs)
    .leftJoin(planChanges, and(eq(planChanges.orgId, orgs.id), gte(planChanges.at, period.start)))
    .leftJoin(plannedDowngrades, eq(plannedDowngrades.orgId, orgs.id))
    .leftJoin(users, eq(users.id, plannedDowngrades.plannedBy))
    .leftJoin(retentionNotices, eq(retentionNotices.orgId, orgs.id))
    .where(eq(orgs.id, orgId))
    .orderBy(asc(planChanges.at));
  const [first] = rows;
  return {
    changes: rows.flatMap(({ at, before, after }) => (at && before && after ? [{ at, before, after }] : [])),
    planned:
      first?.planned && first.plannedAt ? { plan: first.planned, at: first.plannedAt, by: first.plannedBy } : null,
    retention:
      first?.months != null && first.announcedAt ? { months: first.months, announcedAt: first.announcedAt } : null,
    emails: first?.emails ?? { first: [], total: 0 },
  };
});

export type BillingDetails = Omit<typeof billingDetails.$inferSelect, "orgId" | "updatedAt" | "updatedBy">;

export async function getBillingDetails(orgId: number, tx: Tx | ReturnType<typeof db> = db()) {
  const [row] = await tx
    .select({
      company: billingDetails.company,
      line1: billingDetails.line1,
      line2: billingDetails.line2,
      postalCode: billingDetails.postalCode,
      city: billingDetails.city,
      region: billingDetails.region,
      country: billingDetails.country,
      taxId: billingDetails.taxId,
      purchaseOrder: billingDetails.purchaseOrder,
    })
    .from(billingDetails)
    .where(eq(billingDetails.orgId, orgId));
  return row ?? null;
}

export type BillingEmail = {
  id: string;
  email: string;
  addedBy: string | null;
  sentAt: Date;
  expiresAt: Date;
  confirmedAt: Date | null;
};

export function listBillingEmails(orgId: number): Promise<BillingEmail[]> {
  return db()
    .select({
      id: billingEmails.id,
      email: billingEmails.email,
      addedBy: users.name,
      sentAt: billingEmails.sentAt,
      expiresAt: billingEmails.expiresAt,
      confirmedAt: billingEmails.confirmedAt,
    })
    .from(billingEmails)
    .leftJoin(users, eq(users.id, billingEmails.addedBy))
    .where(eq(billingEmails.orgId, orgId))
    .orderBy(billingEmails.email);
}

export type PlanChangers = { names: string[]; total: number };

/** Who can change the plan: owners first, the first few by name, and how many there are. */
export async function listPlanChangers(orgId: number, most = 3): Promise<PlanChangers> {
  const rows = await db()
    .select({ name: members.name, total: sql<number>`(count(*) over ())::int` })
    .from(members)
    .where(and(eq(members.orgId, orgId), sql`${members.role} = any(${sql.param(billingRoles)})`))
    .orderBy(desc(members.role), sql`lower(${members.name})`, members.userId)
    .limit(most);
  return { names: rows.map(({ name }) => name), total: rows[0]?.total ?? 0 };
}

/** The same for the notice of a feature the plan lacks; null for somebody who can change it. */
export async function listPlanChangersFor(actor: OrgActor): Promise<PlanChangers | null> {
  return orgRoleMay(actor.role, "org.billing.manage") ? null : listPlanChangers(actor.org.id);
}

/** Everybody who gets billing mails now: those who manage billing and proved their address, and confirmed addresses. */
export async function listBillingRecipients(orgId: number): Promise<string[]> {
  const rows = await db().execute<{ email: string }>(sql`
    select m.email from ${members} m join ${users} u on u.id = m.user_id
    where m.org_id = ${orgId} and m.role = any(${sql.param(billingRoles)}::org_role[]) and u.email_proven_at is not null
    union select email from ${billingEmails} where org_id = ${orgId} and confirmed_at is not null
    order by 1`);
  return rows.map(({ email }) => email);
}

/** A billing e-mail and its org, for the mail with its link; null once it was removed. */
export async function getBillingEmailForMail(id: string) {
  const [row] = await db()
    .select({
      email: billingEmails.email,
      version: billingEmails.version,
      expiresAt: billingEmails.expiresAt,
      confirmedAt: billingEmails.confirmedAt,
      orgName: orgs.name,
      addedBy: users.name,
      addedByEmail: users.email,
    })
    .from(billingEmails)
    .innerJoin(orgs, and(eq(orgs.id, billingEmails.orgId), isNull(orgs.deletedAt)))
    .leftJoin(users, eq(users.id, billingEmails.addedBy))
    .where(eq(billingEmails.id, id));
  return row ?? null;
}

/** An org and somebody in a mail about it. */
export async function getOrgForMail(orgId: number, userId: string | null) {
  const [row] = await db()
    .select({ name: orgs.name, plan: orgs.plan, by: users.name })
    .from(orgs)
    .leftJoin(users, eq(users.id, userId ?? ""))
    .where(and(eq(orgs.id, orgId), isNull(orgs.deletedAt)));
  return row ?? null;
}
