"use server";
import { revalidatePath } from "next/cache";
import { button, projectAction } from "@/lib/auth/actions";
import { paths } from "@/lib/paths";
import { changeProjectTimezone, renameProject } from "@/lib/projects/details";
import { keyNames } from "@/lib/projects/key-words";
import { endPreviousKey } from "@/lib/projects/keys";
import { revealApiSecret } from "@/lib/projects/projects";
import { changeTimezoneSchema, noFields, previousKeySchema, renameProjectSchema } from "@/lib/projects/schemas";

/** Answers with the secret itself; it is in no page before. */
export const revealSecret = projectAction(noFields, async (actor) => ({ message: await revealApiSecret(actor) }));

export const saveName = projectAction(renameProjectSchema, async (actor, input) => {
  await renameProject(actor, input);
  revalidatePath(paths.projectSettings(actor.project.id));
  return { message: "Name saved." };
});

export const saveTimezone = projectAction(changeTimezoneSchema, async (actor, input) => {
  await changeProjectTimezone(actor, input);
  revalidatePath(paths.projectSettings(actor.project.id));
  return { message: "Timezone saved." };
});

export const endPrevious = button(
  projectAction(previousKeySchema, async (actor, input) => {
    const { kind } = await endPreviousKey(actor, input);
    return { message: `The previous ${keyNames[kind]} no longer works.` };
  }),
);
