import "server-only";
import { and, eq, isNull } from "drizzle-orm";
import { serviceAccounts } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { NotFound } from "@/lib/errors";
import type { Change } from "@/lib/mutate";

/** One of the org that was not revoked, under the org's lock. */
export async function findServiceAccount({ tx, actor }: Pick<Change<OrgActor>, "tx" | "actor">, id: number) {
  const [account] = await tx
    .select({
      id: serviceAccounts.id,
      name: serviceAccounts.name,
      username: serviceAccounts.username,
      ending: serviceAccounts.ending,
      role: serviceAccounts.role,
      userId: serviceAccounts.userId,
    })
    .from(serviceAccounts)
    .where(and(eq(serviceAccounts.orgId, actor.org.id), eq(serviceAccounts.id, id), isNull(serviceAccounts.revokedAt)));
  if (!account) throw new NotFound("service account");
  return account;
}
