import "server-only";
import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { orgs, previousKeys, projects, users } from "@/db/schema";
import type { ProjectActor } from "@/lib/authz/actor";
import { keyedHash } from "@/lib/crypto";
import type { KeyKind } from "@/lib/projects/key-words";

export type PreviousKey = {
  id: string;
  kind: KeyKind;
  /** Null of a secret: nobody sees any of it. */
  lastFour: string | null;
  rotatedAt: Date;
  /** Null once that account is gone. */
  rotatedBy: string | null;
  worksUntil: Date;
  lastUsedAt: Date | null;
};

export type ProjectKeys = {
  token: string;
  apiKey: string;
  createdAt: Date;
  createdBy: string | null;
  /** What stands for each key in a form about it: another one once it is rotated. */
  stamps: Record<KeyKind, string>;
  /** Those that still work, and those that did a week ago; what works longest first. */
  previous: PreviousKey[];
};

/** Stands for a key as it is stored (of the API secret its hash), and tells nothing about it. */
export function keyStamp(stored: string): string {
  return keyedHash("key-stamp", stored).slice(0, 22);
}

const recentDays = 7;
const mostListed = 30;

/**
 * Token and API key, and which keys came before, for pages that checked `project.settings.view`. The API secret is
 * revealed by a verb of its own.
 */
export async function getProjectKeys(actor: ProjectActor, at: Date): Promise<ProjectKeys | null> {
  const [row] = await db()
    .select({
      token: projects.token,
      apiKey: projects.apiKey,
      hash: projects.apiSecretHash,
      createdAt: projects.createdAt,
      createdBy: users.name,
      previous: previousOf(actor.project.id, at),
    })
    .from(projects)
    .leftJoin(users, eq(users.id, projects.createdBy))
    .where(and(eq(projects.orgId, actor.org.id), eq(projects.id, actor.project.id)));
  if (!row) return null;
  const { hash, previous, ...keys } = row;
  const stamps = { token: keyStamp(keys.token), api_key: keyStamp(keys.apiKey), api_secret: keyStamp(hash) };
  return { ...keys, stamps, previous: previous.map(previousKeyOf) };
}

type PreviousRecord = Omit<PreviousKey, "rotatedAt" | "worksUntil" | "lastUsedAt"> & {
  rotatedAt: string;
  worksUntil: string;
  lastUsedAt: string | null;
};

function previousOf(projectId: number, at: Date): SQL<PreviousRecord[]> {
  const moment = sql`${at.toISOString()}::timestamptz`;
  return sql<PreviousRecord[]>`coalesce((
    select json_agg(json_build_object('id', k.id, 'kind', k.kind, 'lastFour', k.last_four, 'rotatedAt', k.rotated_at,
      'rotatedBy', k.name, 'worksUntil', k.works_until, 'lastUsedAt', k.last_used_at) order by k.works_until desc, k.id)
    from (
      select k.*, u.name, case when k.kind <> 'api_secret' then right(k.value, 4) end as last_four
      from previous_keys k left join users u on u.id = k.rotated_by
      where k.project_id = ${projectId} and k.works_until > ${moment} - make_interval(days => ${recentDays})
      order by k.works_until desc, k.id limit ${mostListed}
    ) k), '[]')`;
}

function previousKeyOf({ rotatedAt, worksUntil, lastUsedAt, ...key }: PreviousRecord): PreviousKey {
  return {
    ...key,
    rotatedAt: new Date(rotatedAt),
    worksUntil: new Date(worksUntil),
    lastUsedAt: lastUsedAt === null ? null : new Date(lastUsedAt),
  };
}

export type KeyedProject = {
  id: number;
  orgId: number;
  datasetId: number;
  /** Its present token. */
  token: string;
  /** The rotated key it was found by, while that works; null for the present one. */
  previousKeyId: string | null;
  lastUsedAt: Date | null;
};

/**
 * The project that a token, an API key, or the hash of an API secret, belongs to: its present one, or a rotated one that still
 * works. Null for what is unknown and for what is deleted.
 */
export async function findProjectByKey(kind: KeyKind, stored: string, at: Date): Promise<KeyedProject | null> {
  const column = { token: projects.token, api_key: projects.apiKey, api_secret: projects.apiSecretHash }[kind];
  const [row] = await db().execute<Omit<KeyedProject, "lastUsedAt"> & { lastUsedAt: string | null }>(sql`
    with known as (
      select ${projects.id} as id, null as key_id, null::timestamptz as last_used_at from ${projects} where ${column} = ${stored}
      union all
      select k.project_id, k.id, k.last_used_at from ${previousKeys} k
      where k.kind = ${kind} and k.value = ${stored} and k.works_until > ${at.toISOString()}::timestamptz
    )
    select p.id, p.org_id as "orgId", p.dataset_id::float8 as "datasetId", p.token, known.key_id as "previousKeyId", known.last_used_at as "lastUsedAt"
    from known join ${projects} p on p.id = known.id join orgs o on o.id = p.org_id
    where p.deleted_at is null and o.deleted_at is null
    limit 1`);
  return row ? { ...row, lastUsedAt: row.lastUsedAt === null ? null : new Date(row.lastUsedAt) } : null;
}

export type RotationFacts = { projectName: string; orgName: string; by: string | null };

/** What the mail about a rotation says; null where the project is gone. */
export async function getRotationFacts(projectId: number, by: string): Promise<RotationFacts | null> {
  const [row] = await db()
    .select({ projectName: projects.name, orgName: orgs.name, by: users.name })
    .from(projects)
    .innerJoin(orgs, and(eq(orgs.id, projects.orgId), isNull(orgs.deletedAt)))
    .leftJoin(users, eq(users.id, by))
    .where(and(eq(projects.id, projectId), isNull(projects.deletedAt)));
  return row ?? null;
}

/** People with a proven address who own the project, nearest first: by a grant of their own, by a team, by the organization. */
export async function listOwnerEmails(projectId: number, limit: number): Promise<string[]> {
  const rows = await db().execute<{ email: string }>(sql`
    select u.email
    from project_access a join users u on u.id = a.user_id
    where a.project_id = ${projectId} and a.role = 'owner' and u.email_proven_at is not null
    group by u.id, u.email
    order by min(case a.source when 'individual' then 0 when 'team' then 1 when 'organization' then 2 else 3 end), u.email
    limit ${limit}`);
  return rows.map(({ email }) => email);
}

/** The token alone, for pages that checked `project.settings.view`. */
export async function getProjectToken(actor: ProjectActor): Promise<string | null> {
  const [row] = await db()
    .select({ token: projects.token })
    .from(projects)
    .where(and(eq(projects.orgId, actor.org.id), eq(projects.id, actor.project.id)));
  return row?.token ?? null;
}
