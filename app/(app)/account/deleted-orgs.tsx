import { Avatar } from "@/components/ui/avatar";
import { LinkButton } from "@/components/ui/button";
import { NameCell, Td, Tr } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { DeletedOrg } from "@/db/queries/deleted-orgs";
import { orgErasureDay } from "@/lib/orgs/periods";
import { paths } from "@/lib/paths";

/** A deleted organization that its owner can have back. */
export function DeletedOrgRow({ org, timeZone, now }: { org: DeletedOrg; timeZone: string; now: Date }) {
  return (
    <Tr>
      <Td>
        <NameCell
          lead={<Avatar id={String(org.id)} name={org.name} square />}
          name={org.name}
          detail={
            org.erasing ? (
              "Deleted, being erased"
            ) : (
              <>
                Deleted <Time at={org.deletedAt} timeZone={timeZone} />, erased from{" "}
                <Time at={orgErasureDay(org.deletedAt)} timeZone={timeZone} relative now={now} />
              </>
            )
          }
        />
      </Td>
      <Td narrow align="right">
        {!org.erasing && (
          <LinkButton href={paths.restoreOrg(org.id)} size="sm" aria-label={`Restore ${org.name}`}>
            Restore
          </LinkButton>
        )}
      </Td>
    </Tr>
  );
}
