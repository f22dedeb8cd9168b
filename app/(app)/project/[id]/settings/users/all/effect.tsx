import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { Tag, type Tone } from "@/components/ui/tag";
import type { AllUsersEffect, AllUsersEffectRow } from "@/db/queries/all-users-effect";
import { type EffectKind, effectKinds } from "@/db/queries/team-effect";
import { type ProjectRole, projectRoleNames } from "@/lib/authz/roles";
import { countOf } from "@/lib/format";

const looks: Record<EffectKind, { tag: string; tone: Tone; one: string; many: string }> = {
  gained: { tag: "Gain", tone: "good", one: "gets access", many: "get access" },
  raised: { tag: "Rise", tone: "good", one: "gets a higher role", many: "get a higher role" },
  lowered: { tag: "Fall", tone: "warn", one: "gets a lower role", many: "get a lower role" },
  lost: { tag: "Lose", tone: "bad", one: "loses access", many: "lose access" },
};

type Props = {
  effect: AllUsersEffect;
  /** Whether the viewer may see who is in the organization: people who have nothing but this role are all of it. */
  names: boolean;
};

/** Who gains and who loses what: figures first, then the first people of each kind by name. */
export function AllUsersEffectSummary({ effect, names }: Props) {
  const kinds = effectKinds.filter((kind) => effect.counts[kind] > 0);
  const rows = names ? effect.rows : [];
  return (
    <div className="grid gap-4">
      <ul className="grid gap-1.5">
        {kinds.map((kind) => (
          <li key={kind} className="flex items-baseline gap-2.5">
            <span className="w-12 shrink-0">
              <Tag tone={looks[kind].tone}>{looks[kind].tag}</Tag>
            </span>
            <span className="tabular">
              {`${countOf(effect.counts[kind], "person", "people")} ${effect.counts[kind] === 1 ? looks[kind].one : looks[kind].many}`}
            </span>
          </li>
        ))}
        {kinds.length === 0 && <li>Nobody gains or loses access.</li>}
        {effect.unchanged > 0 && (
          <li className="text-ink-2 tabular">
            {`For ${countOf(effect.unchanged, "person", "people")} nothing changes.`}
          </li>
        )}
      </ul>
      {rows.length > 0 && (
        <div className="-mx-5 border-y border-line">
          <Table caption="Who gains and who loses what" className="[&_tr>:first-child]:pl-5">
            <Thead>
              <Th>Person</Th>
              <Th narrow>Role</Th>
            </Thead>
            <Tbody>
              {rows.map((row) => (
                <EffectLine key={row.userId} row={row} />
              ))}
            </Tbody>
          </Table>
          <More effect={effect} shown={rows} />
        </div>
      )}
    </div>
  );
}

function EffectLine({ row: { kind, name, email, before, after } }: { row: AllUsersEffectRow }) {
  const strong = { gained: "text-good", raised: "text-good", lowered: "text-warn", lost: "text-bad" }[kind];
  return (
    <Tr>
      <Td>
        <NameCell name={name} detail={email} />
      </Td>
      <Td narrow>
        <span className="text-ink-3">{nameOf(before)}</span>
        <span aria-hidden="true" className="px-1 text-ink-3">
          →
        </span>
        <span className="sr-only"> becomes </span>
        <span className={`font-medium ${strong}`}>{nameOf(after)}</span>
      </Td>
    </Tr>
  );
}

function More({ effect, shown }: { effect: AllUsersEffect; shown: readonly AllUsersEffectRow[] }) {
  const more = effectKinds.reduce((sum, kind) => sum + effect.counts[kind], 0) - shown.length;
  return more > 0 ? (
    <p className="border-t border-line px-5 py-2.5 text-ink-3">{`And ${countOf(more, "more person", "more people")}.`}</p>
  ) : null;
}

function nameOf(role: ProjectRole | null): string {
  return role ? projectRoleNames[role] : "No access";
}
