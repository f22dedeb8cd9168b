"use server";
import { orgAction } from "@/lib/auth/actions";
import { countOf } from "@/lib/format";
import { addToTeamsSchema, removeFromTeamSchema } from "@/lib/members/schemas";
import { addToTeams, removeFromTeam } from "@/lib/members/team-places";
import { paths } from "@/lib/paths";

export const join = orgAction(
  addToTeamsSchema,
  async (actor, input) => {
    const added = await addToTeams(actor, input);
    const message = added === 0 ? "They were in these teams already." : `Added to ${countOf(added, "team")}.`;
    return { goTo: paths.user(actor.org.id, input.userId), message };
  },
  { lists: ["teams"] },
);

export const takeOut = orgAction(removeFromTeamSchema, async (actor, input) => {
  const { removed } = await removeFromTeam(actor, input);
  const message = removed ? "Removed from the team." : "They were not in that team any more.";
  return { goTo: paths.user(actor.org.id, input.userId), message };
});
