"use server";
import { revalidatePath } from "next/cache";
import { button, projectAction } from "@/lib/auth/actions";
import { paths } from "@/lib/paths";
import { resetProject, restoreReset } from "@/lib/projects/resets";
import { resetProjectSchema, restoreResetSchema } from "@/lib/projects/schemas";

export const reset = projectAction(resetProjectSchema, async (actor, input) => {
  await resetProject(actor, input);
  revalidatePath("/", "layout");
  const { id, name } = actor.project;
  return {
    goTo: paths.projectSettings(id),
    message: `${name} is reset. Give its applications the new token: what they send with the old one is not stored.`,
  };
});

export const restore = button(
  projectAction(restoreResetSchema, async (actor, input) => {
    await restoreReset(actor, input);
    revalidatePath("/", "layout");
    return { message: "The data is back. What came since is being put beside it; the keys stay the new ones." };
  }),
);
