"use server";
import { orgAction } from "@/lib/auth/actions";
import { projectRoleNames } from "@/lib/authz/roles";
import { countOf } from "@/lib/format";
import { paths } from "@/lib/paths";
import { changeTeam, type TeamChanged } from "@/lib/teams/change";
import { renameTeamSchema, type TeamChangeInput, teamChangeSchema } from "@/lib/teams/schemas";
import { renameTeam } from "@/lib/teams/teams";

export const rename = orgAction(renameTeamSchema, async (actor, input) => {
  await renameTeam(actor, input);
  return { goTo: paths.team(actor.org.id, input.teamId), message: `The team is now called ${input.name}.` };
});

export const change = orgAction(
  teamChangeSchema,
  async (actor, input) => {
    const changed = await changeTeam(actor, input);
    return { goTo: paths.team(actor.org.id, input.teamId), message: sentenceOf(changed, input) };
  },
  { lists: ["ids"] },
);

function sentenceOf({ kind, count }: TeamChanged, { role }: TeamChangeInput): string {
  if (kind === "role") return role ? `The team's role is now ${projectRoleNames[role]}.` : "";
  const what = kind.endsWith("people") ? countOf(count, "person", "people") : countOf(count, "project");
  const were = count === 1 ? "was" : "were";
  return kind.startsWith("add") ? `${what} ${were} added.` : `${what} ${were} taken out of the team.`;
}
