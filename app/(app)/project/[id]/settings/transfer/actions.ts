"use server";
import { revalidatePath } from "next/cache";
import { button, projectAction } from "@/lib/auth/actions";
import { paths } from "@/lib/paths";
import { requestTransferSchema, transferIdSchema } from "@/lib/projects/schemas";
import { cancelTransfer, requestTransfer } from "@/lib/projects/transfers";

export const request = projectAction(requestTransferSchema, async (actor, input) => {
  const { done } = await requestTransfer(actor, input);
  const { id, name } = actor.project;
  if (!done) return { goTo: paths.transferProject(id), message: "Asked. The owners who have to confirm get a mail." };
  revalidatePath("/", "layout");
  return { goTo: paths.project(id), message: `${name} belongs to the other organization now.` };
});

export const cancel = button(
  projectAction(transferIdSchema, async (actor, input) => {
    await cancelTransfer(actor, input);
    return { message: "The transfer is cancelled. Nothing was changed." };
  }),
);
