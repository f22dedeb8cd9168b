"use server";
import { revalidatePath } from "next/cache";
import { button, orgAction } from "@/lib/auth/actions";
import { orgRoleNames, projectRoleNames } from "@/lib/authz/roles";
import { countOf } from "@/lib/format";
import {
  addInvitationParts,
  changeInvitationProject,
  changeInvitationRole,
  removeInvitationProject,
  removeInvitationTeam,
} from "@/lib/invitations/editing";
import { copyInvitationLink } from "@/lib/invitations/invitations";
import {
  addPartsSchema,
  changeInvitationProjectSchema,
  changeInvitationRoleSchema,
  invitationIdSchema,
  invitationProjectSchema,
  invitationTeamSchema,
} from "@/lib/invitations/schemas";
import { paths } from "@/lib/paths";

/** Answers with the link itself, which is shown once beside the button. */
export const copyLink = orgAction(invitationIdSchema, async (actor, { invitationId }) => {
  const { url } = await copyInvitationLink(actor, invitationId);
  revalidatePath(paths.invitation(actor.org.id, invitationId));
  return { message: url };
});

export const changeRole = orgAction(changeInvitationRoleSchema, async (actor, input) => {
  await changeInvitationRole(actor, input);
  const message = `They will join as ${orgRoleNames[input.role]}.`;
  return { goTo: paths.invitation(actor.org.id, input.invitationId), message };
});

export const addParts = orgAction(
  addPartsSchema,
  async (actor, input) => {
    const added = await addInvitationParts(actor, input);
    const what = input.teams.length > 0 ? countOf(added, "team") : countOf(added, "project");
    const message = added === 0 ? "Nothing changed: the invitation gave this already." : `Added to ${what} on joining.`;
    return { goTo: paths.invitation(actor.org.id, input.invitationId), message };
  },
  { lists: ["projects", "teams"] },
);

export const changeProject = orgAction(changeInvitationProjectSchema, async (actor, input) => {
  await changeInvitationProject(actor, input);
  const message = `They will get the project role ${projectRoleNames[input.role]}.`;
  return { goTo: paths.invitation(actor.org.id, input.invitationId), message };
});

export const removeProject = orgAction(invitationProjectSchema, async (actor, input) => {
  await removeInvitationProject(actor, input);
  return { goTo: paths.invitation(actor.org.id, input.invitationId), message: "The project is taken out." };
});

export const removeTeam = button(
  orgAction(invitationTeamSchema, async (actor, input) => {
    await removeInvitationTeam(actor, input);
    return { message: "The team is taken out of the invitation." };
  }),
);
