import type { Option } from "@/components/ui/input";
import type { OrgActor } from "@/lib/authz/actor";
import {
  mayGiveProjectRole,
  type ProjectRole,
  projectRoleFromOrg,
  projectRoleNames,
  projectRoles,
} from "@/lib/authz/roles";
import { partOfPlan } from "@/lib/billing/capabilities";
import { planAllowsProjectRole } from "@/lib/billing/plans";
import type { SearchParams } from "@/lib/pagination";

/** Projects and a role for them, chosen in the address of a page that shows what they would change. */
export type ProjectChoice = { ids: number[]; names: string[]; role: ProjectRole };

const most = 200;

/** Reads `projects` (ids), `names` (one a line, where there is no script) and `role`; the lowest the plan has without one. */
export function readProjectChoice(actor: OrgActor, params: SearchParams): ProjectChoice {
  const ids = many(params.projects)
    .filter((id) => /^[1-9]\d{8}$/.test(id))
    .map(Number);
  const role = projectRoles.find((one) => one === params.role);
  const { plan } = actor.org;
  return {
    ids: [...new Set(ids)].slice(0, most),
    names: readNames(params.names),
    role: role ?? (planAllowsProjectRole(plan, "analyst") ? "analyst" : "admin"),
  };
}

/** Names typed one a line. */
export function readNames(value: SearchParams[string]): string[] {
  const lines = many(value).flatMap((text) => text.normalize("NFC").replace(/\0/g, "").split(/\r?\n/));
  return [...new Set(lines.map((line) => line.trim().slice(0, 200)).filter(Boolean))].slice(0, most);
}

export function many(value: SearchParams[string]): string[] {
  return value === undefined ? [] : [value].flat();
}

/** Project roles to choose from, the highest first: those at or below what the actor's org role gives on every project. */
export function projectRoleOptions(actor: OrgActor): Option[] {
  const own = projectRoleFromOrg(actor.role);
  return [...projectRoles]
    .reverse()
    .filter((role) => mayGiveProjectRole(own, role))
    .map((value) => ({
      value,
      label: projectRoleNames[value],
      disabled: !planAllowsProjectRole(actor.org.plan, value),
    }));
}

/** Why some of them cannot be chosen, where the plan lacks them (R7). */
export function projectRoleHint(actor: OrgActor): string | undefined {
  return projectRoles.every((role) => planAllowsProjectRole(actor.org.plan, role))
    ? undefined
    : `${partOfPlan("limited_roles")} An owner or billing admin can change the plan.`;
}
