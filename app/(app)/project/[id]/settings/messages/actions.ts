"use server";
import { revalidatePath } from "next/cache";
import { projectAction } from "@/lib/auth/actions";
import { changeDelayPolicy } from "@/lib/messages/delay";
import { delaySchema } from "@/lib/messages/schemas";
import { paths } from "@/lib/paths";

export const saveDelay = projectAction(delaySchema, async (actor, input) => {
  await changeDelayPolicy(actor, input);
  revalidatePath(paths.projectMessages(actor.project.id));
  return { message: "Saved." };
});
