import { Avatar } from "@/components/ui/avatar";
import { LinkButton } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/page-header";
import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { DeletedOrg } from "@/db/queries/deleted-orgs";
import type { MyOrg } from "@/db/queries/orgs";
import { orgRoleNames } from "@/lib/authz/roles";
import { paths } from "@/lib/paths";
import { DeletedOrgRow } from "./deleted-orgs";

type Props = { orgs: MyOrg[]; deleted: DeletedOrg[]; mayCreate: boolean; timeZone: string; now: Date };

export function OrgTable({ orgs, deleted, mayCreate, timeZone, now }: Props) {
  const create = mayCreate && <LinkButton href={paths.newOrg}>Create Organization</LinkButton>;
  const none = orgs.length + deleted.length === 0;
  return (
    <Card>
      <CardHeader title="Your organizations" count={orgs.length} actions={create} lined={!none} />
      {none ? (
        <EmptyState>You are in no organization. Accept an invitation from your mailbox, or create one.</EmptyState>
      ) : (
        <Table caption="Your organizations" inset>
          <Thead>
            <Th>Name</Th>
            <Th narrow />
          </Thead>
          <Tbody>
            {orgs.map((org) => (
              <OrgRow key={org.id} org={org} timeZone={timeZone} />
            ))}
            {deleted.map((org) => (
              <DeletedOrgRow key={org.id} org={org} timeZone={timeZone} now={now} />
            ))}
          </Tbody>
        </Table>
      )}
    </Card>
  );
}

function OrgRow({ org, timeZone }: { org: MyOrg; timeZone: string }) {
  return (
    <Tr>
      <Td>
        <NameCell
          lead={<Avatar id={String(org.id)} name={org.name} square />}
          name={org.name}
          href={paths.org(org.id)}
          detail={
            <>
              {orgRoleNames[org.role]} since <Time at={org.joinedAt} timeZone={timeZone} />
            </>
          }
        />
      </Td>
      <Td narrow align="right">
        <LinkButton
          href={paths.leaveOrg(org.id)}
          variant="danger-quiet"
          size="sm"
          aria-label={`Leave Organization ${org.name}`}
        >
          Leave Organization
        </LinkButton>
      </Td>
    </Tr>
  );
}
