"use server";
import { orgAction } from "@/lib/auth/actions";
import { countOf } from "@/lib/format";
import { removeMembers } from "@/lib/members/bulk";
import { removeMembersSchema } from "@/lib/members/selection";
import { paths } from "@/lib/paths";

export const removeChosen = orgAction(
  removeMembersSchema,
  async (actor, input) => {
    const removed = await removeMembers(actor, input);
    const message = `${countOf(removed, "user")} removed from the organization. Their access ended at once.`;
    return { goTo: paths.users(actor.org.id), message };
  },
  { lists: ["ids"] },
);
