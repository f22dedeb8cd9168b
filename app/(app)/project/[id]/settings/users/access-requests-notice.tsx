import { Avatar } from "@/components/ui/avatar";
import { Card, CardHeader } from "@/components/ui/card";
import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import { listOpenAccessRequests } from "@/db/queries/access-requests";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import type { ProjectActor } from "@/lib/authz/actor";
import { now } from "@/lib/clock";
import { countOf } from "@/lib/format";
import { paths } from "@/lib/paths";

const shown = 10;

/** Who waits for an answer, above the users of the project; nothing where nobody does. */
export async function AccessRequestsNotice({ actor }: { actor: ProjectActor }) {
  const { rows, total } = await listOpenAccessRequests(actor, shown);
  if (total === 0) return null;
  const timeZone = await viewerTimezone(actor.user);
  const at = now();
  return (
    <Card className="mb-4">
      <CardHeader
        title={`${countOf(total, "person", "people")} ${total === 1 ? "asks" : "ask"} for access`}
        sentence={total > shown ? `The ${shown} who wait longest.` : undefined}
      />
      <Table caption="Open access requests">
        <Thead>
          <Th>Name</Th>
          <Th wide>Why</Th>
          <Th narrow>Asked</Th>
        </Thead>
        <Tbody>
          {rows.map((row) => (
            <Tr key={row.id}>
              <Td>
                <NameCell
                  lead={<Avatar id={row.userId} name={row.name} />}
                  name={row.name}
                  href={paths.accessRequest(actor.project.id, row.id)}
                  detail={row.email}
                />
              </Td>
              <Td wide>{row.reason || "–"}</Td>
              <Td narrow>
                <Time at={row.askedAt} timeZone={timeZone} relative now={at} />
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </Card>
  );
}
