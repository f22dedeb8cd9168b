"use server";
import { orgAction } from "@/lib/auth/actions";
import { leaveOrg } from "@/lib/members/members";
import { paths } from "@/lib/paths";
import { noFields } from "@/lib/projects/schemas";

export const leave = orgAction(noFields, async (actor) => {
  await leaveOrg(actor);
  return { goTo: paths.account, message: `You left ${actor.org.name}.` };
});
