"use server";
import { orgAction } from "@/lib/auth/actions";
import { countOf } from "@/lib/format";
import { revokeInvitations } from "@/lib/invitations/bulk";
import { chosenInvitationsSchema } from "@/lib/invitations/selection";
import { paths } from "@/lib/paths";

export const revokeChosen = orgAction(
  chosenInvitationsSchema,
  async (actor, input) => {
    const count = await revokeInvitations(actor, input);
    return {
      goTo: paths.invited(actor.org.id),
      message: `${countOf(count, "invitation is", "invitations are")} revoked. The links no longer work.`,
    };
  },
  { lists: ["ids"] },
);
