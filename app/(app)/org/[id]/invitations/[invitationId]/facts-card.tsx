import { Card, CardHeader, Fact, Facts } from "@/components/ui/card";
import { Tag } from "@/components/ui/tag";
import { Time } from "@/components/ui/time";
import type { InvitationFacts } from "@/db/queries/invitations";
import type { InvitationState } from "./state";

type Props = { invitation: InvitationFacts; state: InvitationState; timeZone: string; at: Date };

export function FactsCard({ invitation, state, timeZone, at }: Props) {
  const ended = invitation.acceptedAt ?? invitation.declinedAt ?? invitation.revokedAt;
  return (
    <Card>
      <CardHeader title="Invitation" />
      <Facts>
        <Fact label="State">
          <Tag tone={state === "Pending" ? "accent" : state === "Accepted" ? "good" : "warn"}>{state}</Tag>
        </Fact>
        <Fact label="Sent">
          <Time at={invitation.sentAt} timeZone={timeZone} relative now={at} />
        </Fact>
        {ended ? (
          <Fact label={state}>
            <Time at={ended} timeZone={timeZone} relative now={at} />
          </Fact>
        ) : (
          <Fact label={state === "Expired" ? "Expired" : "Expires"}>
            <Time at={invitation.expiresAt} timeZone={timeZone} relative now={at} />
          </Fact>
        )}
      </Facts>
    </Card>
  );
}
