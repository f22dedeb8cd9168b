import { Card, CardHeader, CardSection, Fact } from "@/components/ui/card";
import { formatDay } from "@/components/ui/format";
import { plans } from "@/lib/billing/plans";
import type { Overage, PeriodTerms } from "@/lib/billing/terms";
import { countOf, inMillions, moneyOf, monthDay, monthName } from "@/lib/format";
import type { BillingPeriod } from "@/lib/usage/period";

type Props = { terms: PeriodTerms; sofar: Overage; expected: Overage; period: BillingPeriod };

/** What the running period will cost: its lines as they stand, and what the course so far lets expect. */
export function NextInvoice({ terms, sofar, expected, period }: Props) {
  return (
    <Card className="flex flex-col">
      <CardHeader title={`Invoice for ${monthName(period.firstDay)}`} />
      <div className="flex-1 px-5 pb-4">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="text-[28px]/9 font-semibold tracking-tight tabular">
            {moneyOf(terms.price + sofar.amount)}
          </span>
          <span className="text-ink-2">so far</span>
        </p>
        <p className="text-ink-2">
          {terms.price + expected.amount === 0
            ? "A period that costs nothing has no invoice."
            : `Made on ${formatDay(period.end, "UTC")} and mailed to owners, billing admins and billing e-mails.`}
        </p>
      </div>
      <CardSection className="py-2!">
        <dl>
          {terms.spans.map((span) => (
            <Fact
              key={span.firstDay}
              label={
                terms.spans.length === 1 && span.firstDay === period.firstDay
                  ? `${plans[span.plan].name} plan`
                  : `${plans[span.plan].name} plan, ${monthDay(span.firstDay)} – ${monthDay(span.lastDay)}`
              }
            >
              <span className="tabular">{moneyOf(span.amount)}</span>
            </Fact>
          ))}
          <Fact
            label={
              sofar.events > 0
                ? `${countOf(sofar.millions, "started million", "started millions")} above`
                : "Events above the allowance"
            }
          >
            <span className="tabular">{sofar.events > 0 ? moneyOf(sofar.amount) : "None"}</span>
          </Fact>
          <Fact label={expected.events > 0 ? `At its end, with ${inMillions(expected.events)} above` : "At its end"}>
            <span className="font-medium tabular">{moneyOf(terms.price + expected.amount)}</span>
          </Fact>
        </dl>
      </CardSection>
    </Card>
  );
}
