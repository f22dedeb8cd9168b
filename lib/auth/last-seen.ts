import "server-only";
import { and, eq, lt, or, sql } from "drizzle-orm";
import { counters } from "@/db/client";
import { members, sessions } from "@/db/schema";
import type { UserActor } from "@/lib/authz/actor";
import { now } from "@/lib/clock";
import { logger } from "@/lib/log";

const everyMs = 60_000;
const noted = new Map<string, number>();

/** Moves "last seen" of the session and "last active" of the membership, at most once a minute, without a wait. */
export function noteSeen(actor: UserActor, orgId?: number): void {
  const at = now();
  const key = `${actor.session.id}|${orgId ?? ""}`;
  if ((noted.get(key) ?? 0) > at.getTime() - everyMs) return;
  if (noted.size > 10_000) noted.clear();
  noted.set(key, at.getTime());
  write(actor, at, orgId).catch((error) => logger.warn({ err: error }, "last seen was not written"));
}

async function write(actor: UserActor, at: Date, orgId: number | undefined): Promise<void> {
  const before = new Date(at.getTime() - everyMs);
  await counters()
    .update(sessions)
    .set({
      lastSeenAt: at,
      longestIdleSeconds: sql`greatest(${sessions.longestIdleSeconds},
        ceil(extract(epoch from ${at.toISOString()}::timestamptz - ${sessions.lastSeenAt}))::int)`,
    })
    .where(and(eq(sessions.id, actor.session.id), lt(sessions.lastSeenAt, before)));
  if (orgId === undefined) return;
  await counters()
    .update(members)
    .set({ lastActiveAt: at })
    .where(
      and(
        eq(members.orgId, orgId),
        eq(members.userId, actor.user.id),
        or(sql`${members.lastActiveAt} is null`, lt(members.lastActiveAt, before)),
      ),
    );
}
