import { ActionButton } from "@/components/form/action-button";
import { PendingButton } from "@/components/form/pending-button";
import { LinkButton } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { Tag } from "@/components/ui/tag";
import { Time } from "@/components/ui/time";
import type { OwnAlert } from "@/db/queries/alerts";
import { channelInWords, whenInWords, zoneInWords } from "@/lib/alerts/words";
import { projectRoleMay } from "@/lib/authz/permissions";
import { paths } from "@/lib/paths";
import { confirmPhone, leave, pause, preview, resendCode, resume } from "./account/alerts/actions";

type Props = {
  alerts: readonly OwnAlert[];
  timeZone: string;
  /** What stands below a report's name: its place, on a page with alerts of many. */
  place: "report" | "project" | "everywhere";
};

/** One's own alerts, with everything one may do to them. */
export function AlertTable({ alerts, timeZone, place }: Props) {
  return (
    <Table caption="Your alerts">
      <Thead>
        <Th>{place === "report" ? "When" : "Report"}</Th>
        <Th wide>{place === "report" ? "How" : "When"}</Th>
        <Th wide narrow>
          Last sent
        </Th>
        <Th narrow />
      </Thead>
      <Tbody>
        {alerts.map((alert) => (
          <Tr key={alert.id}>
            <Td>
              <AlertName alert={alert} place={place} />
              {isWaiting(alert) && <CodeFields alert={alert} />}
            </Td>
            <Td wide>
              {place !== "report" && <span className="block">{whenInWords(alert)}</span>}
              <span className={place === "report" ? undefined : "text-xs text-ink-3"}>
                {channelInWords(alert.channel, alert.phone)}
              </span>
            </Td>
            <Td wide narrow>
              <Time at={alert.lastSentAt} timeZone={timeZone} empty="Not yet" />
            </Td>
            <Td narrow>
              <Buttons alert={alert} />
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}

function AlertName({ alert, place }: { alert: OwnAlert; place: Props["place"] }) {
  const zone = alert.kind === "threshold" ? "" : ` · ${zoneInWords(alert.timezone)}`;
  const where = { report: "", project: "", everywhere: `${alert.projectName} · ${alert.orgName}` }[place];
  return (
    <NameCell
      lead={alert.pausedAt ? <Tag tone="warn">Paused</Tag> : undefined}
      name={place === "report" ? whenInWords(alert) : alert.reportName}
      href={place === "report" ? undefined : paths.reportAlerts(alert.projectId, alert.reportId)}
      detail={place === "report" ? zone.slice(3) || undefined : where || undefined}
      more={place === "report" ? channelInWords(alert.channel, alert.phone) : `${whenInWords(alert)}${zone}`}
    />
  );
}

function isWaiting({ channel, phoneConfirmedAt }: OwnAlert): boolean {
  return channel === "text" && phoneConfirmedAt === null;
}

/** Until its code is entered nothing is sent to the number. */
function CodeFields({ alert }: { alert: OwnAlert }) {
  return (
    <div className="mt-2 flex flex-wrap items-center gap-2">
      <form action={confirmPhone} className="flex items-center gap-2">
        <input type="hidden" name="alertId" value={alert.id} />
        <Input
          name="code"
          aria-label="Code from the text message"
          placeholder="6 digits"
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={10}
          className="w-28!"
        />
        <PendingButton variant="primary" pendingText="Checking…">
          Confirm number
        </PendingButton>
      </form>
      <ActionButton action={resendCode} fields={{ alertId: alert.id }} variant="ghost" pendingText="Texting…">
        Text another code
      </ActionButton>
    </div>
  );
}

function Buttons({ alert }: { alert: OwnAlert }) {
  const fields = { alertId: alert.id };
  const on = `: ${alert.reportName}, ${whenInWords(alert)}`;
  return (
    <div className="flex flex-wrap justify-end gap-1.5">
      {projectRoleMay(alert.role, "project.reports.edit") && (
        <LinkButton
          size="sm"
          href={`${paths.reportAlerts(alert.projectId, alert.reportId)}?alert=${alert.id}#form`}
          aria-label={`Edit${on}`}
        >
          Edit
        </LinkButton>
      )}
      <ActionButton size="sm" action={preview} fields={fields} label={`Mail me one now${on}`} pendingText="Sending…">
        Mail me one now
      </ActionButton>
      {alert.pausedAt ? (
        <ActionButton size="sm" action={resume} fields={fields} label={`Resume${on}`} pendingText="Resuming…">
          Resume
        </ActionButton>
      ) : (
        <ActionButton size="sm" action={pause} fields={fields} label={`Pause${on}`} pendingText="Pausing…">
          Pause
        </ActionButton>
      )}
      <ActionButton
        size="sm"
        variant="danger-quiet"
        action={leave}
        fields={fields}
        label={`Unsubscribe${on}`}
        pendingText="Leaving…"
      >
        Unsubscribe
      </ActionButton>
    </div>
  );
}
