import "server-only";
import type { Tx } from "@/db/client";
import type { AuditInput } from "@/lib/audit/write";
import { orgsOf } from "./orgs-of";

type Entry = Pick<AuditInput, "action" | "before" | "after">;
type Log = { tx: Tx; audit: (entry: AuditInput) => void };

/** Writes a change to an account down in the log of the account and in that of each of the person's orgs (L1). */
export async function auditAccount({ tx, audit }: Log, userId: string, entry: Entry): Promise<void> {
  const object = { type: "user" as const, id: userId };
  audit({ ...entry, object, userId });
  for (const orgId of await orgsOf(tx, userId)) audit({ ...entry, object, orgId });
}
