import "server-only";
import { and, between, eq, inArray, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { eventDays, projects } from "@/db/schema";
import type { ProjectActor } from "@/lib/authz/actor";
import type { BillingPeriod } from "@/lib/usage/period";

export type Autotrack = {
  on: boolean /** Stored events of the period by name; names that never came are not there. */;
  counts: Map<string, number>;
};

/** The toggle of the actor's project, and how many events of these names came in the period. */
export async function getAutotrack(
  { org, project }: ProjectActor,
  names: readonly string[],
  period: BillingPeriod,
): Promise<Autotrack | null> {
  const rows = await db()
    .select({ on: projects.autotrack, event: eventDays.event, events: sql<number>`sum(${eventDays.events})::float8` })
    .from(projects)
    .leftJoin(
      eventDays,
      and(
        eq(eventDays.datasetId, projects.datasetId),
        inArray(eventDays.event, [...names]),
        between(eventDays.day, period.firstDay, period.lastDay),
      ),
    )
    .where(and(eq(projects.orgId, org.id), eq(projects.id, project.id)))
    .groupBy(projects.autotrack, eventDays.event);
  const [first] = rows;
  if (!first) return null;
  return {
    on: first.on,
    counts: new Map(rows.flatMap(({ event, events }) => (event ? [[event, events] as const] : []))),
  };
}
