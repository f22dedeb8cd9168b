import type { ProjectRole } from "@/lib/authz/roles";

/** Lowest first. */
export const planIds = ["free", "growth", "enterprise"] as const;
export type PlanId = (typeof planIds)[number];
export type Capability = "sso" | "directory_sync" | "limited_roles";

export type Plan = {
  id: PlanId;
  name: string;
  /** For whom it is, in a few words. */
  sentence: string;
  /** US cents per billing period. */
  price: number;
  /** Events per billing period that the price includes, or Infinity; more are stored and billed, never dropped. */
  allowance: number;
  /** US cents for each million events above the allowance, a started one counts whole. */
  overagePrice: number;
  /** Months for which events are kept. */
  retentionMonths: number;
  capabilities: readonly Capability[];
};

export const plans: Record<PlanId, Plan> = {
  free: {
    id: "free",
    name: "Free",
    sentence: "For a first product and a small team.",
    price: 0,
    allowance: 1_000_000,
    overagePrice: 5_000,
    retentionMonths: 12,
    capabilities: [],
  },
  growth: {
    id: "growth",
    name: "Growth",
    sentence: "For products that people use every day.",
    price: 28_000,
    allowance: 5_000_000,
    overagePrice: 4_000,
    retentionMonths: 24,
    capabilities: [],
  },
  enterprise: {
    id: "enterprise",
    name: "Enterprise",
    sentence: "For companies that govern who sees what.",
    price: 160_000,
    allowance: 20_000_000,
    overagePrice: 3_000,
    retentionMonths: 60,
    capabilities: ["sso", "directory_sync", "limited_roles"],
  },
};

export function planHas(plan: PlanId, capability: Capability): boolean {
  return plans[plan].capabilities.includes(capability);
}

/** Whether going from one plan to the other gives more: it is then effective at once, else when the period ends. */
export function isUpgrade(from: PlanId, to: PlanId): boolean {
  return planIds.indexOf(to) > planIds.indexOf(from);
}

/** R7: below Enterprise only the project roles Owner and Admin can be newly assigned. */
export function planAllowsProjectRole(plan: PlanId, role: ProjectRole): boolean {
  return role === "owner" || role === "admin" || planHas(plan, "limited_roles");
}
