import { LinkButton } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { EmptyState } from "@/components/ui/page-header";
import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { Tag } from "@/components/ui/tag";
import { Time } from "@/components/ui/time";
import type { ChosenInvitation, ChosenSummary } from "@/db/queries/invitation-selection";
import { orgRoleNames } from "@/lib/authz/roles";
import { countOf } from "@/lib/format";
import { paths } from "@/lib/paths";

/** Whose invitations are meant; the first by address. */
export function ChosenCard({
  orgId,
  summary,
  at,
  timeZone,
}: {
  orgId: number;
  summary: ChosenSummary;
  at: Date;
  timeZone: string;
}) {
  const rest = summary.count - summary.blocked - summary.free.length;
  if (summary.free.length === 0) return null;
  return (
    <Card>
      <CardHeader lined title="Which" />
      <Table caption="Chosen invitations">
        <Thead>
          <Th>E-mail</Th>
          <Th wide>Role</Th>
          <Th narrow>Expires</Th>
        </Thead>
        <Tbody>
          {summary.free.map((row) => (
            <Tr key={row.id}>
              <Td>
                <NameCell name={row.email} href={paths.invitation(orgId, row.id)} more={orgRoleNames[row.role]} />
              </Td>
              <Td wide>{orgRoleNames[row.role]}</Td>
              <Td narrow>
                {row.expiresAt <= at ? (
                  <Tag tone="warn">Expired</Tag>
                ) : (
                  <Time at={row.expiresAt} timeZone={timeZone} relative now={at} />
                )}
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
      {rest > 0 && (
        <p className="border-t border-line px-3.5 py-3 text-xs text-ink-2">
          And {countOf(rest, "more", "more")}. These are the first by address.
        </p>
      )}
    </Card>
  );
}

/** Which of them stand in the way, by name, and why. */
export function InTheWay({
  invitations,
  count,
  reason,
}: {
  invitations: ChosenInvitation[];
  count: number;
  reason: string;
}) {
  if (count === 0) return null;
  const more = count - invitations.length;
  return (
    <Notice
      tone="bad"
      title={`${countOf(count, "invitation stands", "invitations stand")} in the way`}
      className="mb-4"
    >
      <p>{reason}</p>
      <ul className="mt-1 grid gap-0.5">
        {invitations.map(({ id, email, role }) => (
          <li key={id}>
            <b className="font-medium text-ink">{email}</b>: {orgRoleNames[role]}
          </li>
        ))}
        {more > 0 && <li>and {countOf(more, "more", "more")}</li>}
      </ul>
      <p className="mt-1">It is done for all or for none: choose again without them.</p>
    </Notice>
  );
}

export function NoneChosen({ orgId }: { orgId: number }) {
  return (
    <Card>
      <EmptyState action={<LinkButton href={paths.invited(orgId)}>Go to Invited</LinkButton>}>
        No open invitation is selected. Tick some in the list, then choose what to do with them.
      </EmptyState>
    </Card>
  );
}
