import "server-only";
import { and, count, desc, eq, isNotNull, type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import {
  members,
  orgs,
  privacyFiles,
  privacyRequestIds,
  privacyRequests,
  projects,
  type Receipt,
  users,
} from "@/db/schema";
import type { OrgActor, ProjectActor } from "@/lib/authz/actor";
import { pageSize } from "@/lib/pagination";
import type { Disclosure, PrivacyKind, PrivacyStatus, Regulation } from "@/lib/privacy/kinds";
import { type ListPage, pageByNumber } from "./page";
import { listOrgOwnerEmails } from "./transfers";

export type PrivacyRow = {
  id: string;
  projectId: number;
  projectName: string;
  kind: PrivacyKind;
  regulation: Regulation;
  disclosure: Disclosure;
  status: PrivacyStatus;
  byApi: boolean;
  requestedAt: Date;
  requestedBy: string | null;
  requesterEmail: string | null;
  dueAt: Date;
  startsAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  idCount: number;
  idsDone: number;
  events: number;
  profiles: number;
  aliases: number;
  fileBytes: number | null;
  fileExpiresAt: Date | null;
  receipt: Receipt | null;
  signature: string | null;
};

const shown = {
  id: privacyRequests.id,
  projectId: privacyRequests.projectId,
  projectName: projects.name,
  kind: privacyRequests.kind,
  regulation: privacyRequests.regulation,
  disclosure: privacyRequests.disclosure,
  status: privacyRequests.status,
  byApi: privacyRequests.byApi,
  requestedAt: privacyRequests.requestedAt,
  requestedBy: users.name,
  requesterEmail: users.email,
  dueAt: privacyRequests.dueAt,
  startsAt: privacyRequests.startsAt,
  startedAt: privacyRequests.startedAt,
  finishedAt: privacyRequests.finishedAt,
  idCount: privacyRequests.idCount,
  idsDone: privacyRequests.idsDone,
  events: privacyRequests.events,
  profiles: privacyRequests.profiles,
  aliases: privacyRequests.aliases,
  fileBytes: privacyRequests.fileBytes,
  fileExpiresAt: privacyRequests.fileExpiresAt,
  receipt: privacyRequests.receipt,
  signature: privacyRequests.signature,
};

const newestFirst = [desc(privacyRequests.requestedAt), desc(privacyRequests.id)];

function requests() {
  return db()
    .select(shown)
    .from(privacyRequests)
    .innerJoin(projects, eq(projects.id, privacyRequests.projectId))
    .leftJoin(users, eq(users.id, privacyRequests.requestedBy))
    .$dynamic();
}

export type PrivacyFilter = { q: string; kind: PrivacyKind | null; status: PrivacyStatus | null };

/** The log of the org, newest first. `q`: an id of a person, exactly, while it is kept; or part of a project's name. */
export async function searchPrivacyRequests(
  actor: OrgActor,
  { q, kind, status }: PrivacyFilter,
  page: ListPage,
): Promise<{ rows: PrivacyRow[]; total: number }> {
  const where = and(
    eq(privacyRequests.orgId, actor.org.id),
    kind ? eq(privacyRequests.kind, kind) : undefined,
    status ? eq(privacyRequests.status, status) : undefined,
    q === "" ? undefined : about(q),
  );
  return pageByNumber(page, async (offset) => {
    const [rows, [counted]] = await Promise.all([
      requests()
        .where(where)
        .orderBy(...newestFirst)
        .limit(pageSize)
        .offset(offset),
      db()
        .select({ total: count() })
        .from(privacyRequests)
        .innerJoin(projects, eq(projects.id, privacyRequests.projectId))
        .where(where),
    ]);
    return { rows, total: counted?.total ?? 0 };
  });
}

function about(q: string): SQL {
  const pattern = `%${q.replace(/[\\%_]/g, "\\$&")}%`;
  return sql`(${projects.name} ilike ${pattern} or ${privacyRequests.id} = ${q} or exists (
    select from ${privacyRequestIds} i where i.request_id = ${privacyRequests.id} and i.distinct_id = ${q}))`;
}

export async function getPrivacyRequest(actor: OrgActor, id: string): Promise<PrivacyRow | null> {
  const [row] = await requests().where(and(eq(privacyRequests.orgId, actor.org.id), eq(privacyRequests.id, id)));
  return row ?? null;
}

/** The same within one project, with the ids while they are kept. */
export async function getProjectRequest(
  actor: ProjectActor,
  id: string,
): Promise<(PrivacyRow & { ids: string[] }) | null> {
  const [row] = await requests().where(and(ofProject(actor), eq(privacyRequests.id, id)));
  return row ? { ...row, ids: await idsOf(id) } : null;
}

/** The newest requests of one kind in a project. */
export async function listProjectRequests(actor: ProjectActor, kind: PrivacyKind, most: number): Promise<PrivacyRow[]> {
  return requests()
    .where(and(ofProject(actor), eq(privacyRequests.kind, kind)))
    .orderBy(...newestFirst)
    .limit(most);
}

/** What waits in a project and is about none but these ids. */
export async function findWaitingRequests(
  actor: ProjectActor,
  kind: PrivacyKind,
  ids: readonly string[],
): Promise<string[]> {
  const given = JSON.stringify(ids);
  const rows = await db()
    .select({ id: privacyRequests.id })
    .from(privacyRequests)
    .where(
      and(
        ofProject(actor),
        eq(privacyRequests.kind, kind),
        eq(privacyRequests.status, "PENDING"),
        sql`not exists (select from ${privacyRequestIds} i where i.request_id = ${privacyRequests.id}
          and i.distinct_id not in (select jsonb_array_elements_text(${given}::jsonb)))`,
      ),
    );
  return rows.map(({ id }) => id);
}

function ofProject(actor: ProjectActor): SQL | undefined {
  return and(eq(privacyRequests.orgId, actor.org.id), eq(privacyRequests.projectId, actor.project.id));
}

async function idsOf(id: string): Promise<string[]> {
  const rows = await db()
    .select({ id: privacyRequestIds.distinctId })
    .from(privacyRequestIds)
    .where(eq(privacyRequestIds.requestId, id))
    .orderBy(privacyRequestIds.n);
  return rows.map((row) => row.id);
}

/** The archive, part after part. */
export async function* readPrivacyFile(id: string): AsyncGenerator<Uint8Array> {
  for (let n = 0; ; n += 1) {
    const [part] = await db()
      .select({ bytes: privacyFiles.bytes })
      .from(privacyFiles)
      .where(and(eq(privacyFiles.requestId, id), eq(privacyFiles.n, n)));
    if (!part) return;
    yield part.bytes;
  }
}

/** Owners hear of what fails or is due, whoever asked of everything. Null where the org or project is gone. */
export async function getPrivacyMail(id: string, what: "ready" | "failed" | "due") {
  const [row] = await db()
    .select({
      orgId: orgs.id,
      orgName: orgs.name,
      projectName: projects.name,
      kind: privacyRequests.kind,
      dueAt: privacyRequests.dueAt,
      fileExpiresAt: privacyRequests.fileExpiresAt,
      requester: users.email,
    })
    .from(privacyRequests)
    .innerJoin(projects, and(eq(projects.id, privacyRequests.projectId), sql`${projects.deletedAt} is null`))
    .innerJoin(orgs, and(eq(orgs.id, projects.orgId), sql`${orgs.deletedAt} is null`))
    .leftJoin(members, and(eq(members.orgId, orgs.id), eq(members.userId, privacyRequests.requestedBy)))
    .leftJoin(users, and(eq(users.id, members.userId), isNotNull(users.emailProvenAt)))
    .where(eq(privacyRequests.id, id));
  if (!row) return null;
  const { requester, ...facts } = row;
  const owners = what === "ready" ? [] : await listOrgOwnerEmails(row.orgId, 20);
  return { ...facts, to: [...new Set([...(requester ? [requester] : []), ...owners])] };
}
