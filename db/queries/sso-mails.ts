import "server-only";
import { and, eq, inArray, isNotNull, isNull, ne } from "drizzle-orm";
import { db } from "@/db/client";
import { connections, members, orgs, ssoIdentities, users } from "@/db/schema";

/** What mails about single sign-on say; null where there is nothing to say any more. */

export async function findConnectionForMail(connectionId: string) {
  const [row] = await db()
    .select({ orgId: connections.orgId, name: connections.name, orgName: orgs.name })
    .from(connections)
    .innerJoin(orgs, and(eq(orgs.id, connections.orgId), isNull(orgs.deletedAt)))
    .where(eq(connections.id, connectionId));
  if (!row) return null;
  const admins = await db()
    .select({ email: members.email })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(and(eq(members.orgId, row.orgId), inArray(members.role, ["owner", "admin"]), isNotNull(users.emailProvenAt)))
    .orderBy(members.role, members.joinedAt, members.userId)
    .limit(20);
  return { ...row, emails: admins.map(({ email }) => email) };
}

/** A member who still has no password. */
export async function findWayIn(userId: string, orgId: number) {
  const [row] = await db()
    .select({ name: users.name, email: users.email, orgName: orgs.name })
    .from(members)
    .innerJoin(users, and(eq(users.id, members.userId), isNull(users.passwordHash)))
    .innerJoin(orgs, and(eq(orgs.id, members.orgId), isNull(orgs.deletedAt)))
    .where(and(eq(members.orgId, orgId), eq(members.userId, userId)));
  return row ?? null;
}

export async function findMemberForMail(userId: string, orgId: number) {
  const [row] = await db()
    .select({ name: members.name, email: members.email, orgName: orgs.name })
    .from(members)
    .innerJoin(orgs, and(eq(orgs.id, members.orgId), isNull(orgs.deletedAt)))
    .where(and(eq(members.orgId, orgId), eq(members.userId, userId)));
  return row ?? null;
}

export async function findLinkForMail(identityId: string) {
  const [row] = await db()
    .select({
      name: users.name,
      email: users.email,
      orgName: orgs.name,
      connection: connections.name,
      version: ssoIdentities.linkVersion,
    })
    .from(ssoIdentities)
    .innerJoin(connections, eq(connections.id, ssoIdentities.connectionId))
    .innerJoin(orgs, and(eq(orgs.id, connections.orgId), isNull(orgs.deletedAt)))
    .innerJoin(users, eq(users.id, ssoIdentities.userId))
    .where(and(eq(ssoIdentities.id, identityId), isNull(ssoIdentities.confirmedAt)));
  return row ?? null;
}

/** Connections that sign people in, for the daily look at what runs out. */
export async function listDatedConnections(): Promise<string[]> {
  const rows = await db()
    .select({ id: connections.id })
    .from(connections)
    .innerJoin(orgs, and(eq(orgs.id, connections.orgId), isNull(orgs.deletedAt)))
    .where(ne(connections.stage, "draft"))
    .orderBy(connections.id);
  return rows.map(({ id }) => id);
}
