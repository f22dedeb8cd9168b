import { type ProjectPermission, projectPermissions, projectRoleMay } from "@/lib/authz/permissions";
import type { ProjectRole } from "@/lib/authz/roles";

/** Which grants allow what on a project (R3, R6), out of the table that `authorize` enforces. Pure. */

export type Allowed<Grant> = {
  permission: ProjectPermission;
  label: string;
  /** The grants that would suffice alone, in the order given; none where it is not allowed. */
  through: Grant[];
};

const permissions = Object.keys(projectPermissions) as ProjectPermission[];

/** Every permission of the project matrix, in its order. */
export function explainPermissions<Grant extends { role: ProjectRole }>(grants: readonly Grant[]): Allowed<Grant>[] {
  return permissions.map((permission) => ({
    permission,
    label: projectPermissions[permission].label,
    through: grants.filter((grant) => projectRoleMay(grant.role, permission)),
  }));
}

/** What nothing else would allow if one grant were taken away. */
export function lostWithout<Grant extends { role: ProjectRole }>(grants: readonly Grant[], taken: Grant): string[] {
  return explainPermissions(grants)
    .filter(({ through }) => through.length === 1 && through[0] === taken)
    .map(({ label }) => label);
}
