import { Card, CardBody, CardHeader } from "@/components/ui/card";
import type { InvitationFacts } from "@/db/queries/invitations";
import type { OrgActor } from "@/lib/authz/actor";
import { givableOrgRoles, mayChangeOrgRole, orgRoleNames } from "@/lib/authz/roles";
import { InvitedRoleForm } from "./role-form";

type Props = { actor: OrgActor; invitation: InvitationFacts; open: boolean; chosen: string };

/** The organization role they will join with. */
export function RoleCard({ actor, invitation, open, chosen }: Props) {
  const changeable = mayChangeOrgRole(actor.role, invitation.role) || invitation.giverId === actor.user.id;
  const options = givableOrgRoles(actor.role).map((role) => ({ value: role, label: orgRoleNames[role] }));
  return (
    <Card id="role">
      <CardHeader title="Organization role" />
      <CardBody>
        {open && changeable ? (
          <InvitedRoleForm
            orgId={actor.org.id}
            invitationId={invitation.id}
            role={invitation.role}
            chosen={options.find((option) => option.value === chosen)?.value ?? invitation.role}
            options={options}
          />
        ) : (
          <p className="text-ink-2">
            {orgRoleNames[invitation.role]}. {open && "Only an owner, or the person who gave this role, can change it."}
          </p>
        )}
      </CardBody>
    </Card>
  );
}
