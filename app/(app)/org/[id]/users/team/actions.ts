"use server";
import { orgAction } from "@/lib/auth/actions";
import { countOf } from "@/lib/format";
import { addChosenToTeam } from "@/lib/members/bulk";
import { addToTeamSchema } from "@/lib/members/selection";
import { paths } from "@/lib/paths";

export const addChosen = orgAction(
  addToTeamSchema,
  async (actor, input) => {
    const added = await addChosenToTeam(actor, input);
    const message =
      added === 0
        ? "All of them were in the team already."
        : `${countOf(added, "person is", "people are")} in the team now.`;
    return { goTo: paths.users(actor.org.id), message };
  },
  { lists: ["ids"] },
);
