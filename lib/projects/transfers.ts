import "server-only";
import { and, eq, inArray, isNull, lte } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { createsProjects, findOtherOrg, isOpenAt, listTargets, unended } from "@/db/queries/transfers";
import { members, orgs, projects, projectTransfers } from "@/db/schema";
import { type OrgActor, type ProjectActor, product } from "@/lib/authz/actor";
import { assertConfirmed } from "@/lib/authz/confirmation";
import { NotFound, RuleBroken } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { type Change, mutate, mutateOrg, mutateProject } from "@/lib/mutate";
import { assertLimit } from "@/lib/rate-limit";
import { assertTyped } from "./deletion";
import type { ConfirmTransferInput, RequestTransferInput, TransferIdInput } from "./schemas";
import { logsOf } from "./transfer-log";
import { moveProject } from "./transfer-move";
import { assertStillWanted, assertTakes, findTarget, type Move } from "./transfer-rules";

/**
 * P2: a project owner asks for it to belong to another org, where they may create projects; an owner of each org confirms
 * within seven days. Asking is the confirmation of an org that one owns, so that whoever owns both is done at once.
 */

export const transferDays = 7;
const dayMs = 24 * 3600 * 1000;

type Transfer = typeof projectTransfers.$inferSelect;
type OrgChange = Pick<Change<OrgActor>, "tx" | "actor" | "audit" | "now" | "enqueue">;
type Asked = { transferId: string; done: boolean };

export async function requestTransfer(actor: ProjectActor, input: RequestTransferInput): Promise<Asked> {
  const to = Number(input.to);
  // Nobody holds up an organization that is none of theirs: it is locked only by who may create projects there.
  const beside = (await listTargets(actor)).some(({ id }) => id === to) ? to : undefined;
  await assertLimit("transfer.user", actor.user.id);
  return mutateProject(
    actor,
    "project.delete",
    async (change) => {
      const { tx, actor: fresh, now } = change;
      const { org, project, user } = fresh;
      if (to === org.id) throw new RuleBroken("invalid", "It belongs to this organization already.", { field: "to" });
      const target = await findTarget(tx, fresh, to);
      assertConfirmed(fresh, now);
      assertTyped(input.typed, project.name);
      await assertNoneOpen(tx, project.id, now);
      await assertTakes(tx, { projectId: project.id, name: project.name, from: org.id, to }, target);
      const at = { at: now, by: user.id };
      const [from, there] = [fresh.role === "owner" ? at : null, target.isOwner ? at : null];
      const transfer = {
        id: newId("transfer"),
        projectId: project.id,
        fromOrgId: org.id,
        toOrgId: to,
        requestedAt: now,
        requestedBy: user.id,
        expiresAt: new Date(now.getTime() + transferDays * dayMs),
        fromConfirmedAt: from?.at ?? null,
        fromConfirmedBy: from?.by ?? null,
        toConfirmedAt: there?.at ?? null,
        toConfirmedBy: there?.by ?? null,
      };
      await tx.insert(projectTransfers).values(transfer);
      await tell(change, transfer, project.name, "project.transfer_requested", { organization: target.name });
      return { transferId: transfer.id, done: await goOn(change, transfer) };
    },
    { beside },
  );
}

/** An owner says yes for their org, and for the other one too where they own it. The last one makes it happen. */
export async function confirmTransfer(actor: OrgActor, input: ConfirmTransferInput): Promise<{ done: boolean }> {
  return mutateOrg(
    actor,
    "org.projects.delete",
    async (change) => {
      const { tx, actor: fresh, now } = change;
      const { transfer, name } = await lockTransfer(tx, fresh.org.id, input.transferId, now);
      assertConfirmed(fresh, now);
      assertTyped(input.typed, name);
      const owned = await ownedOf(tx, fresh, transfer);
      const by = fresh.user.id;
      const yes = {
        ...(owned.includes(transfer.fromOrgId) &&
          !transfer.fromConfirmedAt && { fromConfirmedAt: now, fromConfirmedBy: by }),
        ...(owned.includes(transfer.toOrgId) && !transfer.toConfirmedAt && { toConfirmedAt: now, toConfirmedBy: by }),
      };
      if (Object.keys(yes).length === 0) return { done: false };
      await tx.update(projectTransfers).set(yes).where(eq(projectTransfers.id, transfer.id));
      await tell(change, transfer, name, "project.transfer_confirmed");
      return { done: await goOn(change, { ...transfer, ...yes }) };
    },
    { beside: await findOtherOrg(actor, input.transferId) },
  );
}

/** An owner of either org says no. */
export function declineTransfer(actor: OrgActor, { transferId }: TransferIdInput): Promise<void> {
  return mutateOrg(actor, "org.projects.delete", async (change) => {
    const { tx, actor: fresh, now } = change;
    const { transfer, name } = await lockTransfer(tx, fresh.org.id, transferId, now);
    const end = { declinedAt: now, declinedBy: fresh.user.id };
    await tx.update(projectTransfers).set(end).where(eq(projectTransfers.id, transfer.id));
    await tell(change, transfer, name, "project.transfer_declined");
    await change.enqueue("send_transfer_outcome", { transferId });
  });
}

/** Whoever owns the project takes it back. */
export function cancelTransfer(actor: ProjectActor, { transferId }: TransferIdInput): Promise<void> {
  return mutateProject(actor, "project.delete", async (change) => {
    const { tx, actor: fresh, now } = change;
    const { transfer, name } = await lockTransfer(tx, fresh.org.id, transferId, now);
    if (transfer.projectId !== fresh.project.id) throw new NotFound("transfer");
    const end = { cancelledAt: now, cancelledBy: fresh.user.id };
    await tx.update(projectTransfers).set(end).where(eq(projectTransfers.id, transfer.id));
    await tell(change, transfer, name, "project.transfer_cancelled");
    await change.enqueue("send_transfer_outcome", { transferId });
  });
}

const atOnce = 100;

/** Notes of those whose seven days are over that they are; returns how many. */
export function lapseTransfers(): Promise<number> {
  return mutate(product, async (change) => {
    const { tx, now } = change;
    const over = await tx
      .select({ transfer: projectTransfers, name: projects.name })
      .from(projectTransfers)
      .innerJoin(projects, eq(projects.id, projectTransfers.projectId))
      .where(and(unended, lte(projectTransfers.expiresAt, now)))
      .limit(atOnce)
      .for("update", { of: projectTransfers, skipLocked: true });
    for (const { transfer, name } of over) {
      await tx.update(projectTransfers).set({ lapsedAt: now }).where(eq(projectTransfers.id, transfer.id));
      await tell({ ...change, actor: null }, transfer, name, "project.transfer_lapsed");
      await change.enqueue("send_transfer_outcome", { transferId: transfer.id });
    }
    return over.length;
  });
}

/** Everything is confirmed: it happens. Otherwise the owners who are still to be asked are. */
async function goOn(change: OrgChange, transfer: Omit<Transfer, TheEnds>): Promise<boolean> {
  const { tx, enqueue } = change;
  const { id: transferId, projectId, fromOrgId: from, toOrgId: to } = transfer;
  const yes = await standingYes(tx, transfer);
  const waiting = [yes.from ? null : from, yes.to ? null : to].filter((id) => id !== null);
  for (const orgId of waiting) await enqueue("send_transfer_request", { transferId, orgId });
  if (waiting.length > 0) return false;
  const [project] = await tx
    .select({ name: projects.name })
    .from(projects)
    .where(eq(projects.id, projectId))
    .for("update");
  const both = await tx
    .select({ id: orgs.id, name: orgs.name, plan: orgs.plan, deletedAt: orgs.deletedAt })
    .from(orgs)
    .where(eq(orgs.id, to));
  const [source] = await tx.select({ name: orgs.name }).from(orgs).where(eq(orgs.id, from));
  const [target] = both;
  if (!project || !target || target.deletedAt || !source)
    throw new RuleBroken("transfer_refused", "The other organization is deleted. Nothing was moved.");
  const move: Move = { projectId, name: project.name, from, to };
  await assertStillWanted(tx, move, transfer.requestedBy);
  await assertTakes(tx, move, target);
  await moveProject(change, { ...move, transferId, fromName: source.name, toName: target.name });
  await enqueue("send_transfer_outcome", { transferId });
  return true;
}

type TheEnds = "doneAt" | "declinedAt" | "declinedBy" | "cancelledAt" | "cancelledBy" | "lapsedAt";

/** One that is over by time makes room for another. */
async function assertNoneOpen(tx: Tx, projectId: number, now: Date): Promise<void> {
  const ofProject = eq(projectTransfers.projectId, projectId);
  await tx
    .update(projectTransfers)
    .set({ lapsedAt: now })
    .where(and(ofProject, unended, lte(projectTransfers.expiresAt, now)));
  const [open] = await tx.select({ id: projectTransfers.id }).from(projectTransfers).where(and(ofProject, unended));
  if (open) {
    const message = "Somebody asked for a transfer of this project already. Cancel that one first.";
    throw new RuleBroken("transfer_open", message);
  }
}

/** An open one that this org gives or gets; with its project, which is locked after it as everywhere. */
async function lockTransfer(tx: Tx, orgId: number, transferId: string, now: Date) {
  const [row] = await tx
    .select({ transfer: projectTransfers, name: projects.name })
    .from(projectTransfers)
    .innerJoin(projects, eq(projects.id, projectTransfers.projectId))
    .where(eq(projectTransfers.id, transferId))
    .for("update", { of: projectTransfers });
  if (!row || (row.transfer.fromOrgId !== orgId && row.transfer.toOrgId !== orgId)) throw new NotFound("transfer");
  const [open] = await tx
    .select({ id: projectTransfers.id })
    .from(projectTransfers)
    .where(and(eq(projectTransfers.id, transferId), isOpenAt(now)));
  if (!open) throw new RuleBroken("transfer_closed", "This transfer is over. Reload to see what became of it.");
  return row;
}

/** Which of the two orgs the person owns, as far as this session reaches them. */
async function ownedOf(tx: Tx, actor: OrgActor, { fromOrgId, toOrgId }: Transfer): Promise<number[]> {
  const rows = await tx
    .select({ orgId: members.orgId })
    .from(members)
    .innerJoin(orgs, and(eq(orgs.id, members.orgId), isNull(orgs.deletedAt)))
    .where(and(createsProjects(actor), eq(members.role, "owner"), inArray(members.orgId, [fromOrgId, toOrgId])));
  return rows.map(({ orgId }) => orgId);
}

/** A yes counts as long as whoever said it owns that org; what does not count any more is asked anew. */
async function standingYes(tx: Tx, transfer: Omit<Transfer, TheEnds>) {
  const { id, fromOrgId, toOrgId, fromConfirmedBy, toConfirmedBy } = transfer;
  const owners = await tx
    .select({ orgId: members.orgId, userId: members.userId })
    .from(members)
    .where(and(inArray(members.orgId, [fromOrgId, toOrgId]), eq(members.role, "owner")));
  const owns = (orgId: number, userId: string | null) =>
    owners.some((owner) => owner.orgId === orgId && owner.userId === userId);
  const [from, to] = [owns(fromOrgId, fromConfirmedBy), owns(toOrgId, toConfirmedBy)];
  const gone = {
    ...(transfer.fromConfirmedAt && !from && { fromConfirmedAt: null, fromConfirmedBy: null }),
    ...(transfer.toConfirmedAt && !to && { toConfirmedAt: null, toConfirmedBy: null }),
  };
  if (Object.keys(gone).length > 0) await tx.update(projectTransfers).set(gone).where(eq(projectTransfers.id, id));
  return { from, to };
}

/** In the logs of both organizations. */
async function tell(
  { tx, actor, audit }: Pick<OrgChange, "tx" | "audit"> & { actor: OrgActor | null },
  { id, projectId, fromOrgId, toOrgId }: Pick<Transfer, "id" | "projectId" | "fromOrgId" | "toOrgId">,
  name: string,
  action: `project.transfer_${"requested" | "confirmed" | "declined" | "cancelled" | "lapsed"}`,
  more: Record<string, string> = {},
): Promise<void> {
  const object = { type: "project" as const, id: projectId };
  const log = await logsOf(tx, actor, [fromOrgId, toOrgId]);
  for (const orgId of [fromOrgId, toOrgId])
    audit({ ...log(orgId), projectId, action, object, after: { name, transfer: id, ...more } });
}
