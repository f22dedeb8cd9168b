"use server";
import { revalidatePath } from "next/cache";
import { button, userAction } from "@/lib/auth/actions";
import { paths } from "@/lib/paths";
import { restoreOwnProject } from "@/lib/projects/deletion";
import { restoreProjectSchema } from "@/lib/projects/schemas";

export const restore = button(
  userAction(restoreProjectSchema, async (actor, input) => {
    const { name } = await restoreOwnProject(actor, input);
    revalidatePath("/", "layout");
    return { message: `${name} is back, with its data, its keys and everyone who had access.` };
  }),
);

/** The same from a form with a field for another name. */
export const restoreAs = userAction(restoreProjectSchema, async (actor, input) => {
  const { name } = await restoreOwnProject(actor, input);
  revalidatePath("/", "layout");
  return {
    goTo: paths.accountProjects,
    message: `${name} is back, with its data, its keys and everyone who had access.`,
  };
});
