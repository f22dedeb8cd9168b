"use server";
import { revalidatePath } from "next/cache";
import { button, projectAction, userAction } from "@/lib/auth/actions";
import { paths } from "@/lib/paths";
import { restoreOwnProject } from "@/lib/projects/deletion";
import { revealApiSecret } from "@/lib/projects/projects";
import { noFields, restoreProjectSchema } from "@/lib/projects/schemas";

/** Answers with the secret itself; it is in no page before. */
export const revealSecret = projectAction(noFields, async (actor) => ({ message: await revealApiSecret(actor) }));

export const restore = button(
  userAction(
    restoreProjectSchema,
    async (actor, input) => {
      const { name } = await restoreOwnProject(actor, input);
      revalidatePath("/", "layout");
      return { message: `${name} is back, with its data, its keys and everyone who had access.` };
    },
    { throughSso: true },
  ),
);

/** The same from a form with a field for another name. */
export const restoreAs = userAction(
  restoreProjectSchema,
  async (actor, input) => {
    const { name } = await restoreOwnProject(actor, input);
    revalidatePath("/", "layout");
    return {
      goTo: paths.accountProjects,
      message: `${name} is back, with its data, its keys and everyone who had access.`,
    };
  },
  { throughSso: true },
);
