import "server-only";
import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { orgIsOpen } from "@/db/queries/org-gate";
import { projectsMatching } from "@/db/queries/projects";
import { projects, projectTransfers } from "@/db/schema";
import type { OrgActor, ProjectActor, UserActor } from "@/lib/authz/actor";
import { assertConfirmed } from "@/lib/authz/confirmation";
import { now } from "@/lib/clock";
import { NotFound, RuleBroken } from "@/lib/errors";
import { type Change, lockOrgRow, mutate, mutateOrg, mutateProject } from "@/lib/mutate";
import { erasureDay, phraseToDelete } from "./periods";
import { assertProjectNameFree } from "./projects";
import type { DeleteProjectInput, DeleteProjectsInput, RestoreProjectInput } from "./schemas";
import { logsOf } from "./transfer-log";

/**
 * O2, O3: a deleted project is found nowhere from the next moment on, and its token is an unknown one. Everything of it
 * waits for 60 days, so that restoring brings back all of it; then a job erases its data for good.
 */

type Chosen = { id: number; name: string };

/** Deletes the chosen projects, all or none. The form says how many it showed and has the name or number typed (A6). */
export function deleteProjects(actor: OrgActor, input: DeleteProjectsInput): Promise<Chosen[]> {
  return mutateOrg(actor, "org.projects.delete", async (change) => {
    assertConfirmed(change.actor, change.now);
    const chosen = await lockChosen(change.tx, change.actor.org.id, input);
    assertTyped(input.typed, phraseToDelete(chosen.map((project) => project.name)));
    await markDeleted(change, change.actor.org.id, chosen);
    return chosen;
  });
}

/** A person deletes a project that they own by whatever grant, from its own settings. */
export function deleteProject(actor: ProjectActor, input: DeleteProjectInput): Promise<void> {
  return mutateProject(actor, "project.delete", async (change) => {
    assertConfirmed(change.actor, change.now);
    const { org, project } = change.actor;
    assertTyped(input.typed, project.name);
    await markDeleted(change, org.id, [project]);
  });
}

/**
 * Building block: takes projects out of sight, with an entry for each; what was to become of them in another org is off.
 * The caller holds the org's lock.
 */
export async function markDeleted(
  { tx, actor, audit, now }: Change<OrgActor>,
  orgId: number,
  chosen: readonly Chosen[],
): Promise<void> {
  const ids = chosen.map((project) => project.id);
  await tx
    .update(projects)
    .set({ deletedAt: now, deletedBy: actor.user.id })
    .where(and(eq(projects.orgId, orgId), inArray(projects.id, ids), isNull(projects.deletedAt)));
  for (const { id, name } of chosen) {
    audit({
      orgId,
      projectId: id,
      action: "project.deleted",
      object: { type: "project", id },
      before: { name },
      after: { erasedFrom: erasureDay(now).toISOString() },
    });
  }
  await cancelTransfers({ tx, actor, audit, now }, chosen);
}

/** Open transfers of projects that go are cancelled; both organizations read it in their logs. */
async function cancelTransfers(
  { tx, actor, audit, now }: Pick<Change<OrgActor>, "tx" | "actor" | "audit" | "now">,
  chosen: readonly Chosen[],
): Promise<void> {
  const t = projectTransfers;
  const ids = chosen.map((project) => project.id);
  const cancelled = await tx
    .update(t)
    .set({ cancelledAt: now, cancelledBy: actor.user.id })
    .where(
      and(
        inArray(t.projectId, ids),
        sql`num_nonnulls(${t.doneAt}, ${t.declinedAt}, ${t.cancelledAt}, ${t.lapsedAt}) = 0`,
      ),
    )
    .returning({ id: t.id, projectId: t.projectId, from: t.fromOrgId, to: t.toOrgId });
  for (const { id, projectId, from, to } of cancelled) {
    const name = chosen.find((project) => project.id === projectId)?.name ?? "";
    const object = { type: "project" as const, id: projectId };
    const log = await logsOf(tx, actor, [from, to]);
    for (const orgId of [from, to])
      audit({ ...log(orgId), projectId, action: "project.transfer_cancelled", object, before: { name, transfer: id } });
  }
}

/** Throws `typed_otherwise` unless this is what the page asked to type; blanks around it do not matter. */
export function assertTyped(typed: string, wanted: string): void {
  const plain = (text: string) => text.normalize("NFC").replace(/\s+/gu, " ").trim();
  if (plain(typed) === plain(wanted)) return;
  throw new RuleBroken("typed_otherwise", `That is not it. Type “${wanted}”, with the same capitals.`, {
    field: "typed",
  });
}

/** An owner of the organization restores one of its deleted projects. */
export function restoreProject(actor: OrgActor, input: RestoreProjectInput): Promise<Restored> {
  return mutateOrg(actor, "org.projects.delete", (change) => putBack(change, change.actor.org.id, input));
}

/** A person restores a project that they own by a grant which still stands, whatever their role in its organization. */
export function restoreOwnProject(actor: UserActor, input: RestoreProjectInput): Promise<Restored> {
  return mutate(actor, async (change) => {
    const projectId = Number(input.deleted);
    const [row] = await change.tx.select({ orgId: projects.orgId }).from(projects).where(eq(projects.id, projectId));
    if (!row) throw new NotFound("project");
    await lockOrgRow(change.tx, row.orgId);
    if (!(await ownsEvenDeleted(change.tx, actor, projectId))) throw new NotFound("project");
    return putBack(change, row.orgId, input);
  });
}

type Restored = { id: number; name: string };

async function putBack(
  { tx, audit }: Pick<Change<UserActor>, "tx" | "audit">,
  orgId: number,
  input: RestoreProjectInput,
): Promise<Restored> {
  const id = Number(input.deleted);
  const [row] = await tx
    .select({ name: projects.name, deletedAt: projects.deletedAt, erasingAt: projects.erasingAt })
    .from(projects)
    .where(and(eq(projects.orgId, orgId), eq(projects.id, id)))
    .for("no key update");
  if (!row) throw new NotFound("project");
  if (!row.deletedAt) throw new RuleBroken("changed_meanwhile", "Somebody restored this project already.");
  if (row.erasingAt) {
    const message = "The 60 days are over and its data is being erased. This project cannot be restored any more.";
    throw new RuleBroken("being_erased", message);
  }
  const name = input.name ?? row.name;
  const taken = `Another project has the name “${name}” now. Give the restored one another name.`;
  await assertProjectNameFree(tx, orgId, name, taken);
  await tx.update(projects).set({ name, deletedAt: null, deletedBy: null }).where(eq(projects.id, id));
  audit({
    orgId,
    projectId: id,
    action: "project.restored",
    object: { type: "project", id },
    before: { name: row.name },
    after: { name },
  });
  return { id, name };
}

/** The effective role is Owner, as if the project were not deleted. */
async function ownsEvenDeleted(tx: Tx, actor: UserActor, projectId: number): Promise<boolean> {
  const { user } = actor;
  const rows = await tx.execute(sql`
    select 1 from project_access_ever a
    where a.project_id = ${projectId} and a.user_id = ${user.id} and a.role = 'owner' and a.org_deleted_at is null
      and (${user.limitedToOrgId}::int is null or a.org_id = ${user.limitedToOrgId}::int)
      and ${orgIsOpen(actor, now(), sql`a.org_id`)}
    limit 1`);
  return rows.length > 0;
}

/** Locks the chosen projects. Throws `changed_meanwhile` where they are not those that the page showed. */
async function lockChosen(tx: Tx, orgId: number, input: DeleteProjectsInput): Promise<Chosen[]> {
  const ids = [...new Set(input.ids.map(Number))];
  const filter = { q: input.q ?? "", team: input.team ?? "" };
  const wanted =
    input.all === "on"
      ? projectsMatching(orgId, filter)
      : and(projectsMatching(orgId, { q: "", team: "" }), ids.length > 0 ? inArray(projects.id, ids) : sql`false`);
  const chosen = await tx
    .select({ id: projects.id, name: projects.name })
    .from(projects)
    .where(wanted)
    .orderBy(projects.id)
    .for("no key update");
  if (input.all !== "on") await assertOfOrg(tx, orgId, ids);
  if (chosen.length !== Number(input.shown) || chosen.length === 0) {
    const message =
      chosen.length === 0
        ? "None of these projects is there any more. Look at the list again; nothing was deleted."
        : `The projects changed meanwhile: it would be ${chosen.length} now. Look at the list again; nothing was deleted.`;
    throw new RuleBroken("changed_meanwhile", message);
  }
  return chosen;
}

/** Projects of another organization are not found, deleted ones of this one are somebody's change meanwhile. */
async function assertOfOrg(tx: Tx, orgId: number, ids: number[]): Promise<void> {
  if (ids.length === 0) return;
  const [row] = await tx
    .select({ count: sql<number>`count(*)::int` })
    .from(projects)
    .where(and(eq(projects.orgId, orgId), inArray(projects.id, ids)));
  if (row?.count !== ids.length) throw new NotFound("project");
}
