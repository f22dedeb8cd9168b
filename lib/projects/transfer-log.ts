import "server-only";
import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { orgs } from "@/db/schema";
import type { AuditInput } from "@/lib/audit/write";
import type { UserActor } from "@/lib/authz/actor";

/**
 * What two organizations read of each other's people in their logs: nothing. Where the actor is in only one of them, the
 * other's entry names that organization instead of the person, without their address and browser.
 */
export async function logsOf(
  tx: Tx,
  actor: UserActor | null,
  pair: readonly [number, number],
): Promise<(orgId: number) => Pick<AuditInput, "orgId" | "elsewhere">> {
  if (!actor) return (orgId) => ({ orgId });
  const rows = await tx
    .select({
      id: orgs.id,
      name: orgs.name,
      member: sql<boolean>`exists (select from members m where m.org_id = ${orgs.id} and m.user_id = ${actor.user.id})`,
    })
    .from(orgs)
    .where(sql`${orgs.id} in (${pair[0]}, ${pair[1]})`);
  return (orgId) => {
    const other = rows.find(({ id }) => id !== orgId);
    const isMember = rows.some(({ id, member }) => id === orgId && member);
    return isMember || !other ? { orgId } : { orgId, elsewhere: other.name };
  };
}
