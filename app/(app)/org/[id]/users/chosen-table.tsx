import { Avatar } from "@/components/ui/avatar";
import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { Num } from "@/components/ui/text";
import type { ChosenPerson } from "@/db/queries/member-selection";
import { orgRoleNames } from "@/lib/authz/roles";
import { countOf } from "@/lib/format";
import { paths } from "@/lib/paths";
import { RoleText } from "./member-table";

/** The first people of a selection with what they have; `rest` says of the others what is worth knowing. */
export function ChosenTable({
  orgId,
  caption,
  people,
  rest,
}: {
  orgId: number;
  caption: string;
  people: readonly ChosenPerson[];
  rest: string | null;
}) {
  return (
    <>
      <Table caption={caption}>
        <Thead>
          <Th>Name</Th>
          <Th wide>Role</Th>
          <Th wide narrow align="right">
            Projects
          </Th>
          <Th wide narrow align="right">
            Teams
          </Th>
        </Thead>
        <Tbody>
          {people.map((person) => (
            <Tr key={person.userId}>
              <Td>
                <NameCell
                  lead={<Avatar id={person.userId} name={person.name} />}
                  name={person.name}
                  href={paths.user(orgId, person.userId)}
                  detail={person.email}
                  more={`${orgRoleNames[person.role]} · ${countOf(person.projects, "project")} · ${countOf(person.teams, "team")}`}
                />
              </Td>
              <Td wide>
                <RoleText role={person.role} />
              </Td>
              <Td wide narrow align="right">
                <Num value={person.projects} />
              </Td>
              <Td wide narrow align="right">
                <Num value={person.teams} />
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
      {rest && <p className="border-t border-line px-3.5 py-3 text-ink-2">{rest}</p>}
    </>
  );
}
