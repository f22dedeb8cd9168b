import { formatNumber } from "@/components/ui/format";
import { Link } from "@/components/ui/link";
import { Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { Tag, type Tone } from "@/components/ui/tag";
import { type EffectKind, type EffectRow, effectKinds, type TeamEffect } from "@/db/queries/team-effect";
import { projectRoleNames } from "@/lib/authz/roles";
import { countOf } from "@/lib/format";
import { paths } from "@/lib/paths";

const looks: Record<EffectKind, { tag: string; tone: Tone; says: string }> = {
  gained: { tag: "Gain", tone: "good", says: "will reach projects they do not reach now" },
  raised: { tag: "Rise", tone: "good", says: "will have a higher role" },
  lowered: { tag: "Fall", tone: "warn", says: "will have a lower role" },
  lost: { tag: "Lose", tone: "bad", says: "will no longer reach projects they reach now" },
};

/** Who gains and who loses what: figures first, then the first people by name. */
export function EffectSummary({ effect, orgId }: { effect: TeamEffect; orgId: number }) {
  const kinds = effectKinds.filter((kind) => effect.counts[kind].places > 0);
  const total = kinds.reduce((sum, kind) => sum + effect.counts[kind].places, 0);
  return (
    <div className="grid gap-4">
      <ul className="grid gap-1.5">
        {kinds.map((kind) => {
          const { people, places } = effect.counts[kind];
          return (
            <li key={kind} className="flex items-baseline gap-2.5">
              <span className="w-12 shrink-0">
                <Tag tone={looks[kind].tone}>{looks[kind].tag}</Tag>
              </span>
              <span>
                {`${countOf(people, "person", "people")} ${looks[kind].says}`}
                <span className="text-ink-3">{` · ${countOf(places, "change")}`}</span>
              </span>
            </li>
          );
        })}
        {kinds.length === 0 && <li>Nobody gains or loses access.</li>}
        {effect.unchanged > 0 && (
          <li className="text-ink-2">
            {`For ${countOf(effect.unchanged, "person", "people")} some access stays as it is, because other grants give as much.`}
          </li>
        )}
      </ul>
      {effect.rows.length > 0 && (
        <div className="-mx-5 border-y border-line">
          <EffectTable rows={effect.rows} orgId={orgId} />
          {total > effect.rows.length && (
            <p className="border-t border-line px-5 py-2.5 text-ink-3">{`… and ${formatNumber(total - effect.rows.length)} more.`}</p>
          )}
        </div>
      )}
    </div>
  );
}

function EffectTable({ rows, orgId }: { rows: EffectRow[]; orgId: number }) {
  return (
    <Table caption="Who gains and who loses what" className="[&_tr>:first-child]:pl-5">
      <Thead>
        <Th>Person</Th>
        <Th wide>Project</Th>
        <Th>Role</Th>
      </Thead>
      <Tbody>
        {rows.map((row, index) => (
          <Tr key={`${row.userId} ${row.projectId}`}>
            <Td>
              <Link
                href={paths.access(orgId, row.userId, row.projectId)}
                dir="auto"
                className={`hover:underline ${rows[index - 1]?.userId === row.userId ? "text-ink-3" : "font-medium"}`}
              >
                {row.name}
              </Link>
              <small className="block text-xs text-ink-3 md:hidden">{row.project}</small>
            </Td>
            <Td wide>{row.project}</Td>
            <Td>
              <RoleChange row={row} />
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}

function RoleChange({ row: { kind, before, after, through } }: { row: EffectRow }) {
  const strong = { gained: "text-good", raised: "text-good", lowered: "text-warn", lost: "text-bad" }[kind];
  return (
    <>
      <span className="text-ink-3">{before ? projectRoleNames[before] : "None"}</span>
      <span aria-hidden="true" className="px-1 text-ink-3">
        →
      </span>
      <span className="sr-only"> becomes </span>
      <span className={`font-medium ${strong}`}>{after ? projectRoleNames[after] : "None"}</span>
      {through && <small className="block text-xs text-ink-3">{throughText(through)}</small>}
    </>
  );
}

function throughText({ source, team }: NonNullable<EffectRow["through"]>): string {
  if (source === "team") return `through team ${team}`;
  return {
    organization: "by the organization role",
    individual: "by an individual grant",
    all_users: "given to all users",
  }[source];
}
