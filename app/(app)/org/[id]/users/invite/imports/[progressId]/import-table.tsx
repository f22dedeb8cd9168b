import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { Tag, type Tone } from "@/components/ui/tag";
import { Time } from "@/components/ui/time";
import type { ImportRow, ImportShow, ImportStatus } from "@/db/queries/imports";
import { orgRoleNames } from "@/lib/authz/roles";
import { countOf } from "@/lib/format";
import type { ListPlace } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { listLinks } from "../../../../../../list-links";
import type { ImportPhase } from "./import-notices";

type Props = {
  orgId: number;
  path: string;
  rows: ImportRow[];
  show: ImportShow;
  place: ListPlace<"line">;
  total: number;
  at: Date;
  timeZone: string;
  phase: ImportPhase;
};

const tones: Record<ImportStatus, Tone> = {
  invited: "good",
  merged: "good",
  member: "neutral",
  refused: "bad",
  limited: "warn",
  wrong: "bad",
};
const settled: Record<ImportStatus, string> = {
  invited: "Invited",
  merged: "Merged",
  member: "Member already",
  refused: "Not invited",
  limited: "Held back",
  wrong: "Error",
};

export function ImportTable({ orgId, path, rows, show, place, total, at, timeZone, phase }: Props) {
  const kept = { show: show === "problems" ? show : undefined };
  const { foot } = listLinks(
    path,
    kept,
    place,
    rows.map(() => ({ cursor: "" })),
    total,
  );
  if (total === 0) {
    return (
      <Card>
        <EmptyState>Nothing is wrong in this list.</EmptyState>
      </Card>
    );
  }
  return (
    <Card>
      <Table caption="Lines of the list">
        <Thead>
          <Th wide narrow align="right">
            Line
          </Th>
          <Th>E-mail</Th>
          <Th wide>Gives</Th>
          <Th>{phase === "done" ? "Result" : "What happens"}</Th>
        </Thead>
        <Tbody>
          {rows.map((row) => (
            <Tr key={row.line}>
              <Td wide narrow align="right" className="text-ink-3 tabular">
                {row.line}
              </Td>
              <Td className="wrap-anywhere max-md:w-1/2">
                <NameCell
                  name={row.email || "–"}
                  href={row.invitationId ? paths.invitation(orgId, row.invitationId) : undefined}
                  more={`Line ${row.line}`}
                />
              </Td>
              <Td wide className="text-ink-2">
                {givesOf(row)}
              </Td>
              <Td className="max-w-md">
                <span className="grid justify-items-start gap-0.5 py-0.5 whitespace-normal">
                  <Result row={row} phase={phase} />
                  {row.note && <span className="text-xs text-ink-2 wrap-anywhere">{row.note}</span>}
                  {row.retryAt && (
                    <span className="text-xs text-ink-2">
                      Try again <Time at={row.retryAt} timeZone={timeZone} relative now={at} />.
                    </span>
                  )}
                </span>
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
      <Pagination {...foot} />
    </Card>
  );
}

/** Before anything is done, what is nothing to notice is plain text. */
function Result({ row: { status, waits }, phase }: { row: ImportRow; phase: ImportPhase }) {
  if (waits && phase === "running") return <span className="text-ink-3">Waits</span>;
  if (waits && status === "invited") return <>Will be invited</>;
  if (waits && status === "merged") return <>Is invited already, will be merged</>;
  return <Tag tone={tones[status]}>{settled[status]}</Tag>;
}

function givesOf({ role, projects, teams, cells }: ImportRow): string {
  if (!role) return cells.role;
  const parts = [orgRoleNames[role], projects > 0 && countOf(projects, "project"), teams > 0 && countOf(teams, "team")];
  return parts.filter(Boolean).join(", ");
}
