import "server-only";
import type { OrgActor } from "@/lib/authz/actor";
import type { OrgPermission } from "@/lib/authz/permissions";
import { mutateOrg } from "@/lib/mutate";

/** Writes down that somebody downloads a list, with the filter it had (A6: audited, not confirmed). Before the first line. */
export function noteExport(
  actor: OrgActor,
  permission: OrgPermission,
  list: string,
  filter: Readonly<Record<string, string>>,
): Promise<void> {
  const set = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ""));
  return mutateOrg(actor, permission, async ({ actor: fresh, audit }) => {
    audit({ orgId: fresh.org.id, action: "list.exported", object: { type: "list", id: list }, after: { filter: set } });
  });
}
