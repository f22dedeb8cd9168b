import "server-only";
import { and, gt, isNull, lte } from "drizzle-orm";
import { serviceAccounts } from "@/db/schema";
import { product } from "@/lib/authz/actor";
import { mutate } from "@/lib/mutate";
import { toldDays } from "./expiry";

const dayMs = 24 * 3600 * 1000;

/** Those that end soon and were not told of yet; each is told of once. */
export function remindOfServiceAccounts(): Promise<number> {
  return mutate(product, async ({ tx, now, audit, enqueue }) => {
    const due = await tx
      .update(serviceAccounts)
      .set({ toldAt: now })
      .where(
        and(
          isNull(serviceAccounts.revokedAt),
          isNull(serviceAccounts.toldAt),
          gt(serviceAccounts.expiresAt, now),
          lte(serviceAccounts.expiresAt, new Date(now.getTime() + toldDays * dayMs)),
        ),
      )
      .returning({ id: serviceAccounts.id, orgId: serviceAccounts.orgId, name: serviceAccounts.name });
    for (const { id, orgId, name } of due) {
      const object = { type: "service_account" as const, id };
      audit({ orgId, action: "service_account.end_told", object, after: { name } });
      await enqueue("send_service_account_ending", { accountId: id });
    }
    return due.length;
  });
}
