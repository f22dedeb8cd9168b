import { DayBars } from "@/components/charts/day-bars";
import { Card, CardSection } from "@/components/ui/card";
import { formatNumber } from "@/components/ui/format";
import { getProjectUsage } from "@/db/queries/usage";
import type { ProjectActor } from "@/lib/authz/actor";
import { now } from "@/lib/clock";
import { countOf, monthDay } from "@/lib/format";
import { billingPeriodOf } from "@/lib/usage/period";
import { projectCourse } from "@/lib/usage/projection";

/** What arrived in the project in the billing period. */
export async function PeriodCard({ actor }: { actor: ProjectActor }) {
  const at = now();
  const period = billingPeriodOf(at);
  const usage = await getProjectUsage(actor.project.id, period);
  return (
    <Card>
      <CardSection>
        <div className="flex items-baseline justify-between gap-4">
          <h2>Events this period</h2>
          <p className="text-ink-3">
            {monthDay(period.firstDay)} – {monthDay(period.lastDay)}
          </p>
        </div>
        <p className="mt-1.5 mb-4 flex items-baseline gap-3">
          <span className="text-[28px]/9 font-semibold tracking-tight tabular">{formatNumber(usage.events)}</span>
          <span className="text-ink-3">{countOf(usage.profiles, "user profile")}</span>
        </p>
        <DayBars days={projectCourse(usage.days, at).days} title="Events per day of the billing period" unit="events" />
      </CardSection>
    </Card>
  );
}
