import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/page-header";
import { type PageLinks, Pagination } from "@/components/ui/pagination";
import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { Tag } from "@/components/ui/tag";
import { Time } from "@/components/ui/time";
import { type SignIn, signInDays } from "@/db/queries/account";
import { deviceName } from "@/lib/device";

type Foot = { from: number; to: number; total: number; links: PageLinks };
type Props = { rows: SignIn[]; foot: Foot; timeZone: string; now: Date };

const outcomes: Record<string, { text: string; tone: "good" | "bad" | "warn" }> = {
  "user.signed_in": { text: "Signed in", tone: "good" },
  "user.sign_in_failed": { text: "Wrong password", tone: "bad" },
  "user.second_factor_failed": { text: "Wrong code", tone: "bad" },
  "user.notice_refused": { text: "Closed by “This was not me”", tone: "warn" },
};

export function SignInHistory({ rows, foot, timeZone, now }: Props) {
  return (
    <Card id="sign-ins">
      <CardHeader title="Sign-in history" sentence={`The last ${signInDays} days.`} lined={foot.total > 0} />
      {foot.total === 0 ? (
        <EmptyState>Nobody signed in, or tried to, in the last {signInDays} days.</EmptyState>
      ) : (
        <>
          <Table caption="Sign-in history" inset>
            <Thead>
              <Th>Device</Th>
              <Th wide>Address</Th>
              <Th wide narrow>
                When
              </Th>
              <Th narrow>What</Th>
            </Thead>
            <Tbody>
              {rows.map(({ id, at, action, ip, agent }) => {
                const outcome = outcomes[action];
                return (
                  <Tr key={id}>
                    <Td>
                      <NameCell
                        name={deviceName(agent)}
                        more={
                          <>
                            {ip ?? "unknown address"} · <Time at={at} timeZone={timeZone} relative now={now} />
                          </>
                        }
                      />
                    </Td>
                    <Td wide>{ip ?? <span className="text-ink-3">–</span>}</Td>
                    <Td wide narrow>
                      <Time at={at} timeZone={timeZone} relative now={now} />
                    </Td>
                    <Td narrow>
                      {outcome?.tone === "good" ? outcome.text : <Tag tone={outcome?.tone}>{outcome?.text}</Tag>}
                    </Td>
                  </Tr>
                );
              })}
            </Tbody>
          </Table>
          <Pagination {...foot} />
        </>
      )}
    </Card>
  );
}
