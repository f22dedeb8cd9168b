import "server-only";
import { eq } from "drizzle-orm";
import { billingDetails } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { mutateOrg } from "@/lib/mutate";
import type { BillingDetailsInput } from "./schemas";

/** What stands on invoices from the next one on. Everything may be empty. */
export function saveBillingDetails(actor: OrgActor, input: BillingDetailsInput): Promise<void> {
  return mutateOrg(actor, "org.billing.manage", async ({ tx, actor: fresh, audit, now }) => {
    const orgId = fresh.org.id;
    const [before] = await tx.select().from(billingDetails).where(eq(billingDetails.orgId, orgId));
    const names = Object.keys(input) as (keyof BillingDetailsInput)[];
    const changed = names.filter((name) => input[name] !== (before?.[name] ?? ""));
    if (changed.length === 0) return;
    const values = { ...input, updatedAt: now, updatedBy: fresh.user.id };
    await tx
      .insert(billingDetails)
      .values({ orgId, ...values })
      .onConflictDoUpdate({ target: billingDetails.orgId, set: values });
    audit({
      orgId,
      action: "org.billing_details_changed",
      object: { type: "org", id: orgId },
      before: Object.fromEntries(changed.map((name) => [name, before?.[name] ?? ""])),
      after: Object.fromEntries(changed.map((name) => [name, input[name]])),
    });
  });
}
