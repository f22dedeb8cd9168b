import { Card } from "@/components/ui/card";
import { formatNumber } from "@/components/ui/format";
import { Pagination } from "@/components/ui/pagination";
import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { ReportRow, ReportSort } from "@/db/queries/reports";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import type { ProjectActor } from "@/lib/authz/actor";
import { now } from "@/lib/clock";
import type { ListPlace } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { queryWords } from "@/lib/reports/words";
import { listLinks } from "../../list-links";

type Props = { actor: ProjectActor; rows: ReportRow[]; total: number; q: string; place: ListPlace<ReportSort> };

export async function ReportTable({ actor, rows, total, q, place }: Props) {
  const projectId = actor.project.id;
  const { foot, sort } = listLinks(paths.project(projectId), { q }, place, rows, total);
  const timeZone = await viewerTimezone(actor.user);
  const at = now();
  return (
    <Card>
      <Table caption="Reports of the project">
        <Thead>
          <Th sort={sort("name")}>Name</Th>
          <Th wide>Last edited by</Th>
          <Th sort={sort("edited", "desc")} wide narrow>
            Edited
          </Th>
          <Th wide align="right" narrow>
            Alerts
          </Th>
        </Thead>
        <Tbody>
          {rows.map((row) => (
            <Tr key={row.id}>
              <Td>
                <NameCell
                  name={row.name}
                  href={paths.report(projectId, row.id)}
                  detail={row.query ? queryWords(row.query) : "cannot be read"}
                />
              </Td>
              <Td wide>{row.editedBy ?? "Former user"}</Td>
              <Td wide narrow>
                <Time at={row.editedAt} timeZone={timeZone} relative now={at} />
              </Td>
              <Td wide align="right" narrow className="tabular">
                {row.alerts > 0 ? formatNumber(row.alerts) : "–"}
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
      <Pagination {...foot} />
    </Card>
  );
}
