import { Avatar } from "@/components/ui/avatar";
import { formatClock, formatExact } from "@/components/ui/format";
import { Link } from "@/components/ui/link";
import { Td, Tr } from "@/components/ui/table";
import type { AuditRow } from "@/db/queries/audit";
import { actorOf, type Names, nameOf, type Part, type Ref } from "@/lib/audit/telling";
import { deedOf } from "@/lib/audit/words";
import { deviceName } from "@/lib/device";
import { countOf } from "@/lib/format";
import { listHref } from "@/lib/pagination";
import { EntryDetails } from "./entry-details";
import { Said } from "./said";

type Props = { row: AuditRow; names: Names; operationSize: number; path: string; timeZone: string };

export function LogRow({ row, names, operationSize, path, timeZone }: Props) {
  const actor = actorOf(row);
  const look = { names, path, timeZone };
  return (
    <Tr id={row.id} className="align-top">
      <Td narrow className="max-md:hidden!">
        <Clock row={row} timeZone={timeZone} />
      </Td>
      <Td className="min-w-48 max-md:hidden!">
        <span className="flex items-center gap-2.5">
          <ActorMark actor={actor} names={names} />
          <span className="min-w-0 wrap-anywhere">
            <Said parts={[actor]} {...look} />
          </span>
        </span>
      </Td>
      <Td className="w-full">
        <p className="wrap-anywhere">
          <span className="font-medium md:hidden">
            <Said parts={[actor]} {...look} />{" "}
          </span>
          <span className="md:inline-block md:first-letter:uppercase">
            <Said parts={deedOf(row)} {...look} />
          </span>
        </p>
        <div className="flex flex-wrap items-start gap-x-3 text-xs text-ink-3">
          <span className="py-0.5 md:hidden">
            <Clock row={row} timeZone={timeZone} />
          </span>
          <span className="py-0.5 xl:hidden">{whereFrom(row)}</span>
          {operationSize > 1 && (
            <Link
              href={listHref(path, { operation: row.operationId })}
              className="py-0.5 hover:text-ink hover:underline pointer-coarse:py-2.5"
            >
              {countOf(operationSize, "entry", "entries")} in one operation
            </Link>
          )}
          <EntryDetails row={row} {...look} />
        </div>
      </Td>
      <Td wide="extra" narrow className="text-ink-2">
        {device(row)}
        {row.ip && (
          <Link
            href={listHref(path, { q: row.ip })}
            className="block max-w-44 truncate text-xs text-ink-3 hover:text-ink hover:underline"
          >
            {row.ip}
          </Link>
        )}
      </Td>
    </Tr>
  );
}

function Clock({ row, timeZone }: { row: AuditRow; timeZone: string }) {
  return (
    <time dateTime={row.at.toISOString()} title={formatExact(row.at, timeZone)}>
      {formatClock(row.at, timeZone)}
    </time>
  );
}

function ActorMark({ actor, names }: { actor: Part; names: Names }) {
  if (typeof actor === "object" && actor.kind === "user")
    return <Avatar id={actor.id} name={nameOf(actor as Ref, names)} />;
  return (
    <span aria-hidden="true" className="avatar border border-line-strong text-ink-3">
      {actor === "Atrium" ? "A" : "?"}
    </span>
  );
}

/** The product itself comes from nowhere. */
function device(row: AuditRow): string {
  return row.agent === null && row.ip === null ? "–" : deviceName(row.agent);
}

function whereFrom(row: AuditRow): string {
  const parts = [row.agent && deviceName(row.agent), row.ip].filter(Boolean);
  return parts.join(" · ");
}
