"use server";
import { orgAction } from "@/lib/auth/actions";
import { projectRoleNames } from "@/lib/authz/roles";
import { changeGrantRole, removeGrant } from "@/lib/members/grants";
import { changeGrantSchema, removeGrantSchema } from "@/lib/members/schemas";
import { paths } from "@/lib/paths";

export const changeGrant = orgAction(changeGrantSchema, async (actor, input) => {
  await changeGrantRole(actor, input);
  const message = `The individual grant is now ${projectRoleNames[input.role]}.`;
  return { goTo: paths.user(actor.org.id, input.userId), message };
});

export const takeGrant = orgAction(removeGrantSchema, async (actor, input) => {
  const { removed } = await removeGrant(actor, input);
  const message = removed ? "The individual grant is removed." : "That grant was removed already.";
  return { goTo: paths.user(actor.org.id, input.userId), message };
});
