import { Forbidden } from "@/lib/errors";
import type { OrgActor, ProjectActor } from "./actor";
import { type OrgPermission, orgRoleMay, type Permission, type ProjectPermission, projectRoleMay } from "./permissions";
import type { OrgRole, ProjectRole } from "./roles";

type OrgSubject = { role: OrgRole };
type ProjectSubject = { projectRole: ProjectRole };

/** Whether the actor may; for showing. Pure. */
export function can(actor: OrgSubject, permission: OrgPermission): boolean;
export function can(actor: ProjectSubject, permission: ProjectPermission): boolean;
export function can(actor: Partial<OrgSubject & ProjectSubject>, permission: Permission): boolean {
  if (permission.startsWith("org."))
    return actor.role !== undefined && orgRoleMay(actor.role, permission as OrgPermission);
  return actor.projectRole !== undefined && projectRoleMay(actor.projectRole, permission as ProjectPermission);
}

/** Throws {@link Forbidden} unless the actor may; for doing. */
export function authorize(actor: OrgActor, permission: OrgPermission): void;
export function authorize(actor: ProjectActor, permission: ProjectPermission): void;
export function authorize(actor: OrgActor | ProjectActor, permission: Permission): void {
  if (!can(actor as OrgSubject & ProjectSubject, permission as OrgPermission)) throw new Forbidden(permission);
}
