import "server-only";
import { and, count, desc, eq, isNull, type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { type DirectoryAttributes, directoryRequests, directoryTokens, users } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { planHas } from "@/lib/billing/plans";
import { pageSize } from "@/lib/pagination";
import { type ListPage, pageByNumber } from "./page";

/** What a directory keeps here, as its protocol and the pages show it. */

export type DirectoryUserRow = {
  id: string;
  userName: string;
  externalId: string | null;
  active: boolean;
  attributes: DirectoryAttributes;
  version: number;
  createdAt: Date;
  changedAt: Date;
  groups: { value: string; display: string }[];
};

type RawUser = Omit<DirectoryUserRow, "createdAt" | "changedAt"> & { createdAt: string; changedAt: string };

const userColumns = sql`d.id, d.user_name as "userName", d.external_id as "externalId", d.active, d.attributes, d.version,
  d.created_at as "createdAt", d.changed_at as "changedAt",
  coalesce((select json_agg(json_build_object('value', g.id, 'display', t.name) order by lower(t.name), g.id)
    from team_members tm join directory_groups g on g.team_id = tm.team_id join teams t on t.id = g.team_id
    where tm.org_id = d.org_id and tm.user_id = d.user_id), '[]') as groups`;

function toUser(row: RawUser): DirectoryUserRow {
  return { ...row, createdAt: new Date(row.createdAt), changedAt: new Date(row.changedAt) };
}

export async function getDirectoryUser(orgId: number, id: string): Promise<DirectoryUserRow | null> {
  const [row] = await db().execute<RawUser>(
    sql`select ${userColumns} from directory_users d where d.org_id = ${orgId} and d.id = ${id}`,
  );
  return row ? toUser(row) : null;
}

export type DirectoryPage = { startIndex: number; count: number };

/** A page of the directory's users that a filter leaves, in the order they came, and how many there are. */
export async function listDirectoryUsers(
  orgId: number,
  filter: SQL | null,
  { startIndex, count: most }: DirectoryPage,
) {
  const where = sql`where d.org_id = ${orgId} ${filter ? sql`and ${filter}` : sql``}`;
  const [rows, [total]] = await Promise.all([
    most === 0
      ? []
      : db().execute<RawUser>(sql`
          select ${userColumns} from directory_users d ${where}
          order by d.created_at, d.id limit ${most} offset ${startIndex - 1}`),
    db().execute<{ n: number }>(sql`select count(*)::int as n from directory_users d ${where}`),
  ]);
  return { rows: [...rows].map(toUser), total: total?.n ?? 0 };
}

export type DirectoryGroupRow = {
  id: string;
  teamId: string;
  displayName: string;
  externalId: string | null;
  version: number;
  createdAt: Date;
  changedAt: Date;
  members: { value: string; display: string }[] | null;
};

type RawGroup = Omit<DirectoryGroupRow, "createdAt" | "changedAt"> & { createdAt: string; changedAt: string };

/** Groups of thousands are long: their people are read only where they are asked for. */
const groupColumns = (withMembers: boolean) => sql`d.id, d.team_id as "teamId", t.name as "displayName",
  d.external_id as "externalId", d.version, d.created_at as "createdAt", d.changed_at as "changedAt",
  ${
    withMembers
      ? sql`coalesce((select json_agg(json_build_object('value', u.id, 'display', u.user_name) order by u.id)
          from team_members tm join directory_users u on u.org_id = tm.org_id and u.user_id = tm.user_id
          where tm.team_id = d.team_id), '[]')`
      : sql`null`
  } as members`;

function toGroup(row: RawGroup): DirectoryGroupRow {
  return { ...row, createdAt: new Date(row.createdAt), changedAt: new Date(row.changedAt) };
}

export async function getDirectoryGroup(
  orgId: number,
  id: string,
  withMembers = true,
): Promise<DirectoryGroupRow | null> {
  const [row] = await db().execute<RawGroup>(sql`
    select ${groupColumns(withMembers)} from directory_groups d join teams t on t.id = d.team_id
    where d.org_id = ${orgId} and d.id = ${id}`);
  return row ? toGroup(row) : null;
}

export async function listDirectoryGroups(
  orgId: number,
  filter: SQL | null,
  { startIndex, count: most }: DirectoryPage,
  withMembers: boolean,
) {
  const from = sql`from directory_groups d join teams t on t.id = d.team_id
    where d.org_id = ${orgId} ${filter ? sql`and ${filter}` : sql``}`;
  const [rows, [total]] = await Promise.all([
    most === 0
      ? []
      : db().execute<RawGroup>(sql`
          select ${groupColumns(withMembers)} ${from}
          order by d.created_at, d.id limit ${most} offset ${startIndex - 1}`),
    db().execute<{ n: number }>(sql`select count(*)::int as n ${from}`),
  ]);
  return { rows: [...rows].map(toGroup), total: total?.n ?? 0 };
}

export type DirectoryTokenRow = {
  id: string;
  name: string;
  ending: string;
  createdAt: Date;
  createdBy: string | null;
  lastUsedAt: Date | null;
};

/** The tokens that work, the newest first. */
export function listDirectoryTokens({ org }: OrgActor): Promise<DirectoryTokenRow[]> {
  const { id, name, ending, createdAt, lastUsedAt, orgId, revokedAt } = directoryTokens;
  return db()
    .select({ id, name, ending, createdAt, createdBy: users.name, lastUsedAt })
    .from(directoryTokens)
    .leftJoin(users, eq(users.id, directoryTokens.createdBy))
    .where(and(eq(orgId, org.id), isNull(revokedAt)))
    .orderBy(desc(createdAt), id)
    .limit(10);
}

export type DirectoryCounts = { people: number; inactive: number; groups: number };

export async function countDirectory({ org }: OrgActor): Promise<DirectoryCounts> {
  const [row] = await db().execute<DirectoryCounts>(sql`
    select (select count(*)::int from directory_users where org_id = ${org.id} and active) as people,
      (select count(*)::int from directory_users where org_id = ${org.id} and not active) as inactive,
      (select count(*)::int from directory_groups where org_id = ${org.id}) as groups`);
  return row ?? { people: 0, inactive: 0, groups: 0 };
}

const logged = {
  id: directoryRequests.id,
  at: directoryRequests.at,
  method: directoryRequests.method,
  path: directoryRequests.path,
  status: directoryRequests.status,
  detail: directoryRequests.detail,
  milliseconds: directoryRequests.milliseconds,
  token: directoryTokens.name,
};

export type DirectoryRequestRow = Awaited<ReturnType<typeof listDirectoryRequests>>["rows"][number];

/** The calls of the directory, the newest first; `failed` leaves those that were refused. */
export function listDirectoryRequests(
  { org }: OrgActor,
  { q, failed }: { q: string; failed: boolean },
  page: ListPage,
) {
  const like = `%${q.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`;
  const where = and(
    eq(directoryRequests.orgId, org.id),
    failed ? sql`${directoryRequests.status} >= 400` : undefined,
    q
      ? sql`(lower(${directoryRequests.path}) like ${like} or lower(${directoryRequests.detail}) like ${like})`
      : undefined,
  );
  return pageByNumber(page, async (offset) => {
    const [rows, [total]] = await Promise.all([
      db()
        .select(logged)
        .from(directoryRequests)
        .leftJoin(directoryTokens, eq(directoryTokens.id, directoryRequests.tokenId))
        .where(where)
        .orderBy(desc(directoryRequests.at), desc(directoryRequests.id))
        .limit(pageSize)
        .offset(offset),
      db().select({ n: count() }).from(directoryRequests).where(where),
    ]);
    return { rows, total: total?.n ?? 0 };
  });
}

/** One of them with its body. */
export async function getDirectoryRequest({ org }: OrgActor, id: string) {
  const [row] = await db()
    .select({ ...logged, body: directoryRequests.body })
    .from(directoryRequests)
    .leftJoin(directoryTokens, eq(directoryTokens.id, directoryRequests.tokenId))
    .where(and(eq(directoryRequests.orgId, org.id), eq(directoryRequests.id, id)));
  return row ?? null;
}

/** Whether a team is a group of the directory, and directory sync is on: then it is not changed by hand. */
export async function isTeamOfDirectory({ org }: OrgActor, teamId: string): Promise<boolean> {
  if (!planHas(org.plan, "directory_sync")) return false;
  const [row] = await db().execute(sql`
    select 1 from directory_groups g where g.org_id = ${org.id} and g.team_id = ${teamId} and exists (
      select 1 from directory_tokens k where k.org_id = g.org_id and k.revoked_at is null)`);
  return row !== undefined;
}

/** The same of a member whom the directory keeps. */
export async function isMemberOfDirectory({ org }: OrgActor, userId: string): Promise<boolean> {
  if (!planHas(org.plan, "directory_sync")) return false;
  const [row] = await db().execute(sql`
    select 1 from directory_users d where d.org_id = ${org.id} and d.user_id = ${userId} and d.active and exists (
      select 1 from directory_tokens k where k.org_id = d.org_id and k.revoked_at is null)`);
  return row !== undefined;
}
