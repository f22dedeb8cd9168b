import { DayBars } from "@/components/charts/day-bars";
import { Card, CardSection, Fact } from "@/components/ui/card";
import { formatNumber } from "@/components/ui/format";
import { Meter } from "@/components/ui/meter";
import type { OrgUsage } from "@/db/queries/usage";
import { inMillions, monthDay, percentOf } from "@/lib/format";
import type { BillingPeriod } from "@/lib/usage/period";
import { projectCourse } from "@/lib/usage/projection";

export function UsageCard({
  usage,
  period,
  allowance,
  at,
}: {
  usage: OrgUsage;
  period: BillingPeriod;
  /** Of this period: a mixture where the plan changed in it. */
  allowance: number;
  at: Date;
}) {
  const course = projectCourse(usage.days, at);
  const lastDay = monthDay(period.lastDay);
  return (
    <Card>
      <CardSection>
        <div className="flex items-baseline justify-between gap-4">
          <h2>Events this period</h2>
          <p className="text-ink-3">
            {monthDay(period.firstDay)} – {lastDay}
          </p>
        </div>
        <p className="mt-1.5 mb-2 flex flex-wrap items-baseline gap-x-2">
          <span className="text-[28px]/9 font-semibold tracking-tight tabular">{formatNumber(usage.events)}</span>
          <span className="text-ink-2 tabular">of {formatNumber(allowance)}</span>
        </p>
        <Meter
          value={usage.events}
          max={allowance}
          label={`${formatNumber(usage.events)} of ${formatNumber(allowance)} events`}
        />
        <p className="mt-2 mb-4 text-ink-2">
          {usage.events === 0
            ? "Nothing has arrived yet. Send events with a project’s token and they are counted here within a moment."
            : `${percentOf(usage.events, allowance)} used · on this course ${inMillions(course.expected)} by ${lastDay}`}
        </p>
        <DayBars days={course.days} title="Events per day of the billing period" unit="events" />
      </CardSection>
      <CardSection className="py-2!">
        <dl>
          <Fact label={<span className="font-semibold text-ink">User profiles</span>}>
            <span className="tabular">{formatNumber(usage.profiles)}</span>
          </Fact>
        </dl>
      </CardSection>
    </Card>
  );
}
