import "server-only";
import { eq } from "drizzle-orm";
import { projects } from "@/db/schema";
import type { ProjectActor } from "@/lib/authz/actor";
import { lastingProjectRoles } from "@/lib/authz/project-role";
import { mayChangeProjectGrant, mayGiveProjectRole, type ProjectRole, projectRoleNames } from "@/lib/authz/roles";
import { assertPlanHasProjectRole } from "@/lib/billing/capabilities";
import { RuleBroken } from "@/lib/errors";
import { assertMayGiveOneself } from "@/lib/members/grant-rules";
import { mutateProject } from "@/lib/mutate";
import type { AllUsersRoleInput } from "./schemas";

/**
 * The role that everybody in the organization has on a project (R3), or none. It is given under the ceiling of every other
 * grant (R4): at or below one's own, and one that stands is changed only by those above it.
 */
export function changeAllUsersRole(actor: ProjectActor, { role, was }: AllUsersRoleInput): Promise<void> {
  return mutateProject(actor, "project.members.manage", async ({ tx, actor: fresh, audit }) => {
    const { org, project, projectRole: own } = fresh;
    const here = eq(projects.id, project.id);
    const [row] = await tx.select({ role: projects.allUsersRole }).from(projects).where(here);
    const before = row?.role ?? null;
    if (before !== was) {
      const message = `Somebody changed it to ${nameOf(before)} meanwhile. Look again, then decide.`;
      throw new RuleBroken("changed_meanwhile", message);
    }
    if (before === role) return;
    if (before && !mayChangeProjectGrant(own, before)) {
      const message = `Only an owner of the project can change it while it is ${projectRoleNames[before]}.`;
      throw new RuleBroken("target_not_below", message);
    }
    if (role && !mayGiveProjectRole(own, role)) {
      const message = `You cannot give ${projectRoleNames[role]} here. Choose a role at or below your own.`;
      throw new RuleBroken("role_above_own", message, { field: "role" });
    }
    // The actor is one of all users: nobody makes a role of their own that ends one for ever by this.
    const lasting = (await lastingProjectRoles(tx, [project.id], fresh.user.id)).get(project.id) ?? null;
    if (role) assertMayGiveOneself(lasting, role, "role");
    if (role) assertPlanHasProjectRole(org.plan, role, "role");
    await tx.update(projects).set({ allUsersRole: role }).where(here);
    audit({
      orgId: org.id,
      projectId: project.id,
      action: "project.all_users_role_changed",
      object: { type: "project", id: String(project.id) },
      before: { role: before },
      after: { role },
    });
  });
}

function nameOf(role: ProjectRole | null): string {
  return role ? projectRoleNames[role] : "no access";
}
