import "server-only";
import { and, count, eq, type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { members, teamMembers } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import type { OrgRole } from "@/lib/authz/roles";
import { canonicalEmail } from "@/lib/email";
import { type ListPlace, writeCursor } from "@/lib/pagination";
import { ordered, pageClauses, type Sorting, textArray } from "./page";
import { matchingPeople } from "./team-selection";

export const teamMemberSorts = ["name", "added"] as const;
export type TeamMemberSort = (typeof teamMemberSorts)[number];

export type TeamMemberRow = {
  userId: string;
  name: string;
  email: string;
  role: OrgRole;
  addedAt: Date;
  cursor: string;
};

const sortings: Record<TeamMemberSort, Sorting> = {
  name: { by: sql`lower(${members.name})`, type: "text" },
  added: { by: sql`${teamMembers.addedAt}`, type: "timestamptz" },
};

const columns = {
  userId: members.userId,
  name: members.name,
  email: members.email,
  role: members.role,
  addedAt: teamMembers.addedAt,
};
const samePerson = and(eq(members.orgId, teamMembers.orgId), eq(members.userId, teamMembers.userId));

type Team = { id: string; members: number };

/** One page of the people of a team of the actor's org. */
export async function searchTeamMembers(
  actor: OrgActor,
  team: Team,
  filter: { q: string },
  place: ListPlace<TeamMemberSort>,
): Promise<{ rows: TeamMemberRow[]; total: number }> {
  const total = filter.q === "" ? team.members : await countTeamMembers(actor, team.id, filter.q);
  const sorting = sortings[place.sort];
  // Each order is read from the index of its own table, whose id stands in it too.
  const id = place.sort === "name" ? sql`${members.userId}` : sql`${teamMembers.userId}`;
  const clauses = pageClauses(place, sorting, id, total);
  const page = db()
    .select({ ...columns, place: sql`${sorting.by}`.as("place") })
    .from(teamMembers)
    .innerJoin(members, samePerson)
    .where(and(inTeam(actor, team.id, filter.q), clauses.where))
    .orderBy(clauses.orderBy)
    .limit(clauses.limit)
    .offset(clauses.offset)
    .as("page");
  const rows = await db()
    .select({
      userId: page.userId,
      name: page.name,
      email: page.email,
      role: page.role,
      addedAt: page.addedAt,
      key: sql<string>`${page.place}::text`.as("key"),
    })
    .from(page)
    .orderBy(ordered(page.place, page.userId, place.dir));
  return { rows: rows.map(({ key, ...row }) => ({ ...row, cursor: writeCursor(key, row.userId) })), total };
}

export async function countTeamMembers(actor: OrgActor, teamId: string, q: string): Promise<number> {
  const [row] = await db()
    .select({ total: count() })
    .from(teamMembers)
    .innerJoin(members, samePerson)
    .where(inTeam(actor, teamId, q));
  return row?.total ?? 0;
}

/** The next `size` people of a team by name for a file of them all. */
export function exportTeamMembers(
  actor: OrgActor,
  teamId: string,
  q: string,
  after: { name: string; userId: string } | null,
  size = 1000,
) {
  return db()
    .select(columns)
    .from(teamMembers)
    .innerJoin(members, samePerson)
    .where(
      and(
        inTeam(actor, teamId, q),
        after ? sql`(lower(${members.name}), ${members.userId}) > (lower(${after.name}), ${after.userId})` : undefined,
      ),
    )
    .orderBy(sql`lower(${members.name})`, members.userId)
    .limit(size);
}

function inTeam(actor: OrgActor, teamId: string, q: string): SQL | undefined {
  return and(
    eq(members.orgId, actor.org.id),
    eq(teamMembers.orgId, actor.org.id),
    eq(teamMembers.teamId, teamId),
    matchingPeople(q),
  );
}

export type NamedPerson = { id: string; label: string; hint: string };

/** These people of the org, for showing who was chosen. */
export function listPeople(actor: OrgActor, ids: readonly string[]): Promise<NamedPerson[]> {
  return db()
    .select({ id: members.userId, label: members.name, hint: members.email })
    .from(members)
    .where(and(eq(members.orgId, actor.org.id), sql`${members.userId} = any(${textArray(ids)})`))
    .orderBy(sql`lower(${members.name})`, members.userId);
}

export type TypedPeople = { found: NamedPerson[] /** What fits nobody, or more than one. */; unclear: string[] };

/** People typed by hand, one a line or separated by commas: an e-mail address, or a whole name that only one has. */
export async function findTypedPeople(actor: OrgActor, text: string): Promise<TypedPeople> {
  const lines = [...new Set(text.split(/[\n,;]/).map((line) => line.trim()))].filter(Boolean).slice(0, 200);
  if (lines.length === 0) return { found: [], unclear: [] };
  const asked = lines.map((line) => ({ line, key: canonicalEmail(line) ?? line.toLowerCase() }));
  const keys = textArray(asked.map(({ key }) => key));
  const people = await db()
    .select({ id: members.userId, label: members.name, hint: members.email })
    .from(members)
    .where(
      and(
        eq(members.orgId, actor.org.id),
        sql`(${members.email} = any(${keys}) or lower(${members.name}) = any(${keys}))`,
      ),
    );
  const found = new Map<string, NamedPerson>();
  const unclear: string[] = [];
  for (const { line, key } of asked) {
    const fits = people.filter((person) => person.hint === key);
    const [only, second] = fits.length > 0 ? fits : people.filter((person) => person.label.toLowerCase() === key);
    if (only && !second) found.set(only.id, only);
    else unclear.push(line);
  }
  return { found: [...found.values()], unclear };
}
