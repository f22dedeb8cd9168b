import "server-only";
import { and, eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { createsProjects } from "@/db/queries/transfers";
import { members, orgs, projects } from "@/db/schema";
import type { ProjectActor, UserActor } from "@/lib/authz/actor";
import { effectiveProjectRole } from "@/lib/authz/project-role";
import { type ProjectRole, projectRoleNames } from "@/lib/authz/roles";
import { plansWith } from "@/lib/billing/capabilities";
import { type PlanId, planAllowsProjectRole, plans } from "@/lib/billing/plans";
import { expiryAfterNotice } from "@/lib/billing/retention";
import { now } from "@/lib/clock";
import { isRuleBroken, NotFound, RuleBroken } from "@/lib/errors";
import { countOf, listOf, monthsInWords } from "@/lib/format";
import { mutate } from "@/lib/mutate";
import { paths } from "@/lib/paths";

/** What stands against a transfer: said on its page before anything is asked, and judged again when it happens. */

export type Move = { projectId: number; name: string; from: number; to: number };
type Target = { id: number; name: string; plan: PlanId };

/** The org that it goes to, where this person may create projects. To everybody else it does not exist. */
export async function findTarget(tx: Tx, actor: UserActor, to: number): Promise<Target & { isOwner: boolean }> {
  const [row] = await tx
    .select({ id: orgs.id, name: orgs.name, plan: orgs.plan, role: members.role })
    .from(members)
    .innerJoin(orgs, and(eq(orgs.id, members.orgId), sql`${orgs.deletedAt} is null`))
    .where(and(createsProjects(actor), eq(orgs.id, to)));
  if (!row) throw new NotFound("organization");
  const { role, ...target } = row;
  return { ...target, isOwner: role === "owner" };
}

/** What the page says before anything is asked: the sentence and where to mend it, or null where nothing is against it. */
export async function whyNotTransfer(
  actor: ProjectActor,
  to: number,
): Promise<{ message: string; link?: { href: string; label: string } } | null> {
  const { org, project } = actor;
  try {
    await mutate(actor, async ({ tx }) => {
      const target = await findTarget(tx, actor, to);
      await assertTakes(tx, { projectId: project.id, name: project.name, from: org.id, to }, target);
    });
    return null;
  } catch (error) {
    if (isRuleBroken(error)) return { message: error.message, link: error.link };
    throw error;
  }
}

/** Throws `transfer_refused`, in words, where the target cannot take the project as it is. */
export async function assertTakes(tx: Tx, move: Move, target: Target): Promise<void> {
  await assertNameFree(tx, move, target);
  await assertPlanTakesGrants(tx, move, target);
  await assertPlanKeepsData(tx, move, target);
}

/** E4: what the other plan does not keep would be erased there, and coming back would not bring it back. */
async function assertPlanKeepsData(tx: Tx, { projectId }: Move, target: Target): Promise<void> {
  const [oldest] = await tx.execute<{ time: string }>(sql`
    select e.time from events e where e.dataset_id = (select dataset_id from projects where id = ${projectId})
    order by e.time limit 1`);
  if (!oldest || new Date(oldest.time) >= expiryAfterNotice(target.plan, now())) return;
  const { name, retentionMonths } = plans[target.plan];
  const message = `${target.name} is on the ${name} plan, which keeps events for ${monthsInWords(retentionMonths)}. This project has older ones, which would be erased there. Move ${target.name} to a plan that keeps them first.`;
  throw new RuleBroken("transfer_refused", message);
}

async function assertNameFree(tx: Tx, { projectId, name }: Move, target: Target): Promise<void> {
  const [taken] = await tx
    .select({ name: projects.name })
    .from(projects)
    .where(
      and(
        eq(projects.orgId, target.id),
        sql`lower(${projects.name}) = lower(${name})`,
        sql`${projects.deletedAt} is null`,
      ),
    );
  if (!taken) return;
  const message = `${target.name} has a project named “${taken.name}”. Rename this one first.`;
  const link = { href: paths.projectSettings(projectId), label: "Rename it" };
  throw new RuleBroken("transfer_refused", message, { link });
}

/** R7: grants that come along are newly given there. */
async function assertPlanTakesGrants(tx: Tx, { projectId }: Move, target: Target): Promise<void> {
  const rows = await tx.execute<{ name: string; role: ProjectRole }>(sql`
    select m.name, g.role from project_grants g join members m on m.org_id = ${target.id} and m.user_id = g.user_id
    where g.project_id = ${projectId} order by lower(m.name), m.user_id`);
  const refused = rows.filter(({ role }) => !planAllowsProjectRole(target.plan, role));
  if (refused.length === 0) return;
  const roles = [...new Set(refused.map(({ role }) => projectRoleNames[role]))];
  const who = listOf(
    refused.map(({ name }) => name),
    5,
  );
  const message = `The plan of ${target.name} has no ${roles.join(" and no ")} role, which ${countOf(refused.length, "grant")} would bring along (${who}). Remove or raise ${refused.length === 1 ? "it" : "them"} first, or move ${target.name} to the ${plansWith("limited_roles")} plan.`;
  throw new RuleBroken("transfer_refused", message);
}

/** Whoever asked must still own the project, and may still create projects in the target. */
export async function assertStillWanted(tx: Tx, move: Move, requestedBy: string | null): Promise<void> {
  const role = requestedBy ? await effectiveProjectRole(tx, move.projectId, requestedBy) : null;
  const [place] = requestedBy
    ? await tx
        .select({ role: members.role })
        .from(members)
        .where(and(eq(members.orgId, move.to), eq(members.userId, requestedBy)))
    : [];
  const creates = place?.role === "owner" || place?.role === "admin";
  if (role === "owner" && creates) return;
  throw new RuleBroken(
    "transfer_refused",
    "Whoever asked for this transfer no longer owns the project, or may no longer create projects in the other organization. Ask anew.",
  );
}
