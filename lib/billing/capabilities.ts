import { type ProjectRole, projectRoleNames } from "@/lib/authz/roles";
import { RuleBroken } from "@/lib/errors";
import { type Capability, type PlanId, planAllowsProjectRole, planHas, planIds, plans } from "./plans";

/** What plans differ in besides numbers: how it is called where plans are compared, and what losing it means. */
export const capabilities: Record<
  Capability,
  { label: string; short: string; plural?: true; lost: string; won: string }
> = {
  limited_roles: {
    label: "The project roles Analyst and Consumer",
    short: "Analyst and Consumer",
    plural: true,
    lost: "Analyst and Consumer can no longer be given. Whoever has them keeps them.",
    won: "Analyst and Consumer can be given: people who create reports, and people who only view them.",
  },
  sso: {
    label: "Single sign-on",
    short: "single sign-on",
    lost: "Single sign-on that is required becomes optional. People without a password get a link to set one.",
    won: "Single sign-on with SAML or OpenID Connect can be set up under Access & Security.",
  },
  directory_sync: {
    label: "Directory sync",
    short: "directory sync",
    lost: "Directory sync (SCIM) is answered with 403. Nobody is deactivated by it.",
    won: "Directory sync (SCIM) can keep people and teams as your directory has them.",
  },
};

export const capabilityIds = Object.keys(capabilities) as Capability[];

/** "Enterprise", "Growth and Enterprise": which plans have it. */
export function plansWith(capability: Capability): string {
  return planIds
    .filter((plan) => planHas(plan, capability))
    .map((plan) => plans[plan].name)
    .join(" and ");
}

/** "Single sign-on is part of the Enterprise plan." */
export function partOfPlan(capability: Capability): string {
  const { label, plural } = capabilities[capability];
  return `${label} ${plural ? "are" : "is"} part of the ${plansWith(capability)} plan.`;
}

/** The check of a plan, as `authorize` is the check of a role. Throws `plan_needed`. */
export function assertPlanHas(plan: PlanId, capability: Capability, field?: string): void {
  if (planHas(plan, capability)) return;
  const message = `${partOfPlan(capability)} An owner or billing admin can change the plan.`;
  throw new RuleBroken("plan_needed", message, { field });
}

/**
 * R7 for every way of newly giving a project role: individual grants, a team's role, a place in a team, a project of a
 * team, All users, invitations. Throws `role_needs_plan` at `field`. Grants from before a downgrade stay.
 */
export function assertPlanHasProjectRole(plan: PlanId, role: ProjectRole, field?: string): void {
  if (planAllowsProjectRole(plan, role)) return;
  const message = `The role ${projectRoleNames[role]} is part of the ${plansWith("limited_roles")} plan. An owner or billing admin can change the plan; Owner and Admin can be given now.`;
  throw new RuleBroken("role_needs_plan", message, { field });
}
