import "server-only";
import { and, eq, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { db } from "@/db/client";
import { alerts, reports, users } from "@/db/schema";
import type { ProjectActor } from "@/lib/authz/actor";
import { type ListPlace, writeCursor } from "@/lib/pagination";
import { parseReportQuery, type ReportQuery } from "@/lib/reports/query";
import { holds, ordered, pageClauses, type Sorting } from "./page";

export const reportSorts = ["name", "edited"] as const;
export type ReportSort = (typeof reportSorts)[number];

export type ReportRow = {
  id: string;
  name: string;
  /** Null where what is stored cannot be read. */
  query: ReportQuery | null;
  editedAt: Date;
  /** Null once that account is gone. */
  editedBy: string | null;
  alerts: number;
  cursor: string;
};

const sortings: Record<ReportSort, Sorting> = {
  name: { by: sql`lower(${reports.name})`, type: "text" },
  edited: { by: sql`${reports.editedAt}`, type: "timestamptz" },
};

/** One page of a project's reports, the exact number that fits, and how many there are in all. */
export async function searchReports(
  actor: ProjectActor,
  filter: { q: string },
  place: ListPlace<ReportSort>,
): Promise<{ rows: ReportRow[]; total: number; all: number }> {
  const projectId = actor.project.id;
  const fits = filter.q ? holds(sql`lower(${reports.name})`, filter.q) : sql`true`;
  const [counted] = await db()
    .select({ all: sql<number>`count(*)::int`, total: sql<number>`(count(*) filter (where ${fits}))::int` })
    .from(reports)
    .where(eq(reports.projectId, projectId));
  const { all, total } = counted ?? { all: 0, total: 0 };
  const sorting = sortings[place.sort];
  const clauses = pageClauses(place, sorting, sql`${reports.id}`, total);
  const page = db()
    .select({
      id: reports.id,
      name: reports.name,
      query: reports.query,
      editedAt: reports.editedAt,
      editedBy: reports.editedBy,
      place: sql`${sorting.by}`.as("place"),
    })
    .from(reports)
    .where(and(eq(reports.projectId, projectId), fits, clauses.where))
    .orderBy(clauses.orderBy)
    .limit(clauses.limit)
    .offset(clauses.offset)
    .as("page");
  const rows = await db()
    .select({
      id: page.id,
      name: page.name,
      query: page.query,
      editedAt: page.editedAt,
      editedBy: users.name,
      alerts: alertsOn(sql`${page.id}`),
      key: sql<string>`${page.place}::text`.as("key"),
    })
    .from(page)
    .leftJoin(users, eq(users.id, page.editedBy))
    .orderBy(ordered(page.place, page.id, place.dir));
  return {
    rows: rows.map(({ key, query, ...row }) => ({
      ...row,
      query: parseReportQuery(query),
      cursor: writeCursor(key, row.id),
    })),
    total,
    all,
  };
}

function alertsOn(reportId: SQL): SQL<number> {
  return sql<number>`(select count(*)::int from ${alerts} a where a.report_id = ${reportId})`;
}

export type ReportFacts = {
  id: string;
  name: string;
  query: ReportQuery | null;
  version: number;
  createdAt: Date;
  createdBy: string | null;
  editedAt: Date;
  editedBy: string | null;
  alerts: number;
};

/** One report of the actor's project, or null: another project's are not found. */
export async function getReport(actor: ProjectActor, reportId: string): Promise<ReportFacts | null> {
  const creator = alias(users, "creator");
  const [row] = await db()
    .select({
      id: reports.id,
      name: reports.name,
      query: reports.query,
      version: reports.version,
      createdAt: reports.createdAt,
      createdBy: creator.name,
      editedAt: reports.editedAt,
      editedBy: users.name,
      alerts: alertsOn(sql`${reports.id}`),
    })
    .from(reports)
    .leftJoin(users, eq(users.id, reports.editedBy))
    .leftJoin(creator, eq(creator.id, reports.createdBy))
    .where(and(eq(reports.projectId, actor.project.id), eq(reports.id, reportId)));
  return row ? { ...row, query: parseReportQuery(row.query) } : null;
}
