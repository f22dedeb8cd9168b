import { pgEnum } from "drizzle-orm/pg-core";

/** Lowest first: PostgreSQL orders enums by declaration, so `max(role)` is the highest role. */
export const orgRole = pgEnum("org_role", ["member", "billing_admin", "admin", "owner"]);
export const projectRole = pgEnum("project_role", ["consumer", "analyst", "admin", "owner"]);
export const planId = pgEnum("plan_id", ["free", "growth", "enterprise"]);
