import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { alertSends, alerts, members, orgs, projects, reports, users } from "@/db/schema";
import type { ProjectRole } from "@/lib/authz/roles";
import { now } from "@/lib/clock";
import { isClosedToPerson } from "./org-gate";

/** What the jobs that send alerts know of one, read at the moment they do. */
export async function getAlertForSending(alertId: string) {
  const [row] = await db()
    .select({
      alert: alerts,
      report: { id: reports.id, name: reports.name, query: reports.query },
      project: {
        id: projects.id,
        orgId: projects.orgId,
        name: projects.name,
        timezone: projects.timezone,
        delayPolicy: projects.delayPolicy,
        longestWait: projects.longestWait,
      },
      orgName: orgs.name,
      /** Whoever deleted one of them may restore it. */
      deleted: sql<boolean>`${projects.deletedAt} is not null or ${orgs.deletedAt} is not null`,
      person: { email: users.email, provenAt: users.emailProvenAt },
      closed: isClosedToPerson(now()),
      role: sql<ProjectRole | null>`(select max(a.role) from project_access a
        where a.project_id = ${alerts.projectId} and a.user_id = ${alerts.userId})`,
    })
    .from(alerts)
    .innerJoin(reports, eq(reports.id, alerts.reportId))
    .innerJoin(projects, eq(projects.id, alerts.projectId))
    .innerJoin(orgs, eq(orgs.id, projects.orgId))
    .innerJoin(users, eq(users.id, alerts.userId))
    .leftJoin(members, and(eq(members.orgId, alerts.orgId), eq(members.userId, alerts.userId)))
    .where(eq(alerts.id, alertId));
  return row ?? null;
}

export type AlertForSending = NonNullable<Awaited<ReturnType<typeof getAlertForSending>>>;

export async function getAlertSend(alertId: string, dueAt: Date) {
  const [row] = await db()
    .select()
    .from(alertSends)
    .where(and(eq(alertSends.alertId, alertId), eq(alertSends.dueAt, dueAt)));
  return row ?? null;
}
