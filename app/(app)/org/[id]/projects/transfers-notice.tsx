import { LinkButton } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { listWaitingTransfers } from "@/db/queries/transfers";
import type { OrgActor } from "@/lib/authz/actor";
import { can } from "@/lib/authz/authorize";
import { now } from "@/lib/clock";
import { paths } from "@/lib/paths";

/** For owners: projects that come or go once they have confirmed. */
export async function TransfersNotice({ actor }: { actor: OrgActor }) {
  if (!can(actor, "org.projects.delete")) return null;
  const waiting = await listWaitingTransfers(actor, now());
  return waiting.map(({ id, projectName, from, to, requestedByName }) => (
    <Notice
      key={id}
      className="mb-4"
      title={
        from.id === actor.org.id
          ? `${projectName} is to leave for ${to.name}`
          : `${projectName} is to come from ${from.name}`
      }
      actions={<LinkButton href={paths.transfer(actor.org.id, id)}>Look at the transfer</LinkButton>}
    >
      {`Asked by ${requestedByName ?? "a former user"}. An owner has to confirm it.`}
    </Notice>
  ));
}
