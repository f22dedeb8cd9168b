"use server";
import { revalidatePath } from "next/cache";
import { button, orgAction } from "@/lib/auth/actions";
import { paths } from "@/lib/paths";
import { confirmTransferSchema, transferIdSchema } from "@/lib/projects/schemas";
import { confirmTransfer, declineTransfer } from "@/lib/projects/transfers";

export const confirm = orgAction(confirmTransferSchema, async (actor, input) => {
  const { done } = await confirmTransfer(actor, input);
  revalidatePath("/", "layout");
  return {
    goTo: paths.transfer(actor.org.id, input.transferId),
    message: done
      ? "Confirmed. The project has moved."
      : "Confirmed. An owner of the other organization is still asked.",
  };
});

export const decline = button(
  orgAction(transferIdSchema, async (actor, input) => {
    await declineTransfer(actor, input);
    return { message: "Declined. Nothing was changed." };
  }),
);
