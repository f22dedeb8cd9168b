import "server-only";
import { and, desc, eq, isNotNull, type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { members, orgs, users } from "@/db/schema";
import type { OrgActor, UserActor } from "@/lib/authz/actor";
import { now } from "@/lib/clock";
import { isNotHidden, type OrgStep, orgStep, sessionOf } from "./org-gate";

/** Deleted organizations exist for their owners alone, and only to be restored. */

/** `step`: what stands between this session and the org: until then its name and day are all there is to see. */
export type DeletedOrg = {
  id: number;
  name: string;
  deletedAt: Date;
  deletedBy: string | null;
  erasing: boolean;
  step: OrgStep | null;
};

function ofOwner(actor: UserActor, more?: SQL) {
  const limited = actor.user.limitedToOrgId;
  const session = sessionOf(actor);
  const step = orgStep(session, now());
  return db()
    .select({
      id: orgs.id,
      name: orgs.name,
      deletedAt: sql<Date>`${orgs.deletedAt}`.mapWith(orgs.createdAt),
      deletedBy: sql<string | null>`case when ${step} is null then ${users.name} end`,
      step,
      erasing: sql<boolean>`${orgs.erasingAt} is not null`,
    })
    .from(members)
    .innerJoin(orgs, and(eq(orgs.id, members.orgId), isNotNull(orgs.deletedAt)))
    .leftJoin(users, eq(users.id, orgs.deletedBy))
    .where(
      and(
        eq(members.userId, actor.user.id),
        eq(members.role, "owner"),
        limited === null ? undefined : eq(orgs.id, limited),
        isNotHidden(session),
        more,
      ),
    )
    .orderBy(desc(orgs.deletedAt), desc(orgs.id))
    .limit(200);
}

export function listMyDeletedOrgs(actor: UserActor): Promise<DeletedOrg[]> {
  return ofOwner(actor);
}

export type RestorableOrg = DeletedOrg & { counts: { members: number; projects: number } | null };

/** One of them with what comes back, or null. */
export async function getMyDeletedOrg(actor: UserActor, orgId: number): Promise<RestorableOrg | null> {
  const [row] = await ofOwner(actor, eq(orgs.id, orgId));
  if (!row) return null;
  if (row.step) return { ...row, counts: null };
  const [counts] = await db().execute<{ members: number; projects: number }>(
    sql`select members, projects from org_counts where org_id = ${orgId}`,
  );
  return { ...row, counts: counts ?? null };
}

/** For the mail to an owner; null where it was restored, or they own it no more. */
export async function getDeletedOrgForMail(orgId: number, userId: string) {
  const [row] = await db().execute<{
    email: string;
    timezone: string | null;
    orgName: string;
    by: string | null;
    byYou: boolean;
    deletedAt: string;
  }>(sql`
    select u.email, u.timezone, o.name as "orgName", d.name as by, o.deleted_by = u.id as "byYou", o.deleted_at as "deletedAt"
    from orgs o join members m on m.org_id = o.id and m.role = 'owner' join users u on u.id = m.user_id
      left join users d on d.id = o.deleted_by
    where o.id = ${orgId} and u.id = ${userId} and o.deleted_at is not null and o.erasing_at is null`);
  return row ? { ...row, deletedAt: new Date(row.deletedAt) } : null;
}

export type OrgDeletionPreview = {
  people: number;
  teams: number;
  projects: number;
  invitations: number;
  deletedProjects: number;
  events: number;
  profiles: number;
};

/** What goes away with the actor's org, in numbers. */
export async function previewOrgDeletion(actor: OrgActor): Promise<OrgDeletionPreview> {
  const orgId = actor.org.id;
  const [row] = await db().execute<OrgDeletionPreview>(sql`
    select c.members as people, c.teams, c.projects, c.invitations,
      (select count(*)::int from projects p where p.org_id = ${orgId} and p.deleted_at is not null and p.erased_at is null) as "deletedProjects",
      (select coalesce(sum(u.events), 0)::float8 from usage_days u where u.org_id = ${orgId}) as events,
      (select coalesce(sum(n.profiles), 0)::float8 from profile_counts n join projects p on p.dataset_id = n.dataset_id
        where p.org_id = ${orgId} and p.deleted_at is null) as profiles
    from org_counts c where c.org_id = ${orgId}`);
  if (!row) throw new Error("An organization has counts.");
  return row;
}
