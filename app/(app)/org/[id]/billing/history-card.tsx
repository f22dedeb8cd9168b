import { LinkButton } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { formatNumber } from "@/components/ui/format";
import { Link } from "@/components/ui/link";
import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { Tag } from "@/components/ui/tag";
import type { OrgUsage } from "@/db/queries/usage";
import type { ClosedPeriod } from "@/db/queries/usage-history";
import { countOf, moneyOf, monthName, percentOf } from "@/lib/format";
import { paths } from "@/lib/paths";
import type { BillingPeriod } from "@/lib/usage/period";

type Current = { period: BillingPeriod; usage: OrgUsage; allowance: number };
type Row = Omit<ClosedPeriod, "plan"> & { running: boolean };

/** O1: the running period and twelve closed ones, each with its usage and its invoice. */
export function HistoryCard({ orgId, closed, current }: { orgId: number; closed: ClosedPeriod[]; current: Current }) {
  const { period, usage, allowance } = current;
  const running: Row = {
    period: period.firstDay,
    allowance,
    events: usage.events,
    profiles: usage.profiles,
    invoice: null,
    running: true,
  };
  const rows: Row[] = [running, ...closed.map((row) => ({ ...row, running: false }))];
  const most = Math.max(1, ...rows.map((row) => row.events));
  return (
    <Card>
      <CardHeader
        lined
        title="Invoices and usage"
        sentence="The last twelve billing periods. A period opens to its projects."
        actions={
          <>
            <LinkButton href={paths.invoices(orgId)} size="sm">
              All invoices
            </LinkButton>
            <LinkButton href={`/api/org/${orgId}/usage?by=period`} plain size="sm">
              Download CSV
            </LinkButton>
          </>
        }
      />
      <Table caption="Billing periods with their usage and invoices" className="in-card">
        <Thead>
          <Th>Period</Th>
          <Th wide align="right">
            Events
          </Th>
          <Th wide className="w-2/5">
            Compared
          </Th>
          <Th wide align="right">
            Of allowance
          </Th>
          <Th wide align="right">
            Profiles
          </Th>
          <Th align="right">Invoice</Th>
        </Thead>
        <Tbody>
          {rows.map((row) => (
            <Tr key={row.period}>
              <Td>
                <span className="flex items-center gap-2">
                  <NameCell
                    name={monthName(row.period)}
                    href={paths.usagePeriod(orgId, row.period)}
                    more={countOf(row.events, "event")}
                  />
                  {row.running && <Tag tone="accent">Running</Tag>}
                </span>
              </Td>
              <Td wide align="right">
                {formatNumber(row.events)}
              </Td>
              <Td wide>
                <svg width="100%" height="8" aria-hidden="true" className="block">
                  {row.events > 0 && (
                    <rect
                      width={`${Math.max(0.4, (row.events / most) * 100).toFixed(2)}%`}
                      height="8"
                      rx="2"
                      className={row.running ? "fill-accent-pale" : "fill-accent"}
                    />
                  )}
                </svg>
              </Td>
              <Td wide align="right">
                {row.allowance === null ? "–" : percentOf(row.events, row.allowance)}
              </Td>
              <Td wide align="right">
                {row.profiles === null ? "–" : formatNumber(row.profiles)}
              </Td>
              <Td align="right" narrow>
                {row.invoice ? (
                  <Link
                    href={paths.invoice(orgId, row.invoice.id)}
                    className="text-accent hover:underline"
                    aria-label={`Invoice ${row.invoice.number}, ${moneyOf(row.invoice.total)}`}
                  >
                    {moneyOf(row.invoice.total)}
                  </Link>
                ) : (
                  <span className="text-ink-3">{row.running ? "–" : "No charge"}</span>
                )}
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </Card>
  );
}
