import { Avatar } from "@/components/ui/avatar";
import { LinkButton } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { Tag } from "@/components/ui/tag";
import { Time } from "@/components/ui/time";
import type { MemberFilter, MemberRow, MemberSort } from "@/db/queries/members";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import type { OrgActor } from "@/lib/authz/actor";
import { type OrgRole, orgRoleNames } from "@/lib/authz/roles";
import type { ListPlace } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { listLinks } from "../../../list-links";
import { TeamTags } from "../team-tags";

type Props = {
  actor: OrgActor;
  rows: MemberRow[];
  total: number;
  filter: MemberFilter;
  place: ListPlace<MemberSort>;
  at: Date;
};

export async function MemberTable({ actor, rows, total, filter, place, at }: Props) {
  const path = paths.users(actor.org.id);
  const { foot, sort } = listLinks(path, { q: filter.q, role: filter.role ?? undefined }, place, rows, total);
  const timeZone = await viewerTimezone(actor.user);
  if (total === 0) return <NobodyFound path={path} />;
  return (
    <Card>
      <Table caption="People of the organization">
        <Thead>
          <Th sort={sort("name")}>Name</Th>
          <Th sort={sort("role", "desc")} wide>
            Role
          </Th>
          <Th wide>Teams</Th>
          <Th sort={sort("joined", "desc")} wide narrow>
            Joined
          </Th>
          <Th sort={sort("active", "desc")} wide narrow>
            Last active
          </Th>
        </Thead>
        <Tbody>
          {rows.map((row) => (
            <Tr key={row.userId}>
              <Td>
                <NameCell
                  lead={<Avatar id={row.userId} name={row.name} />}
                  name={row.name}
                  href={paths.user(actor.org.id, row.userId)}
                  detail={row.email}
                  more={orgRoleNames[row.role]}
                />
              </Td>
              <Td wide>
                <RoleText role={row.role} />
              </Td>
              <Td wide>
                <TeamTags teams={row.teams} count={row.teamCount} />
              </Td>
              <Td wide narrow>
                <Time at={row.joinedAt} timeZone={timeZone} />
              </Td>
              <Td wide narrow>
                <Time at={row.lastActiveAt} timeZone={timeZone} relative now={at} />
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
      <Pagination {...foot} />
    </Card>
  );
}

/** A tag only where the role is worth noticing. */
export function RoleText({ role }: { role: OrgRole }) {
  if (role === "member") return <>{orgRoleNames[role]}</>;
  return <Tag tone={role === "owner" ? "accent" : "neutral"}>{orgRoleNames[role]}</Tag>;
}

function NobodyFound({ path }: { path: string }) {
  return (
    <Card>
      <EmptyState action={<LinkButton href={path}>Show everyone</LinkButton>}>
        Nobody in the organization fits this search. Somebody who was invited and has not accepted is under Invited.
      </EmptyState>
    </Card>
  );
}
