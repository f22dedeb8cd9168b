"use server";
import { revalidatePath } from "next/cache";
import { button, userAction } from "@/lib/auth/actions";
import { paths } from "@/lib/paths";
import { askDeletion, cancelDeletion, deletionDays } from "@/lib/users/deletion";
import { deleteAccountSchema, nothing } from "@/lib/users/schemas";

export const askToDelete = userAction(deleteAccountSchema, async (actor, input) => {
  await askDeletion(actor, input);
  revalidatePath("/", "layout");
  return { goTo: paths.account, message: `Your account goes in ${deletionDays} days. Until then you may keep it.` };
});

export const keep = button(
  userAction(nothing, async (actor) => {
    await cancelDeletion(actor);
    return { goTo: paths.account, message: "Your account stays." };
  }),
);
