import "server-only";
import { memberIdsOfTeam } from "@/db/queries/team-selection";
import type { OrgActor } from "@/lib/authz/actor";
import { RuleBroken } from "@/lib/errors";
import { mutateOrg } from "@/lib/mutate";
import {
  addTeamMembersIn,
  addTeamProjectsIn,
  changeTeamRoleIn,
  findTeam,
  removeTeamMembersIn,
  removeTeamProjectsIn,
} from "./places";
import type { TeamChangeInput } from "./schemas";

export type TeamChanged = { kind: TeamChangeInput["kind"]; count: number };

/**
 * One change of a team whose effect was shown before (M2). Throws `changed_meanwhile` when the team, its people or its
 * projects are no longer those that were shown.
 */
export function changeTeam(actor: OrgActor, input: TeamChangeInput): Promise<TeamChanged> {
  return mutateOrg(actor, "org.teams.manage", async (change) => {
    const { teamId, kind, ids } = input;
    const { id: orgId } = change.actor.org;
    await findTeam(change.tx, orgId, teamId, input.version);
    const one = { teamIds: [teamId], userIds: ids };
    if (kind === "add-people") return { kind, count: await addTeamMembersIn(change, { ...one, field: "people" }) };
    if (kind === "remove-people") {
      const userIds = input.all ? await memberIdsOfTeam(orgId, teamId, input.q, change.tx) : ids;
      return { kind, count: await removeTeamMembersIn(change, { ...one, userIds }) };
    }
    if (kind === "add-projects") return { kind, count: await addTeamProjectsIn(change, teamId, ids.map(Number)) };
    if (kind === "remove-projects") return { kind, count: await removeTeamProjectsIn(change, teamId, ids.map(Number)) };
    if (!input.role) throw new RuleBroken("invalid", "Choose a role.", { field: "role" });
    await changeTeamRoleIn(change, teamId, input.role);
    return { kind, count: 1 };
  });
}
