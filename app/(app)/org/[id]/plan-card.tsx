import { Card, CardHeader, Fact, Facts } from "@/components/ui/card";
import { formatDay } from "@/components/ui/format";
import { Tag } from "@/components/ui/tag";
import { type PlanId, plans } from "@/lib/billing/plans";

export function PlanCard({ plan, periodEnd }: { plan: PlanId; periodEnd: Date }) {
  const { name, retentionMonths } = plans[plan];
  return (
    <Card>
      <CardHeader title="Plan" />
      <Facts>
        <Fact label="Plan">
          <Tag tone="accent">{name}</Tag>
        </Fact>
        <Fact label="Next period begins">{formatDay(periodEnd, "UTC")}</Fact>
        <Fact label="Data kept">
          {retentionMonths % 12 === 0 ? years(retentionMonths / 12) : `${retentionMonths} months`}
        </Fact>
      </Facts>
    </Card>
  );
}

function years(count: number): string {
  return count === 1 ? "1 year" : `${count} years`;
}
