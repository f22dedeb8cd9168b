import "server-only";
import { and, eq, inArray, isNotNull, isNull, sql } from "drizzle-orm";
import { connections, domains, members, orgs } from "@/db/schema";
import type { OutsideActor } from "@/lib/authz/actor";
import type { Change } from "@/lib/mutate";

/**
 * S3: owners and admins keep a password with a second factor for the day their identity provider fails. Each sign-in
 * that goes past a required connection so is written into the org's log and mailed to all its owners.
 */
export async function noteWayBackIn({ tx, audit, enqueue }: Change<OutsideActor>, userId: string): Promise<void> {
  const passed = await tx
    .select({ orgId: orgs.id, id: connections.id, name: connections.name })
    .from(members)
    .innerJoin(orgs, and(eq(orgs.id, members.orgId), isNull(orgs.deletedAt)))
    .innerJoin(
      domains,
      and(
        eq(domains.orgId, orgs.id),
        isNotNull(domains.verifiedAt),
        eq(domains.domain, sql`split_part(${members.email}, '@', 2)`),
      ),
    )
    .innerJoin(connections, and(eq(connections.id, domains.connectionId), eq(connections.stage, "required")))
    .where(and(eq(members.userId, userId), inArray(members.role, ["owner", "admin"])));
  for (const { orgId, id, name } of passed) {
    audit({ orgId, action: "connection.bypassed", object: { type: "connection", id }, after: { name, user: userId } });
    await enqueue("send_way_back_in", { orgId, userId, connection: name });
  }
}
