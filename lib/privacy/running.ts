import "server-only";
import { and, eq, gt, inArray, isNull, lte, sql } from "drizzle-orm";
import { privacyRequestIds, privacyRequests, projects } from "@/db/schema";
import { product } from "@/lib/authz/actor";
import { countPersonRows } from "@/lib/events/person-data";
import { mutate } from "@/lib/mutate";
import { lockDatasets } from "@/lib/projects/datasets";
import { fileDays, reminderDays } from "./kinds";
import { hashedId, signReceipt } from "./receipts";

/** The steps of a request's way that are written down: its beginning, its end, and what is told in between. */

const dayMs = 24 * 3600 * 1000;
/** What has not come to an end by then has failed. */
const mostDays = 3;

export type Running = typeof privacyRequests.$inferSelect;

/** The request, which runs from now on; null where it was cancelled, has ended, or is not to begin yet. */
export function beginPrivacyRequest(requestId: string): Promise<Running | null> {
  return mutate(product, async ({ tx, now, audit }) => {
    const [request] = await tx
      .select()
      .from(privacyRequests)
      .where(and(eq(privacyRequests.id, requestId), inArray(privacyRequests.status, ["PENDING", "STARTED"])))
      .for("update");
    if (!request || request.startsAt > now) return null;
    if (request.status === "STARTED") return request;
    await tx
      .update(privacyRequests)
      .set({ status: "STARTED", startedAt: now })
      .where(eq(privacyRequests.id, requestId));
    audit({ ...entryOf(request), action: "privacy.started", after: { kind: request.kind } });
    return { ...request, status: "STARTED", startedAt: now };
  });
}

/** Ends a deletion: looks for what is left, and signs what was done. False where something is left after all. */
export function finishDeletion(requestId: string): Promise<boolean> {
  return mutate(product, async ({ tx, now, audit }) => {
    const [request] = await tx
      .select()
      .from(privacyRequests)
      .where(and(eq(privacyRequests.id, requestId), eq(privacyRequests.status, "STARTED")))
      .for("update");
    if (!request) return true;
    const rows = await tx
      .select({ id: privacyRequestIds.distinctId })
      .from(privacyRequestIds)
      .where(eq(privacyRequestIds.requestId, requestId))
      .orderBy(privacyRequestIds.n);
    const ids = rows.map(({ id }) => id);
    const remaining = await countPersonRows(tx, await lockDatasets(tx, request.projectId), ids);
    if (remaining.events + remaining.profiles + remaining.aliases > 0) {
      // Sent again meanwhile: people who go on using an application go on being seen. They are gone over once more.
      await tx.update(privacyRequestIds).set({ doneAt: null }).where(eq(privacyRequestIds.requestId, requestId));
      await tx.update(privacyRequests).set({ idsDone: 0 }).where(eq(privacyRequests.id, requestId));
      audit({ ...entryOf(request), action: "privacy.gone_over", after: remaining });
      return false;
    }
    const { events, profiles, aliases, regulation, orgId, projectId, requestedAt } = request;
    const receipt = {
      request: requestId,
      organization: orgId,
      project: projectId,
      regulation,
      ids: ids.map(hashedId),
      removed: { events, profiles, aliases },
      remaining,
      requestedAt: requestedAt.toISOString(),
      finishedAt: now.toISOString(),
    };
    await tx
      .update(privacyRequests)
      .set({ status: "SUCCESS", finishedAt: now, receipt, signature: signReceipt(receipt) })
      .where(eq(privacyRequests.id, requestId));
    audit({
      ...entryOf(request),
      action: "privacy.finished",
      after: { kind: "deletion", ids: ids.length, events, profiles, aliases },
    });
    return true;
  });
}

type Found = { events: number; profiles: number; aliases: number; bytes: number };

/** Ends a retrieval whose archive is written. */
export function finishRetrieval(requestId: string, { bytes, ...found }: Found): Promise<void> {
  return mutate(product, async ({ tx, now, audit, enqueue }) => {
    const [request] = await tx
      .update(privacyRequests)
      .set({
        status: "SUCCESS",
        finishedAt: now,
        ...found,
        idsDone: sql`${privacyRequests.idCount}`,
        fileBytes: bytes,
        fileExpiresAt: new Date(now.getTime() + fileDays * dayMs),
      })
      .where(and(eq(privacyRequests.id, requestId), eq(privacyRequests.status, "STARTED")))
      .returning();
    if (!request) return;
    audit({ ...entryOf(request), action: "privacy.finished", after: { kind: "retrieval", ...found } });
    await enqueue("send_privacy_mail", { requestId, what: "ready" });
  });
}

/**
 * Once a day: what a crash left lying begins again, what has run for days has failed, and owners hear of what is due
 * soon. Returns the requests to run.
 */
export function tendPrivacyRequests(): Promise<string[]> {
  return mutate(product, async ({ tx, now, audit, enqueue }) => {
    const open = inArray(privacyRequests.status, ["PENDING", "STARTED"]);
    const failed = await tx
      .update(privacyRequests)
      .set({ status: "FAILURE", finishedAt: now })
      .where(
        and(
          eq(privacyRequests.status, "STARTED"),
          lte(privacyRequests.startedAt, new Date(now.getTime() - mostDays * dayMs)),
        ),
      )
      .returning();
    for (const request of failed) {
      audit({ ...entryOf(request), action: "privacy.failed", after: { kind: request.kind } });
      await enqueue("send_privacy_mail", { requestId: request.id, what: "failed" });
    }
    const soon = await tx
      .update(privacyRequests)
      .set({ remindedAt: now })
      .where(
        and(
          open,
          isNull(privacyRequests.remindedAt),
          gt(privacyRequests.dueAt, now),
          lte(privacyRequests.dueAt, new Date(now.getTime() + reminderDays * dayMs)),
        ),
      )
      .returning();
    for (const request of soon) {
      audit({ ...entryOf(request), action: "privacy.reminded", after: { dueAt: request.dueAt.toISOString() } });
      await enqueue("send_privacy_mail", { requestId: request.id, what: "due" });
    }
    const left = await tx
      .select({ id: privacyRequests.id })
      .from(privacyRequests)
      .innerJoin(projects, eq(projects.id, privacyRequests.projectId))
      .where(and(open, lte(privacyRequests.startsAt, now)));
    return left.map(({ id }) => id);
  });
}

function entryOf(request: Pick<Running, "id" | "orgId" | "projectId">) {
  const { id, orgId, projectId } = request;
  return { orgId, projectId, object: { type: "privacy_request" as const, id } };
}
