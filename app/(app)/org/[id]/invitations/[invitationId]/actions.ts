"use server";
import { revalidatePath } from "next/cache";
import { orgAction } from "@/lib/auth/actions";
import { copyInvitationLink } from "@/lib/invitations/invitations";
import { invitationIdSchema } from "@/lib/invitations/schemas";
import { paths } from "@/lib/paths";

/** Answers with the link itself, which is shown once beside the button. */
export const copyLink = orgAction(invitationIdSchema, async (actor, { invitationId }) => {
  const { url } = await copyInvitationLink(actor, invitationId);
  revalidatePath(paths.invitation(actor.org.id, invitationId));
  return { message: url };
});
