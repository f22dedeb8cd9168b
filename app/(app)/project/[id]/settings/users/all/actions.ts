"use server";
import { projectAction } from "@/lib/auth/actions";
import { projectRoleNames } from "@/lib/authz/roles";
import { paths } from "@/lib/paths";
import { changeAllUsersRole } from "@/lib/projects/all-users-role";
import { allUsersRoleSchema } from "@/lib/projects/schemas";

export const changeRole = projectAction(allUsersRoleSchema, async (actor, input) => {
  await changeAllUsersRole(actor, input);
  const message = input.role
    ? `Everyone in ${actor.org.name} is ${projectRoleNames[input.role]} here now, or more.`
    : "Being in the organization no longer gives access to this project.";
  return { goTo: paths.projectUsers(actor.project.id), message };
});
