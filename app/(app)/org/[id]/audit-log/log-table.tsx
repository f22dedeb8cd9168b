import { LinkButton } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { formatDay } from "@/components/ui/format";
import { EmptyState } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { Table, Tbody, Th, Thead } from "@/components/ui/table";
import type { AuditRow, AuditSort, OperationSizes } from "@/db/queries/audit";
import type { Names } from "@/lib/audit/telling";
import type { ListPlace } from "@/lib/pagination";
import { listLinks } from "../../../list-links";
import { LogRow } from "./log-row";

type Props = {
  rows: AuditRow[];
  total: number;
  names: Names;
  operations: OperationSizes;
  path: string;
  kept: Record<string, string>;
  place: ListPlace<AuditSort>;
  timeZone: string;
  at: Date;
};

export function LogTable({ rows, total, names, operations, path, kept, place, timeZone, at }: Props) {
  const { foot, sort } = listLinks(path, kept, place, rows, total);
  if (rows.length === 0) return <NothingFound path={path} narrowed={Object.keys(kept).length > 0} />;
  const days = new Map<string, AuditRow[]>();
  for (const row of rows) {
    const day = formatDay(row.at, timeZone);
    days.set(day, [...(days.get(day) ?? []), row]);
  }
  return (
    <Card>
      <Table caption="Entries of the audit log">
        <Thead>
          <Th sort={sort("when", "desc")} narrow>
            Time
          </Th>
          <Th>Who</Th>
          <Th>What</Th>
          <Th wide="extra">From</Th>
        </Thead>
        {[...days].map(([day, entries]) => (
          <Tbody key={day}>
            <tr className="group hover:bg-transparent!">
              <th
                scope="rowgroup"
                colSpan={4}
                className="h-8! border-t border-line bg-sunken/60 font-medium! text-ink-2"
              >
                {dayName(day, at, timeZone)}
              </th>
            </tr>
            {entries.map((row) => (
              <LogRow
                key={row.id}
                row={row}
                names={names}
                operationSize={operations.get(row.operationId) ?? 1}
                path={path}
                timeZone={timeZone}
              />
            ))}
          </Tbody>
        ))}
      </Table>
      <Pagination {...foot} />
    </Card>
  );
}

function dayName(day: string, at: Date, timeZone: string): string {
  if (day === formatDay(at, timeZone)) return `Today, ${day}`;
  return day === formatDay(new Date(at.getTime() - 24 * 3600 * 1000), timeZone) ? `Yesterday, ${day}` : day;
}

function NothingFound({ path, narrowed }: { path: string; narrowed: boolean }) {
  return (
    <Card>
      {narrowed ? (
        <EmptyState action={<LinkButton href={path}>Show everything</LinkButton>}>
          Nothing in the log fits these filters. Times are in your timezone, and a search for an id needs all of it.
        </EmptyState>
      ) : (
        <EmptyState>Nothing happened here yet. The first change in the organization will stand here.</EmptyState>
      )}
    </Card>
  );
}
