import { listInvitePickers, listPicked } from "@/db/queries/invite-pickers";
import type { OrgActor } from "@/lib/authz/actor";
import {
  givableOrgRoles,
  mayGiveProjectRole,
  orgRoleNames,
  projectRoleFromOrg,
  projectRoleNames,
  projectRoles,
} from "@/lib/authz/roles";
import { planAllowsProjectRole } from "@/lib/billing/plans";
import type { SearchParams } from "@/lib/pagination";
import type { PartsGiven } from "./shared-parts";

/** What a form that gives roles, projects and teams offers, with what was chosen before a confirmation led back here. */
export async function partsGiven(actor: OrgActor, query: SearchParams): Promise<PartsGiven> {
  const { plan } = actor.org;
  const pairs = [query.projects ?? []].flat().map((pair) => pair.split(":"));
  const [pickers, picked] = await Promise.all([
    listInvitePickers(actor),
    listPicked(actor, { projects: pairs.map(([id = ""]) => id), teams: [query.teams ?? []].flat() }),
  ]);
  const highestFirst = [...projectRoles].reverse();
  const limited = highestFirst.some((role) => !planAllowsProjectRole(plan, role));
  const roles = givableOrgRoles(actor.role).map((value) => ({ value, label: orgRoleNames[value] }));
  const firstProjectRole = planAllowsProjectRole(plan, "analyst") ? "analyst" : "admin";
  const roleOn = (id: string) =>
    projectRoles.find((role) => pairs.some(([asked, name]) => asked === id && name === role));
  return {
    ...pickers,
    orgId: actor.org.id,
    roles,
    firstRole: roles.find(({ value }) => value === query.role)?.value ?? "member",
    projectRoles: highestFirst
      .filter((value) => mayGiveProjectRole(projectRoleFromOrg(actor.role), value))
      .map((value) => ({ value, label: projectRoleNames[value], disabled: !planAllowsProjectRole(plan, value) })),
    projectRoleHint: limited ? "Analyst and Consumer cannot be given now." : undefined,
    firstProjectRole,
    chosenProjects: picked.projects.map((project) => ({ ...project, role: roleOn(project.id) ?? firstProjectRole })),
    chosenTeams: picked.teams,
  };
}
