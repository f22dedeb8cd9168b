import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Losses } from "@/components/ui/losses";
import { Pagination } from "@/components/ui/pagination";
import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import type { TransferEffect, TransferPreview } from "@/db/queries/transfer-effect";
import { type ProjectRole, projectRoleNames } from "@/lib/authz/roles";
import { plural } from "@/lib/format";
import { pageSize } from "@/lib/pagination";
import { listLinks } from "./list-links";

type Props = {
  preview: TransferPreview;
  from: string;
  to: string;
  /** The list's own address, and the page of it that is shown. */
  path: string;
  kept?: Record<string, string>;
  page: number;
};

const said: Record<TransferEffect, string> = {
  gained: "Gains access",
  raised: "Gets more",
  lowered: "Gets less",
  lost: "Loses access",
  kept: "Stays",
};

/** What a transfer does: what ends, what moves, and every person's access before and after. */
export function TransferEffects({ preview, from, to, path, kept = {}, page }: Props) {
  const { counts } = preview;
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const place = { sort: "person", dir: "asc", page, cursor: null } as const;
  const { foot } = listLinks(
    path,
    kept,
    place,
    preview.rows.map(() => ({ cursor: "" })),
    total,
  );
  return (
    <>
      <Card className="mb-4 max-w-[760px]">
        <CardHeader title="What happens" />
        <CardBody className="grid gap-3">
          <Losses
            items={[
              counts.lost > 0 && {
                count: counts.lost,
                what: `${plural(counts.lost, "person loses", "people lose")} access`,
              },
              counts.lowered > 0 && {
                count: counts.lowered,
                what: `${plural(counts.lowered, "person gets", "people get")} a lower role`,
              },
              counts.gained > 0 && {
                count: counts.gained,
                what: `${plural(counts.gained, "person of", "people of")} ${to} ${plural(counts.gained, "gains", "gain")} access`,
              },
              counts.raised > 0 && {
                count: counts.raised,
                what: `${plural(counts.raised, "person gets", "people get")} a higher role`,
              },
              preview.grants > 0 && {
                count: preview.grants,
                what: `individual ${plural(preview.grants, "grant")} of people outside ${to} ${plural(preview.grants, "ends", "end")}`,
              },
              preview.teams > 0 && {
                count: preview.teams,
                what: `${plural(preview.teams, "team stays", "teams stay")} behind in ${from}`,
              },
              preview.allUsersRole !== null && {
                what: "the role of all users is taken off, so that it does not mean everybody there",
              },
              preview.invitations > 0 && {
                count: preview.invitations,
                what: `open ${plural(preview.invitations, "invitation no longer gives", "invitations no longer give")} it`,
              },
              preview.requests > 0 && {
                count: preview.requests,
                what: `open access ${plural(preview.requests, "request ends", "requests end")}`,
              },
              preview.alerts > 0 && {
                count: preview.alerts,
                what: `${plural(preview.alerts, "alert ends", "alerts end")}`,
              },
              {
                count: preview.events,
                what: `${plural(preview.events, "event", "events")} of this billing period ${plural(preview.events, "counts", "count")} for ${to}`,
              },
            ]}
          />
          <p className="text-ink-2">
            Data, reports, message settings with their credentials, token and keys stay as they are: applications go on
            sending. Earlier billing periods stay with {from}.
          </p>
        </CardBody>
      </Card>
      <Card className="mb-4">
        <CardHeader title="Everybody’s access" count={total} lined />
        <Table caption="Access before and after" className="in-card">
          <Thead>
            <Th>Name</Th>
            <Th wide narrow>
              Now
            </Th>
            <Th wide narrow>
              After
            </Th>
            <Th narrow>What changes</Th>
          </Thead>
          <Tbody>
            {preview.rows.map((row) => (
              <Tr key={row.userId}>
                <Td>
                  <NameCell
                    name={row.name ?? "Somebody of the other organization"}
                    detail={row.email}
                    more={`${roleName(row.before)} → ${roleName(row.after)}`}
                  />
                </Td>
                <Td wide narrow>
                  {roleName(row.before)}
                </Td>
                <Td wide narrow>
                  {roleName(row.after)}
                </Td>
                <Td narrow>{row.effect === "kept" ? <span className="text-ink-3">Stays</span> : said[row.effect]}</Td>
              </Tr>
            ))}
          </Tbody>
        </Table>
        {total > pageSize && <Pagination {...foot} />}
      </Card>
    </>
  );
}

function roleName(role: ProjectRole | null): string {
  return role === null ? "No access" : projectRoleNames[role];
}
