"use server";
import { orgAction } from "@/lib/auth/actions";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { projectRoleNames } from "@/lib/authz/roles";
import { now } from "@/lib/clock";
import { untilText } from "@/lib/members/access-words";
import { endOf } from "@/lib/members/ends";
import { changeGrantEnd, changeGrantRole, removeGrant } from "@/lib/members/grants";
import { changeGrantEndSchema, changeGrantSchema, removeGrantSchema } from "@/lib/members/schemas";
import { paths } from "@/lib/paths";

export const changeGrant = orgAction(changeGrantSchema, async (actor, input) => {
  await changeGrantRole(actor, input);
  const message = `The individual grant is now ${projectRoleNames[input.role]}.`;
  return { goTo: paths.user(actor.org.id, input.userId), message };
});

export const changeEnd = orgAction(changeGrantEndSchema, async (actor, input) => {
  const timeZone = await viewerTimezone(actor.user);
  const endsAt = endOf(input, now(), timeZone);
  await changeGrantEnd(actor, input, endsAt);
  const message = endsAt ? `The grant holds until ${untilText(endsAt, timeZone)}.` : "The grant no longer ends.";
  return { goTo: paths.user(actor.org.id, input.userId), message };
});

export const takeGrant = orgAction(removeGrantSchema, async (actor, input) => {
  const { removed } = await removeGrant(actor, input);
  const message = removed ? "The individual grant is removed." : "That grant was removed already.";
  return { goTo: paths.user(actor.org.id, input.userId), message };
});
