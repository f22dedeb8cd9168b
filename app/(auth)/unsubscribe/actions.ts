"use server";
import { subscribeAgain, unsubscribeByLink } from "@/lib/alerts/unsubscribing";
import { button, publicAction } from "@/lib/auth/actions";
import { carried } from "@/lib/auth/carried";
import { nothing } from "@/lib/users/schemas";

export const leaveByLink = button(
  publicAction(nothing, async (actor) => {
    await unsubscribeByLink(actor, await carried("unsubscribe"));
    return {};
  }),
);

export const takeBack = button(
  publicAction(nothing, async (actor) => {
    await subscribeAgain(actor, await carried("unsubscribe"));
    return { message: "You are subscribed again." };
  }),
);
