import { ActionButton } from "@/components/form/action-button";
import type { TextAlerts } from "@/db/queries/message-channels";
import { countOf, listOf } from "@/lib/format";
import { type ChannelKind, channelNames } from "@/lib/messages/kinds";
import { remove } from "./actions";

type Props = { projectId: number; kind: ChannelKind; shown: string; textAlerts: TextAlerts };

/** Says what stops before it is pressed again. */
export function RemoveChannel({ projectId, kind, shown, textAlerts }: Props) {
  const name = channelNames[kind];
  return (
    <details className="group">
      <summary className="w-fit cursor-pointer list-none text-bad hover:underline pointer-coarse:py-2.5 [&::-webkit-details-marker]:hidden">
        <span className="group-open:hidden">{`Remove the ${name}…`}</span>
        <span className="hidden text-ink-2 group-open:inline">Keep it</span>
      </summary>
      <div className="mt-1.5 grid justify-items-start gap-2 rounded-md border border-line bg-sunken p-3">
        <p className="text-ink-2">{`${stops(kind, textAlerts)} What was stored is erased and cannot be brought back.`}</p>
        <ActionButton
          action={remove}
          fields={{ projectId, kind, shown }}
          variant="danger"
          pendingText="Removing…"
          label={`Remove the ${name} now`}
        >
          Remove it now
        </ActionButton>
      </div>
    </details>
  );
}

function stops(kind: ChannelKind, { alerts, reports }: TextAlerts): string {
  if (kind !== "twilio") return "No alert uses it: alerts go out as mail and text messages.";
  if (alerts === 0) return "No alert goes out as a text message now.";
  const go = countOf(alerts, "alert goes", "alerts go");
  const are = alerts === 1 ? "It is" : "They are";
  return `${go} out as text messages through it, on ${listOf(reports)}. ${are} not sent until there is another.`;
}
