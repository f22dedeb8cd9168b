import { Card, CardHeader, CardSection } from "@/components/ui/card";
import { formatNumber } from "@/components/ui/format";
import { Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { automaticCounters, automaticEvents } from "@/lib/events/automatic-events";
import { monthDay } from "@/lib/format";
import type { BillingPeriod } from "@/lib/usage/period";

type Props = { on: boolean; counts: ReadonlyMap<string, number>; period: BillingPeriod };

/** Every automatic event: when it is sent, with which property, and how many came. */
export function AutomaticEvents({ on, counts, period }: Props) {
  const [sessions, length] = automaticCounters;
  return (
    <Card>
      <CardHeader
        lined
        title="What is sent"
        sentence={`Stored between ${monthDay(period.firstDay)} and ${monthDay(period.lastDay)} (UTC).`}
      />
      <Table caption="Automatic events">
        <Thead>
          <Th>Event</Th>
          <Th wide>Property</Th>
          <Th align="right">Stored</Th>
        </Thead>
        <Tbody>
          {automaticEvents.map(({ name, when, property }) => (
            <Tr key={name}>
              <Td>
                <span className="block font-mono text-xs">{name}</span>
                <span className="block text-xs text-ink-2">{when}</span>
                {property && <span className="block font-mono text-xs text-ink-3 md:hidden">{property}</span>}
              </Td>
              <Td wide>{property ? <span className="font-mono text-xs">{property}</span> : "–"}</Td>
              <Td align="right" className="tabular">
                {formatNumber(counts.get(name) ?? 0)}
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
      <CardSection className="text-ink-2">
        {`On the profile of the person the libraries count sessions and their seconds, in `}
        <code className="font-mono text-xs">{sessions}</code>
        {" and "}
        <code className="font-mono text-xs">{length}</code>
        {on ? "." : ". These are left out too; the other properties of the same update are stored."}
      </CardSection>
    </Card>
  );
}
