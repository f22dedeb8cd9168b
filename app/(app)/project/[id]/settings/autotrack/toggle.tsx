import { ActionButton } from "@/components/form/action-button";
import { Card, CardHeader, CardSection } from "@/components/ui/card";
import { Tag } from "@/components/ui/tag";
import { change } from "./actions";

export function Toggle({ projectId, on }: { projectId: number; on: boolean }) {
  const to = on ? "off" : "on";
  return (
    <Card>
      <CardHeader
        lined
        title={
          <>
            Automatic events <Tag tone={on ? "good" : "neutral"}>{on ? "On" : "Off"}</Tag>
          </>
        }
        sentence={
          on
            ? "They are stored and counted like any other event."
            : "They are answered as accepted, and neither stored nor counted."
        }
        actions={
          <ActionButton
            action={change}
            fields={{ projectId, to }}
            variant={on ? "secondary" : "primary"}
            pendingText={on ? "Turning off…" : "Turning on…"}
          >
            {on ? "Turn autotrack off" : "Turn autotrack on"}
          </ActionButton>
        }
      />
      <CardSection className="grid gap-2 text-ink-2">
        <p>
          {on
            ? "Turned off, applications that have not heard of it yet go on sending; from the next moment on that is left out here. What is stored already stays."
            : "Turned on, events are stored from the next moment on. What was left out meanwhile does not come back."}
        </p>
        <p>
          The Android and Swift libraries ask <code className="font-mono text-xs">/decide</code> when the application
          starts and are told <code className="font-mono text-xs">{`"automatic_events": ${on}`}</code>. They hear of a
          change at their next start.
        </p>
      </CardSection>
    </Card>
  );
}
