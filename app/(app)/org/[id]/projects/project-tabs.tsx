import { Tabs } from "@/components/ui/tabs";
import { getOrgCounts } from "@/db/queries/orgs";
import type { OrgActor } from "@/lib/authz/actor";
import { can } from "@/lib/authz/authorize";
import { paths } from "@/lib/paths";

/** Deleted projects are shown to those who may restore them. */
export async function ProjectTabs({
  actor,
  shown,
  deleted,
}: {
  actor: OrgActor;
  shown: "current" | "deleted";
  deleted: number;
}) {
  if (!can(actor, "org.projects.delete")) return null;
  const { projects } = await getOrgCounts(actor.org.id);
  return (
    <Tabs
      label="Projects"
      items={[
        { label: "Current", href: paths.projects(actor.org.id), count: projects, active: shown === "current" },
        { label: "Deleted", href: paths.deletedProjects(actor.org.id), count: deleted, active: shown === "deleted" },
      ]}
    />
  );
}
