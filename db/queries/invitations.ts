import "server-only";
import { and, count, eq, gt, isNotNull, lte, type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { invitationIsOpen, invitationProjects, invitations, invitationTeams, users } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import type { OrgRole, ProjectRole } from "@/lib/authz/roles";
import { endedState, type InvitationFilter, type InvitationSort, type InvitationState } from "@/lib/invitations/filter";
import { type ListPlace, writeCursor } from "@/lib/pagination";
import { getOrgCounts } from "./orgs";
import { holds, ordered, pageClauses, type Sorting } from "./page";

export type InvitationRow = {
  id: string;
  email: string;
  role: OrgRole;
  sentAt: Date;
  expiresAt: Date;
  /** When it was accepted, declined or revoked. */
  endedAt: Date | null;
  acceptedBy: string | null;
  invitedBy: string | null;
  projectCount: number;
  teamCount: number;
  cursor: string;
};

/** In an order for which there is an index: open ones by what is listed, ended ones by when they ended. */
export function invitationSorting(sort: InvitationSort, state: InvitationState | null): Sorting {
  const ended = endedState(state);
  if (ended) return { by: sql`${endOf[ended]}`, type: "timestamptz" };
  if (sort === "email") return { by: sql`${invitations.email}`, type: "text" };
  if (sort === "role") return { by: sql`${invitations.role}`, type: "org_role" };
  return { by: sort === "expires" ? sql`${invitations.expiresAt}` : sql`${invitations.sentAt}`, type: "timestamptz" };
}

const endOf = { accepted: invitations.acceptedAt, declined: invitations.declinedAt, revoked: invitations.revokedAt };

/** One page of the invitations of the actor's org: open ones, or those that ended in one way. */
export async function searchInvitations(
  actor: OrgActor,
  filter: InvitationFilter,
  place: ListPlace<InvitationSort>,
  at: Date,
): Promise<{ rows: InvitationRow[]; total: number }> {
  const total = await countInvitations(actor, filter, at);
  const sorting = invitationSorting(place.sort, filter.state);
  const clauses = pageClauses(place, sorting, sql`${invitations.id}`, total);
  const page = db()
    .select({
      id: invitations.id,
      email: invitations.email,
      role: invitations.role,
      sentAt: invitations.sentAt,
      expiresAt: invitations.expiresAt,
      endedAt:
        sql<Date | null>`coalesce(${invitations.acceptedAt}, ${invitations.declinedAt}, ${invitations.revokedAt})`
          .mapWith(invitations.acceptedAt)
          .as("ended_at"),
      acceptedBy: invitations.acceptedBy,
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
      endedAt: page.endedAt,
      acceptedBy: page.acceptedBy,
      invitedBy: users.name,
      projectCount: sql<number>`(select count(*)::int from ${invitationProjects}
        where ${invitationProjects.invitationId} = ${page.id})`,
      teamCount: sql<number>`(select count(*)::int from ${invitationTeams}
        where ${invitationTeams.invitationId} = ${page.id})`,
      // Named, or it would be called "place" like the column, and the rows be ordered by its text.
      key: sql<string>`${page.place}::text`.as("key"),
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
  const ended = endedState(filter.state);
  return and(
    eq(invitations.orgId, orgId),
    ended ? isNotNull(endOf[ended]) : invitationIsOpen,
    filter.role ? eq(invitations.role, filter.role) : undefined,
    filter.state === "pending" ? gt(invitations.expiresAt, at) : undefined,
    filter.state === "expired" ? lte(invitations.expiresAt, at) : undefined,
    filter.q ? holds(sql`${invitations.email}`, filter.q) : undefined,
  );
}

export type InvitedProject = {
  id: number;
  name: string;
  role: ProjectRole;
  givenBy: string | null;
  giverId: string | null;
  /** As ISO 8601, where the grant that comes of it ends by itself. */
  endsAt: string | null;
  /** What the giver is on the project now; null for somebody who reaches it no more. */
  giverRole: ProjectRole | null;
};
export type InvitedTeam = {
  id: string;
  name: string;
  role: ProjectRole;
  givenBy: string | null;
  giverId: string | null;
  /** The giver's place in the org now. */
  giverOrgRole: OrgRole | null;
  /** The different roles that the giver has on the team's projects; null where it has none. */
  giverRoles: (ProjectRole | null)[] | null;
};

export type InvitationFacts = {
  id: string;
  email: string;
  role: OrgRole;
  createdAt: Date;
  sentAt: Date;
  expiresAt: Date;
  acceptedAt: Date | null;
  acceptedBy: string | null;
  /** Their name while they are a member. */
  acceptedName: string | null;
  declinedAt: Date | null;
  revokedAt: Date | null;
  giverId: string | null;
  invitedBy: string | null;
  giverOrgRole: OrgRole | null;
  projects: InvitedProject[];
  teams: InvitedTeam[];
};

/** One invitation of the actor's org in any state, with its parts and who gave each, or null. */
export async function getInvitation(actor: OrgActor, id: string): Promise<InvitationFacts | null> {
  const orgId = actor.org.id;
  const ownOf = (project: SQL, giver: SQL) => sql`(select max(a.role) from project_access a
    where a.project_id = ${project} and a.user_id = ${giver})`;
  const placeOf = (giver: SQL) =>
    sql`(select m.role from members m where m.org_id = ${orgId} and m.user_id = ${giver})`;
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
      acceptedName: sql<string | null>`(select m.name from members m
        where m.org_id = ${orgId} and m.user_id = ${invitations.acceptedBy})`,
      declinedAt: invitations.declinedAt,
      revokedAt: invitations.revokedAt,
      giverId: invitations.roleGivenBy,
      invitedBy: users.name,
      giverOrgRole: sql<OrgRole | null>`${placeOf(sql`${invitations.roleGivenBy}`)}`,
      projects: sql<InvitedProject[]>`coalesce((
        select json_agg(json_build_object('id', p.id, 'name', p.name, 'role', i.role, 'givenBy', u.name,
          'giverId', i.given_by, 'endsAt', i.ends_at, 'giverRole', ${ownOf(sql`p.id`, sql`i.given_by`)}) order by lower(p.name), p.id)
        from invitation_projects i join projects p on p.id = i.project_id left join users u on u.id = i.given_by
        where i.invitation_id = ${invitations.id} and p.deleted_at is null), '[]')`,
      teams: sql<InvitedTeam[]>`coalesce((
        select json_agg(json_build_object('id', t.id, 'name', t.name, 'role', t.role, 'givenBy', u.name,
          'giverId', i.given_by, 'giverOrgRole', ${placeOf(sql`i.given_by`)}, 'giverRoles',
          (select json_agg(distinct ${ownOf(sql`tp.project_id`, sql`i.given_by`)}) from team_projects tp
            join projects p on p.id = tp.project_id and p.deleted_at is null where tp.team_id = t.id))
          order by lower(t.name), t.id)
        from invitation_teams i join teams t on t.id = i.team_id left join users u on u.id = i.given_by
        where i.invitation_id = ${invitations.id}), '[]')`,
    })
    .from(invitations)
    .leftJoin(users, eq(users.id, invitations.roleGivenBy))
    .where(and(eq(invitations.orgId, orgId), eq(invitations.id, id)));
  return facts ?? null;
}
