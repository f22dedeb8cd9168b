import { ActionButton } from "@/components/form/action-button";
import { Card, CardHeader } from "@/components/ui/card";
import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { Tag } from "@/components/ui/tag";
import { Time } from "@/components/ui/time";
import type { livingSessions } from "@/lib/auth/sessions";
import { deviceName } from "@/lib/device";
import { end, endOthers } from "./actions";

type Session = Awaited<ReturnType<typeof livingSessions>>[number];
type Props = { sessions: Session[]; thisOne: string; timeZone: string; now: Date };

export function SessionTable({ sessions, thisOne, timeZone, now }: Props) {
  return (
    <Card>
      <CardHeader
        title="Sessions"
        count={sessions.length}
        sentence="One ends after 7 days without use, and after 30 days in any case."
        lined
        actions={
          sessions.length > 1 && (
            <ActionButton action={endOthers} pendingText="Ending…">
              End all others
            </ActionButton>
          )
        }
      />
      <Table caption="Your sessions" inset>
        <Thead>
          <Th>Device</Th>
          <Th wide>Address</Th>
          <Th wide narrow>
            Signed in
          </Th>
          <Th wide narrow>
            Last seen
          </Th>
          <Th narrow />
        </Thead>
        <Tbody>
          {sessions.map((session) => (
            <Tr key={session.id}>
              <Td>
                <NameCell name={deviceName(session.agent)} more={session.ip ?? "unknown address"} />
              </Td>
              <Td wide>{session.ip ?? <span className="text-ink-3">–</span>}</Td>
              <Td wide narrow>
                <Time at={session.createdAt} timeZone={timeZone} relative now={now} />
              </Td>
              <Td wide narrow>
                <Time at={session.lastSeenAt} timeZone={timeZone} relative now={now} />
              </Td>
              <Td narrow align="right">
                {session.id === thisOne ? (
                  <Tag tone="good">This device</Tag>
                ) : (
                  <ActionButton
                    action={end}
                    fields={{ sessionId: session.id }}
                    size="sm"
                    variant="danger-quiet"
                    pendingText="Ending…"
                    label={`End session of ${deviceName(session.agent)}`}
                  >
                    End session
                  </ActionButton>
                )}
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </Card>
  );
}
