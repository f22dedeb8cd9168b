"use server";
import { orgAction } from "@/lib/auth/actions";
import { countOf } from "@/lib/format";
import { type InviteResult, inviteMembers } from "@/lib/invitations/invitations";
import { inviteSchema } from "@/lib/invitations/schemas";
import { paths } from "@/lib/paths";

export const invite = orgAction(
  inviteSchema,
  async (actor, input) => {
    const result = await inviteMembers(actor, input);
    return { goTo: `${paths.users(actor.org.id)}?tab=invited`, message: sentenceOf(result) };
  },
  { lists: ["projects", "teams"] },
);

function sentenceOf({ invited, merged, members }: InviteResult): string {
  const parts = [
    invited.length === 1
      ? `${invited[0]} is invited.`
      : invited.length > 1 && `${countOf(invited.length, "person", "people")} are invited.`,
    merged.length > 0 &&
      `${countOf(merged.length, "open invitation was", "open invitations were")} extended and sent again.`,
    members.length > 0 &&
      `${countOf(members.length, "address belongs", "addresses belong")} to members already and got nothing.`,
  ];
  return parts.filter(Boolean).join(" ");
}
