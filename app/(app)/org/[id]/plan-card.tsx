import { LinkButton } from "@/components/ui/button";
import { Card, CardHeader, Fact, Facts } from "@/components/ui/card";
import { formatDay } from "@/components/ui/format";
import { Tag } from "@/components/ui/tag";
import { type PlanId, plans } from "@/lib/billing/plans";
import { monthsInWords } from "@/lib/format";

type Props = {
  plan: PlanId;
  periodEnd: Date;
  /** Where the plan and its bill are, for whoever manages them. */
  billing: string | null;
  /** From when on older events are deleted, where that was announced. */
  retentionFrom: Date | null;
};

export function PlanCard({ plan, periodEnd, billing, retentionFrom }: Props) {
  const { name, retentionMonths } = plans[plan];
  return (
    <Card>
      <CardHeader
        title="Plan"
        actions={
          billing && (
            <LinkButton href={billing} size="sm">
              Plan & Billing
            </LinkButton>
          )
        }
      />
      <Facts>
        <Fact label="Plan">
          <Tag tone="accent">{name}</Tag>
        </Fact>
        <Fact label="Next period begins">{formatDay(periodEnd, "UTC")}</Fact>
        <Fact label="Data kept">{monthsInWords(retentionMonths)}</Fact>
        {retentionFrom && <Fact label="Older data is deleted from">{formatDay(retentionFrom, "UTC")}</Fact>}
      </Facts>
    </Card>
  );
}
