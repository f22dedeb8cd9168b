import "server-only";
import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { connections, domains, members, orgs, users } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";

export type DomainRow = {
  id: string;
  domain: string;
  token: string;
  claimedAt: Date;
  claimedBy: string | null;
  verifiedAt: Date | null;
  checkedAt: Date | null;
  missingSince: Date | null;
  /** Members of the org with an address there. */
  people: number;
  /** The connection that signs them in, and how. */
  connectionId: string | null;
  connection: string | null;
  stage: "draft" | "optional" | "required" | null;
};

const columns = {
  id: domains.id,
  domain: domains.domain,
  token: domains.token,
  claimedAt: domains.claimedAt,
  claimedBy: users.name,
  verifiedAt: domains.verifiedAt,
  checkedAt: domains.checkedAt,
  missingSince: domains.missingSince,
  connectionId: domains.connectionId,
  connection: connections.name,
  stage: connections.stage,
  people: sql<number>`(select count(*)::int from ${members}
    where ${members.orgId} = ${domains.orgId} and split_part(${members.email}, '@', 2) = ${domains.domain})`,
};

/** The domains of the actor's org, by name. */
export function listDomains({ org }: OrgActor): Promise<DomainRow[]> {
  return db()
    .select(columns)
    .from(domains)
    .leftJoin(users, eq(users.id, domains.claimedBy))
    .leftJoin(connections, eq(connections.id, domains.connectionId))
    .where(eq(domains.orgId, org.id))
    .orderBy(domains.domain)
    .limit(500);
}

/** One of them; null for everybody else's. */
export async function getDomain({ org }: OrgActor, domainId: string): Promise<DomainRow | null> {
  const [row] = await db()
    .select(columns)
    .from(domains)
    .leftJoin(users, eq(users.id, domains.claimedBy))
    .leftJoin(connections, eq(connections.id, domains.connectionId))
    .where(and(eq(domains.orgId, org.id), eq(domains.id, domainId)));
  return row ?? null;
}

export async function listVerifiedDomainIds(): Promise<string[]> {
  const rows = await db()
    .select({ id: domains.id })
    .from(domains)
    .innerJoin(orgs, and(eq(orgs.id, domains.orgId), isNull(orgs.deletedAt)))
    .where(isNotNull(domains.verifiedAt))
    .orderBy(domains.id);
  return rows.map(({ id }) => id);
}

/** Null for an org that is deleted. */
export async function getOrgName(orgId: number): Promise<string | null> {
  const [org] = await db()
    .select({ name: orgs.name })
    .from(orgs)
    .where(and(eq(orgs.id, orgId), isNull(orgs.deletedAt)));
  return org?.name ?? null;
}
