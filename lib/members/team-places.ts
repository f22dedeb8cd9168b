import "server-only";
import type { OrgActor } from "@/lib/authz/actor";
import { mutateOrg } from "@/lib/mutate";
import { addTeamMembersIn, removeTeamMembersIn } from "@/lib/teams/places";
import { findMember } from "./members";
import type { AddToTeamsInput, RemoveFromTeamInput } from "./schemas";

/** A person's places in teams, from the person's side. R4 and R7 are judged for each team by what it gives. */

/** Puts a member into teams; where they are in one already nothing changes. Gives how many places are new. */
export function addToTeams(actor: OrgActor, { userId, teams }: AddToTeamsInput): Promise<number> {
  return mutateOrg(actor, "org.teams.manage", async (change) => {
    await findMember(change.tx, change.actor.org.id, userId);
    return addTeamMembersIn(change, { teamIds: [...new Set(teams)], userIds: [userId], field: "teams" });
  });
}

/** Takes a member out of one team. Somebody who is not in it any more is no error. */
export function removeFromTeam(
  actor: OrgActor,
  { userId, teamId }: RemoveFromTeamInput,
): Promise<{ removed: boolean }> {
  return mutateOrg(actor, "org.teams.manage", async (change) => {
    await findMember(change.tx, change.actor.org.id, userId);
    return { removed: (await removeTeamMembersIn(change, { teamIds: [teamId], userIds: [userId] })) > 0 };
  });
}
