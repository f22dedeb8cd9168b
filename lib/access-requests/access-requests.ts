import "server-only";
import { and, desc, eq, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { accessRequests, projects } from "@/db/schema";
import type { OrgActor, ProjectActor } from "@/lib/authz/actor";
import { effectiveProjectRole } from "@/lib/authz/project-role";
import { NotFound, RuleBroken } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { giveGrantsIn } from "@/lib/members/grants";
import { mutateOrg, mutateProject } from "@/lib/mutate";
import { assertLimit, inWords } from "@/lib/rate-limit";
import type { AskInput, DeclineAccessInput, GrantAccessInput, WithdrawInput } from "./schemas";

/**
 * P8: a member asks for a project of their own org that they do not reach, without being told what it is called. Whoever
 * may manage its people answers: by an individual grant, or not. After a no the person waits a day before asking again.
 */

const hoursBetween = 24;

export async function askForAccess(actor: OrgActor, input: AskInput): Promise<void> {
  await mutateOrg(actor, "org.overview.view", async ({ tx, actor: fresh, audit, enqueue, now }) => {
    const { org, user } = fresh;
    const { projectId, reason } = input;
    await lockProject(tx, org.id, projectId);
    if (await effectiveProjectRole(tx, projectId, user.id)) {
      throw new RuleBroken("already_reaches", "You reach this project already. Open it again.");
    }
    const last = await lastRequest(tx, projectId, user.id);
    if (last && !last.outcome) {
      throw new RuleBroken("already_asked", "You asked already. Its admins have not answered yet.");
    }
    const waits = last?.outcome === "declined" ? hoursBetween * 3600 - secondsSince(last.answeredAt, now) : 0;
    if (waits > 0) {
      const message = `Your last request was declined. You can ask again in ${inWords(Math.ceil(waits))}.`;
      throw new RuleBroken("already_answered", message, { retryAfter: Math.ceil(waits) });
    }
    await assertLimit("access_request.user", `${org.id} ${user.id}`);
    const id = newId("accessRequest");
    await tx.insert(accessRequests).values({ id, orgId: org.id, projectId, userId: user.id, reason, askedAt: now });
    audit({ orgId: org.id, projectId, action: "access_request.made", object: { type: "access_request", id } });
    await enqueue("send_access_request", { requestId: id });
  });
}

/** The person no longer asks. Nothing to take back is no error. */
export function withdrawAccessRequest(actor: OrgActor, { projectId }: WithdrawInput): Promise<void> {
  return mutateOrg(actor, "org.overview.view", async ({ tx, actor: fresh, audit, now }) => {
    const { org, user } = fresh;
    const [row] = await tx
      .update(accessRequests)
      .set({ outcome: "withdrawn", answeredAt: now })
      .where(
        and(
          eq(accessRequests.orgId, org.id),
          eq(accessRequests.projectId, projectId),
          eq(accessRequests.userId, user.id),
          isNull(accessRequests.outcome),
        ),
      )
      .returning({ id: accessRequests.id });
    if (!row) return;
    const object = { type: "access_request" as const, id: row.id };
    audit({ orgId: org.id, projectId, action: "access_request.withdrawn", object });
  });
}

/** Gives the person an individual grant, within the ceiling (R4) and the plan (R7). */
export function grantAccess(actor: ProjectActor, input: GrantAccessInput): Promise<Answered> {
  return mutateProject(actor, "project.members.manage", async (change) => {
    const { tx, actor: fresh, audit, enqueue, now } = change;
    const { org, project, user } = fresh;
    const request = await lockOpen(tx, fresh, input.requestId);
    await giveGrantsIn(change, request.userId, [project.id], input.role);
    await tx
      .update(accessRequests)
      .set({ outcome: "granted", answeredAt: now, answeredBy: user.id, role: input.role })
      .where(eq(accessRequests.id, request.id));
    audit({
      orgId: org.id,
      projectId: project.id,
      action: "access_request.granted",
      object: { type: "access_request", id: request.id },
      after: { user: request.userId, role: input.role },
    });
    await enqueue("send_access_answer", { requestId: request.id });
    return request;
  });
}

export function declineAccess(actor: ProjectActor, input: DeclineAccessInput): Promise<Answered> {
  return mutateProject(actor, "project.members.manage", async ({ tx, actor: fresh, audit, enqueue, now }) => {
    const { org, project, user } = fresh;
    const request = await lockOpen(tx, fresh, input.requestId);
    await tx
      .update(accessRequests)
      .set({ outcome: "declined", answeredAt: now, answeredBy: user.id, answer: input.answer })
      .where(eq(accessRequests.id, request.id));
    audit({
      orgId: org.id,
      projectId: project.id,
      action: "access_request.declined",
      object: { type: "access_request", id: request.id },
      after: { user: request.userId },
    });
    await enqueue("send_access_answer", { requestId: request.id });
    return request;
  });
}

type Answered = { id: string; userId: string };

const words = {
  granted: "Somebody gave access meanwhile.",
  declined: "Somebody declined this request meanwhile.",
  withdrawn: "The person took the request back.",
};

async function lockOpen(tx: Tx, { org, project }: ProjectActor, id: string): Promise<Answered> {
  const [row] = await tx
    .select({ id: accessRequests.id, userId: accessRequests.userId, outcome: accessRequests.outcome })
    .from(accessRequests)
    .where(and(eq(accessRequests.id, id), eq(accessRequests.orgId, org.id), eq(accessRequests.projectId, project.id)))
    .for("update");
  if (!row) throw new NotFound("request");
  if (row.outcome) throw new RuleBroken("already_answered", words[row.outcome]);
  return { id: row.id, userId: row.userId };
}

async function lockProject(tx: Tx, orgId: number, projectId: number): Promise<void> {
  const [project] = await tx
    .select({ id: projects.id })
    .from(projects)
    .where(and(eq(projects.orgId, orgId), eq(projects.id, projectId), isNull(projects.deletedAt)))
    .for("key share");
  if (!project) throw new NotFound("project");
}

async function lastRequest(tx: Tx, projectId: number, userId: string) {
  const [row] = await tx
    .select({ outcome: accessRequests.outcome, answeredAt: accessRequests.answeredAt })
    .from(accessRequests)
    .where(and(eq(accessRequests.projectId, projectId), eq(accessRequests.userId, userId)))
    .orderBy(desc(accessRequests.askedAt))
    .limit(1);
  return row;
}

function secondsSince(then: Date | null, now: Date): number {
  return then ? (now.getTime() - then.getTime()) / 1000 : Number.POSITIVE_INFINITY;
}
