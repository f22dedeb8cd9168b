import "server-only";
import { and, eq, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { members, orgs, users } from "@/db/schema";
import { noSession, nowhere, type OrgActor, type Origin } from "@/lib/authz/actor";

const orgFacts = {
  id: orgs.id,
  name: orgs.name,
  plan: orgs.plan,
  createdAt: orgs.createdAt,
  twoFactorFrom: orgs.twoFactorFrom,
  trustedDevices: orgs.trustedDevices,
};

/**
 * Somebody in whose name a job goes on, as the actor they are now: their role is read anew. There is no session, so
 * nothing counts as confirmed. Null for somebody who is no member any more, or where the org is deleted.
 */
export async function findStarter(orgId: number, userId: string, input: unknown): Promise<OrgActor | null> {
  const [row] = await db()
    .select({ user: users, org: orgFacts, role: members.role })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .innerJoin(orgs, and(eq(orgs.id, members.orgId), isNull(orgs.deletedAt)))
    .where(and(eq(members.orgId, orgId), eq(members.userId, userId)));
  if (!row) return null;
  const { id, email, name, timezone, emailProvenAt, limitedToOrgId } = row.user;
  return {
    kind: "user",
    user: {
      id,
      email,
      name,
      timezone,
      emailProven: emailProvenAt !== null,
      timezoneFixed: false,
      locale: null,
      usageRecorded: false,
      limitedToOrgId,
      twoFactorSince: row.user.twoFactorEnrolledAt,
    },
    session: noSession,
    origin: (input as { origin?: Origin }).origin ?? nowhere,
    org: row.org,
    role: row.role,
  };
}
