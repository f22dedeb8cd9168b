import { ActionButton } from "@/components/form/action-button";
import { Card, CardHeader } from "@/components/ui/card";
import { Link } from "@/components/ui/link";
import { type PageLinks, Pagination } from "@/components/ui/pagination";
import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import type { Unenrolled } from "@/db/queries/org-security";
import { orgRoleNames } from "@/lib/authz/roles";
import { paths } from "@/lib/paths";
import { remind } from "./actions";

type Foot = { from: number; to: number; total: number; links: PageLinks };
type Props = { orgId: number; rows: Unenrolled[]; foot: Foot; required: boolean };

/** Who has no second factor yet. */
export function UnenrolledCard({ orgId, rows, foot, required }: Props) {
  return (
    <Card id="unenrolled">
      <CardHeader
        title="Not set up yet"
        count={foot.total}
        lined
        sentence={required ? "This organization opens to them once they have set it up." : undefined}
        actions={
          required && (
            <ActionButton action={remind} fields={{ orgId }} pendingText="Sending…">
              Mail them all
            </ActionButton>
          )
        }
      />
      <Table caption="Members without two-factor authentication" inset>
        <Thead>
          <Th>Name</Th>
          <Th wide>E-mail</Th>
          <Th narrow>Role</Th>
        </Thead>
        <Tbody>
          {rows.map((row) => (
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
      <Pagination {...foot} />
    </Card>
  );
}
