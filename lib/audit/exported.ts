import "server-only";
import type { OrgActor } from "@/lib/authz/actor";
import type { OrgPermission } from "@/lib/authz/permissions";
import { mutateOrg } from "@/lib/mutate";

/** Writes down that a list was taken out of the org, with the filter that it had. In a change of its own, before the file begins. */
export function noteExported(
  actor: OrgActor,
  permission: OrgPermission,
  list: string,
  filter: Record<string, string | undefined>,
): Promise<void> {
  return mutateOrg(actor, permission, async ({ actor: fresh, audit }) => {
    const given = Object.entries(filter).flatMap(([name, value]) => (value ? [[name, value]] : []));
    audit({
      orgId: fresh.org.id,
      action: "list.exported",
      object: { type: "list", id: list },
      after: Object.fromEntries(given),
    });
  });
}
