import "server-only";
import { and, eq, type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { invitationIsOpen, invitations } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import type { OrgRole } from "@/lib/authz/roles";
import type { ChosenInvitations } from "@/lib/invitations/selection";
import { matchingInvitations } from "./invitations";
import { textArray } from "./page";

/** The open invitations that were chosen in the list. */
export function chosenInvitations(orgId: number, { selection, filter }: ChosenInvitations, at: Date): SQL | undefined {
  return selection.all
    ? and(matchingInvitations(orgId, filter, at), invitationIsOpen)
    : and(eq(invitations.orgId, orgId), invitationIsOpen, sql`${invitations.id} = any(${textArray(selection.ids)})`);
}

export type ChosenInvitation = { id: string; email: string; role: OrgRole; expiresAt: Date };
export type ChosenSummary = {
  count: number;
  expired: number;
  blocked: number;
  /** The first by address: those in the way, and of the others. */
  inTheWay: ChosenInvitation[];
  free: ChosenInvitation[];
};

/** What the page before names: how many are chosen, and which of them the actor may not touch. */
export async function summarizeChosen(
  actor: OrgActor,
  chosen: ChosenInvitations,
  { at, may }: { at: Date; may: (invitation: { role: OrgRole; roleGivenBy: string | null }) => boolean },
): Promise<ChosenSummary> {
  const where = chosenInvitations(actor.org.id, chosen, at);
  const mine = sql<boolean>`${invitations.roleGivenBy} is not distinct from ${actor.user.id}`;
  const groups = await db()
    .select({
      role: invitations.role,
      mine,
      count: sql<number>`count(*)::int`,
      expired: sql<number>`(count(*) filter (where ${invitations.expiresAt} <= ${at.toISOString()}::timestamptz))::int`,
    })
    .from(invitations)
    .where(where)
    .groupBy(invitations.role, sql`2`);
  const stuck = groups.filter((group) => !may({ role: group.role, roleGivenBy: group.mine ? actor.user.id : null }));
  const inStuck = stuck.map((group) => sql`(${eq(invitations.role, group.role)} and (${mine}) = ${group.mine})`);
  const isStuck = inStuck.length > 0 ? sql`(${sql.join(inStuck, sql` or `)})` : sql`false`;
  const first = (which: SQL, most: number) =>
    db()
      .select({
        id: invitations.id,
        email: invitations.email,
        role: invitations.role,
        expiresAt: invitations.expiresAt,
      })
      .from(invitations)
      .where(and(where, which))
      .orderBy(invitations.email)
      .limit(most);
  const [inTheWay, free] = await Promise.all([first(isStuck, 20), first(sql`not ${isStuck}`, 50)]);
  const sum = (list: typeof groups, of: "count" | "expired") => list.reduce((total, group) => total + group[of], 0);
  return { count: sum(groups, "count"), expired: sum(groups, "expired"), blocked: sum(stuck, "count"), inTheWay, free };
}
