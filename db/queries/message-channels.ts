import "server-only";
import { and, eq, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { messageChannels, orgs, projects, users } from "@/db/schema";
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

/** What is stored of a channel, the credential encrypted, for whoever sends by it. Null without one, and for deleted projects. */
export async function getStoredChannel(projectId: number, kind: ChannelKind): Promise<StoredChannel | null> {
  const [row] = await db()
    .select({ facts: messageChannels.facts, credential: messageChannels.credential })
    .from(messageChannels)
    .innerJoin(projects, and(eq(projects.id, messageChannels.projectId), isNull(projects.deletedAt)))
    .innerJoin(orgs, and(eq(orgs.id, projects.orgId), isNull(orgs.deletedAt)))
    .where(and(eq(messageChannels.projectId, projectId), eq(messageChannels.kind, kind)));
  return row ?? null;
}
