import { ActionButton } from "@/components/form/action-button";
import { Card, CardHeader } from "@/components/ui/card";
import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { OwnTrustedDevice } from "@/db/queries/two-factor";
import { deviceName } from "@/lib/device";
import { untrust, untrustEvery } from "./actions";

type Props = { devices: OwnTrustedDevice[]; timeZone: string; now: Date };

/** Browsers in which the second factor is not asked for. */
export function TrustedDevices({ devices, timeZone, now }: Props) {
  if (devices.length === 0) return null;
  return (
    <Card id="trusted-devices">
      <CardHeader
        title="Trusted devices"
        count={devices.length}
        sentence="They are not asked for your second factor."
        lined
        actions={
          devices.length > 1 && (
            <ActionButton action={untrustEvery} pendingText="Removing…">
              Trust none
            </ActionButton>
          )
        }
      />
      <Table caption="Trusted devices" inset>
        <Thead>
          <Th>Device</Th>
          <Th wide narrow>
            Last used
          </Th>
          <Th wide narrow>
            Trusted until
          </Th>
          <Th narrow />
        </Thead>
        <Tbody>
          {devices.map((device) => (
            <Tr key={device.id}>
              <Td>
                <NameCell name={deviceName(device.agent)} more={device.ip ?? "unknown address"} />
              </Td>
              <Td wide narrow>
                <Time at={device.lastUsedAt} timeZone={timeZone} relative now={now} />
              </Td>
              <Td wide narrow>
                <Time at={device.expiresAt} timeZone={timeZone} relative now={now} />
              </Td>
              <Td narrow align="right">
                <ActionButton
                  action={untrust}
                  fields={{ deviceId: device.id }}
                  size="sm"
                  variant="danger-quiet"
                  pendingText="Removing…"
                  label={`Remove trusted device ${deviceName(device.agent)}`}
                >
                  Remove
                </ActionButton>
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </Card>
  );
}
