import "server-only";
import { and, count, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { alerts, messageChannels, orgs, projects, reports, users } from "@/db/schema";
import type { ProjectActor } from "@/lib/authz/actor";
import type { ChannelKind } from "@/lib/messages/kinds";

export type ListedChannel = { kind: ChannelKind; facts: unknown; addedAt: Date; addedBy: string | null };

/** The project's channels without what is secret in them, for pages that checked `project.settings.edit`. */
export function listChannels(actor: ProjectActor): Promise<ListedChannel[]> {
  return db()
    .select({
      kind: messageChannels.kind,
      facts: messageChannels.facts,
      addedAt: messageChannels.addedAt,
      addedBy: users.name,
    })
    .from(messageChannels)
    .innerJoin(projects, eq(projects.id, messageChannels.projectId))
    .leftJoin(users, eq(users.id, messageChannels.addedBy))
    .where(and(eq(projects.orgId, actor.org.id), eq(messageChannels.projectId, actor.project.id)));
}

export type StoredChannel = { facts: unknown; credential: string };
export type ChannelToSend = StoredChannel & { projectName: string };

/** What is stored of a channel, the credential encrypted, for whoever sends by it. Null without one, and for deleted projects. */
export async function getStoredChannel(projectId: number, kind: ChannelKind): Promise<ChannelToSend | null> {
  const [row] = await db()
    .select({ facts: messageChannels.facts, credential: messageChannels.credential, projectName: projects.name })
    .from(messageChannels)
    .innerJoin(projects, and(eq(projects.id, messageChannels.projectId), isNull(projects.deletedAt)))
    .innerJoin(orgs, and(eq(orgs.id, projects.orgId), isNull(orgs.deletedAt)))
    .where(and(eq(messageChannels.projectId, projectId), eq(messageChannels.kind, kind)));
  return row ?? null;
}

export type DelayHandling = { policy: "send" | "hold" | "skip"; longestWait: number };

/** What happens to messages while data is late; `longestWait` in minutes. */
export async function getDelayHandling(actor: ProjectActor): Promise<DelayHandling | null> {
  const [row] = await db()
    .select({ policy: projects.delayPolicy, longestWait: projects.longestWait })
    .from(projects)
    .where(and(eq(projects.orgId, actor.org.id), eq(projects.id, actor.project.id)));
  return row ?? null;
}

export type TextAlerts = { alerts: number; reports: string[] };

/** The alerts of the project that go out as text messages, paused ones left out, and the reports they are on by name. */
export async function getTextAlerts(actor: ProjectActor): Promise<TextAlerts> {
  const rows = await db()
    .select({ report: reports.name, alerts: count() })
    .from(alerts)
    .innerJoin(reports, eq(reports.id, alerts.reportId))
    .where(
      and(
        eq(alerts.orgId, actor.org.id),
        eq(alerts.projectId, actor.project.id),
        eq(alerts.channel, "text"),
        isNotNull(alerts.nextAt),
      ),
    )
    .groupBy(reports.id)
    .orderBy(sql`lower(${reports.name})`, reports.id);
  return { alerts: rows.reduce((sum, row) => sum + row.alerts, 0), reports: rows.map(({ report }) => report) };
}
