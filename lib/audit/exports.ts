import "server-only";
import type { OrgActor, ProjectActor } from "@/lib/authz/actor";
import type { OrgPermission, ProjectPermission } from "@/lib/authz/permissions";
import { mutateOrg, mutateProject } from "@/lib/mutate";

type Filter = Readonly<Record<string, string | undefined>>;

/** Writes down that somebody downloads a list, with the filter it had (A6: audited, not confirmed). Before the first line. */
export function noteExport(actor: OrgActor, permission: OrgPermission, list: string, filter: Filter): Promise<void> {
  return mutateOrg(actor, permission, async ({ actor: fresh, audit }) => {
    audit({ orgId: fresh.org.id, ...exported(list, filter) });
  });
}

/** The same of a list of a project. */
export function noteProjectExport(
  actor: ProjectActor,
  permission: ProjectPermission,
  list: string,
  filter: Filter,
): Promise<void> {
  return mutateProject(actor, permission, async ({ actor: fresh, audit }) => {
    audit({ orgId: fresh.org.id, projectId: fresh.project.id, ...exported(list, filter) });
  });
}

function exported(list: string, filter: Filter) {
  const set = Object.fromEntries(Object.entries(filter).flatMap(([name, value]) => (value ? [[name, value]] : [])));
  return { action: "list.exported", object: { type: "list", id: list }, after: { filter: set } } as const;
}
