import "server-only";
import { and, eq, inArray, sql } from "drizzle-orm";
import { alerts } from "@/db/schema";
import { product } from "@/lib/authz/actor";
import { mutate } from "@/lib/mutate";
import { entryOf } from "./own";

/** Alerts that end by themselves, because access to their project was lost. */

const atOnce = 500;

/** Nobody reaches the project by any grant; one that was deleted with all its grants may still come back. */
const reachedByNobody = sql`not exists (select 1 from project_access_ever a
  where a.project_id = ${alerts.projectId} and a.user_id = ${alerts.userId})`;

/** Ends an alert whose person does not reach the project any more. Judged again here: they may be back. */
export function endUnreached(alertId: string): Promise<boolean> {
  return mutate(product, async ({ tx, audit }) => {
    const [gone] = await tx
      .delete(alerts)
      .where(and(eq(alerts.id, alertId), reachedByNobody))
      .returning();
    if (gone) audit({ ...entryOf(gone, "alert.ended"), before: { user: gone.userId } });
    return gone !== undefined;
  });
}

/** The same for all of them. Returns how many went. */
export async function endAllUnreached(): Promise<number> {
  for (let gone = 0; ; ) {
    const some = await endSome();
    gone += some;
    if (some < atOnce) return gone;
  }
}

function endSome(): Promise<number> {
  return mutate(product, async ({ tx, audit }) => {
    const some = tx
      .select({ id: alerts.id })
      .from(alerts)
      .where(reachedByNobody)
      .limit(atOnce)
      .for("update", { skipLocked: true });
    const gone = await tx.delete(alerts).where(inArray(alerts.id, some)).returning();
    for (const alert of gone) audit({ ...entryOf(alert, "alert.ended"), before: { user: alert.userId } });
    return gone.length;
  });
}
