import "server-only";
import { and, eq, type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { progress, users } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import type { OrgRole } from "@/lib/authz/roles";
import { pageNumber, pageSize } from "@/lib/pagination";
import { textArray } from "./page";

/** Uploaded lists of people to invite: as they were checked, and what came of each row. */

export type ImportState = {
  id: string;
  fileName: string;
  unused: string[];
  startedAt: string | null;
  startedBy: string | null;
  total: number;
  done: number;
  createdAt: Date;
  finishedAt: Date | null;
  failure: string | null;
};

export const importStatuses = ["invited", "merged", "member", "refused", "limited", "wrong"] as const;
export type ImportStatus = (typeof importStatuses)[number];
export type ImportCounts = Record<ImportStatus, number> & { waiting: number; all: number; retryAt: Date | null };
/** Rows with something wrong, rows that wait for a limit, or every row. */
export type ImportShow = "problems" | "limited" | "all";

export type ImportRow = {
  line: number;
  email: string;
  cells: { email: string; role: string; teams: string; projects: string };
  role: OrgRole | null;
  teams: number;
  projects: number;
  /** What came of it, or what will while it waits. */
  status: ImportStatus;
  note: string | null;
  retryAt: Date | null;
  invitationId: string | null;
  /** Nothing was done about it yet. */
  waits: boolean;
};

/** An import of the actor's org, or null. */
export async function getImport(actor: OrgActor, id: string): Promise<ImportState | null> {
  const [row] = await db()
    .select({
      id: progress.id,
      input: progress.input,
      startedBy: users.name,
      total: progress.total,
      done: progress.done,
      createdAt: progress.createdAt,
      finishedAt: progress.finishedAt,
      failure: progress.failure,
    })
    .from(progress)
    .leftJoin(users, eq(users.id, progress.startedBy))
    .where(and(eq(progress.orgId, actor.org.id), eq(progress.id, id), eq(progress.kind, "invitation_import")));
  if (!row) return null;
  const { input, ...facts } = row;
  const { fileName, unused, startedAt } = input as Pick<ImportState, "fileName" | "unused" | "startedAt">;
  return { ...facts, fileName, unused, startedAt };
}

/** What a row came to; of one that waits what it would come to now. */
function judged(orgId: number, id: string, at: Date): SQL {
  return sql`(
    select r.*, coalesce(r.outcome, case when m.user_id is not null then 'member' when i.id is not null then 'merged' else 'invited' end) as status
    from import_rows r
    left join members m on r.outcome is null and m.org_id = ${orgId} and m.email = r.email
    left join invitations i on r.outcome is null and i.org_id = ${orgId} and i.email = r.email
      and i.accepted_at is null and i.declined_at is null and i.revoked_at is null and i.expires_at > ${at.toISOString()}::timestamptz
    where r.import_id = ${id}
  )`;
}

export async function countImportRows(actor: OrgActor, id: string, at: Date): Promise<ImportCounts> {
  const [row] = await db().execute<Record<ImportStatus | "waiting" | "all", number> & { retry_at: string | null }>(sql`
    select ${sql.join(
      importStatuses.map(
        (status) => sql`(count(*) filter (where status = ${status}))::int as ${sql.identifier(status)}`,
      ),
      sql`, `,
    )}, (count(*) filter (where outcome is null))::int as waiting, count(*)::int as "all", max(retry_at)::text as retry_at
    from ${judged(actor.org.id, id, at)} as j`);
  if (!row) throw new Error("A count has no row.");
  const { retry_at, ...counts } = row;
  return { ...counts, retryAt: retry_at ? new Date(retry_at) : null };
}

/** One page of the rows, in the file's order. */
export async function listImportRows(
  actor: OrgActor,
  id: string,
  { show, page, total, at }: { show: ImportShow; page: number | "last"; total: number; at: Date },
): Promise<ImportRow[]> {
  const offset = (pageNumber(page, total) - 1) * pageSize;
  return readRows(sql`select * from ${judged(actor.org.id, id, at)} as j where ${shown(show)}
    order by line limit ${pageSize} offset ${offset}`);
}

/** The next rows below a line, for a file. */
export async function listImportRowsAfter(
  actor: OrgActor,
  id: string,
  { show, line, at }: { show: ImportShow; line: number; at: Date },
): Promise<ImportRow[]> {
  return readRows(sql`select * from ${judged(actor.org.id, id, at)} as j where ${shown(show)} and line > ${line}
    order by line limit 1000`);
}

function shown(show: ImportShow): SQL {
  if (show === "problems") return sql`status in ('wrong', 'refused', 'limited')`;
  return show === "limited" ? sql`status = 'limited'` : sql`true`;
}

async function readRows(query: SQL): Promise<ImportRow[]> {
  const rows = await db().execute<{
    line: number;
    email: string;
    cells: ImportRow["cells"];
    gives: Gives | null;
    outcome: string | null;
    status: ImportStatus;
    note: string | null;
    retry_at: string | Date | null;
    invitation_id: string | null;
  }>(query);
  return rows.map(({ gives, outcome, retry_at, invitation_id, ...row }) => ({
    ...row,
    waits: outcome === null,
    role: gives?.role ?? null,
    teams: gives?.teams.length ?? 0,
    projects: gives?.projects.length ?? 0,
    retryAt: retry_at === null ? null : new Date(retry_at),
    invitationId: invitation_id,
  }));
}

/** What a row gives, as it was judged when it was uploaded. */
export type Gives = {
  role: OrgRole;
  projects: { id: number; role: "owner" | "admin" | "analyst" | "consumer" }[];
  teams: string[];
};

/** Rows that wait to be invited, and whether the address is a member's by now. */
export async function listWaitingRows(
  orgId: number,
  id: string,
  most: number,
): Promise<{ line: number; email: string; isMember: boolean }[]> {
  const rows = await db().execute<{ line: number; email: string; is_member: boolean }>(sql`
    select r.line, r.email, exists (select 1 from members m where m.org_id = ${orgId} and m.email = r.email) as is_member
    from import_rows r where r.import_id = ${id} and r.outcome is null order by r.line limit ${most}`);
  return rows.map(({ line, email, is_member }) => ({ line, email, isMember: is_member }));
}

/** Teams and projects of the org by their names, in any capitals. */
export async function findByNames(
  run: Pick<ReturnType<typeof db>, "execute">,
  orgId: number,
  names: { teams: string[]; projects: string[] },
): Promise<{ teams: Map<string, string>; projects: Map<string, number> }> {
  const teamRows = await run.execute<{ asked: string; id: string }>(sql`
    select asked, t.id from unnest(${textArray(names.teams)}) as asked
    join teams t on t.org_id = ${orgId} and lower(t.name) = lower(asked)`);
  const projectRows = await run.execute<{ asked: string; id: number }>(sql`
    select asked, p.id from unnest(${textArray(names.projects)}) as asked
    join projects p on p.org_id = ${orgId} and p.deleted_at is null and lower(p.name) = lower(asked)`);
  return {
    teams: new Map(teamRows.map(({ asked, id }) => [asked, id])),
    projects: new Map(projectRows.map(({ asked, id }) => [asked, id])),
  };
}
