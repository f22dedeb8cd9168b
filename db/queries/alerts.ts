import "server-only";
import { and, asc, count, desc, eq, isNull, type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { alerts, members, messageChannels, orgs, projects, reports } from "@/db/schema";
import type { ProjectActor, UserActor } from "@/lib/authz/actor";
import type { ProjectRole } from "@/lib/authz/roles";
import { now } from "@/lib/clock";
import { orgIsOpen } from "./org-gate";
import { containing } from "./page";

export type AlertRow = {
  id: string;
  kind: "daily" | "weekly" | "threshold";
  hour: number | null;
  weekday: number | null;
  timezone: string;
  threshold: number | null;
  event: string | null;
  channel: "mail" | "text";
  phone: string | null;
  phoneConfirmedAt: Date | null;
  nextAt: Date | null;
  pausedAt: Date | null;
  lastSentAt: Date | null;
};

const facts = {
  id: alerts.id,
  kind: alerts.kind,
  hour: alerts.hour,
  weekday: alerts.weekday,
  timezone: alerts.timezone,
  threshold: alerts.threshold,
  event: alerts.event,
  channel: alerts.channel,
  phone: alerts.phone,
  phoneConfirmedAt: alerts.phoneConfirmedAt,
  nextAt: alerts.nextAt,
  pausedAt: alerts.pausedAt,
  lastSentAt: alerts.lastSentAt,
};

export type OwnAlert = AlertRow & {
  reportId: string;
  reportName: string;
  projectId: number;
  projectName: string;
  orgName: string;
  role: ProjectRole;
};

/** The role on the alert's project of the person it belongs to; null once they do not reach it. */
const roleOfOwner = sql<ProjectRole | null>`(select max(a.role) from project_access a
  where a.project_id = ${alerts.projectId} and a.user_id = ${alerts.userId})`;

/**
 * The living alerts of whoever is signed in, as far as this session reaches their projects: it may be for one org only,
 * or ended by an admin of another.
 */
export function ownAlerts(actor: UserActor): SQL | undefined {
  const limited = actor.user.limitedToOrgId;
  return and(
    eq(alerts.userId, actor.user.id),
    isNull(alerts.endedAt),
    sql`${roleOfOwner} is not null`,
    limited === null ? undefined : eq(alerts.orgId, limited),
    orgIsOpen(actor, now(), sql`${alerts.orgId}`),
  );
}

type Where = { projectId?: number; reportId?: string; q?: string; limit: number };

/** One's own alerts on one report, in one project or everywhere; by organization, project and report. */
export function listOwnAlerts(actor: UserActor, { projectId, reportId, q, limit }: Where): Promise<OwnAlert[]> {
  const like = q ? containing(q) : null;
  return db()
    .select({
      ...facts,
      reportId: alerts.reportId,
      reportName: reports.name,
      projectId: projects.id,
      projectName: projects.name,
      orgName: orgs.name,
      role: sql<ProjectRole>`${roleOfOwner}`,
    })
    .from(alerts)
    .innerJoin(reports, eq(reports.id, alerts.reportId))
    .innerJoin(projects, eq(projects.id, alerts.projectId))
    .innerJoin(orgs, eq(orgs.id, alerts.orgId))
    .where(
      and(
        ownAlerts(actor),
        projectId === undefined ? undefined : eq(alerts.projectId, projectId),
        reportId === undefined ? undefined : eq(alerts.reportId, reportId),
        like === null ? undefined : sql`(lower(${reports.name}) like ${like} or lower(${projects.name}) like ${like})`,
      ),
    )
    .orderBy(
      sql`lower(${orgs.name})`,
      sql`lower(${projects.name})`,
      sql`lower(${reports.name})`,
      alerts.createdAt,
      alerts.id,
    )
    .limit(limit);
}

export async function getOwnAlert(
  actor: ProjectActor,
  alertId: string,
): Promise<(AlertRow & { reportId: string }) | null> {
  const [row] = await db()
    .select({ ...facts, reportId: alerts.reportId })
    .from(alerts)
    .where(and(eq(alerts.id, alertId), eq(alerts.projectId, actor.project.id), ownAlerts(actor)));
  return row ?? null;
}

export type ProjectAlert = AlertRow & { reportId: string; reportName: string; who: string; email: string };

/** Everybody's alerts of a project, for those who may end them; page by page, by person. */
export async function searchProjectAlerts(
  actor: ProjectActor,
  { q, page, size }: { q: string; page: number; size: number },
): Promise<{ rows: ProjectAlert[]; total: number }> {
  const like = q ? containing(q) : null;
  const where = and(
    eq(alerts.orgId, actor.org.id),
    eq(alerts.projectId, actor.project.id),
    isNull(alerts.endedAt),
    sql`${roleOfOwner} is not null`,
    like === null
      ? undefined
      : sql`(lower(${reports.name}) like ${like} or lower(${members.name}) like ${like} or lower(${members.email}) like ${like})`,
  );
  const ofMember = and(eq(members.orgId, alerts.orgId), eq(members.userId, alerts.userId));
  const [rows, [found]] = await Promise.all([
    db()
      .select({
        ...facts,
        reportId: alerts.reportId,
        reportName: reports.name,
        who: members.name,
        email: members.email,
      })
      .from(alerts)
      .innerJoin(reports, eq(reports.id, alerts.reportId))
      .innerJoin(members, ofMember)
      .where(where)
      .orderBy(asc(sql`lower(${members.name})`), asc(members.userId), desc(alerts.createdAt), asc(alerts.id))
      .limit(size)
      .offset((page - 1) * size),
    db()
      .select({ total: count() })
      .from(alerts)
      .innerJoin(reports, eq(reports.id, alerts.reportId))
      .innerJoin(members, ofMember)
      .where(where),
  ]);
  return { rows, total: found?.total ?? 0 };
}

/** Whether the project can send text messages. */
export async function sendsTexts(projectId: number): Promise<boolean> {
  const rows = await db()
    .select({ kind: messageChannels.kind })
    .from(messageChannels)
    .where(and(eq(messageChannels.projectId, projectId), eq(messageChannels.kind, "twilio")));
  return rows.length > 0;
}
