import "server-only";
import { and, count, eq, gt, inArray, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { textArray } from "@/db/queries/page";
import { privacyRequestIds, privacyRequests } from "@/db/schema";
import type { ProjectActor } from "@/lib/authz/actor";
import { assertConfirmed } from "@/lib/authz/confirmation";
import { NotFound, RuleBroken } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { mutateProject } from "@/lib/mutate";
import { type Disclosure, dueDays, holdMinutes, isOpen, type PrivacyKind, type Regulation } from "./kinds";

/**
 * D1, G1: requests of people whom a project has data about. A retrieval begins at once; a deletion waits an hour, in
 * which it can be cancelled, and then cannot be stopped. A job does them.
 */

const dayMs = 24 * 3600 * 1000;
const mostOpen = 200;

export type NewPrivacyRequest = {
  kind: PrivacyKind;
  regulation: Regulation;
  disclosure: Disclosure;
  ids: readonly string[];
  byApi: boolean;
  /** The form's own id: a double click makes one request. */
  requestKey?: string;
};

/** The ids are judged before (`problemOfAll`). A deletion needs a confirmation (A6), for which a token stands. */
export function askPrivacyRequest(actor: ProjectActor, asked: NewPrivacyRequest): Promise<{ id: string }> {
  return mutateProject(actor, "project.privacy.manage", async ({ tx, actor: fresh, now, audit, enqueue }) => {
    const { kind, regulation, disclosure, ids, byApi, requestKey } = asked;
    const [projectId, orgId] = [fresh.project.id, fresh.org.id];
    if (kind === "deletion") assertConfirmed(fresh, now);
    const again = requestKey === undefined ? null : await findByKey(tx, projectId, requestKey);
    if (again) return again;
    await assertRoom(tx, projectId);
    if (kind === "deletion") await assertNotQueued(tx, projectId, ids);
    const id = newId("privacyRequest");
    const startsAt = kind === "deletion" ? new Date(now.getTime() + holdMinutes * 60_000) : now;
    const shown = regulation === "CCPA" && kind === "retrieval" ? disclosure : "Data";
    await tx.insert(privacyRequests).values({
      id,
      orgId,
      projectId,
      kind,
      regulation,
      disclosure: shown,
      status: "PENDING",
      byApi,
      requestedAt: now,
      requestedBy: fresh.user.id,
      dueAt: new Date(now.getTime() + dueDays[regulation] * dayMs),
      startsAt,
      idCount: ids.length,
      requestKey,
    });
    await tx.execute(sql`
      insert into privacy_request_ids (request_id, n, distinct_id)
      select ${id}, n, id from unnest(${textArray(ids)}) with ordinality as given (id, n)`);
    audit({
      orgId,
      projectId,
      action: "privacy.requested",
      object: { type: "privacy_request", id },
      after: { kind, regulation, ids: ids.length, api: byApi },
    });
    await enqueue("run_privacy_request", { requestId: id }, { runAt: startsAt, jobKey: `run_privacy_request:${id}` });
    return { id };
  });
}

/** Only what waits can be cancelled; of what runs or ended the status is said. */
export function cancelPrivacyRequest(actor: ProjectActor, { requestId }: { requestId: string }): Promise<void> {
  return mutateProject(actor, "project.privacy.manage", async ({ tx, actor: fresh, now, audit }) => {
    const [request] = await tx
      .select({ status: privacyRequests.status, kind: privacyRequests.kind })
      .from(privacyRequests)
      .where(and(eq(privacyRequests.projectId, fresh.project.id), eq(privacyRequests.id, requestId)))
      .for("update");
    if (!request) throw new NotFound("request");
    if (request.status !== "PENDING") {
      const message = isOpen(request.status)
        ? "It has begun, and cannot be cancelled any more."
        : "It has ended already.";
      throw new RuleBroken("changed_meanwhile", message);
    }
    await tx
      .update(privacyRequests)
      .set({ status: "REVOKED", finishedAt: now, cancelledBy: fresh.user.id })
      .where(eq(privacyRequests.id, requestId));
    audit({
      orgId: fresh.org.id,
      projectId: fresh.project.id,
      action: "privacy.cancelled",
      object: { type: "privacy_request", id: requestId },
      before: { kind: request.kind },
    });
  });
}

/** Writes down that an archive was taken; NotFound once it is gone. The caller reads it in parts. */
export function takePrivacyFile(actor: ProjectActor, { requestId }: { requestId: string }): Promise<{ bytes: number }> {
  return mutateProject(actor, "project.privacy.manage", async ({ tx, actor: fresh, now, audit }) => {
    const [file] = await tx
      .select({ bytes: privacyRequests.fileBytes })
      .from(privacyRequests)
      .where(
        and(
          eq(privacyRequests.projectId, fresh.project.id),
          eq(privacyRequests.id, requestId),
          eq(privacyRequests.status, "SUCCESS"),
          gt(privacyRequests.fileExpiresAt, now),
        ),
      );
    if (!file?.bytes) throw new NotFound("file");
    audit({
      orgId: fresh.org.id,
      projectId: fresh.project.id,
      action: "privacy.file_downloaded",
      object: { type: "privacy_request", id: requestId },
    });
    return { bytes: file.bytes };
  });
}

async function findByKey(tx: Tx, projectId: number, key: string): Promise<{ id: string } | null> {
  const [made] = await tx
    .select({ id: privacyRequests.id })
    .from(privacyRequests)
    .where(and(eq(privacyRequests.projectId, projectId), eq(privacyRequests.requestKey, key)));
  return made ?? null;
}

async function assertRoom(tx: Tx, projectId: number): Promise<void> {
  const [open] = await tx
    .select({ n: count() })
    .from(privacyRequests)
    .where(and(eq(privacyRequests.projectId, projectId), inArray(privacyRequests.status, ["PENDING", "STARTED"])));
  if ((open?.n ?? 0) < mostOpen) return;
  const message = `This project has ${mostOpen} requests that are not done yet. Wait until some are, then send this again.`;
  throw new RuleBroken("limit_reached", message, { field: "ids" });
}

async function assertNotQueued(tx: Tx, projectId: number, ids: readonly string[]): Promise<void> {
  const [queued] = await tx
    .select({ id: privacyRequestIds.distinctId })
    .from(privacyRequestIds)
    .innerJoin(privacyRequests, eq(privacyRequests.id, privacyRequestIds.requestId))
    .where(
      and(
        eq(privacyRequests.projectId, projectId),
        eq(privacyRequests.kind, "deletion"),
        inArray(privacyRequests.status, ["PENDING", "STARTED"]),
        sql`${privacyRequestIds.distinctId} = any(${textArray(ids)})`,
      ),
    )
    .limit(1);
  if (!queued) return;
  throw new RuleBroken("already_added", `A deletion of ${queued.id} waits already.`, { field: "ids" });
}
