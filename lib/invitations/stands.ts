import { orgRoleMay } from "@/lib/authz/permissions";
import {
  mayGiveOrgRole,
  mayGiveProjectRole,
  type OrgRole,
  type ProjectRole,
  projectRoleFromOrg,
} from "@/lib/authz/roles";
import { type PlanId, planAllowsProjectRole } from "@/lib/billing/plans";

/**
 * Whether the giver of a part of an invitation may still give it (I1), and the plan still has it (R7): judged at
 * acceptance, and shown before. Pure; a giver who left has no role.
 */
export function roleStands(giver: OrgRole | null, role: OrgRole): boolean {
  return giver !== null && orgRoleMay(giver, "org.members.invite") && mayGiveOrgRole(giver, role);
}

/** `giver`: their effective role on the project. */
export function projectPartStands(giver: ProjectRole | null, role: ProjectRole, plan: PlanId): boolean {
  return mayGiveProjectRole(giver, role) && planAllowsProjectRole(plan, role);
}

/** A part that would end by itself before it began gives nothing. */
export function hasEnded(endsAt: Date | string | null, now: Date): boolean {
  return endsAt !== null && new Date(endsAt) <= now;
}

/** `giver`: the different roles they have on the team's projects; on one without projects what their org role gives. */
export function teamPartStands(giver: readonly (ProjectRole | null)[], role: ProjectRole, plan: PlanId): boolean {
  return giver.every((own) => mayGiveProjectRole(own, role)) && planAllowsProjectRole(plan, role);
}

type Facts = {
  role: OrgRole;
  giverOrgRole: OrgRole | null;
  projects: readonly {
    id: number;
    name: string;
    role: ProjectRole;
    endsAt: Date | string | null;
    giverRole: ProjectRole | null;
  }[];
  teams: readonly {
    id: string;
    name: string;
    role: ProjectRole;
    giverOrgRole: OrgRole | null;
    giverRoles: readonly (ProjectRole | null)[] | null;
  }[];
};

/** What of an invitation would stand if it were accepted now: the role, and ids of projects and teams. */
export function whatStands(
  facts: Facts,
  plan: PlanId,
  now: Date,
): { role: OrgRole; projects: number[]; teams: string[] } {
  return {
    role: roleStands(facts.giverOrgRole, facts.role) ? facts.role : "member",
    projects: facts.projects
      .filter((part) => !hasEnded(part.endsAt, now) && projectPartStands(part.giverRole, part.role, plan))
      .map(({ id }) => id),
    teams: facts.teams
      .filter(({ giverOrgRole, giverRoles, role }) => {
        const own = giverRoles ?? [projectRoleFromOrg(giverOrgRole)];
        return giverOrgRole !== null && teamPartStands(own, role, plan);
      })
      .map(({ id }) => id),
  };
}
