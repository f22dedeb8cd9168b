import "server-only";
import { and, count, eq, type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { members, sessions, teamMembers, teams, users } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import type { OrgRole, ProjectRole } from "@/lib/authz/roles";
import { isFiltered, type MemberFilter } from "@/lib/members/filter";
import { type ListPlace, writeCursor } from "@/lib/pagination";
import { getOrgCounts } from "./orgs";
import { holds, ordered, pageClauses, type Sorting } from "./page";

export const memberSorts = ["name", "email", "role", "joined", "active"] as const;
export type MemberSort = (typeof memberSorts)[number];

export type MemberRow = {
  userId: string;
  name: string;
  email: string;
  role: OrgRole;
  joinedAt: Date;
  lastActiveAt: Date | null;
  emailProven: boolean;
  twoFactor: boolean;
  teams: string[];
  teamCount: number;
  cursor: string;
};

export const memberSortings: Record<MemberSort, Sorting> = {
  name: { by: sql`lower(${members.name})`, type: "text" },
  email: { by: sql`${members.email}`, type: "text" },
  role: { by: sql`${members.role}`, type: "org_role" },
  joined: { by: sql`${members.joinedAt}`, type: "timestamptz" },
  active: { by: sql`coalesce(${members.lastActiveAt}, '-infinity'::timestamptz)`, type: "timestamptz" },
};

/** One page of the people of the actor's org, with at most two of each person's teams. */
export async function searchMembers(
  actor: OrgActor,
  filter: MemberFilter,
  place: ListPlace<MemberSort>,
): Promise<{ rows: MemberRow[]; total: number }> {
  const total = await countMembers(actor, filter);
  const sorting = memberSortings[place.sort];
  const clauses = pageClauses(place, sorting, sql`${members.userId}`, total);
  const page = db()
    .select({
      orgId: members.orgId,
      userId: members.userId,
      name: members.name,
      email: members.email,
      role: members.role,
      joinedAt: members.joinedAt,
      lastActiveAt: members.lastActiveAt,
      place: sql`${sorting.by}`.as("place"),
    })
    .from(members)
    .where(and(matchingMembers(actor.org.id, filter), clauses.where))
    .orderBy(clauses.orderBy)
    .limit(clauses.limit)
    .offset(clauses.offset)
    .as("page");
  const ofMember = sql`${teamMembers.orgId} = ${page.orgId} and ${teamMembers.userId} = ${page.userId}`;
  const rows = await db()
    .select({
      userId: page.userId,
      name: page.name,
      email: page.email,
      role: page.role,
      joinedAt: page.joinedAt,
      lastActiveAt: page.lastActiveAt,
      emailProven: sql<boolean>`${users.emailProvenAt} is not null`,
      twoFactor: sql<boolean>`${users.twoFactorEnrolledAt} is not null`,
      // Named, or it would be called "place" like the column, and the rows be ordered by its text.
      key: sql<string>`${page.place}::text`.as("key"),
      teams: sql<string[]>`array(select ${teams.name} from ${teamMembers}
        join ${teams} on ${teams.id} = ${teamMembers.teamId} where ${ofMember} order by lower(${teams.name}) limit 2)`,
      teamCount: sql<number>`(select count(*)::int from ${teamMembers} where ${ofMember})`,
    })
    .from(page)
    .innerJoin(users, eq(users.id, page.userId))
    .orderBy(ordered(page.place, page.userId, place.dir));
  return { rows: rows.map(({ key, ...row }) => ({ ...row, cursor: writeCursor(key, row.userId) })), total };
}

/** Exact: the kept count without a filter, a count of the filtered rows with one. */
export async function countMembers(actor: OrgActor, filter: MemberFilter): Promise<number> {
  if (!isFiltered(filter)) return (await getOrgCounts(actor.org.id)).members;
  const [row] = await db().select({ total: count() }).from(members).where(matchingMembers(actor.org.id, filter));
  return row?.total ?? 0;
}

/** The members of an org that a filter leaves; for the list, its total, its CSV and selections alike. */
export function matchingMembers(orgId: number, filter: MemberFilter): SQL | undefined {
  return and(
    eq(members.orgId, orgId),
    filter.role ? eq(members.role, filter.role) : undefined,
    filter.q ? holds(sql`(lower(${members.name}) || ' ' || ${members.email})`, filter.q) : undefined,
    filter.team ? inTeam(orgId, filter.team) : undefined,
    filter.project ? reachesProject(orgId, filter.project) : undefined,
    filter.twoFactor ? hasTwoFactor(filter.twoFactor) : undefined,
  );
}

/** As a list of its own, so that a team of 50 is read and sorted, instead of an org of 100,000 looked through for it. */
function inTeam(orgId: number, teamId: string): SQL {
  return sql`${members.userId} = any(array(
    select i.user_id from team_members i where i.org_id = ${orgId} and i.team_id = ${teamId}))`;
}

function reachesProject(orgId: number, projectId: string): SQL {
  const id = /^[1-9]\d{8}$/.test(projectId) ? Number(projectId) : 0;
  return sql`${members.userId} in (select a.user_id from project_access a where a.org_id = ${orgId} and a.project_id = ${id})`;
}

function hasTwoFactor(state: "on" | "off"): SQL {
  const enrolled = sql`(select e.id from users e where e.two_factor_enrolled_at is not null)`;
  return state === "on" ? sql`${members.userId} in ${enrolled}` : sql`${members.userId} not in ${enrolled}`;
}

export type MemberTeam = { id: string; name: string; role: ProjectRole };

export type MemberFacts = {
  userId: string;
  name: string;
  email: string;
  role: OrgRole;
  joinedAt: Date;
  lastActiveAt: Date | null;
  emailProven: boolean;
  twoFactorSince: Date | null;
  /** An admin reset it here, and it was not set up anew yet. */
  twoFactorResetAt: Date | null;
  invitedByName: string | null;
  /** Living ones that reach this org. */
  sessions: number;
  /** When this org's part of them was last ended. */
  sessionsEndedAt: Date | null;
  teams: MemberTeam[];
};

/** What pages of one person show of them; sessions are judged at `at`. Selected from `members` with `users`. */
export function memberFacts(at: Date, idleSince: Date) {
  return {
    userId: members.userId,
    name: members.name,
    email: members.email,
    role: members.role,
    joinedAt: members.joinedAt,
    lastActiveAt: members.lastActiveAt,
    emailProven: sql<boolean>`${users.emailProvenAt} is not null`,
    twoFactorSince: users.twoFactorEnrolledAt,
    twoFactorResetAt: members.twoFactorResetAt,
    invitedByName: sql<string | null>`(select i.name from users i where i.id = ${members.invitedBy})`,
    sessions: sql<number>`(select count(*)::int from ${sessions} where ${sessions.userId} = ${members.userId}
      and ${sessions.endedAt} is null and ${sessions.expiresAt} > ${at.toISOString()}::timestamptz
      and ${sessions.lastSeenAt} > ${idleSince.toISOString()}::timestamptz
      and (${members.sessionsValidFrom} is null or ${sessions.createdAt} > ${members.sessionsValidFrom}))`,
    sessionsEndedAt: members.sessionsValidFrom,
    teams: sql<MemberTeam[]>`coalesce((
      select json_agg(json_build_object('id', ${teams.id}, 'name', ${teams.name}, 'role', ${teams.role})
        order by lower(${teams.name}), ${teams.id})
      from ${teamMembers} join ${teams} on ${teams.id} = ${teamMembers.teamId}
      where ${teamMembers.orgId} = ${members.orgId} and ${teamMembers.userId} = ${members.userId}), '[]')`,
  };
}

/** One person of the actor's org, or null: somebody else's people are not found. */
export async function getMember(
  actor: OrgActor,
  userId: string,
  at: Date,
  idleSince: Date,
): Promise<MemberFacts | null> {
  const [row] = await db()
    .select(memberFacts(at, idleSince))
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(and(eq(members.orgId, actor.org.id), eq(members.userId, userId)));
  return row ?? null;
}
