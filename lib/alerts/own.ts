import "server-only";
import { and, count, eq, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { ownAlerts } from "@/db/queries/alerts";
import { alerts, projects, reports } from "@/db/schema";
import type { AuditInput } from "@/lib/audit/write";
import type { UserActor } from "@/lib/authz/actor";
import { NotFound, RuleBroken } from "@/lib/errors";
import type { StoredAlert } from "./choice";

/** What the verbs of alerts share. */

type Place = Pick<StoredAlert, "id" | "orgId" | "projectId">;

export function entryOf({ id, orgId, projectId }: Place, action: AuditInput["action"]): AuditInput {
  return { orgId, projectId, action, object: { type: "alert", id } };
}

export const mostAlerts = 50;

/** So many living ones each in a project. Of subscribing, which holds the project's row, two at once do not both fit in. */
export async function assertRoomFor(tx: Tx, { projectId, userId }: Pick<StoredAlert, "projectId" | "userId">) {
  const [held] = await tx
    .select({ count: count() })
    .from(alerts)
    .where(and(eq(alerts.projectId, projectId), eq(alerts.userId, userId), isNull(alerts.endedAt)));
  if ((held?.count ?? 0) < mostAlerts) return;
  throw new RuleBroken(
    "limit_reached",
    `You have ${mostAlerts} alerts in this project, the most there can be. Unsubscribe from one first.`,
  );
}

/** One's own living alert, locked, while its project is reached. Everybody else's is not found. */
export async function findOwn(tx: Tx, actor: UserActor, alertId: string) {
  const [found] = await tx
    .select({ alert: alerts, reportName: reports.name, query: reports.query })
    .from(alerts)
    .innerJoin(reports, eq(reports.id, alerts.reportId))
    .innerJoin(projects, eq(projects.id, alerts.projectId))
    .where(and(eq(alerts.id, alertId), ownAlerts(actor)))
    .for("update", { of: alerts });
  if (!found) throw new NotFound("alert");
  return found;
}
