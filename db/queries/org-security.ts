import "server-only";
import { and, eq, isNotNull, isNull, ne, sql } from "drizzle-orm";
import { type Database, db, type Tx } from "@/db/client";
import { domains, members, orgs, users } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import type { OrgRole } from "@/lib/authz/roles";
import { now } from "@/lib/clock";
import { pageSize } from "@/lib/pagination";
import { isShown, sessionOf, ssoIsTheirFactor } from "./org-gate";
import { type ListPage, pageByNumber } from "./page";

/** What an org asks of the sessions that open it, and who does not meet it yet. */
export type OrgSecurity = {
  twoFactorFrom: Date | null;
  trustedDevices: boolean;
  /** Whether single sign-on stands for the second factor (T4). */
  ssoIsTwoFactor: boolean;
  sessionIdleHours: number | null;
  sessionHours: number | null;
  members: number;
  enrolled: number;
  /** Who will be asked to set one up. */
  asked: number;
};

/** Without a factor, or reset here by an admin. */
const isUnenrolled = sql`(${users.twoFactorEnrolledAt} is null or ${members.twoFactorResetAt} is not null)`;
/** Who is asked to set one up: not whom single sign-on spares it (T4). The query has the rows of member, user and org. */
export const isAsked = sql`(${isUnenrolled} and not ${ssoIsTheirFactor})`;

export async function getOrgSecurity({ org }: OrgActor): Promise<OrgSecurity> {
  const counted = db()
    .select({
      total: sql<number>`count(*)::int`.as("total"),
      enrolled: sql<number>`count(*) filter (where not ${isUnenrolled})::int`.as("enrolled"),
      asked: sql<number>`count(*) filter (where ${isAsked})::int`.as("asked"),
    })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .innerJoin(orgs, eq(orgs.id, members.orgId))
    .where(eq(members.orgId, org.id));
  const [[row], [count]] = await Promise.all([
    db()
      .select({
        twoFactorFrom: orgs.twoFactorFrom,
        trustedDevices: orgs.trustedDevices,
        ssoIsTwoFactor: orgs.ssoIsTwoFactor,
        sessionIdleHours: orgs.sessionIdleHours,
        sessionHours: orgs.sessionHours,
      })
      .from(orgs)
      .where(eq(orgs.id, org.id)),
    counted,
  ]);
  if (!row) throw new Error("The organization of an actor is gone.");
  return { ...row, members: count?.total ?? 0, enrolled: count?.enrolled ?? 0, asked: count?.asked ?? 0 };
}

export type Unenrolled = { userId: string; name: string; email: string; role: OrgRole };

/** A page of the members who are asked to set up a second factor, by name, and how many there are. */
export function listUnenrolled({ org }: OrgActor, page: ListPage): Promise<{ rows: Unenrolled[]; total: number }> {
  const theirs = and(eq(members.orgId, org.id), isAsked);
  return pageByNumber(page, async (offset) => {
    const [rows, [count]] = await Promise.all([
      db()
        .select({ userId: members.userId, name: members.name, email: members.email, role: members.role })
        .from(members)
        .innerJoin(users, eq(users.id, members.userId))
        .innerJoin(orgs, eq(orgs.id, members.orgId))
        .where(theirs)
        .orderBy(sql`lower(${members.name})`, members.userId)
        .limit(pageSize)
        .offset(offset),
      db()
        .select({ total: sql<number>`count(*)::int` })
        .from(members)
        .innerJoin(users, eq(users.id, members.userId))
        .innerJoin(orgs, eq(orgs.id, members.orgId))
        .where(theirs),
    ]);
    return { rows, total: count?.total ?? 0 };
  });
}

export async function listUnenrolledIds(orgId: number): Promise<string[]> {
  const rows = await db()
    .select({ userId: members.userId })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .innerJoin(orgs, eq(orgs.id, members.orgId))
    .where(and(eq(members.orgId, orgId), isAsked))
    .orderBy(members.userId);
  return rows.map(({ userId }) => userId);
}

/** What the mail to one of them says; null for somebody who has one by now, or is no member any more. */
export async function getTwoFactorReminder(orgId: number, userId: string) {
  const [row] = await db()
    .select({
      name: members.name,
      email: members.email,
      orgName: orgs.name,
      timezone: users.timezone,
      from: sql<Date>`${orgs.twoFactorFrom}`.mapWith(orgs.twoFactorFrom),
    })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .innerJoin(orgs, and(eq(orgs.id, members.orgId), isNull(orgs.deletedAt)))
    .where(and(eq(members.orgId, orgId), eq(members.userId, userId), isAsked, isNotNull(orgs.twoFactorFrom)));
  return row ? { ...row, due: row.from <= now() } : null;
}

/** T4: whether what the org's identity provider showed to this very session stands for the second factor. */
export async function isSsoTheFactorHere(actor: OrgActor): Promise<boolean> {
  const [row] = await db()
    .select({ counts: sql<boolean>`${orgs.ssoIsTwoFactor} and ${isShown(sessionOf(actor))}` })
    .from(orgs)
    .where(eq(orgs.id, actor.org.id));
  return row?.counts ?? false;
}

/**
 * T3: whether a member's second factor is not this org's alone to reset: they are in another org, too, and their address
 * lies in no domain that this org verified.
 */
export async function isElsewhere(orgId: number, userId: string, from: Tx | Database = db()): Promise<boolean> {
  const [row] = await from
    .select({ orgId: members.orgId })
    .from(members)
    .innerJoin(orgs, and(eq(orgs.id, members.orgId), isNull(orgs.deletedAt)))
    .where(
      and(
        eq(members.userId, userId),
        ne(members.orgId, orgId),
        sql`not exists (select 1 from ${domains} where ${domains.orgId} = ${orgId} and ${domains.verifiedAt} is not null
          and ${domains.domain} = split_part(${members.email}, '@', 2))`,
      ),
    )
    .limit(1);
  return row !== undefined;
}
