import "server-only";
import { eq } from "drizzle-orm";
import { projects } from "@/db/schema";
import type { ProjectActor } from "@/lib/authz/actor";
import { RuleBroken } from "@/lib/errors";
import { mutateProject } from "@/lib/mutate";
import { assertProjectNameFree } from "./projects";
import type { ChangeTimezoneInput, RenameProjectInput } from "./schemas";

/** P1: what a project is called and where its days begin. Whoever saw an older value is told, and changes nothing. */

export function renameProject(actor: ProjectActor, { name, was }: RenameProjectInput): Promise<void> {
  return mutateProject(actor, "project.settings.edit", async ({ tx, actor: fresh, audit }) => {
    const { org, project } = fresh;
    if (project.name === name) return;
    assertAsShown("name", project.name, was);
    await assertProjectNameFree(tx, org.id, name, undefined, project.id);
    await tx.update(projects).set({ name }).where(eq(projects.id, project.id));
    audit({
      orgId: org.id,
      projectId: project.id,
      action: "project.renamed",
      object: { type: "project", id: project.id },
      before: { name: project.name },
      after: { name },
    });
  });
}

/** From now on days begin at midnight there, also those of data that is here already. */
export function changeProjectTimezone(actor: ProjectActor, { timezone, was }: ChangeTimezoneInput): Promise<void> {
  return mutateProject(actor, "project.settings.edit", async ({ tx, actor: fresh, audit }) => {
    const { org, project } = fresh;
    if (project.timezone === timezone) return;
    assertAsShown("timezone", project.timezone, was);
    await tx.update(projects).set({ timezone }).where(eq(projects.id, project.id));
    audit({
      orgId: org.id,
      projectId: project.id,
      action: "project.timezone_changed",
      object: { type: "project", id: project.id },
      before: { timezone: project.timezone },
      after: { timezone },
    });
  });
}

function assertAsShown(field: "name" | "timezone", is: string, was: string): void {
  if (is === was) return;
  const message = `Somebody changed the ${field} to “${is}” meanwhile. Nothing was changed; reload to begin from there.`;
  throw new RuleBroken("changed_meanwhile", message, { field });
}
