import { orgRoleMay } from "@/lib/authz/permissions";
import { mayGiveOrgRole, mayGiveProjectRole, type OrgRole, type ProjectRole } from "@/lib/authz/roles";
import { type PlanId, planAllowsProjectRole } from "@/lib/billing/plans";

/**
 * Whether the giver of a part of an invitation may still give it (I1), and the plan still has it (R7): judged at
 * acceptance, and shown before. Pure; a giver who left has no role.
 */
export function roleStands(giver: OrgRole | null, role: OrgRole): boolean {
  return giver !== null && orgRoleMay(giver, "org.members.invite") && mayGiveOrgRole(giver, role);
}

/** `giver`: their effective role on the project. */
export function projectPartStands(giver: ProjectRole | null, role: ProjectRole, plan: PlanId): boolean {
  return mayGiveProjectRole(giver, role) && planAllowsProjectRole(plan, role);
}

/** `giver`: the different roles they have on the team's projects; on one without projects what their org role gives. */
export function teamPartStands(giver: readonly (ProjectRole | null)[], role: ProjectRole, plan: PlanId): boolean {
  return giver.every((own) => mayGiveProjectRole(own, role)) && planAllowsProjectRole(plan, role);
}
