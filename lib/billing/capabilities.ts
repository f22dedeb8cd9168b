import { type ProjectRole, projectRoleNames } from "@/lib/authz/roles";
import { RuleBroken } from "@/lib/errors";
import { type PlanId, planAllowsProjectRole } from "./plans";

/**
 * R7 for every way of newly giving a project role: individual grants, a team's role, a place in a team, a project of a
 * team, All users, invitations. Throws `role_needs_plan` at `field`. Grants from before a downgrade stay.
 */
export function assertPlanHasProjectRole(plan: PlanId, role: ProjectRole, field?: string): void {
  if (planAllowsProjectRole(plan, role)) return;
  const message = `The role ${projectRoleNames[role]} is part of the Enterprise plan. An owner or billing admin can change the plan; Owner and Admin can be given now.`;
  throw new RuleBroken("role_needs_plan", message, { field });
}
