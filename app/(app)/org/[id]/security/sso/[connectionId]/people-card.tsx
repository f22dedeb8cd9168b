import { Card, CardHeader } from "@/components/ui/card";
import { Link } from "@/components/ui/link";
import { Pagination } from "@/components/ui/pagination";
import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import type { ConnectionPerson } from "@/db/queries/connection-people";
import { orgRoleNames } from "@/lib/authz/roles";
import type { ListPlace } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { listLinks } from "../../../../../list-links";

type Props = {
  orgId: number;
  title: string;
  sentence: string;
  people: { rows: ConnectionPerson[]; total: number };
  /** For a list with pages: its address, what it keeps, and the page shown. */
  path?: string;
  kept?: Record<string, string>;
  place?: ListPlace<"name">;
};

/** People a connection is about. Without a path the first page stands for all. */
export function PeopleCard({ orgId, title, sentence, people, path, kept = {}, place }: Props) {
  const rows = people.rows.map((row) => ({ ...row, cursor: "" }));
  const foot = path && place ? listLinks(path, kept, place, rows, people.total).foot : null;
  return (
    <Card>
      <CardHeader title={title} count={people.total} sentence={sentence} lined />
      <Table caption={title} inset>
        <Thead>
          <Th>Name</Th>
          <Th wide>E-mail</Th>
          <Th narrow>Role</Th>
        </Thead>
        <Tbody>
          {people.rows.map((row) => (
            <Tr key={row.userId}>
              <Td>
                <NameCell name={<Link href={paths.user(orgId, row.userId)}>{row.name}</Link>} more={row.email} />
              </Td>
              <Td wide>{row.email}</Td>
              <Td narrow>{orgRoleNames[row.role]}</Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
      {foot && <Pagination {...foot} />}
    </Card>
  );
}
