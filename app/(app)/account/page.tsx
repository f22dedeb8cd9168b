import type { Metadata } from "next";
import { Avatar } from "@/components/ui/avatar";
import { LinkButton } from "@/components/ui/button";
import { Card, CardHeader, Fact, Facts } from "@/components/ui/card";
import { Link } from "@/components/ui/link";
import { EmptyState, PageHeader } from "@/components/ui/page-header";
import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { listMyDeletedOrgs } from "@/db/queries/deleted-orgs";
import { listMyOrgs, type MyOrg } from "@/db/queries/orgs";
import { requireUser } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { orgRoleNames } from "@/lib/authz/roles";
import { now } from "@/lib/clock";
import { paths } from "@/lib/paths";
import { AccountPage } from "../account-page";
import { DeletedOrgRow } from "./deleted-orgs";

export const metadata: Metadata = { title: "Profile & Preferences" };

export default async function AccountOverviewPage() {
  const actor = await requireUser();
  const [orgs, deleted] = await Promise.all([listMyOrgs(actor), listMyDeletedOrgs(actor)]);
  const timeZone = await viewerTimezone(actor.user);
  const create = actor.user.emailProven && <LinkButton href={paths.newOrg}>Create Organization</LinkButton>;
  return (
    <AccountPage actor={actor} section="overview">
      <PageHeader
        avatar={<Avatar id={actor.user.id} name={actor.user.name} size="lg" />}
        title={actor.user.name}
        sentence={actor.user.email}
      />
      <div className="grid items-start gap-4 lg:grid-cols-[3fr_2fr]">
        <Card>
          <CardHeader
            title="Your organizations"
            count={orgs.length}
            actions={create}
            lined={orgs.length + deleted.length > 0}
          />
          {orgs.length + deleted.length === 0 ? (
            <EmptyState>You are in no organization. Accept an invitation from your mailbox, or create one.</EmptyState>
          ) : (
            <Table
              caption="Your organizations"
              className="[&_td:first-child]:pl-5 [&_th:first-child]:pl-5 [&_td:last-child]:pr-5"
            >
              <Thead>
                <Th>Name</Th>
                <Th narrow />
              </Thead>
              <Tbody>
                {orgs.map((org) => (
                  <OrgRow key={org.id} org={org} />
                ))}
                {deleted.map((org) => (
                  <DeletedOrgRow key={org.id} org={org} timeZone={timeZone} now={now()} />
                ))}
              </Tbody>
            </Table>
          )}
        </Card>
        <Card>
          <CardHeader title="Profile" />
          <Facts>
            <Fact label="Name">{actor.user.name}</Fact>
            <Fact label="E-mail">{actor.user.email}</Fact>
            <Fact label="Timezone">{timeZone}</Fact>
            <Fact label="Devices">
              <Link href={paths.accountSecurity} className="text-accent hover:underline">
                Sessions
              </Link>
            </Fact>
          </Facts>
        </Card>
      </div>
    </AccountPage>
  );
}

function OrgRow({ org }: { org: MyOrg }) {
  return (
    <Tr>
      <Td>
        <NameCell
          lead={<Avatar id={String(org.id)} name={org.name} square />}
          name={org.name}
          href={paths.org(org.id)}
          detail={orgRoleNames[org.role]}
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
