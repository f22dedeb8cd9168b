import "server-only";
import { and, eq } from "drizzle-orm";
import { trustedDevices } from "@/db/schema";
import type { UserActor } from "@/lib/authz/actor";
import { NotFound } from "@/lib/errors";
import { mutate } from "@/lib/mutate";

/** T3: devices that their owner no longer trusts are asked for a second factor at the next sign-in. */

export function untrustDevice(actor: UserActor, { deviceId }: { deviceId: string }): Promise<void> {
  return mutate(actor, async ({ tx, audit }) => {
    const { id } = actor.user;
    const gone = await tx
      .delete(trustedDevices)
      .where(and(eq(trustedDevices.id, deviceId), eq(trustedDevices.userId, id)))
      .returning({ id: trustedDevices.id });
    if (gone.length === 0) throw new NotFound("device");
    audit({ userId: id, action: "user.device_untrusted", object: { type: "user", id } });
  });
}

/** Returns how many there were. */
export function untrustAll(actor: UserActor): Promise<number> {
  return mutate(actor, async ({ tx, audit }) => {
    const { id } = actor.user;
    const gone = await tx
      .delete(trustedDevices)
      .where(eq(trustedDevices.userId, id))
      .returning({ id: trustedDevices.id });
    for (const _ of gone) audit({ userId: id, action: "user.device_untrusted", object: { type: "user", id } });
    return gone.length;
  });
}
