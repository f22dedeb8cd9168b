"use server";
import { revalidatePath } from "next/cache";
import { button, orgAction } from "@/lib/auth/actions";
import { paths } from "@/lib/paths";
import { restoreProject } from "@/lib/projects/deletion";
import { restoreProjectSchema } from "@/lib/projects/schemas";

export const restore = button(
  orgAction(restoreProjectSchema, async (actor, input) => {
    const { name } = await restoreProject(actor, input);
    revalidatePath("/", "layout");
    return { message: `${name} is back, with its data, its keys and everyone who had access.` };
  }),
);

/** The same from a form with a field for another name. */
export const restoreAs = orgAction(restoreProjectSchema, async (actor, input) => {
  const { name } = await restoreProject(actor, input);
  revalidatePath("/", "layout");
  return {
    goTo: paths.deletedProjects(actor.org.id),
    message: `${name} is back, with its data, its keys and everyone who had access.`,
  };
});
