import { ActionButton } from "@/components/form/action-button";
import { Card, CardBody, CardHeader, CardSection } from "@/components/ui/card";
import { Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { Account, OwnAddress, OwnVisit } from "@/db/queries/account";
import { pageName } from "@/lib/usage/visit-places";
import { deleteUsage } from "./actions";
import { SwitchesForm } from "./switches-form";

type Props = { account: Account; visits: OwnVisit[]; addresses: OwnAddress[]; timeZone: string; now: Date };

/** What is recorded of this person's own use, with the switches over it and a way to delete it. */
export function UsageCard({ account, visits, addresses, timeZone, now }: Props) {
  const some = visits.length + addresses.length > 0;
  return (
    <Card id="usage">
      <CardHeader title="Your usage data" sentence="What is written down about how you use this product." />
      <CardBody>
        <SwitchesForm recorded={account.usageRecorded} used={account.usageUsed} />
      </CardBody>
      <CardSection>
        {some ? (
          <details>
            <summary className="cursor-pointer font-medium pointer-coarse:min-h-10">
              What is recorded now
              <span className="ml-1 font-normal text-ink-2">
                {visits[0] && (
                  <>
                    last active <Time at={visits[0].lastAt} timeZone={timeZone} relative now={now} />
                  </>
                )}
              </span>
            </summary>
            <div className="mt-3 grid gap-4">
              <Visits visits={visits} timeZone={timeZone} now={now} />
              <Addresses addresses={addresses} timeZone={timeZone} now={now} />
            </div>
          </details>
        ) : (
          <p className="text-ink-2">Nothing is recorded at the moment.</p>
        )}
      </CardSection>
      {some && (
        <CardSection>
          <ActionButton action={deleteUsage} variant="danger-quiet" pendingText="Deleting…">
            Delete usage data
          </ActionButton>
        </CardSection>
      )}
    </Card>
  );
}

type Shown = { timeZone: string; now: Date };

function Visits({ visits, timeZone, now }: Shown & { visits: OwnVisit[] }) {
  return (
    <Table caption="Pages you opened">
      <Thead>
        <Th>Page</Th>
        <Th narrow align="right">
          Opened
        </Th>
        <Th narrow>Last</Th>
      </Thead>
      <Tbody>
        {visits.map(({ page, place, placeName, visits: times, lastAt }) => (
          <Tr key={`${page} ${place}`}>
            <Td>
              {pageName(page) ?? <span className="font-mono text-xs">{page}</span>}
              {placeName && <span className="text-ink-3"> · {placeName}</span>}
            </Td>
            <Td narrow align="right">
              {times}
            </Td>
            <Td narrow>
              <Time at={lastAt} timeZone={timeZone} relative now={now} />
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}

function Addresses({ addresses, timeZone, now }: Shown & { addresses: OwnAddress[] }) {
  return (
    <Table caption="Addresses you came from">
      <Thead>
        <Th>Address</Th>
        <Th narrow>First</Th>
        <Th narrow>Last</Th>
      </Thead>
      <Tbody>
        {addresses.map(({ ip, firstAt, lastAt }) => (
          <Tr key={ip}>
            <Td>
              <span className="font-mono text-xs">{ip}</span>
            </Td>
            <Td narrow>
              <Time at={firstAt} timeZone={timeZone} relative now={now} />
            </Td>
            <Td narrow>
              <Time at={lastAt} timeZone={timeZone} relative now={now} />
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
