"use server";
import { button, publicAction, userAction } from "@/lib/auth/actions";
import { carried } from "@/lib/auth/carried";
import { finishSignIn } from "@/lib/auth/finish-sign-in";
import { acceptInvitation, declineInvitation, joinThroughInvitation } from "@/lib/invitations/acceptance";
import { joinedSentence } from "@/lib/invitations/link";
import { joinSchema } from "@/lib/invitations/schemas";
import { paths } from "@/lib/paths";
import { nothing } from "@/lib/users/schemas";

export const joinAsNew = publicAction(joinSchema, async (actor, input) => {
  const joined = await joinThroughInvitation(actor, await carried("invite"), input);
  const { userId, orgId } = joined;
  const goTo = await finishSignIn({ userId, proof: "invitation", returnTo: paths.org(orgId) });
  return { goTo, message: joinedSentence(joined) };
});

export const acceptAsMyself = button(
  userAction(nothing, async (actor) => {
    const joined = await acceptInvitation(actor, await carried("invite"));
    return { goTo: paths.org(joined.orgId), message: joinedSentence(joined) };
  }),
);

export const decline = button(
  publicAction(nothing, async (actor) => {
    await declineInvitation(actor, await carried("invite"));
    return { goTo: paths.invitationLink };
  }),
);
