import { ActionButton } from "@/components/form/action-button";
import { Card, CardBody, CardHeader, CardSection } from "@/components/ui/card";
import { Link } from "@/components/ui/link";
import { Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import type { ConnectionRow, listConnectionGroups } from "@/db/queries/connections";
import { paths } from "@/lib/paths";
import type { PickerOption } from "@/lib/pickers";
import { unmapGroup } from "../actions";
import { GroupForm, JoiningForm } from "./joining-forms";

type Props = {
  orgId: number;
  row: ConnectionRow;
  groups: Awaited<ReturnType<typeof listConnectionGroups>>;
  teams: PickerOption[];
};

/** S4: who becomes a member by signing in, and which teams they are in. */
export function Joining({ orgId, row, groups, teams }: Props) {
  return (
    <Card id="joining">
      <CardHeader title="First sign-in" sentence="Members who come so have no project beyond those of all users." />
      <CardBody>
        <JoiningForm orgId={orgId} connectionId={row.id} createsMembers={row.createsMembers} />
      </CardBody>
      {groups.length > 0 && (
        <Table caption="Groups and their teams" inset className="border-t border-line">
          <Thead>
            <Th>Group there</Th>
            <Th>Team here</Th>
            <Th narrow>
              <span className="sr-only">Remove</span>
            </Th>
          </Thead>
          <Tbody>
            {groups.map(({ group, teamId, team }) => (
              <Tr key={`${group} ${teamId}`}>
                <Td>{group}</Td>
                <Td>
                  <Link href={paths.team(orgId, teamId)}>{team}</Link>
                </Td>
                <Td narrow>
                  <ActionButton
                    action={unmapGroup}
                    fields={{ orgId, connectionId: row.id, group, teamId }}
                    size="sm"
                    variant="danger-quiet"
                    label={`Remove ${group} from ${team}`}
                    pendingText="Removing…"
                  >
                    Remove
                  </ActionButton>
                </Td>
              </Tr>
            ))}
          </Tbody>
        </Table>
      )}
      <CardSection>
        <GroupForm orgId={orgId} connectionId={row.id} teams={teams} />
      </CardSection>
    </Card>
  );
}
