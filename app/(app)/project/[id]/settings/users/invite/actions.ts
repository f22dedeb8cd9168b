"use server";
import { projectAction } from "@/lib/auth/actions";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { now } from "@/lib/clock";
import { inviteToProject } from "@/lib/invitations/project-invitations";
import { invitedSentence } from "@/lib/invitations/project-words";
import { projectInviteSchema } from "@/lib/invitations/schemas";
import { endOf } from "@/lib/members/ends";
import { paths } from "@/lib/paths";

export const invite = projectAction(
  projectInviteSchema,
  async (actor, input) => {
    const endsAt = endOf(input, now(), await viewerTimezone(actor.user));
    const result = await inviteToProject(actor, input, endsAt);
    return { goTo: paths.projectUsers(actor.project.id), message: invitedSentence(result) };
  },
  { lists: ["people"] },
);
