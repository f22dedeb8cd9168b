import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, rawSql } from "@/db/client";
import { getBillingDetails } from "@/db/queries/billing";
import { getInvoice, searchInvoices } from "@/db/queries/invoices";
import { listAllPeriodProjects, listClosedPeriods } from "@/db/queries/usage-history";
import { closedPeriods, invoiceLines, invoices, orgs } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { planDowngrade, upgradePlan } from "@/lib/billing/changes";
import { closePeriod } from "@/lib/billing/closing";
import { saveBillingDetails } from "@/lib/billing/details";
import { announceRetention, deletableBefore } from "@/lib/billing/retention";
import { thresholdsReached } from "@/lib/billing/usage-announcements";
import { movableClock } from "@/lib/testing/clock";
import { auditedIn, makeOrg, makeProject, waitingJobs } from "@/lib/testing/factories";
import { resetDatabase } from "@/lib/testing/reset-database";
import { race } from "@/lib/testing/two-connections";
import { countEvents, storedEvents, storeEventsAt } from "@/lib/testing/usage";
import { billingPeriodOf, periodNamed } from "@/lib/usage/period";
import { handlers } from "./tasks";

const job = { id: "7" };
const clock = movableClock();

/** In the middle of a period, in an installation that bills. */
beforeEach(async () => {
  clock.set("2026-09-14T12:00:00Z");
  await handlers.close_periods({}, job);
});
afterEach(async () => {
  clock.reset();
  await resetDatabase();
});

async function orgSince(createdAt: string, plan: "free" | "growth" | "enterprise" = "growth"): Promise<OrgActor> {
  const owner = await makeOrg({ plan });
  await db()
    .update(orgs)
    .set({ createdAt: new Date(createdAt) })
    .where(eq(orgs.id, owner.org.id));
  await rawSql()`update projects set created_at = ${createdAt} where org_id = ${owner.org.id}`;
  return owner;
}

async function projectSince(owner: OrgActor, createdAt: string, name?: string): Promise<number> {
  const id = await makeProject(owner, { name });
  await rawSql()`update projects set created_at = ${createdAt} where id = ${id}`;
  return id;
}

const place = { sort: "number" as const, dir: "desc" as const, page: 1, cursor: null };
const period = (firstDay: string) => periodNamed(firstDay) ?? billingPeriodOf(new Date());

describe("close_periods", () => {
  test("[O1] [E3] makes one invoice a period, with plan and overage, and keeps each project's usage", async () => {
    const owner = await orgSince("2026-01-10T00:00:00Z");
    const { id } = owner.org;
    const web = await projectSince(owner, "2026-01-10T00:00:00Z", "Web");
    const gone = await projectSince(owner, "2026-01-10T00:00:00Z", "Gone");
    await countEvents(id, web, "2026-09-01", 4_000_000);
    await countEvents(id, gone, "2026-09-30", 2_100_000);
    await countEvents(id, web, "2026-10-01", 9);
    await rawSql()`update projects set deleted_at = '2026-09-20T00:00:00Z', deleted_by = ${owner.user.id} where id = ${gone}`;
    await rawSql()`update profile_counts set profiles = 12 where dataset_id = (select dataset_id from projects where id = ${web})`;
    clock.set("2026-10-01T00:21:00Z");
    await handlers.close_periods({}, job);
    await handlers.close_periods({}, job);
    const { rows, total } = await searchInvoices(id, place);
    expect(total).toBe(1);
    expect(rows[0]).toMatchObject({ number: `${id}-0001`, period: "2026-09-01", total: 28_000 + 2 * 4_000 });
    const invoice = await getInvoice(id, rows[0]?.id ?? "");
    expect(invoice?.lines).toMatchObject([
      { kind: "plan", quantity: 30, amount: 28_000 },
      { kind: "overage", quantity: 2, unitPrice: 4_000, amount: 8_000 },
    ]);
    expect(await listAllPeriodProjects(id, period("2026-09-01"), true)).toEqual([
      { projectId: web, name: "Web", events: 4_000_000, profiles: 12, people: null, deleted: false },
      { projectId: gone, name: "Gone", events: 2_100_000, profiles: 0, people: null, deleted: true },
    ]);
    expect(await auditedIn(id)).toEqual(["org.period_closed", "invoice.made"]);
    expect(await waitingJobs("send_invoice", rows[0]?.id ?? "")).toHaveLength(1);
  });

  test("[E3] usage survives the project's row, under its name once the period is closed", async () => {
    const owner = await orgSince("2026-01-10T00:00:00Z");
    const web = await projectSince(owner, "2026-01-10T00:00:00Z", "Web");
    await countEvents(owner.org.id, web, "2026-09-05", 700);
    clock.set("2026-10-01T00:21:00Z");
    await handlers.close_periods({}, job);
    await countEvents(owner.org.id, web, "2026-10-05", 50);
    await rawSql()`delete from projects where id = ${web}`;
    expect(await listAllPeriodProjects(owner.org.id, period("2026-09-01"), true)).toMatchObject([
      { name: "Web", events: 700 },
    ]);
    clock.set("2026-11-01T00:21:00Z");
    await handlers.close_periods({}, job);
    expect(await listAllPeriodProjects(owner.org.id, period("2026-10-01"), true)).toMatchObject([
      { name: "Deleted project", events: 50, deleted: true },
    ]);
  });

  test("[O1] catches up what was missed, in order and without gaps; an org pays from its making on", async () => {
    const old = await orgSince("2025-02-01T00:00:00Z");
    clock.set("2026-12-03T04:00:00Z");
    const young = await orgSince("2026-11-16T08:00:00Z");
    await handlers.close_periods({}, job);
    const ofOld = await db().select().from(invoices).where(eq(invoices.orgId, old.org.id)).orderBy(invoices.number);
    expect(ofOld.map((row) => [row.number, row.period])).toEqual([
      [1, "2026-09-01"],
      [2, "2026-10-01"],
      [3, "2026-11-01"],
    ]);
    expect((await searchInvoices(young.org.id, place)).rows).toMatchObject([{ period: "2026-11-01", total: 14_000 }]);
    const closed = await listClosedPeriods(old.org.id);
    expect(closed.map((row) => [row.period, row.profiles])).toEqual([
      ["2026-11-01", 0],
      ["2026-10-01", null],
      ["2026-09-01", null],
    ]);
  });

  test("[O1] a period that costs nothing is closed without an invoice", async () => {
    const owner = await orgSince("2026-01-10T00:00:00Z", "free");
    clock.set("2026-10-01T00:21:00Z");
    await handlers.close_periods({}, job);
    expect(await listClosedPeriods(owner.org.id)).toMatchObject([{ period: "2026-09-01", invoice: null }]);
    expect(await auditedIn(owner.org.id)).toEqual(["org.period_closed"]);
  });

  test("[O1] an upgrade within the period is on the invoice by its days, a planned downgrade holds from the next", async () => {
    const owner = await orgSince("2026-01-10T00:00:00Z");
    clock.set("2026-09-16T12:00:00Z");
    await upgradePlan(owner, { plan: "enterprise", was: "growth" });
    await planDowngrade(owner, { plan: "free", was: "enterprise" });
    clock.set("2026-10-01T00:21:00Z");
    await handlers.close_periods({}, job);
    const lines = await db().select().from(invoiceLines).where(eq(invoiceLines.orgId, owner.org.id));
    expect(lines.map((line) => [line.title, line.quantity, line.amount])).toEqual([
      ["Growth plan", 15, 14_000],
      ["Enterprise plan", 15, 80_000],
    ]);
    clock.set("2026-11-01T00:21:00Z");
    await handlers.close_periods({}, job);
    expect(await listClosedPeriods(owner.org.id)).toMatchObject([
      { period: "2026-10-01", plan: "free", invoice: null },
      { period: "2026-09-01", plan: "enterprise", invoice: { total: 94_000 } },
    ]);
  });

  test("[O1] an invoice keeps the details of its time", async () => {
    const owner = await orgSince("2026-01-10T00:00:00Z");
    const details = {
      company: "Acme GmbH",
      line1: "Hauptstraße 1",
      line2: "",
      postalCode: "10115",
      city: "Berlin",
      region: "",
      country: "DE",
      taxId: "DE123456789",
      purchaseOrder: "PO-7",
    };
    await saveBillingDetails(owner, details);
    clock.set("2026-10-01T00:21:00Z");
    await handlers.close_periods({}, job);
    await saveBillingDetails(owner, { ...details, company: "Acme SE" });
    const [row] = await db().select().from(invoices).where(eq(invoices.orgId, owner.org.id));
    expect(row?.details).toEqual(details);
    expect(await getBillingDetails(owner.org.id)).toMatchObject({ company: "Acme SE" });
  });

  test("[O1] two workers at once make one invoice, and a running period is not closed", async () => {
    const owner = await orgSince("2026-01-10T00:00:00Z");
    const { id } = owner.org;
    await closePeriod(id, period("2026-09-01"));
    expect(await db().select().from(closedPeriods).where(eq(closedPeriods.orgId, id))).toHaveLength(0);
    clock.set("2026-10-01T00:21:00Z");
    const run = () => closePeriod(id, period("2026-09-01"));
    const outcomes = await race([run, run], { holding: `select from orgs where id = ${id} for update` });
    expect(outcomes.every(({ status }) => status === "fulfilled")).toBe(true);
    expect(await db().select().from(invoices).where(eq(invoices.orgId, id))).toHaveLength(1);
  });

  test("[Z1] a deleted organization waits, and catches up once it is restored", async () => {
    const owner = await orgSince("2026-01-10T00:00:00Z");
    await rawSql()`update orgs set deleted_at = '2026-09-20T00:00:00Z', deleted_by = ${owner.user.id} where id = ${owner.org.id}`;
    clock.set("2026-10-01T00:21:00Z");
    await handlers.close_periods({}, job);
    expect(await listClosedPeriods(owner.org.id)).toEqual([]);
    await rawSql()`update orgs set deleted_at = null, deleted_by = null where id = ${owner.org.id}`;
    await handlers.close_periods({}, job);
    expect(await listClosedPeriods(owner.org.id)).toHaveLength(1);
  });
});

describe("announce_usage", () => {
  const mailed = async (orgId: number) =>
    (await waitingJobs("send_usage_mail", String(orgId))).map(({ threshold }) => threshold);

  test.each([
    [849_999, []],
    [850_000, [85]],
    [1_000_000, [85, 100]],
    [1_200_000, [85, 100, 120]],
  ])("[O1] %i of a million events reach %j", (events, reached) => {
    expect(thresholdsReached(events, 1_000_000)).toEqual(reached);
    expect(thresholdsReached(events, Number.POSITIVE_INFINITY)).toEqual([]);
  });

  test("[O1] mails at 85, 100 and 120 %, each once a period, and again in the next", async () => {
    const owner = await orgSince("2026-01-10T00:00:00Z", "free");
    const { id } = owner.org;
    const web = await projectSince(owner, "2026-01-10T00:00:00Z");
    const round = async (events: number) => {
      await countEvents(id, web, "2026-09-10", events);
      await handlers.announce_usage({}, job);
      await handlers.announce_usage({}, job);
      return mailed(id);
    };
    expect(await round(800_000)).toEqual([]);
    expect(await round(60_000)).toEqual([85]);
    expect(await round(200_000)).toEqual([85, 100]);
    expect(await round(200_000)).toEqual([85, 100, 120]);
    expect(await round(5_000_000)).toEqual([85, 100, 120]);
    clock.set("2026-10-02T12:00:00Z");
    expect(await round(1)).toEqual([85, 100, 120]);
    await countEvents(id, web, "2026-10-02", 900_000);
    await handlers.announce_usage({}, job);
    expect(await mailed(id)).toEqual([85, 100, 120, 85]);
    expect((await auditedIn(id)).filter((action) => action === "org.usage_announced")).toHaveLength(4);
  });

  test("[O1] a leap over several brings the highest alone, for good", async () => {
    const owner = await orgSince("2026-01-10T00:00:00Z", "free");
    const web = await projectSince(owner, "2026-01-10T00:00:00Z");
    await countEvents(owner.org.id, web, "2026-09-10", 1_100_000);
    await handlers.announce_usage({}, job);
    expect(await mailed(owner.org.id)).toEqual([100]);
    await handlers.announce_usage({}, job);
    expect(await mailed(owner.org.id)).toEqual([100]);
  });

  test("[O1] after an upgrade the mixed allowance counts", async () => {
    const owner = await orgSince("2026-01-10T00:00:00Z", "free");
    const web = await projectSince(owner, "2026-01-10T00:00:00Z");
    clock.set("2026-09-25T12:00:00Z");
    await upgradePlan(owner, { plan: "growth", was: "free" });
    // 24 days of 1 million and 6 of 5 million a period: 1.8 million.
    await countEvents(owner.org.id, web, "2026-09-25", 1_500_000);
    await handlers.announce_usage({}, job);
    expect(await mailed(owner.org.id)).toEqual([]);
    await countEvents(owner.org.id, web, "2026-09-26", 100_000);
    await handlers.announce_usage({}, job);
    expect(await mailed(owner.org.id)).toEqual([85]);
    expect(await waitingJobs("send_usage_mail", String(owner.org.id))).toMatchObject([{ allowance: 1_800_000 }]);
  });
});

describe("keep_retention", () => {
  const mails = (orgId: number) => waitingJobs("send_retention_mail", String(orgId));
  const day = async (at: string) => {
    clock.set(at);
    await handlers.keep_retention({}, job);
  };

  test("[E4] tells 30 days before anything is deleted for the first time, then deletes what has expired", async () => {
    const owner = await orgSince("2025-01-10T00:00:00Z", "free");
    const { id } = owner.org;
    const web = await projectSince(owner, "2025-01-10T00:00:00Z");
    await storeEventsAt(web, ["2025-11-20T00:00:00Z", "2025-11-21T12:00:00Z", "2026-06-01T00:00:00Z"]);
    await day("2026-10-20T00:00:00Z");
    expect(await mails(id)).toEqual([]);
    await day("2026-10-22T01:00:00Z");
    await day("2026-10-22T01:00:00Z");
    expect(await mails(id)).toHaveLength(1);
    await day("2026-11-21T00:59:00Z");
    expect(await storedEvents(web)).toBe(3);
    await day("2026-11-21T01:00:00Z");
    expect(await storedEvents(web)).toBe(2);
    await day("2026-11-22T01:00:00Z");
    expect(await storedEvents(web)).toBe(1);
    expect(await mails(id)).toHaveLength(1);
    expect(await auditedIn(id)).toEqual(["org.retention_announced", "org.events_expired", "org.events_expired"]);
  });

  test("[E4] the rule itself, under the org's lock: nothing is to be deleted before the notice has run", async () => {
    const owner = await orgSince("2025-01-10T00:00:00Z", "free");
    const { id } = owner.org;
    expect(await deletableBefore(id)).toBeNull();
    clock.set("2026-09-15T00:00:00Z");
    await announceRetention(id);
    expect(await deletableBefore(id)).toBeNull();
    clock.set("2026-10-14T23:59:59Z");
    expect(await deletableBefore(id)).toBeNull();
    clock.set("2026-10-15T00:00:00Z");
    expect(await deletableBefore(id)).toEqual(new Date("2025-10-15T00:00:00Z"));
    clock.set("2028-02-29T12:00:00Z");
    expect(await deletableBefore(id)).toEqual(new Date("2027-02-28T12:00:00Z"));
  });

  test("[E4] [E3] what was counted for billing stays, and what was imported later is kept from its arrival on", async () => {
    const owner = await orgSince("2025-01-10T00:00:00Z", "free");
    const web = await projectSince(owner, "2025-01-10T00:00:00Z");
    await countEvents(owner.org.id, web, "2025-06-01", 2);
    await storeEventsAt(web, ["2025-06-01T00:00:00Z"]);
    await storeEventsAt(web, ["2025-06-02T00:00:00Z"], "2026-08-01T00:00:00Z");
    await day("2026-09-15T00:00:00Z");
    await day("2026-10-16T00:00:00Z");
    expect(await storedEvents(web)).toBe(1);
    const [row] = await rawSql()`select events::int from usage_days where project_id = ${web}`;
    expect(row?.events).toBe(2);
  });

  test("[E4] an upgrade ends the announcement, and nothing is deleted", async () => {
    const owner = await orgSince("2025-01-10T00:00:00Z", "free");
    const web = await projectSince(owner, "2025-01-10T00:00:00Z");
    await storeEventsAt(web, ["2025-09-20T00:00:00Z"]);
    await day("2026-09-15T00:00:00Z");
    expect(await mails(owner.org.id)).toHaveLength(1);
    await upgradePlan(owner, { plan: "growth", was: "free" });
    await day("2026-11-01T00:00:00Z");
    expect(await storedEvents(web)).toBe(1);
    expect(await auditedIn(owner.org.id)).toContain("org.retention_cancelled");
  });

  test("[E4] a downgrade to a shorter retention is announced anew, 30 days before it deletes", async () => {
    const owner = await orgSince("2023-01-10T00:00:00Z", "growth");
    const web = await projectSince(owner, "2023-01-10T00:00:00Z");
    await storeEventsAt(web, ["2024-08-01T00:00:00Z", "2025-03-01T00:00:00Z"]);
    await day("2026-07-15T00:00:00Z");
    await day("2026-08-15T00:00:00Z");
    expect(await storedEvents(web)).toBe(1);
    await planDowngrade(owner, { plan: "free", was: "growth" });
    await day("2026-08-31T00:00:00Z");
    expect(await mails(owner.org.id)).toHaveLength(1);
    clock.set("2026-09-01T00:21:00Z");
    await handlers.close_periods({}, job);
    await day("2026-09-01T03:26:00Z");
    expect(await mails(owner.org.id)).toHaveLength(2);
    expect(await storedEvents(web)).toBe(1);
    await day("2026-10-01T03:25:00Z");
    expect(await storedEvents(web)).toBe(1);
    await day("2026-10-01T03:26:00Z");
    expect(await storedEvents(web)).toBe(0);
  });
});
