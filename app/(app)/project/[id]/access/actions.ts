"use server";
import { askForAccess, withdrawAccessRequest } from "@/lib/access-requests/access-requests";
import { askSchema, withdrawSchema } from "@/lib/access-requests/schemas";
import { orgAction } from "@/lib/auth/actions";
import { paths } from "@/lib/paths";

export const ask = orgAction(askSchema, async (actor, input) => {
  await askForAccess(actor, input);
  return { goTo: paths.askAccess(input.projectId), message: "Your request is on its way." };
});

export const withdraw = orgAction(withdrawSchema, async (actor, input) => {
  await withdrawAccessRequest(actor, input);
  return { goTo: paths.askAccess(input.projectId), message: "You took the request back." };
});
