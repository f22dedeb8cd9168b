import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { Menu, MenuGroup, MenuLink, MenuSubmit } from "@/components/ui/menu";
import type { InvitationRow } from "@/db/queries/invitations";
import { paths } from "@/lib/paths";
import { resend, revoke } from "../actions";

/**
 * What is done to one row by one press. The list is itself a form, for its ticks, and forms do not stand in forms: the
 * buttons belong to these two, which stand below it.
 */
const forms = { resend: "resend-invitation", revoke: "revoke-invitation" };

export function InvitationActions({ orgId }: { orgId: number }) {
  return (
    <>
      <form id={forms.resend} action={resend}>
        <input type="hidden" name="orgId" value={orgId} />
      </form>
      <form id={forms.revoke} action={revoke}>
        <input type="hidden" name="orgId" value={orgId} />
      </form>
    </>
  );
}

type Props = { row: InvitationRow; orgId: number; expired: boolean };

export function RowActions({ row, orgId, expired }: Props) {
  const chosen = { name: "invitationId", value: row.id };
  return (
    <span className="flex items-center justify-end gap-1">
      {expired && (
        <Button
          type="submit"
          size="sm"
          form={forms.resend}
          {...chosen}
          aria-label={`Renew the invitation of ${row.email}`}
        >
          Renew
        </Button>
      )}
      <Menu id={`menu-${row.id}`} label={`Actions for ${row.email}`} button={<Icon name="more" />}>
        <MenuGroup>
          <MenuSubmit form={forms.resend} {...chosen}>
            {expired ? "Renew and resend" : "Resend"}
          </MenuSubmit>
          <MenuLink href={paths.invitation(orgId, row.id)}>Copy link…</MenuLink>
          <MenuSubmit form={forms.revoke} {...chosen} danger>
            Revoke
          </MenuSubmit>
        </MenuGroup>
      </Menu>
    </span>
  );
}
