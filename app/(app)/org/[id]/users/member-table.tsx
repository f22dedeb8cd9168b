import Form from "next/form";
import { Avatar } from "@/components/ui/avatar";
import { Button, LinkButton } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Checkbox } from "@/components/ui/input";
import { EmptyState } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { SelectionBar } from "@/components/ui/selection-bar";
import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { Tag } from "@/components/ui/tag";
import { Time } from "@/components/ui/time";
import type { MemberRow, MemberSort } from "@/db/queries/members";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import type { OrgActor } from "@/lib/authz/actor";
import { type OrgRole, orgRoleNames } from "@/lib/authz/roles";
import { type MemberFilter, memberFilterParams } from "@/lib/members/filter";
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
  const { id } = actor.org;
  const kept = memberFilterParams(filter);
  const { foot, sort } = listLinks(paths.users(id), kept, place, rows, total);
  const timeZone = await viewerTimezone(actor.user);
  if (total === 0) return <NobodyFound path={paths.users(id)} />;
  return (
    <Form action={paths.removeUsers(id)} key={JSON.stringify([kept, place])}>
      {Object.entries(kept).map(
        ([name, value]) => value && <input key={name} type="hidden" name={name} value={value} />,
      )}
      <Card>
        <Table caption="People of the organization">
          <Thead>
            <Th narrow>
              <span className="sr-only">Selected</span>
              <Checkbox data-all label="Select the people on this page" className="max-md:hidden" />
            </Th>
            <Th sort={sort("name")}>Name</Th>
            <Th sort={sort("role", "desc")} wide>
              Role
            </Th>
            <Th wide>Teams</Th>
            <Th wide narrow>
              2FA
            </Th>
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
                <Td narrow>
                  <Checkbox data-row name="ids" value={row.userId} label={`Select ${row.name}`} />
                </Td>
                <Td>
                  <NameCell
                    lead={<Avatar id={row.userId} name={row.name} />}
                    name={row.name}
                    href={paths.user(id, row.userId)}
                    detail={row.emailProven ? row.email : `${row.email} · not confirmed`}
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
                  {row.twoFactor ? "On" : "Off"}
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
      <SelectionBar total={total}>
        <Button type="submit" formAction={paths.usersTeam(id)}>
          Add to team
        </Button>
        <Button type="submit" formAction={paths.usersRole(id)}>
          Change role
        </Button>
        <Button type="submit" formAction={paths.removeUsers(id)} variant="danger-quiet">
          Remove…
        </Button>
      </SelectionBar>
    </Form>
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
