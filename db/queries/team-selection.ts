import "server-only";
import { createHash } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import { type Database, db, type Tx } from "@/db/client";
import { members, teamMembers, teams } from "@/db/schema";
import type { ProjectRole } from "@/lib/authz/roles";
import { containing, textArray } from "./page";

/** What is chosen in the lists of teams and of a team's people: by a page that shows it, and by the verb that does it. */

export type ChosenTeam = {
  id: string;
  name: string;
  role: ProjectRole;
  members: number;
  projects: number;
  version: number;
};

/** The chosen teams of the org by name; ids of others are passed over. */
export async function chosenTeams(
  orgId: number,
  choice: { all: boolean; ids: readonly string[]; q: string },
  tx: Tx | Database = db(),
): Promise<ChosenTeam[]> {
  return tx
    .select({
      id: teams.id,
      name: teams.name,
      role: teams.role,
      members: teams.memberCount,
      projects: teams.projectCount,
      version: teams.version,
    })
    .from(teams)
    .where(
      and(
        eq(teams.orgId, orgId),
        choice.all ? matchingTeams(choice.q) : sql`${teams.id} = any(${textArray(choice.ids)})`,
      ),
    )
    .orderBy(sql`lower(${teams.name})`, teams.id);
}

export function matchingTeams(q: string) {
  return q ? sql`lower(${teams.name}) like ${containing(q)}` : undefined;
}

/** Which teams these are, and in which state: another one as soon as any of them changes. */
export function teamsStamp(chosen: readonly { id: string; version: number }[]): string {
  const facts = chosen.map(({ id, version }) => `${id}:${version}`).sort();
  return createHash("sha256").update(facts.join()).digest("base64url").slice(0, 22);
}

/** Everybody in the team whose name or e-mail matches. */
export async function memberIdsOfTeam(
  orgId: number,
  teamId: string,
  q: string,
  tx: Tx | Database = db(),
): Promise<string[]> {
  const rows = await tx
    .select({ userId: teamMembers.userId })
    .from(teamMembers)
    .innerJoin(members, and(eq(members.orgId, teamMembers.orgId), eq(members.userId, teamMembers.userId)))
    .where(and(eq(teamMembers.orgId, orgId), eq(teamMembers.teamId, teamId), matchingPeople(q)));
  return rows.map(({ userId }) => userId);
}

export function matchingPeople(q: string) {
  return q ? sql`(lower(${members.name}) || ' ' || ${members.email}) like ${containing(q)}` : undefined;
}
