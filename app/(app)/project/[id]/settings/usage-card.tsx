import { DayBars } from "@/components/charts/day-bars";
import { Card, CardSection, Fact } from "@/components/ui/card";
import { formatNumber } from "@/components/ui/format";
import { Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { Num } from "@/components/ui/text";
import type { OrgUsage, TopEvents } from "@/db/queries/usage";
import { countOf, monthDay, percentOf } from "@/lib/format";
import type { BillingPeriod } from "@/lib/usage/period";
import { projectCourse } from "@/lib/usage/projection";

type Props = { usage: OrgUsage; top: TopEvents; period: BillingPeriod; at: Date };

/** What arrived in the billing period: how much on which day, and of what. */
export function UsageCard({ usage, top, period, at }: Props) {
  return (
    <Card>
      <CardSection>
        <div className="flex items-baseline justify-between gap-4">
          <h2>Events this period</h2>
          <p className="text-ink-3">
            {monthDay(period.firstDay)} – {monthDay(period.lastDay)}
          </p>
        </div>
        <p className="mt-1.5 mb-4 text-[28px]/9 font-semibold tracking-tight tabular">{formatNumber(usage.events)}</p>
        <DayBars days={projectCourse(usage.days, at).days} title="Events per day of the billing period" unit="events" />
      </CardSection>
      <CardSection className="py-2!">
        <dl>
          <Fact label={<span className="font-semibold text-ink">User profiles</span>}>
            <Num value={usage.profiles} />
          </Fact>
        </dl>
      </CardSection>
      <div className="border-t border-line">
        <div className="flex items-baseline justify-between gap-4 px-5 pt-4 pb-2">
          <h2>Top events</h2>
          {top.names > top.events.length && (
            <p className="text-ink-3">{`the first ${top.events.length} of ${countOf(top.names, "name")}`}</p>
          )}
        </div>
        {top.events.length === 0 ? (
          <p className="px-5 pb-5 text-ink-2">
            Nothing has arrived in this period. Send events with the token and their names stand here.
          </p>
        ) : (
          <TopEventTable top={top} />
        )}
      </div>
    </Card>
  );
}

function TopEventTable({ top }: { top: TopEvents }) {
  return (
    <Table caption="Top events of the billing period">
      <Thead>
        <Th>Event</Th>
        <Th align="right">Arrived</Th>
        <Th align="right">Share</Th>
      </Thead>
      <Tbody>
        {top.events.map(({ event, count }) => (
          <Tr key={event}>
            <Td className="wrap-anywhere">
              <span dir="auto">{event}</span>
            </Td>
            <Td align="right">
              <Num value={count} />
            </Td>
            <Td align="right">
              <span className="text-ink-2 tabular">{percentOf(count, top.total)}</span>
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
