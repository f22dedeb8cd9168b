import "server-only";
import { and, asc, count, desc, eq, gt, inArray, isNotNull, isNull, or, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { db } from "@/db/client";
import {
  members,
  orgs,
  projects,
  serviceAccountProjects,
  serviceAccounts,
  serviceAccountTeams,
  teamProjects,
  teams,
  users,
} from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import type { OrgRole, ProjectRole } from "@/lib/authz/roles";
import { pageSize } from "@/lib/pagination";
import { holds, type ListPage, pageByNumber } from "./page";

/** Neither revoked nor expired at `at`. */
export function isLiving(at: Date): SQL | undefined {
  return and(
    isNull(serviceAccounts.revokedAt),
    or(isNull(serviceAccounts.expiresAt), gt(serviceAccounts.expiresAt, at)),
  );
}

export type ServiceAccountRow = {
  id: number;
  name: string;
  username: string;
  ending: string;
  role: OrgRole;
  createdAt: Date;
  createdBy: string | null;
  creatorEmail: string | null;
  userId: string;
  secretAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  projects: number;
  teams: number;
};

const creator = alias(users, "creator");

const shown = {
  id: serviceAccounts.id,
  name: serviceAccounts.name,
  username: serviceAccounts.username,
  ending: serviceAccounts.ending,
  role: serviceAccounts.role,
  createdAt: serviceAccounts.createdAt,
  createdBy: creator.name,
  creatorEmail: creator.email,
  userId: serviceAccounts.userId,
  secretAt: serviceAccounts.secretAt,
  expiresAt: serviceAccounts.expiresAt,
  lastUsedAt: serviceAccounts.lastUsedAt,
  projects: sql<number>`(select count(*)::int from service_account_projects g join projects p on p.id = g.project_id and p.deleted_at is null
    where g.account_id = ${serviceAccounts.id})`,
  teams: sql<number>`(select count(*)::int from service_account_teams t where t.account_id = ${serviceAccounts.id})`,
};

const byName = [asc(sql`lower(${serviceAccounts.name})`), asc(serviceAccounts.id)];

/** One page of those that were not revoked, expired ones too, by name. */
export async function searchServiceAccounts(
  actor: OrgActor,
  { q }: { q: string },
  page: ListPage,
): Promise<{ rows: ServiceAccountRow[]; total: number }> {
  const { name, username } = serviceAccounts;
  const where = and(ofOrg(actor), q === "" ? undefined : or(holds(sql`lower(${name})`, q), holds(sql`${username}`, q)));
  return pageByNumber(page, async (offset) => {
    const [rows, [counted]] = await Promise.all([
      db()
        .select(shown)
        .from(serviceAccounts)
        .leftJoin(creator, eq(creator.id, serviceAccounts.createdBy))
        .where(where)
        .orderBy(...byName)
        .limit(pageSize)
        .offset(offset),
      db().select({ total: count() }).from(serviceAccounts).where(where),
    ]);
    return { rows, total: counted?.total ?? 0 };
  });
}

/** All of them, for programs. */
export async function listServiceAccounts(actor: OrgActor): Promise<ServiceAccountRow[]> {
  return db()
    .select(shown)
    .from(serviceAccounts)
    .leftJoin(creator, eq(creator.id, serviceAccounts.createdBy))
    .where(ofOrg(actor))
    .orderBy(...byName);
}

export async function getServiceAccount(actor: OrgActor, id: number): Promise<ServiceAccountRow | null> {
  const [row] = await db()
    .select(shown)
    .from(serviceAccounts)
    .leftJoin(creator, eq(creator.id, serviceAccounts.createdBy))
    .where(and(ofOrg(actor), eq(serviceAccounts.id, id)));
  return row ?? null;
}

export async function countServiceAccounts(actor: OrgActor): Promise<number> {
  const [total] = await db().select({ n: count() }).from(serviceAccounts).where(ofOrg(actor));
  return total?.n ?? 0;
}

export type ServiceAccess = {
  projects: { id: number; name: string; role: ProjectRole; givenAt: Date; givenBy: string | null }[];
  teams: { id: string; name: string; role: ProjectRole; projects: number }[];
};

/** What was given to it by itself, and the teams it is in. */
export async function getServiceAccess(actor: OrgActor, id: number): Promise<ServiceAccess> {
  const [ownProjects, ownTeams] = await Promise.all([
    db()
      .select({
        id: projects.id,
        name: projects.name,
        role: serviceAccountProjects.role,
        givenAt: serviceAccountProjects.givenAt,
        givenBy: users.name,
      })
      .from(serviceAccountProjects)
      .innerJoin(projects, and(eq(projects.id, serviceAccountProjects.projectId), isNull(projects.deletedAt)))
      .leftJoin(users, eq(users.id, serviceAccountProjects.givenBy))
      .where(and(eq(serviceAccountProjects.orgId, actor.org.id), eq(serviceAccountProjects.accountId, id)))
      .orderBy(sql`lower(${projects.name})`, projects.id),
    db()
      .select({
        id: teams.id,
        name: teams.name,
        role: teams.role,
        projects: sql<number>`(select count(*)::int from ${teamProjects} where ${teamProjects.teamId} = ${teams.id})`,
      })
      .from(serviceAccountTeams)
      .innerJoin(teams, eq(teams.id, serviceAccountTeams.teamId))
      .where(and(eq(serviceAccountTeams.orgId, actor.org.id), eq(serviceAccountTeams.accountId, id)))
      .orderBy(sql`lower(${teams.name})`, teams.id),
  ]);
  return { projects: ownProjects, teams: ownTeams };
}

export type ServiceOnProject = ServiceAccountRow & {
  projectRole: ProjectRole;
  source: "individual" | "team" | "organization";
};

/** Those that reach a project, each with its highest role there and where that comes from. */
export async function listServiceAccountsOn(actor: OrgActor, projectId: number): Promise<ServiceOnProject[]> {
  const access = sql`(select distinct on (user_id) user_id, role, source from service_access_ever
    where org_id = ${actor.org.id} and project_id = ${projectId} and deleted_at is null
    order by user_id, role desc, source)`;
  const rows = await db()
    .select({ ...shown, projectRole: sql<ProjectRole>`a.role`, source: sql<ServiceOnProject["source"]>`a.source` })
    .from(serviceAccounts)
    .innerJoin(sql`${access} a`, sql`a.user_id = ${serviceAccounts.userId}`)
    .leftJoin(creator, eq(creator.id, serviceAccounts.createdBy))
    .where(ofOrg(actor))
    .orderBy(desc(sql`a.role`), ...byName);
  return rows;
}

function ofOrg(actor: OrgActor): SQL | undefined {
  return and(eq(serviceAccounts.orgId, actor.org.id), isNull(serviceAccounts.revokedAt));
}

export type EndingAccount = {
  orgId: number;
  orgName: string;
  name: string;
  username: string;
  expiresAt: Date;
  /** Of the owner or admin who made it; null where that person is none any more. */
  makerEmail: string | null;
};

/** For the mail about its end; null for one that ended, or was revoked. */
export async function getEndingServiceAccount(id: number, at: Date): Promise<EndingAccount | null> {
  const [row] = await db()
    .select({
      orgId: orgs.id,
      orgName: orgs.name,
      name: serviceAccounts.name,
      username: serviceAccounts.username,
      expiresAt: serviceAccounts.expiresAt,
      makerEmail: creator.email,
    })
    .from(serviceAccounts)
    .innerJoin(orgs, and(eq(orgs.id, serviceAccounts.orgId), isNull(orgs.deletedAt)))
    .leftJoin(
      members,
      and(
        eq(members.orgId, orgs.id),
        eq(members.userId, serviceAccounts.createdBy),
        inArray(members.role, ["owner", "admin"]),
      ),
    )
    .leftJoin(creator, and(eq(creator.id, members.userId), isNotNull(creator.emailProvenAt)))
    .where(and(eq(serviceAccounts.id, id), isLiving(at)));
  return row?.expiresAt ? { ...row, expiresAt: row.expiresAt } : null;
}
