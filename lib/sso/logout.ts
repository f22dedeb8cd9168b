import "server-only";
import { and, eq, inArray, sql } from "drizzle-orm";
import { textArray } from "@/db/queries/page";
import { sessionProofs, sessions } from "@/db/schema";
import type { OutsideActor } from "@/lib/authz/actor";
import { mutate } from "@/lib/mutate";
import { ownProofs } from "@/lib/two-factor/factors";

type Ended = { connectionId: string; subject: string; sessionIndexes: string[] };

/**
 * The provider ended somebody's session there: what it showed to sessions here counts no more, and those that nothing
 * else showed end. Without session indexes all of that person's are meant (SAML core §3.7.1). Gives how many it touched.
 */
export function endAtProvider(actor: OutsideActor, { connectionId, subject, sessionIndexes }: Ended): Promise<number> {
  return mutate(actor, async ({ tx, now, audit }) => {
    const gone = await tx
      .delete(sessionProofs)
      .where(
        and(
          eq(sessionProofs.connectionId, connectionId),
          eq(sessionProofs.subject, subject),
          sessionIndexes.length === 0 ? undefined : inArray(sessionProofs.sessionIndex, sessionIndexes),
        ),
      )
      .returning({ sessionId: sessionProofs.sessionId });
    const ids = gone.map(({ sessionId }) => sessionId);
    if (ids.length === 0) return 0;
    const touched = await tx
      .update(sessions)
      .set({
        endedAt: sql`case when not (${sessions.methods} && ${textArray(ownProofs)})
          and not exists (select 1 from session_proofs p where p.session_id = sessions.id)
          then coalesce(${sessions.endedAt}, ${now.toISOString()}::timestamptz) else ${sessions.endedAt} end`,
      })
      .where(inArray(sessions.id, ids))
      .returning({ id: sessions.id, userId: sessions.userId });
    for (const { id, userId } of touched) {
      audit({ userId, action: "session.ended", object: { type: "session", id }, after: { by: "provider" } });
    }
    return touched.length;
  });
}
