import { listAllPeriodProjects, listClosedPeriods, listUsageDays, type UsageDayRow } from "@/db/queries/usage-history";
import { orgRoute } from "@/lib/auth/handlers";
import { noteBillingExport } from "@/lib/billing/exports";
import { now } from "@/lib/clock";
import { type Cell, csvResponse, inBatches } from "@/lib/csv";
import { NotFound } from "@/lib/errors";
import { type BillingPeriod, billingPeriodOf, periodAfter, periodNamed } from "@/lib/usage/period";

/**
 * Usage as a file: `by=period` has a row for each project of each of the last twelve billing periods and the running
 * one, `by=day` one for each day. `period` names one of them.
 */
export const GET = orgRoute("org.billing.manage", async (actor, request) => {
  const query = new URL(request.url).searchParams;
  const by = query.get("by") === "day" ? "day" : "period";
  const named = query.get("period");
  const only = named === null ? null : periodNamed(named);
  if (named !== null && !only) throw new NotFound("billing period");
  await noteBillingExport(actor, "usage", { by, period: only?.firstDay ?? "last 12" });
  const running = billingPeriodOf(now());
  const name = `usage-by-${by}-${only?.firstDay.slice(0, 7) ?? running.lastDay}.csv`;
  const orgId = actor.org.id;
  return by === "day"
    ? csvResponse(name, ["Day (UTC)", "Project", "Project id", "Events"], days(orgId, only, running))
    : csvResponse(
        name,
        ["Period", "Project", "Project id", "Events", "Profiles", "Tracked users", "State"],
        periods(orgId, only, running),
      );
});

async function* days(orgId: number, only: BillingPeriod | null, running: BillingPeriod): AsyncGenerator<Cell[][]> {
  const from = (only ?? periodAfter(running, -12)).firstDay;
  const to = (only ?? running).lastDay;
  for await (const rows of inBatches<UsageDayRow>((after) => listUsageDays(orgId, { from, to }, after))) {
    yield rows.map((row) => [row.day, row.name, row.projectId, row.events]);
  }
}

async function* periods(orgId: number, only: BillingPeriod | null, running: BillingPeriod): AsyncGenerator<Cell[][]> {
  for (const period of only ? [only] : [running, ...(await closedOf(orgId))]) {
    const isRunning = period.firstDay === running.firstDay;
    const rows = await listAllPeriodProjects(orgId, period, !isRunning);
    yield rows.map((row) => [
      period.firstDay.slice(0, 7),
      row.name,
      row.projectId,
      row.events,
      row.profiles,
      row.people,
      [isRunning && "running", row.deleted && "deleted"].filter(Boolean).join(", "),
    ]);
  }
}

async function closedOf(orgId: number): Promise<BillingPeriod[]> {
  return (await listClosedPeriods(orgId)).flatMap(({ period }) => periodNamed(period) ?? []);
}
