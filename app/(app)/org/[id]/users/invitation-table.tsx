import { LinkButton } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Icon } from "@/components/ui/icon";
import { Menu, MenuAction, MenuGroup, MenuLink } from "@/components/ui/menu";
import { EmptyState } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { Tag } from "@/components/ui/tag";
import { Time } from "@/components/ui/time";
import type { InvitationFilter, InvitationRow, InvitationSort } from "@/db/queries/invitations";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import type { OrgActor } from "@/lib/authz/actor";
import { orgRoleNames } from "@/lib/authz/roles";
import { countOf } from "@/lib/format";
import type { ListPlace } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { listLinks } from "../../../list-links";
import { resend, revoke } from "../actions";
import { RoleText } from "./member-table";

type Props = {
  actor: OrgActor;
  rows: InvitationRow[];
  total: number;
  filter: InvitationFilter;
  place: ListPlace<InvitationSort>;
  at: Date;
};

export async function InvitationTable({ actor, rows, total, filter, place, at }: Props) {
  const path = paths.users(actor.org.id);
  const kept = { tab: "invited", q: filter.q, role: filter.role ?? undefined, state: filter.state ?? undefined };
  const { foot, sort } = listLinks(path, kept, place, rows, total);
  const timeZone = await viewerTimezone(actor.user);
  if (total === 0) return <NoInvitations filtered={Boolean(filter.q || filter.role || filter.state)} actor={actor} />;
  return (
    <Card>
      <Table caption="Invitations that are not accepted yet">
        <Thead>
          <Th sort={sort("email")}>E-mail</Th>
          <Th sort={sort("role", "desc")} wide>
            Role
          </Th>
          <Th wide>Gives</Th>
          <Th wide>Invited by</Th>
          <Th sort={sort("sent", "desc")} wide narrow>
            Sent
          </Th>
          <Th sort={sort("expires")} wide narrow>
            Expires
          </Th>
          <Th narrow />
        </Thead>
        <Tbody>
          {rows.map((row) => (
            <Tr key={row.id}>
              <Td>
                <NameCell name={row.email} href={paths.invitation(actor.org.id, row.id)} more={stateAndRole(row, at)} />
              </Td>
              <Td wide>
                <RoleText role={row.role} />
              </Td>
              <Td wide className="text-ink-2">
                {givesOf(row)}
              </Td>
              <Td wide>{row.invitedBy ?? <span className="text-ink-3">–</span>}</Td>
              <Td wide narrow>
                <Time at={row.sentAt} timeZone={timeZone} relative now={at} />
              </Td>
              <Td wide narrow>
                {row.expiresAt <= at ? (
                  <Tag tone="warn">Expired</Tag>
                ) : (
                  <Time at={row.expiresAt} timeZone={timeZone} relative now={at} />
                )}
              </Td>
              <Td narrow>
                <RowMenu row={row} orgId={actor.org.id} />
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
      <Pagination {...foot} />
    </Card>
  );
}

function RowMenu({ row, orgId }: { row: InvitationRow; orgId: number }) {
  const fields = { orgId: String(orgId), invitationId: row.id };
  return (
    <Menu id={`menu-${row.id}`} label={`Actions for ${row.email}`} button={<Icon name="more" />}>
      <MenuGroup>
        <MenuAction action={resend} fields={fields}>
          Resend
        </MenuAction>
        <MenuLink href={paths.invitation(orgId, row.id)}>Copy link…</MenuLink>
        <MenuAction action={revoke} fields={fields} danger>
          Revoke
        </MenuAction>
      </MenuGroup>
    </Menu>
  );
}

function givesOf(row: InvitationRow): string {
  const parts = [
    row.projectCount > 0 && countOf(row.projectCount, "project"),
    row.teamCount > 0 && countOf(row.teamCount, "team"),
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(", ") : "Membership";
}

function stateAndRole(row: InvitationRow, at: Date): string {
  return `${orgRoleNames[row.role]} · ${row.expiresAt <= at ? "Expired" : "Pending"}`;
}

function NoInvitations({ filtered, actor }: { filtered: boolean; actor: OrgActor }) {
  if (filtered) {
    return (
      <Card>
        <EmptyState
          action={<LinkButton href={`${paths.users(actor.org.id)}?tab=invited`}>Show all invitations</LinkButton>}
        >
          No invitation fits this search.
        </EmptyState>
      </Card>
    );
  }
  return (
    <Card>
      <EmptyState
        action={
          <LinkButton variant="primary" href={paths.invite(actor.org.id)}>
            Invite Users
          </LinkButton>
        }
      >
        Nobody is invited at the moment. An invitation stands here until it is accepted or revoked.
      </EmptyState>
    </Card>
  );
}
