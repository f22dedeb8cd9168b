import "server-only";
import { and, eq, isNull, sql } from "drizzle-orm";
import { cache } from "react";
import { db } from "@/db/client";
import { members, orgCounts, orgs, teamMembers, teams } from "@/db/schema";
import type { OrgActor, UserActor } from "@/lib/authz/actor";
import type { OrgRole, ProjectRole } from "@/lib/authz/roles";
import { now } from "@/lib/clock";
import { isNotHidden, type OrgStep, orgStep, sessionOf } from "./org-gate";

/**
 * `step`: what stands between this session and the org, which keeps its name in menus and opens after that; else null.
 * Orgs that only the person's own proof opens are not in the list (S2).
 */
export type MyOrg = { id: number; name: string; role: OrgRole; joinedAt: Date; step: OrgStep | null };

/** The orgs of the person signed in, by name, read once a request. An account with an unproven address sees the one it came through. */
export const listMyOrgs = cache((actor: UserActor): Promise<MyOrg[]> => {
  const limited = actor.user.limitedToOrgId;
  const session = sessionOf(actor);
  const step = orgStep(session, now());
  return db()
    .select({
      id: orgs.id,
      name: orgs.name,
      role: members.role,
      joinedAt: members.joinedAt,
      step,
    })
    .from(members)
    .innerJoin(orgs, and(eq(orgs.id, members.orgId), isNull(orgs.deletedAt)))
    .where(
      and(eq(members.userId, actor.user.id), limited === null ? undefined : eq(orgs.id, limited), isNotHidden(session)),
    )
    .orderBy(sql`lower(${orgs.name})`, orgs.id)
    .limit(200);
});

export type OrgCounts = { members: number; owners: number; invitations: number; projects: number; teams: number };

/** The kept counts of an org: exact, one row, read once a request. The caller knows that the actor belongs to it. */
export const getOrgCounts = cache(async (orgId: number): Promise<OrgCounts> => {
  const [row] = await db()
    .select({
      members: orgCounts.members,
      owners: orgCounts.owners,
      invitations: orgCounts.invitations,
      projects: orgCounts.projects,
      teams: orgCounts.teams,
    })
    .from(orgCounts)
    .where(eq(orgCounts.orgId, orgId));
  return row ?? { members: 0, owners: 0, invitations: 0, projects: 0, teams: 0 };
});

export type MyTeam = { id: string; name: string; role: ProjectRole; members: number };

/** The teams of the person signed in, in this org. */
export function listMyTeams(actor: OrgActor): Promise<MyTeam[]> {
  return db()
    .select({
      id: teams.id,
      name: teams.name,
      role: teams.role,
      members: teams.memberCount,
    })
    .from(teamMembers)
    .innerJoin(teams, eq(teams.id, teamMembers.teamId))
    .where(and(eq(teamMembers.orgId, actor.org.id), eq(teamMembers.userId, actor.user.id)))
    .orderBy(sql`lower(${teams.name})`, teams.id)
    .limit(200);
}
