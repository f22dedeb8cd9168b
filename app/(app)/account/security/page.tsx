import type { Metadata } from "next";
import { ActionButton } from "@/components/form/action-button";
import { Card, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { Tag } from "@/components/ui/tag";
import { Time } from "@/components/ui/time";
import { requireUser } from "@/lib/auth/require";
import { livingSessions } from "@/lib/auth/sessions";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { now } from "@/lib/clock";
import { deviceName } from "@/lib/device";
import { AccountPage } from "../../account-page";
import { end, endOthers } from "./actions";

export const metadata: Metadata = { title: "Security" };

export default async function SecurityPage() {
  const actor = await requireUser();
  const sessions = await livingSessions(actor.user.id);
  const timeZone = await viewerTimezone(actor.user);
  const at = now();
  return (
    <AccountPage actor={actor} section="security">
      <PageHeader
        title="Security"
        sentence="Where you are signed in. A session ends after 7 days without use, and after 30 days in any case."
      />
      <Card>
        <CardHeader
          title="Sessions"
          count={sessions.length}
          lined
          actions={
            sessions.length > 1 && (
              <ActionButton action={endOthers} pendingText="Ending…">
                End all others
              </ActionButton>
            )
          }
        />
        <Table
          caption="Your sessions"
          className="[&_td:first-child]:pl-5 [&_th:first-child]:pl-5 [&_td:last-child]:pr-5"
        >
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
                  <Time at={session.createdAt} timeZone={timeZone} relative now={at} />
                </Td>
                <Td wide narrow>
                  <Time at={session.lastSeenAt} timeZone={timeZone} relative now={at} />
                </Td>
                <Td narrow align="right">
                  {session.id === actor.session.id ? (
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
    </AccountPage>
  );
}
