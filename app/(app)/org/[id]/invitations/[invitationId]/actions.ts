"use server";
import { revalidatePath } from "next/cache";
import { button, orgAction } from "@/lib/auth/actions";
import { copyInvitationLink, resendInvitation, revokeInvitation } from "@/lib/invitations/invitations";
import { invitationIdSchema } from "@/lib/invitations/schemas";
import { paths } from "@/lib/paths";

export const resend = button(
  orgAction(invitationIdSchema, async (actor, { invitationId }) => {
    const { email } = await resendInvitation(actor, invitationId);
    return { message: `A new link is on its way to ${email}. The old one no longer works.` };
  }),
);

export const revoke = button(
  orgAction(invitationIdSchema, async (actor, { invitationId }) => {
    const { email } = await revokeInvitation(actor, invitationId);
    return {
      message: `The invitation of ${email} is revoked. Its links no longer work.`,
      goTo: `${paths.users(actor.org.id)}?tab=invited`,
    };
  }),
);

/** Answers with the link itself, which is shown once beside the button. */
export const copyLink = orgAction(invitationIdSchema, async (actor, { invitationId }) => {
  const { url } = await copyInvitationLink(actor, invitationId);
  revalidatePath(paths.invitation(actor.org.id, invitationId));
  return { message: url };
});
