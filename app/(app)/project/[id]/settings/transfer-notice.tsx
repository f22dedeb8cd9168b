import { LinkButton } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { getOpenTransfer } from "@/db/queries/transfers";
import type { ProjectActor } from "@/lib/authz/actor";
import { can } from "@/lib/authz/authorize";
import { now } from "@/lib/clock";
import { paths } from "@/lib/paths";

/** On a project's settings while it is on its way to another organization. */
export async function TransferNotice({ actor }: { actor: ProjectActor }) {
  const transfer = await getOpenTransfer(actor, now());
  if (!transfer) return null;
  return (
    <Notice
      className="mb-4"
      title={`${transfer.requestedByName ?? "Somebody"} asked to transfer this project to ${transfer.to.name}.`}
      actions={
        can(actor, "project.delete") && (
          <LinkButton href={paths.transferProject(actor.project.id)}>Look at the transfer</LinkButton>
        )
      }
    >
      It happens once an owner of each organization has confirmed.
    </Notice>
  );
}
