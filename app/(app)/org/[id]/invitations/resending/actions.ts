"use server";
import { orgAction } from "@/lib/auth/actions";
import { countOf } from "@/lib/format";
import { resendInvitations } from "@/lib/invitations/bulk";
import { chosenInvitationsSchema } from "@/lib/invitations/selection";
import { paths } from "@/lib/paths";

export const resendChosen = orgAction(
  chosenInvitationsSchema,
  async (actor, input) => {
    const count = await resendInvitations(actor, input);
    return {
      goTo: paths.invited(actor.org.id),
      message: `${countOf(count, "new link is", "new links are")} on the way. The old ones no longer work.`,
    };
  },
  { lists: ["ids"] },
);
