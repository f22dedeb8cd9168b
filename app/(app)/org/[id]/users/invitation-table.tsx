import Form from "next/form";
import { Button, LinkButton } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Checkbox } from "@/components/ui/input";
import { EmptyState } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { SelectionBar } from "@/components/ui/selection-bar";
import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { Tag } from "@/components/ui/tag";
import { Time } from "@/components/ui/time";
import type { InvitationRow } from "@/db/queries/invitations";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import type { OrgActor } from "@/lib/authz/actor";
import { orgRoleNames } from "@/lib/authz/roles";
import { countOf } from "@/lib/format";
import {
  endedState,
  type InvitationFilter,
  type InvitationSort,
  invitationFilterParams,
  invitationStateNames,
  isFilteredInvitations,
} from "@/lib/invitations/filter";
import type { ListPlace } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { listLinks } from "../../../list-links";
import { InvitationActions, RowActions } from "./invitation-actions";
import { RoleText } from "./member-table";

type Props = {
  actor: OrgActor;
  rows: InvitationRow[];
  total: number;
  filter: InvitationFilter;
  place: ListPlace<InvitationSort>;
  at: Date;
};

/** Open invitations can be ticked; what ended is history. */
export async function InvitationTable({ actor, rows, total, filter, place, at }: Props) {
  const { id } = actor.org;
  const params = invitationFilterParams(filter);
  const { foot, sort } = listLinks(paths.users(id), { tab: "invited", ...params }, place, rows, total);
  const timeZone = await viewerTimezone(actor.user);
  if (total === 0) return <NoInvitations filter={filter} actor={actor} />;
  const ended = endedState(filter.state);
  const table = (
    <Card>
      <Table caption={ended ? "Invitations that ended" : "Invitations that are not accepted yet"}>
        <Thead>
          {!ended && (
            <Th narrow>
              <span className="sr-only">Selected</span>
              <Checkbox data-all label="Select the invitations on this page" className="max-md:hidden" />
            </Th>
          )}
          <Th sort={ended ? undefined : sort("email")}>E-mail</Th>
          <Th sort={ended ? undefined : sort("role", "desc")} wide>
            Role
          </Th>
          <Th wide>{ended === "accepted" ? "Gave" : "Gives"}</Th>
          <Th wide>Invited by</Th>
          <Th sort={ended ? undefined : sort("sent", "desc")} wide narrow>
            Sent
          </Th>
          <Th sort={ended ? sort("ended", "desc") : sort("expires")} wide narrow>
            {ended ? invitationStateNames[ended] : "Expires"}
          </Th>
          {!ended && <Th narrow />}
        </Thead>
        <Tbody>
          {rows.map((row) => (
            <Tr key={row.id}>
              {!ended && (
                <Td narrow>
                  <Checkbox data-row name="ids" value={row.id} label={`Select ${row.email}`} />
                </Td>
              )}
              <Td>
                <NameCell
                  name={row.email}
                  href={row.acceptedBy ? paths.user(id, row.acceptedBy) : paths.invitation(id, row.id)}
                  more={`${orgRoleNames[row.role]} · ${stateOf(row, filter, at)}`}
                />
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
                {!ended && row.expiresAt <= at ? (
                  <Tag tone="warn">Expired</Tag>
                ) : (
                  <Time at={ended ? row.endedAt : row.expiresAt} timeZone={timeZone} relative now={at} />
                )}
              </Td>
              {!ended && (
                <Td narrow>
                  <RowActions row={row} orgId={id} expired={row.expiresAt <= at} />
                </Td>
              )}
            </Tr>
          ))}
        </Tbody>
      </Table>
      <Pagination {...foot} />
    </Card>
  );
  if (ended) return table;
  return (
    <>
      <Form action={paths.resendInvitations(id)} key={JSON.stringify([params, place])}>
        {Object.entries(params).map(
          ([name, value]) => value && <input key={name} type="hidden" name={name} value={value} />,
        )}
        {table}
        <SelectionBar total={total}>
          <Button type="submit" variant="primary" size="sm" formAction={paths.resendInvitations(id)}>
            Resend
          </Button>
          <Button type="submit" variant="danger-quiet" size="sm" formAction={paths.revokeInvitations(id)}>
            Revoke
          </Button>
        </SelectionBar>
      </Form>
      <InvitationActions orgId={id} />
    </>
  );
}

function givesOf(row: InvitationRow): string {
  const parts = [
    row.projectCount > 0 && countOf(row.projectCount, "project"),
    row.teamCount > 0 && countOf(row.teamCount, "team"),
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(", ") : "Membership";
}

function stateOf(row: InvitationRow, { state }: InvitationFilter, at: Date): string {
  return invitationStateNames[endedState(state) ?? (row.expiresAt <= at ? "expired" : "pending")];
}

function NoInvitations({ filter, actor }: { filter: InvitationFilter; actor: OrgActor }) {
  if (isFilteredInvitations(filter)) {
    return (
      <Card>
        <EmptyState action={<LinkButton href={paths.invited(actor.org.id)}>Show open invitations</LinkButton>}>
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
