import "server-only";
import { desc, eq } from "drizzle-orm";
import { counters } from "@/db/client";
import { ssoOfEmail } from "@/db/queries/sso-policy";
import { sessionProofs } from "@/db/schema";
import type { UserActor } from "@/lib/authz/actor";
import { type UsableConnection, usableConnection } from "./sso-attempts";

/** Which connection a person is sent to. */

/** The one their e-mail's domain points to, in one org where it is named; the same for every address of a domain (A2). */
export async function connectionOfEmail(email: string, orgId?: number): Promise<UsableConnection | null> {
  const sso = await ssoOfEmail(email);
  return sso && (orgId === undefined || sso.orgId === orgId) ? usableConnection(sso.connectionId) : null;
}

/** The one that showed who this session is, the latest first: for a confirmation (A6). */
export async function connectionOfSession({ session }: UserActor): Promise<UsableConnection | null> {
  const [row] = await counters()
    .select({ id: sessionProofs.connectionId })
    .from(sessionProofs)
    .where(eq(sessionProofs.sessionId, session.id))
    .orderBy(desc(sessionProofs.provedAt))
    .limit(1);
  return row ? usableConnection(row.id) : null;
}
