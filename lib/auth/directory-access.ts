import "server-only";
import { and, eq, isNull, sql } from "drizzle-orm";
import { counters, db } from "@/db/client";
import { directoryRequests, directoryTokens, orgs } from "@/db/schema";
import type { PlanId } from "@/lib/billing/plans";
import { now } from "@/lib/clock";
import { sha256 } from "@/lib/crypto";
import { newId } from "@/lib/ids";
import { noteUse } from "./last-use";

/** Whose call of directory sync it is, and what is written down of it. */
const logDays = 30;

export type DirectoryAccess = { orgId: number; tokenId: string; plan: PlanId };

/** The org of a token that was not revoked; null for any other. Notes its use once a minute. */
export async function directoryOfToken(token: string): Promise<DirectoryAccess | null> {
  const [row] = await db()
    .select({ orgId: orgs.id, tokenId: directoryTokens.id, plan: orgs.plan, lastUsedAt: directoryTokens.lastUsedAt })
    .from(directoryTokens)
    .innerJoin(orgs, and(eq(orgs.id, directoryTokens.orgId), isNull(orgs.deletedAt)))
    .where(and(eq(directoryTokens.tokenHash, sha256(token)), isNull(directoryTokens.revokedAt)));
  if (!row) return null;
  const { orgId, tokenId, plan } = row;
  await noteUse(directoryTokens, { id: tokenId, lastUsedAt: row.lastUsedAt }, now());
  return { orgId, tokenId, plan };
}

export type DirectoryCall = {
  method: string;
  path: string;
  status: number;
  detail: string | null;
  body: string | null;
  milliseconds: number;
};

export async function noteDirectoryCall({ orgId, tokenId }: DirectoryAccess, call: DirectoryCall): Promise<void> {
  await counters()
    .insert(directoryRequests)
    .values({ id: newId("directoryRequest"), orgId, tokenId, at: now(), ...call });
}

export async function forgetOldDirectoryCalls(): Promise<void> {
  await db().execute(
    sql`delete from directory_requests where at < ${new Date(now().getTime() - logDays * 24 * 3600 * 1000).toISOString()}::timestamptz`,
  );
}
