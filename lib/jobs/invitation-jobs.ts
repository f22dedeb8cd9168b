import "server-only";
import { getAcceptedForMail, getInvitationForMail } from "@/db/queries/mails";
import { now } from "@/lib/clock";
import { invitationUrl } from "@/lib/invitations/invitations";
import { appUrl } from "@/lib/links";
import { acceptedLetter, invitationLetter } from "@/lib/mail/letters/invitation";
import { sendLetter } from "@/lib/mail/send";
import { paths } from "@/lib/paths";
import type { Handlers } from "./handlers";

/** Sends nothing for an invitation that ended meanwhile, or whose link was replaced: a later job sends that one. */
export const sendInvitation: Handlers["send_invitation"] = async ({ invitationId, version }, job) => {
  const invitation = await getInvitationForMail(invitationId);
  if (!invitation?.open || invitation.mailVersion !== version || invitation.expiresAt <= now()) return;
  const letter = invitationLetter(invitation, invitationUrl("invitation.mail", invitationId, version));
  await sendLetter(invitation.email, letter, job.id);
};

/** Tells the giver of the role, while they are still in the org. */
export const sendInvitationAccepted: Handlers["send_invitation_accepted"] = async ({ invitationId }, job) => {
  const accepted = await getAcceptedForMail(invitationId);
  if (!accepted) return;
  const letter = acceptedLetter(accepted, appUrl(paths.user(accepted.orgId, accepted.person.id)));
  await sendLetter(accepted.giverEmail, letter, job.id);
};
