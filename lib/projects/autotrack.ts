import "server-only";
import { eq } from "drizzle-orm";
import { projects } from "@/db/schema";
import type { ProjectActor } from "@/lib/authz/actor";
import { NotFound } from "@/lib/errors";
import { mutateProject } from "@/lib/mutate";
import type { ChangeAutotrackInput } from "./schemas";

/**
 * P6: whether the project stores what mobile libraries send by themselves. Their libraries learn it at the next start of
 * the application (`/decide`); what the others send meanwhile is left out here. Says whether anything changed.
 */
export function changeAutotrack(actor: ProjectActor, { to }: ChangeAutotrackInput): Promise<boolean> {
  return mutateProject(actor, "project.settings.edit", async ({ tx, actor: { org, project }, audit }) => {
    const [row] = await tx.select({ on: projects.autotrack }).from(projects).where(eq(projects.id, project.id));
    if (!row) throw new NotFound("project");
    const on = to === "on";
    if (row.on === on) return false;
    await tx.update(projects).set({ autotrack: on }).where(eq(projects.id, project.id));
    audit({
      orgId: org.id,
      projectId: project.id,
      action: "project.autotrack_changed",
      object: { type: "project", id: project.id },
      before: { autotrack: row.on },
      after: { autotrack: on },
    });
    return true;
  });
}
