import "server-only";
import { eq } from "drizzle-orm";
import { retentionNotices } from "@/db/schema";
import { product } from "@/lib/authz/actor";
import { lockOrgRow, mutate } from "@/lib/mutate";
import { type PlanId, plans } from "./plans";

/**
 * E4: events are kept for as many months as the plan says. Thirty days before anything of an org is deleted for the
 * first time, a mail says so; without it, or with one for a longer retention, nothing is deleted. A plan that keeps
 * them longer ends the announcement (`lib/billing/changes.ts`).
 */
export const noticeDays = 30;
const noticeMs = noticeDays * 24 * 3600 * 1000;

/** What happened before this is deleted, at the moment `at`. */
export function expiryOf(plan: PlanId, at: Date): Date {
  const before = new Date(at);
  before.setUTCMonth(before.getUTCMonth() - plans[plan].retentionMonths);
  // The 31st of a month that has none would fall into the next one, and delete a day too much.
  if (before.getUTCDate() !== at.getUTCDate()) before.setUTCDate(0);
  return before;
}

/** The moment up to which events have expired once a notice sent now has run: what it is about. */
export function expiryAfterNotice(plan: PlanId, now: Date): Date {
  return expiryOf(plan, new Date(now.getTime() + noticeMs));
}

/**
 * Announces the deletion unless that was done for this retention or a shorter one. The caller found that something
 * will have expired. Called again it does nothing.
 */
export function announceRetention(orgId: number): Promise<void> {
  return mutate(product, async ({ tx, now, audit, enqueue }) => {
    const { plan } = await lockOrgRow(tx, orgId);
    const months = plans[plan].retentionMonths;
    const [known] = await tx.select().from(retentionNotices).where(eq(retentionNotices.orgId, orgId));
    if (known && known.months <= months) return;
    const values = { months, announcedAt: now };
    await tx
      .insert(retentionNotices)
      .values({ orgId, ...values })
      .onConflictDoUpdate({ target: retentionNotices.orgId, set: values });
    await enqueue("send_retention_mail", { orgId, announcedAt: now.toISOString() });
    audit({
      orgId,
      action: "org.retention_announced",
      object: { type: "org", id: orgId },
      after: { months, from: new Date(now.getTime() + noticeMs).toISOString() },
    });
  });
}

/** Before which moment the org's events may be deleted now; null while nothing was announced, or not long enough ago. */
export function deletableBefore(orgId: number): Promise<Date | null> {
  return mutate(product, async ({ tx, now }) => {
    const { plan } = await lockOrgRow(tx, orgId);
    const [notice] = await tx.select().from(retentionNotices).where(eq(retentionNotices.orgId, orgId));
    const ripe = notice && notice.months <= plans[plan].retentionMonths && runsFrom(notice.announcedAt) <= now;
    return ripe ? expiryOf(plan, now) : null;
  });
}

/** When the deletion that was announced then begins. */
export function runsFrom(announcedAt: Date): Date {
  return new Date(announcedAt.getTime() + noticeMs);
}

export function noteExpired(orgId: number, events: number, before: Date): Promise<void> {
  return mutate(product, async ({ audit }) =>
    audit({
      orgId,
      action: "org.events_expired",
      object: { type: "org", id: orgId },
      after: { events, before: before.toISOString() },
    }),
  );
}
