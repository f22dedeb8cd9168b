import { Card, CardBody, CardHeader } from "@/components/ui/card";
import type { MemberFacts } from "@/db/queries/members";
import type { OrgActor } from "@/lib/authz/actor";
import { givableOrgRoles, orgRoleNames } from "@/lib/authz/roles";
import { RoleForm } from "./role-form";

type Props = { actor: OrgActor; member: MemberFacts; changeable: boolean; chosen: string };

/** The organization role, to change where the viewer may, else who may. */
export function RoleCard({ actor, member, changeable, chosen }: Props) {
  const options = givableOrgRoles(actor.role).map((role) => ({ value: role, label: orgRoleNames[role] }));
  const preselected = options.some((option) => option.value === chosen) ? chosen : member.role;
  return (
    <Card id="role">
      <CardHeader title="Organization role" />
      <CardBody>
        {changeable ? (
          <RoleForm
            orgId={actor.org.id}
            userId={member.userId}
            role={member.role}
            chosen={preselected}
            options={options}
          />
        ) : (
          <p className="text-ink-2">
            {orgRoleNames[member.role]}. {member.role !== "member" && "Only an owner can change or remove this role."}
          </p>
        )}
      </CardBody>
    </Card>
  );
}
