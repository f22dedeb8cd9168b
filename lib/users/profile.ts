import "server-only";
import { eq } from "drizzle-orm";
import { users } from "@/db/schema";
import type { UserActor } from "@/lib/authz/actor";
import { NotFound } from "@/lib/errors";
import { mutate } from "@/lib/mutate";
import { auditAccount } from "./account-entry";
import type { PreferencesInput } from "./schemas";

/** Names are in no audit entry, before or after: an account can be erased while the log stays whole (L1). */
export function renameUser(actor: UserActor, { name }: { name: string }): Promise<void> {
  const { id } = actor.user;
  return mutate(actor, async (change) => {
    const { tx } = change;
    const [user] = await tx.select({ name: users.name }).from(users).where(eq(users.id, id)).for("update");
    if (!user) throw new NotFound("account");
    if (user.name === name) return;
    await tx.update(users).set({ name }).where(eq(users.id, id));
    await auditAccount(change, id, { action: "user.renamed" });
  });
}

/** Q6: the language dates are written in, and the timezone of times; without one each device shows its own. */
export function savePreferences(actor: UserActor, { locale, timezone }: PreferencesInput): Promise<void> {
  const { id } = actor.user;
  return mutate(actor, async ({ tx, audit }) => {
    const [before] = await tx
      .select({ locale: users.locale, timezone: users.timezone, fixed: users.timezoneFixed })
      .from(users)
      .where(eq(users.id, id))
      .for("update");
    if (!before) throw new NotFound("account");
    const fixed = timezone !== "";
    const after = { locale, timezone: fixed ? timezone : before.timezone, fixed };
    if (before.locale === after.locale && before.timezone === after.timezone && before.fixed === fixed) return;
    await tx
      .update(users)
      .set({ locale: after.locale, timezone: after.timezone, timezoneFixed: fixed })
      .where(eq(users.id, id));
    audit({ userId: id, action: "user.preferences_changed", object: { type: "user", id }, before, after });
  });
}
