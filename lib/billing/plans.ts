import type { ProjectRole } from "@/lib/authz/roles";

export const planIds = ["free", "growth", "enterprise"] as const;
export type PlanId = (typeof planIds)[number];
export type Capability = "sso" | "directory_sync" | "limited_roles";

export type Plan = {
  id: PlanId;
  name: string;
  /** US cents per month. */
  price: number;
  /** Events per billing period that the price includes; more are stored and billed, never dropped. */
  allowance: number;
  /** Months for which events are kept. */
  retentionMonths: number;
  capabilities: readonly Capability[];
};

export const plans: Record<PlanId, Plan> = {
  free: { id: "free", name: "Free", price: 0, allowance: 1_000_000, retentionMonths: 12, capabilities: [] },
  growth: { id: "growth", name: "Growth", price: 28_000, allowance: 5_000_000, retentionMonths: 24, capabilities: [] },
  enterprise: {
    id: "enterprise",
    name: "Enterprise",
    price: 160_000,
    allowance: 20_000_000,
    retentionMonths: 60,
    capabilities: ["sso", "directory_sync", "limited_roles"],
  },
};

export function planHas(plan: PlanId, capability: Capability): boolean {
  return plans[plan].capabilities.includes(capability);
}

/** R7: below Enterprise only the project roles Owner and Admin can be newly assigned. */
export function planAllowsProjectRole(plan: PlanId, role: ProjectRole): boolean {
  return role === "owner" || role === "admin" || planHas(plan, "limited_roles");
}
