"use server";
import { projectAction } from "@/lib/auth/actions";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { projectRoleNames } from "@/lib/authz/roles";
import { now } from "@/lib/clock";
import { untilText } from "@/lib/members/access-words";
import { endOf } from "@/lib/members/ends";
import { changeProjectGrantEnd, changeProjectGrantRole, removeProjectGrant } from "@/lib/members/project-grants";
import { changeGrantEndSchema, changeGrantSchema, removeGrantSchema } from "@/lib/members/schemas";
import { paths } from "@/lib/paths";

export const changeRole = projectAction(changeGrantSchema, async (actor, input) => {
  await changeProjectGrantRole(actor, input);
  const message = `The individual grant is now ${projectRoleNames[input.role]}.`;
  return { goTo: paths.projectGrant(actor.project.id, input.userId), message };
});

export const changeEnd = projectAction(changeGrantEndSchema, async (actor, input) => {
  const timeZone = await viewerTimezone(actor.user);
  const endsAt = endOf(input, now(), timeZone);
  await changeProjectGrantEnd(actor, input, endsAt);
  const message = endsAt ? `The grant holds until ${untilText(endsAt, timeZone)}.` : "The grant no longer ends.";
  return { goTo: paths.projectGrant(actor.project.id, input.userId), message };
});

export const remove = projectAction(removeGrantSchema, async (actor, input) => {
  const { removed } = await removeProjectGrant(actor, input);
  const message = removed ? "The individual grant is removed." : "That grant was removed already.";
  return { goTo: paths.projectUsers(actor.project.id), message };
});
