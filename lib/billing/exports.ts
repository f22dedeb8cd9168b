import "server-only";
import type { Json } from "@/lib/audit/chain";
import type { OrgActor } from "@/lib/authz/actor";
import { mutateOrg } from "@/lib/mutate";

/** Notes that a list about usage or an invoice was downloaded, before it is. */
export function noteBillingExport(actor: OrgActor, list: "usage" | "invoice", filter: Json): Promise<void> {
  return mutateOrg(actor, "org.billing.manage", async ({ actor: fresh, audit }) =>
    audit({ orgId: fresh.org.id, action: "list.exported", object: { type: "list", id: list }, after: filter }),
  );
}
