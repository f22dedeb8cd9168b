import "server-only";
import { and, inArray, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { members, teams } from "@/db/schema";
import { containing } from "./page";

export type FoundPerson = { orgId: number; userId: string; name: string; email: string };

/** People by name or e-mail in the given orgs, which the caller may see the directory of. */
export function findPeople(orgIds: number[], q: string, limit: number): Promise<FoundPerson[]> {
  if (orgIds.length === 0) return Promise.resolve([]);
  return db()
    .select({ orgId: members.orgId, userId: members.userId, name: members.name, email: members.email })
    .from(members)
    .where(
      and(
        inArray(members.orgId, orgIds),
        sql`(lower(${members.name}) || ' ' || ${members.email}) like ${containing(q)}`,
      ),
    )
    .orderBy(sql`lower(${members.name})`, members.userId)
    .limit(limit);
}

export type FoundTeam = { orgId: number; id: string; name: string; members: number };

/** Teams by name in the given orgs, which the caller may see the directory of. */
export function findTeams(orgIds: number[], q: string, limit: number): Promise<FoundTeam[]> {
  if (orgIds.length === 0) return Promise.resolve([]);
  return db()
    .select({ orgId: teams.orgId, id: teams.id, name: teams.name, members: teams.memberCount })
    .from(teams)
    .where(and(inArray(teams.orgId, orgIds), sql`lower(${teams.name}) like ${containing(q)}`))
    .orderBy(sql`lower(${teams.name})`, teams.id)
    .limit(limit);
}
