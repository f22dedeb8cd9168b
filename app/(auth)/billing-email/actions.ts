"use server";
import { button, publicAction } from "@/lib/auth/actions";
import { carried } from "@/lib/auth/carried";
import { confirmBillingEmail } from "@/lib/billing/billing-emails";
import { nothing } from "@/lib/users/schemas";

export const confirmAddress = button(
  publicAction(nothing, async (actor) => {
    await confirmBillingEmail(actor, await carried("billing-email"));
    return {};
  }),
);
