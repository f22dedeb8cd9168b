import "server-only";
import { eq } from "drizzle-orm";
import { pageVisits, users, visitAddresses } from "@/db/schema";
import type { UserActor } from "@/lib/authz/actor";
import { NotFound } from "@/lib/errors";
import { mutate } from "@/lib/mutate";
import type { UsageSwitchesInput } from "./schemas";

/** C3: two switches over what is written down of a person's own use, and deleting what was. */

export function switchUsage(actor: UserActor, { recorded, used }: UsageSwitchesInput): Promise<void> {
  const { id } = actor.user;
  return mutate(actor, async ({ tx, audit }) => {
    const [before] = await tx
      .select({ recorded: users.usageRecorded, used: users.usageUsed })
      .from(users)
      .where(eq(users.id, id))
      .for("update");
    if (!before) throw new NotFound("account");
    if (before.recorded === recorded && before.used === used) return;
    await tx.update(users).set({ usageRecorded: recorded, usageUsed: used }).where(eq(users.id, id));
    audit({
      userId: id,
      action: "user.usage_switched",
      object: { type: "user", id },
      before,
      after: { recorded, used },
    });
  });
}

/** Deletes every visit and address that was written down. Returns how many rows went. */
export function deleteUsageData(actor: UserActor): Promise<number> {
  const { id } = actor.user;
  return mutate(actor, async ({ tx, audit }) => {
    const pages = await tx.delete(pageVisits).where(eq(pageVisits.userId, id)).returning({ page: pageVisits.page });
    const ips = await tx
      .delete(visitAddresses)
      .where(eq(visitAddresses.userId, id))
      .returning({ ip: visitAddresses.ip });
    const deleted = pages.length + ips.length;
    audit({ userId: id, action: "user.usage_deleted", object: { type: "user", id }, after: { deleted } });
    return deleted;
  });
}
