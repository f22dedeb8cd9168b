"use server";
import { orgAction } from "@/lib/auth/actions";
import { countOf } from "@/lib/format";
import { paths } from "@/lib/paths";
import { deleteTeamsSchema } from "@/lib/teams/schemas";
import { deleteTeams } from "@/lib/teams/teams";

export const remove = orgAction(
  deleteTeamsSchema,
  async (actor, input) => {
    const { deleted } = await deleteTeams(actor, input);
    const were = deleted === 1 ? "was" : "were";
    return { goTo: paths.teams(actor.org.id), message: `${countOf(deleted, "team")} ${were} deleted.` };
  },
  { lists: ["ids"] },
);
