import "server-only";
import { and, eq, isNotNull, isNull, lt, or, sql } from "drizzle-orm";
import { db } from "@/db/client";
import {
  accessRequests,
  accountExports,
  alertSends,
  alerts,
  browserLinks,
  emailCodes,
  halfSignIns,
  outboxMessages,
  pageVisits,
  passkeyChallenges,
  passwordResets,
  phoneCodes,
  progress,
  rateLimits,
  secondFactors,
  securityNotices,
  signInFailures,
  signInTickets,
  signUps,
  textCodes,
  trustedDevices,
  visitAddresses,
} from "@/db/schema";
import { endAllUnreached } from "@/lib/alerts/ending";
import { forgetOldDirectoryCalls } from "@/lib/auth/directory-access";
import { forgetOldSessions } from "@/lib/auth/sessions";
import { forgetOldAttempts } from "@/lib/auth/sso-attempts";
import { now } from "@/lib/clock";
import { forgetTimelessEvents } from "@/lib/events/partitions";
import { visitDays } from "@/lib/usage/visits";
import type { Handlers } from "./handlers";

const dayMs = 24 * 3600 * 1000;

/** Forgets what has run out, once a day. Links say "used" or "run out" for 30 days, then they are not known any more. */
export const cleanUp: Handlers["clean_up"] = async () => {
  const at = now();
  const yesterday = new Date(at.getTime() - dayMs);
  const longAgo = new Date(at.getTime() - 30 * dayMs);
  await db().delete(signInTickets).where(lt(signInTickets.expiresAt, at));
  await db().delete(halfSignIns).where(lt(halfSignIns.expiresAt, at));
  await db().delete(passkeyChallenges).where(lt(passkeyChallenges.expiresAt, at));
  await db().delete(trustedDevices).where(lt(trustedDevices.expiresAt, at));
  await db()
    .delete(secondFactors)
    .where(and(isNull(secondFactors.confirmedAt), lt(secondFactors.createdAt, yesterday)));
  await db().delete(textCodes).where(lt(textCodes.expiresAt, yesterday));
  await db().delete(emailCodes).where(lt(emailCodes.expiresAt, yesterday));
  await db()
    .delete(signUps)
    .where(or(lt(signUps.expiresAt, longAgo), lt(signUps.usedAt, longAgo)));
  await db().delete(passwordResets).where(lt(passwordResets.expiresAt, longAgo));
  await db().delete(browserLinks).where(lt(browserLinks.expiresAt, longAgo));
  await db().delete(signInFailures).where(lt(signInFailures.lastFailureAt, longAgo));
  await db()
    .delete(rateLimits)
    .where(and(isNotNull(rateLimits.expire), lt(rateLimits.expire, at.getTime())));
  await db().delete(outboxMessages).where(lt(outboxMessages.createdAt, longAgo));
  await db()
    .delete(progress)
    .where(
      or(
        lt(progress.finishedAt, longAgo),
        lt(progress.failedAt, longAgo),
        and(eq(progress.kind, "invitation_import"), lt(progress.createdAt, longAgo)),
      ),
    );
  await db()
    .delete(accountExports)
    .where(
      or(lt(accountExports.expiresAt, at), and(isNull(accountExports.readyAt), lt(accountExports.createdAt, longAgo))),
    );
  await db().delete(phoneCodes).where(lt(phoneCodes.createdAt, yesterday));
  await db().delete(securityNotices).where(lt(securityNotices.expiresAt, longAgo));
  const noLonger = new Date(at.getTime() - visitDays * dayMs);
  await db().delete(pageVisits).where(lt(pageVisits.lastAt, noLonger));
  await db().delete(visitAddresses).where(lt(visitAddresses.lastAt, noLonger));
  await db()
    .delete(alertSends)
    .where(lt(alertSends.decidedAt, new Date(at.getTime() - 90 * dayMs)));
  await db().delete(alerts).where(lt(alerts.endedAt, longAgo));
  await endAllUnreached();
  await closeOvertakenRequests(at);
  await forgetOldSessions();
  await forgetOldAttempts();
  await forgetOldDirectoryCalls();
  await forgetTimelessEvents(at);
};

/** Requests for access that came another way; nobody answered them (P8). */
async function closeOvertakenRequests(at: Date): Promise<void> {
  await db()
    .update(accessRequests)
    .set({ outcome: "granted", answeredAt: at })
    .where(
      and(
        isNull(accessRequests.outcome),
        sql`exists (select from project_access a
          where a.project_id = ${accessRequests.projectId} and a.user_id = ${accessRequests.userId})`,
      ),
    );
}
