import { Card, CardHeader, CardSection, Fact } from "@/components/ui/card";
import { formatDay, formatNumber } from "@/components/ui/format";
import { Meter } from "@/components/ui/meter";
import type { OrgUsage } from "@/db/queries/usage";
import { capabilities, capabilityIds } from "@/lib/billing/capabilities";
import { type Plan, planHas } from "@/lib/billing/plans";
import { inMillions, moneyOf, monthsInWords, percentOf } from "@/lib/format";
import type { BillingPeriod } from "@/lib/usage/period";

type Props = { plan: Plan; usage: OrgUsage; allowance: number; period: BillingPeriod };

export function CurrentPlan({ plan, usage, allowance, period }: Props) {
  const has = capabilityIds.filter((capability) => planHas(plan.id, capability));
  return (
    <Card className="flex flex-col">
      <CardHeader title="Current plan" />
      <div className="flex-1 px-5 pb-4">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="text-[28px]/9 font-semibold tracking-tight">{plan.name}</span>
          <span className="text-ink-2 tabular">
            {plan.price === 0 ? "no charge" : `${moneyOf(plan.price)} a month`}
          </span>
        </p>
        <p className="mb-3 text-ink-2">{plan.sentence}</p>
        <Meter
          value={usage.events}
          max={allowance}
          label={`${formatNumber(usage.events)} of ${formatNumber(allowance)} events`}
        />
        <p className="mt-2 text-ink-2 tabular">
          {formatNumber(usage.events)} of {inMillions(allowance)} events used ({percentOf(usage.events, allowance)}),
          until {formatDay(new Date(period.end.getTime() - 1), "UTC")}
        </p>
      </div>
      <CardSection className="py-2!">
        <dl>
          <Fact label="Each started million above">{moneyOf(plan.overagePrice)}</Fact>
          <Fact label="Events are kept for">{monthsInWords(plan.retentionMonths)}</Fact>
          <Fact label="Includes">
            {has.length === 0
              ? "Owners and Admins of projects"
              : has.map((each) => capabilities[each].short).join(", ")}
          </Fact>
        </dl>
      </CardSection>
    </Card>
  );
}
