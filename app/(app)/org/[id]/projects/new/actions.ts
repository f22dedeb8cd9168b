"use server";
import { orgAction } from "@/lib/auth/actions";
import { paths } from "@/lib/paths";
import { createProject } from "@/lib/projects/projects";
import { createProjectSchema } from "@/lib/projects/schemas";

export const create = orgAction(createProjectSchema, async (actor, input) => {
  const { projectId } = await createProject(actor, input);
  return { goTo: paths.projectSettings(projectId), message: `${input.name} is ready. Send events with its token.` };
});
