import type { ComponentProps } from "react";
import { ActionButton } from "@/components/form/action-button";
import { LiveProgress } from "@/components/layout/live-progress";
import { Card, CardHeader } from "@/components/ui/card";
import { Pagination } from "@/components/ui/pagination";
import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { ResetRow } from "@/db/queries/resets";
import { countOf } from "@/lib/format";
import { paths } from "@/lib/paths";
import { erasureDay } from "@/lib/projects/periods";
import { restore } from "./actions";

type Shared = { projectId: number; timeZone: string; now: Date };
type Props = Shared & { resets: ResetRow[]; foot: ComponentProps<typeof Pagination>; days: number };

/** What earlier resets took out of sight, as long as it can be brought back or is being moved or erased. */
export function EarlierResets({ resets, foot, days, ...shared }: Props) {
  return (
    <Card className="mt-4">
      <CardHeader
        title="From before earlier resets"
        count={foot.total}
        sentence={`Brought back, this data stands beside what came since, and the keys stay the new ones. After ${days} days it is erased for good.`}
        lined
      />
      <Table caption="Data from before earlier resets">
        <Thead>
          <Th>Reset</Th>
          <Th wide align="right">
            Events
          </Th>
          <Th wide align="right">
            User profiles
          </Th>
          <Th wide narrow>
            Restorable until
          </Th>
          <Th narrow />
        </Thead>
        <Tbody>
          {resets.map((row) => (
            <ResetLine key={row.id} row={row} {...shared} />
          ))}
        </Tbody>
      </Table>
      <Pagination {...foot} />
    </Card>
  );
}

function ResetLine({ row, projectId, timeZone, now }: Shared & { row: ResetRow }) {
  const until = erasureDay(row.resetAt);
  const restorable = !row.restoredAt && !row.erasingAt && until > now;
  return (
    <Tr>
      <Td>
        <NameCell
          name={<Time at={row.resetAt} timeZone={timeZone} />}
          detail={`by ${row.resetBy ?? "a former user"}`}
          more={` · ${countOf(row.events, "event")} · ${countOf(row.profiles, "user profile")}`}
        />
        {!restorable && <Course row={row} projectId={projectId} />}
      </Td>
      <Td wide align="right">
        {row.events.toLocaleString("en-US")}
      </Td>
      <Td wide align="right">
        {row.profiles.toLocaleString("en-US")}
      </Td>
      <Td wide narrow>
        <Time at={restorable ? until : null} timeZone={timeZone} />
      </Td>
      <Td narrow align="right">
        {restorable && (
          <ActionButton
            action={restore}
            fields={{ projectId, reset: row.id }}
            size="sm"
            pendingText="Bringing it back…"
          >
            Bring the data back
          </ActionButton>
        )}
      </Td>
    </Tr>
  );
}

/** Nothing to press any more: where it is on its way to. */
function Course({ row, projectId }: { row: ResetRow; projectId: number }) {
  const says = row.restoredAt
    ? `Brought back by ${row.restoredBy ?? "a former user"}. What came since is being put beside it.`
    : row.erasingAt
      ? "Being erased."
      : "The time to bring it back is over. It is erased with the next round, within a day.";
  return (
    <div className="mt-2 grid max-w-96 gap-1 whitespace-normal">
      <p className="text-ink-2">{says}</p>
      {row.progress && (
        <LiveProgress
          address={`/api${paths.projectProgress(projectId, row.progress.id)}`}
          first={{ done: row.progress.done, total: row.progress.total, ended: false }}
          label={row.restoredAt ? "Putting what came since beside it" : "Erasing"}
        />
      )}
    </div>
  );
}
