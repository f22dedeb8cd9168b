"use server";
import { button, orgAction } from "@/lib/auth/actions";
import { orgRoleNames } from "@/lib/authz/roles";
import { endMemberSessions } from "@/lib/members/member-sessions";
import { changeMemberRole, removeMember } from "@/lib/members/members";
import { changeRoleSchema, memberIdSchema, removeMemberSchema } from "@/lib/members/schemas";
import { paths } from "@/lib/paths";

export const changeRole = orgAction(changeRoleSchema, async (actor, input) => {
  await changeMemberRole(actor, input);
  return { goTo: paths.user(actor.org.id, input.userId), message: `The role is now ${orgRoleNames[input.role]}.` };
});

export const endSessions = button(
  orgAction(memberIdSchema, async (actor, input) => {
    await endMemberSessions(actor, input);
    return {
      message: "Their sessions ended here. Every device asks for a new sign-in before it opens this organization.",
    };
  }),
);

export const remove = orgAction(removeMemberSchema, async (actor, input) => {
  await removeMember(actor, input);
  return { goTo: paths.users(actor.org.id), message: "Removed from the organization. Their access ended at once." };
});
