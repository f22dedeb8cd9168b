import type { CreateServiceAccountInput } from "./schemas";

/** A mail goes out, and a list marks it, this long before a service account ends. */
export const toldDays = 14;
const dayMs = 24 * 3600 * 1000;

/** When an account made now stops working; null for never. A chosen day counts to its end in UTC. */
export function expiryOf(
  { expires, expiresOn }: Pick<CreateServiceAccountInput, "expires" | "expiresOn">,
  now: Date,
): Date | null {
  if (expires === "never") return null;
  if (expires === "date") return new Date(new Date(`${expiresOn}T00:00:00Z`).getTime() + dayMs);
  return new Date(now.getTime() + Number(expires) * dayMs);
}

/** Days left, counted up; negative once it is over. */
export function daysLeft(expiresAt: Date, now: Date): number {
  return Math.ceil((expiresAt.getTime() - now.getTime()) / dayMs);
}
