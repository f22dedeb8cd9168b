import "server-only";
import { reports } from "@/db/schema";
import { newId } from "@/lib/ids";
import type { ReportQuery } from "@/lib/reports/query";
import { queryWords } from "@/lib/reports/words";
import { daysBefore, idOf, type Seeding } from "./seeding";

type DemoReport = { name: string; project: string; by: string; daysAgo: number; query: Partial<ReportQuery> };

const plain: ReportQuery = {
  events: [],
  filter: null,
  measure: "total",
  unit: "day",
  range: { kind: "last", count: 30, unit: "day" },
  chart: "line",
};
const weeks: Partial<ReportQuery> = { unit: "week", range: { kind: "last", count: 12, unit: "week" } };

const demoReports: DemoReport[] = [
  {
    name: "Who looks at reports",
    project: "Web app",
    by: "analyst@demo.test",
    daysAgo: 12,
    query: { events: ["Report Viewed", "Dashboard Viewed"], measure: "unique" },
  },
  {
    name: "Sharing, by week",
    project: "Web app",
    by: "owner@demo.test",
    daysAgo: 61,
    query: { ...weeks, events: ["Report Created", "Report Shared", "Comment Added"], chart: "bar" },
  },
  {
    name: "Page views today and yesterday",
    project: "Web app",
    by: "admin@demo.test",
    daysAgo: 3,
    query: { events: ["Page Viewed"], unit: "hour", range: { kind: "last", count: 48, unit: "hour" }, chart: "bar" },
  },
  {
    name: "Upgrades",
    project: "Web app",
    by: "owner@demo.test",
    daysAgo: 190,
    query: { ...weeks, events: ["Plan Upgraded"], range: { kind: "last", count: 6, unit: "month" } },
  },
  {
    name: "Active people",
    project: "iOS and Android",
    by: "owner@demo.test",
    daysAgo: 88,
    query: { events: ["Page Viewed"], measure: "unique", range: { kind: "last", count: 90, unit: "day" } },
  },
  {
    name: "Page views in Chrome",
    project: "Marketing site",
    by: "analyst@demo.test",
    daysAgo: 20,
    query: { events: ["Page Viewed"], filter: { property: "$browser", op: "is", value: "Chrome" } },
  },
];

/** A few reports of Acme's projects. */
export async function saveReports({ tx, at, orgId, userIds, projectIds, history }: Seeding): Promise<void> {
  for (const { name, project, by, daysAgo, query } of demoReports) {
    const [id, projectId, userId] = [newId("report"), idOf(projectIds, project), idOf(userIds, by)];
    const [createdAt, whole] = [daysBefore(at, daysAgo), { ...plain, ...query }];
    const who = { createdAt, createdBy: userId, editedAt: createdAt, editedBy: userId };
    await tx.insert(reports).values({ id, projectId, name, query: whole, ...who });
    history.add(createdAt, userId, {
      orgId,
      projectId,
      action: "report.created",
      object: { type: "report", id },
      after: { name, counts: queryWords(whole) },
    });
  }
}
