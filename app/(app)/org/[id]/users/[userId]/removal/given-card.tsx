import { Card, CardHeader } from "@/components/ui/card";
import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import type { GivenInvitation, OffBoarding } from "@/db/queries/off-boarding";
import { orgRoleNames } from "@/lib/authz/roles";
import { countOf, listOf } from "@/lib/format";
import { paths } from "@/lib/paths";

type Props = { orgId: number; facts: OffBoarding; firstName: string };

/** Open invitations that lose their giver, and which of their parts. */
export function GivenCard({ orgId, facts, firstName }: Props) {
  const { total, rows } = facts.invitations;
  if (total === 0) return null;
  return (
    <Card>
      <CardHeader
        title="Open invitations that lose their giver"
        count={total}
        lined
        sentence={`What ${firstName} gave in them falls away unless somebody else gives it. Decide below.`}
      />
      <Table caption="Open invitations that lose their giver" inset>
        <Thead>
          <Th>Invited</Th>
          <Th wide>{`Given by ${firstName}`}</Th>
        </Thead>
        <Tbody>
          {rows.map((row) => (
            <Tr key={row.id}>
              <Td>
                <NameCell name={row.email} href={paths.invitation(orgId, row.id)} more={partsOf(row)} />
              </Td>
              <Td wide>
                <span className="text-ink-2">{partsOf(row)}</span>
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
      {total > rows.length && (
        <p className="border-t border-line px-5 py-3 text-ink-3">{`And ${countOf(total - rows.length, "more invitation")}.`}</p>
      )}
    </Card>
  );
}

function partsOf({ role, projects, teams }: GivenInvitation): string {
  const parts = [
    ...(role ? [`the role ${orgRoleNames[role]}`] : []),
    ...projects,
    ...teams.map((team) => `team ${team}`),
  ];
  return listOf(parts, 4);
}
