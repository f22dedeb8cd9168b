import "server-only";
import { and, count, eq, gt, lte, type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import {
  invitationIsOpen,
  invitationProjects,
  invitations,
  invitationTeams,
  projects,
  teams,
  users,
} from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import type { OrgRole, ProjectRole } from "@/lib/authz/roles";
import { type ListPlace, writeCursor } from "@/lib/pagination";
import { getOrgCounts } from "./orgs";
import { holds, ordered, pageClauses, type Sorting } from "./page";

export const invitationSorts = ["sent", "email", "role", "expires"] as const;
export type InvitationSort = (typeof invitationSorts)[number];
export type InvitationState = "pending" | "expired";
export type InvitationFilter = { q: string; role: OrgRole | null; state: InvitationState | null };

export type InvitationRow = {
  id: string;
  email: string;
  role: OrgRole;
  sentAt: Date;
  expiresAt: Date;
  invitedBy: string | null;
  projectCount: number;
  teamCount: number;
  cursor: string;
};

export const invitationSortings: Record<InvitationSort, Sorting> = {
  sent: { by: sql`${invitations.sentAt}`, type: "timestamptz" },
  expires: { by: sql`${invitations.expiresAt}`, type: "timestamptz" },
  email: { by: sql`${invitations.email}`, type: "text" },
  role: { by: sql`${invitations.role}`, type: "org_role" },
};

/** One page of the open invitations (pending and expired) of the actor's org. */
export async function searchInvitations(
  actor: OrgActor,
  filter: InvitationFilter,
  place: ListPlace<InvitationSort>,
  at: Date,
): Promise<{ rows: InvitationRow[]; total: number }> {
  const total = await countInvitations(actor, filter, at);
  const sorting = invitationSortings[place.sort];
  const clauses = pageClauses(place, sorting, sql`${invitations.id}`, total);
  const page = db()
    .select({
      id: invitations.id,
      email: invitations.email,
      role: invitations.role,
      sentAt: invitations.sentAt,
      expiresAt: invitations.expiresAt,
      givenBy: invitations.roleGivenBy,
      place: sql`${sorting.by}`.as("place"),
    })
    .from(invitations)
    .where(and(matchingInvitations(actor.org.id, filter, at), clauses.where))
    .orderBy(clauses.orderBy)
    .limit(clauses.limit)
    .offset(clauses.offset)
    .as("page");
  const rows = await db()
    .select({
      id: page.id,
      email: page.email,
      role: page.role,
      sentAt: page.sentAt,
      expiresAt: page.expiresAt,
      invitedBy: users.name,
      projectCount: sql<number>`(select count(*)::int from ${invitationProjects}
        where ${invitationProjects.invitationId} = ${page.id})`,
      teamCount: sql<number>`(select count(*)::int from ${invitationTeams}
        where ${invitationTeams.invitationId} = ${page.id})`,
      key: sql<string>`${page.place}::text`,
    })
    .from(page)
    .leftJoin(users, eq(users.id, page.givenBy))
    .orderBy(ordered(page.place, page.id, place.dir));
  return { rows: rows.map(({ key, ...row }) => ({ ...row, cursor: writeCursor(key, row.id) })), total };
}

async function countInvitations(actor: OrgActor, filter: InvitationFilter, at: Date): Promise<number> {
  if (filter.q === "" && filter.role === null && filter.state === null) {
    return (await getOrgCounts(actor.org.id)).invitations;
  }
  const [row] = await db()
    .select({ total: count() })
    .from(invitations)
    .where(matchingInvitations(actor.org.id, filter, at));
  return row?.total ?? 0;
}

export function matchingInvitations(orgId: number, filter: InvitationFilter, at: Date): SQL | undefined {
  return and(
    eq(invitations.orgId, orgId),
    invitationIsOpen,
    filter.role ? eq(invitations.role, filter.role) : undefined,
    filter.state === "pending" ? gt(invitations.expiresAt, at) : undefined,
    filter.state === "expired" ? lte(invitations.expiresAt, at) : undefined,
    filter.q ? holds(sql`${invitations.email}`, filter.q) : undefined,
  );
}

export type InvitationFacts = {
  id: string;
  email: string;
  role: OrgRole;
  createdAt: Date;
  sentAt: Date;
  expiresAt: Date;
  acceptedAt: Date | null;
  acceptedBy: string | null;
  declinedAt: Date | null;
  revokedAt: Date | null;
  invitedBy: string | null;
  projects: { id: number; name: string; role: ProjectRole; givenBy: string | null }[];
  teams: { id: string; name: string; role: ProjectRole; givenBy: string | null }[];
};

/** One invitation of the actor's org in any state, with its parts and who gave each, or null. */
export async function getInvitation(actor: OrgActor, id: string): Promise<InvitationFacts | null> {
  const ofInvitation = and(eq(invitations.orgId, actor.org.id), eq(invitations.id, id));
  const [facts] = await db()
    .select({
      id: invitations.id,
      email: invitations.email,
      role: invitations.role,
      createdAt: invitations.createdAt,
      sentAt: invitations.sentAt,
      expiresAt: invitations.expiresAt,
      acceptedAt: invitations.acceptedAt,
      acceptedBy: invitations.acceptedBy,
      declinedAt: invitations.declinedAt,
      revokedAt: invitations.revokedAt,
      invitedBy: users.name,
    })
    .from(invitations)
    .leftJoin(users, eq(users.id, invitations.roleGivenBy))
    .where(ofInvitation);
  if (!facts) return null;
  const [projectRows, teamRows] = await Promise.all([
    db()
      .select({ id: projects.id, name: projects.name, role: invitationProjects.role, givenBy: users.name })
      .from(invitationProjects)
      .innerJoin(projects, eq(projects.id, invitationProjects.projectId))
      .leftJoin(users, eq(users.id, invitationProjects.givenBy))
      .where(eq(invitationProjects.invitationId, id))
      .orderBy(sql`lower(${projects.name})`, projects.id),
    db()
      .select({ id: teams.id, name: teams.name, role: teams.role, givenBy: users.name })
      .from(invitationTeams)
      .innerJoin(teams, eq(teams.id, invitationTeams.teamId))
      .leftJoin(users, eq(users.id, invitationTeams.givenBy))
      .where(eq(invitationTeams.invitationId, id))
      .orderBy(sql`lower(${teams.name})`, teams.id),
  ]);
  return { ...facts, projects: projectRows, teams: teamRows };
}
