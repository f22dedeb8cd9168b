import "server-only";
import { and, eq, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { members, orgs } from "@/db/schema";

/** The orgs whose logs tell of a change to this account. */
export async function orgsOf(tx: Tx, userId: string): Promise<number[]> {
  const rows = await tx
    .select({ orgId: members.orgId })
    .from(members)
    .innerJoin(orgs, and(eq(orgs.id, members.orgId), isNull(orgs.deletedAt)))
    .where(eq(members.userId, userId));
  return rows.map((row) => row.orgId);
}
