import { ActionButton } from "@/components/form/action-button";
import { Card, CardHeader, CardSection } from "@/components/ui/card";
import type { TransferFacts } from "@/db/queries/transfers";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import type { ProjectActor } from "@/lib/authz/actor";
import { TransferFactList } from "../../../../transfer-facts";
import { cancel } from "./actions";

/** The one that is under way, and taking it back. */
export async function OpenTransfer({ actor, transfer }: { actor: ProjectActor; transfer: TransferFacts }) {
  return (
    <Card className="max-w-[760px]">
      <CardHeader
        title="A transfer is under way"
        sentence="Nothing changes until an owner of each organization confirmed."
      />
      <TransferFactList transfer={transfer} timeZone={await viewerTimezone(actor.user)} />
      <CardSection>
        <ActionButton
          action={cancel}
          fields={{ projectId: actor.project.id, transferId: transfer.id }}
          variant="danger-quiet"
          pendingText="Cancelling…"
        >
          Cancel transfer
        </ActionButton>
      </CardSection>
    </Card>
  );
}
