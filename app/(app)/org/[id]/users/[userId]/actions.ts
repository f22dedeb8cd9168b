"use server";
import { button, orgAction } from "@/lib/auth/actions";
import { orgRoleNames } from "@/lib/authz/roles";
import { countOf } from "@/lib/format";
import { endMemberSessions } from "@/lib/members/member-sessions";
import { changeMemberRole } from "@/lib/members/members";
import { removeMember } from "@/lib/members/off-boarding";
import { changeRoleSchema, memberIdSchema, removeMemberSchema } from "@/lib/members/schemas";
import { paths } from "@/lib/paths";
import { resetTwoFactor } from "@/lib/two-factor/reset";

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

export const resetFactor = button(
  orgAction(memberIdSchema, async (actor, input) => {
    const { everywhere } = await resetTwoFactor(actor, input);
    const message = everywhere
      ? "Reset. Their factors are gone, and every session of theirs has ended."
      : "Reset. This organization opens to them once they have set up a second factor anew.";
    return { goTo: paths.user(actor.org.id, input.userId), message };
  }),
);

export const remove = orgAction(removeMemberSchema, async (actor, input) => {
  const { kept, revoked } = await removeMember(actor, input);
  const invitations =
    kept > 0
      ? ` ${countOf(kept, "invitation is", "invitations are")} under your name now.`
      : revoked > 0
        ? ` ${countOf(revoked, "invitation is", "invitations are")} revoked.`
        : "";
  const message = `Removed from the organization. Their access ended at once.${invitations}`;
  return { goTo: paths.users(actor.org.id), message };
});
