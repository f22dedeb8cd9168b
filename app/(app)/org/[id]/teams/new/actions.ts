"use server";
import { orgAction } from "@/lib/auth/actions";
import { paths } from "@/lib/paths";
import { createTeamSchema } from "@/lib/teams/schemas";
import { createTeam } from "@/lib/teams/teams";

export const create = orgAction(createTeamSchema, async (actor, input) => {
  const { teamId } = await createTeam(actor, input);
  return {
    goTo: paths.team(actor.org.id, teamId),
    message: `${input.name} is made. Now give it a role, people and projects.`,
  };
});
