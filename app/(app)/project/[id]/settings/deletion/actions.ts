"use server";
import { revalidatePath } from "next/cache";
import { projectAction } from "@/lib/auth/actions";
import { can } from "@/lib/authz/authorize";
import { paths } from "@/lib/paths";
import { deleteProject } from "@/lib/projects/deletion";
import { restoreDays } from "@/lib/projects/periods";
import { deleteProjectSchema } from "@/lib/projects/schemas";

export const remove = projectAction(deleteProjectSchema, async (actor, input) => {
  await deleteProject(actor, input);
  revalidatePath("/", "layout");
  return {
    goTo: can(actor, "org.projects.delete") ? paths.deletedProjects(actor.org.id) : paths.accountProjects,
    message: `${actor.project.name} is deleted. For ${restoreDays} days you can restore it from here.`,
  };
});
