import "server-only";
import { and, desc, eq, gt, gte, inArray, isNull, lte, or, sql } from "drizzle-orm";
import { type Database, db, type Tx } from "@/db/client";
import {
  accountExports,
  auditEntries,
  emailChanges,
  gdprTokens,
  members,
  orgCounts,
  orgs,
  pageVisits,
  phoneCodes,
  projects,
  users,
  visitAddresses,
} from "@/db/schema";
import type { UserActor } from "@/lib/authz/actor";
import { now } from "@/lib/clock";
import { pageSize } from "@/lib/pagination";
import { pageName, pathOfPlace } from "@/lib/usage/visit-places";
import { phoneWaitsSince } from "@/lib/users/phone-waiting";
import { orgIsOpen } from "./org-gate";
import { type ListPage, pageByNumber } from "./page";

/** What the pages of one's own account show. */

const dayMs = 24 * 3600 * 1000;

export type Account = {
  hasPassword: boolean;
  passwordChangedAt: Date | null;
  phone: string | null;
  deletionDueAt: Date | null;
  usageRecorded: boolean;
  usageUsed: boolean;
  /** The address that waits for its link. */
  pendingEmail: { email: string; expiresAt: Date } | null;
  /** The number that waits for its code. */
  pendingPhone: { phone: string; expiresAt: Date } | null;
};

export async function getAccount(actor: UserActor, at: Date): Promise<Account> {
  const [row] = await db()
    .select({
      hasPassword: sql<boolean>`${users.passwordHash} is not null`,
      passwordChangedAt: users.passwordChangedAt,
      phone: users.phone,
      deletionDueAt: users.deletionDueAt,
      usageRecorded: users.usageRecorded,
      usageUsed: users.usageUsed,
      pendingEmail: { email: emailChanges.newEmail, expiresAt: emailChanges.expiresAt },
      pendingPhone: { phone: phoneCodes.phone, expiresAt: phoneCodes.expiresAt },
    })
    .from(users)
    .leftJoin(
      emailChanges,
      and(
        eq(emailChanges.userId, users.id),
        isNull(emailChanges.confirmedAt),
        isNull(emailChanges.cancelledAt),
        gt(emailChanges.expiresAt, at),
      ),
    )
    .leftJoin(phoneCodes, and(eq(phoneCodes.userId, users.id), gt(phoneCodes.expiresAt, phoneWaitsSince(at))))
    .where(eq(users.id, actor.user.id))
    .orderBy(desc(emailChanges.createdAt))
    .limit(1);
  if (!row) throw new Error("The account of a session is gone.");
  return row;
}

/** Orgs that would have no owner without this person; inside the caller's transaction where one is given. */
export function listOnlyOwned(
  userId: string,
  from: Tx | Database = db(),
): Promise<{ id: number; name: string; members: number }[]> {
  return from
    .select({ id: orgs.id, name: orgs.name, members: orgCounts.members })
    .from(members)
    .innerJoin(orgs, and(eq(orgs.id, members.orgId), isNull(orgs.deletedAt)))
    .innerJoin(orgCounts, eq(orgCounts.orgId, orgs.id))
    .where(and(eq(members.userId, userId), eq(members.role, "owner"), lte(orgCounts.owners, 1)))
    .orderBy(sql`lower(${orgs.name})`, orgs.id);
}

export type OwnToken = { createdAt: Date; expiresAt: Date; lastUsedAt: Date | null };

/** The one token that is not revoked, also when it has run out. */
export async function getOwnToken(actor: UserActor): Promise<OwnToken | null> {
  const [row] = await db()
    .select({ createdAt: gdprTokens.createdAt, expiresAt: gdprTokens.expiresAt, lastUsedAt: gdprTokens.lastUsedAt })
    .from(gdprTokens)
    .where(and(eq(gdprTokens.userId, actor.user.id), isNull(gdprTokens.revokedAt)));
  return row ?? null;
}

export type OwnExport = {
  id: string;
  createdAt: Date;
  readyAt: Date | null;
  expiresAt: Date | null;
  bytes: number | null;
};

/** The newest exports that are being made or can be downloaded. */
export function listOwnExports(actor: UserActor, at: Date): Promise<OwnExport[]> {
  const { id, userId, createdAt, readyAt, expiresAt, bytes } = accountExports;
  return db()
    .select({ id, createdAt, readyAt, expiresAt, bytes })
    .from(accountExports)
    .where(
      and(
        eq(userId, actor.user.id),
        or(gt(expiresAt, at), and(isNull(readyAt), gt(createdAt, new Date(at.getTime() - dayMs / 4)))),
      ),
    )
    .orderBy(desc(createdAt))
    .limit(10);
}

/** One's own export, ready or not; null for everybody else's. */
export async function getOwnExport(actor: UserActor, exportId: string): Promise<{ readyAt: Date | null } | null> {
  const [row] = await db()
    .select({ readyAt: accountExports.readyAt })
    .from(accountExports)
    .where(and(eq(accountExports.id, exportId), eq(accountExports.userId, actor.user.id)));
  return row ?? null;
}

export type OwnVisit = { page: string; place: number; placeName: string | null; visits: number; lastAt: Date };

/** The pages opened last, each with the name of its org or project as far as it opens. */
export function listOwnVisits(actor: UserActor, limit: number): Promise<OwnVisit[]> {
  return db()
    .select({
      page: pageVisits.page,
      place: pageVisits.place,
      placeName: sql<string | null>`coalesce(${orgs.name}, ${projects.name})`,
      visits: pageVisits.visits,
      lastAt: pageVisits.lastAt,
    })
    .from(pageVisits)
    .leftJoin(
      orgs,
      and(
        eq(orgs.id, pageVisits.place),
        sql`${pageVisits.page} like '/org/%'`,
        isNull(orgs.deletedAt),
        orgIsOpen(actor, now(), sql`${orgs.id}`),
      ),
    )
    .leftJoin(
      projects,
      and(
        eq(projects.id, pageVisits.place),
        sql`${pageVisits.page} like '/project/%'`,
        isNull(projects.deletedAt),
        orgIsOpen(actor, now(), sql`${projects.orgId}`),
        sql`exists (select 1 from project_access a where a.project_id = ${projects.id} and a.user_id = ${actor.user.id})`,
      ),
    )
    .where(eq(pageVisits.userId, actor.user.id))
    .orderBy(desc(pageVisits.lastAt), pageVisits.page, pageVisits.place)
    .limit(limit);
}

export type RecentPlace = { label: string; placeName: string | null; path: string };

/**
 * What somebody opened lately and may still open, the newest first; nothing where they do not want it used (C3). Only
 * pages with a name, of orgs they are in and projects they reach.
 */
export async function listRecentPlaces(actor: UserActor, limit: number): Promise<RecentPlace[]> {
  const rows = await db().execute<{ page: string; place: number; place_name: string | null }>(sql`
    select v.page, v.place, coalesce(o.name, p.name) as place_name
    from page_visits v
      join users u on u.id = v.user_id and u.usage_used
      left join members m on m.org_id = v.place and m.user_id = v.user_id
      left join orgs o on o.id = m.org_id and o.deleted_at is null
      left join projects p on p.id = v.place and p.deleted_at is null and exists (
        select 1 from project_access a where a.project_id = p.id and a.user_id = v.user_id)
    where v.user_id = ${actor.user.id}
      and (v.place = 0 or (v.page like '/org/%' and o.id is not null) or (v.page like '/project/%' and p.id is not null))
      and (v.place = 0 or ${orgIsOpen(actor, now(), sql`coalesce(o.id, p.org_id)`)})
      and (${actor.user.limitedToOrgId}::int is null or coalesce(o.id, p.org_id) = ${actor.user.limitedToOrgId}::int)
    order by v.last_at desc
    limit 40`);
  return rows
    .flatMap(({ page, place, place_name: placeName }) => {
      const [label, path] = [pageName(page), pathOfPlace({ page, place })];
      return label && path ? [{ label, path, placeName }] : [];
    })
    .slice(0, limit);
}

export type OwnAddress = { ip: string; firstAt: Date; lastAt: Date };

export function listOwnAddresses(actor: UserActor, limit: number): Promise<OwnAddress[]> {
  const { ip, firstAt, lastAt, userId } = visitAddresses;
  return db()
    .select({ ip, firstAt, lastAt })
    .from(visitAddresses)
    .where(eq(userId, actor.user.id))
    .orderBy(desc(lastAt), ip)
    .limit(limit);
}

export type SignIn = { id: string; at: Date; action: string; ip: string | null; agent: string | null };

const signInActions = ["user.signed_in", "user.sign_in_failed", "user.second_factor_failed", "user.notice_refused"];
export const signInDays = 90;

/** A page of the sign-ins of the last 90 days, newest first, and how many there are. */
export function listSignIns(actor: UserActor, at: Date, page: ListPage): Promise<{ rows: SignIn[]; total: number }> {
  const theirs = and(
    eq(auditEntries.chain, `user:${actor.user.id}`),
    inArray(auditEntries.action, signInActions),
    gte(auditEntries.at, new Date(at.getTime() - signInDays * dayMs)),
  );
  return pageByNumber(page, async (offset) => {
    const [rows, [count]] = await Promise.all([
      db()
        .select({
          id: auditEntries.id,
          at: auditEntries.at,
          action: auditEntries.action,
          ip: auditEntries.ip,
          agent: auditEntries.agent,
        })
        .from(auditEntries)
        .where(theirs)
        .orderBy(desc(auditEntries.seq))
        .limit(pageSize)
        .offset(offset),
      db().select({ total: sql<number>`count(*)::int` }).from(auditEntries).where(theirs),
    ]);
    return { rows, total: count?.total ?? 0 };
  });
}
