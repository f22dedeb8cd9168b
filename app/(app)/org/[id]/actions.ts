"use server";
import { revalidatePath } from "next/cache";
import { button, orgAction } from "@/lib/auth/actions";
import { resendInvitation, revokeInvitation } from "@/lib/invitations/invitations";
import { invitationIdSchema } from "@/lib/invitations/schemas";
import { renameOrg } from "@/lib/orgs/orgs";
import { renameOrgSchema } from "@/lib/orgs/schemas";
import { paths } from "@/lib/paths";

export const saveName = orgAction(renameOrgSchema, async (actor, input) => {
  await renameOrg(actor, input);
  revalidatePath(paths.org(actor.org.id));
  return { message: "Name saved." };
});

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
