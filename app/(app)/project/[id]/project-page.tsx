import type { ReactNode } from "react";
import { AppShell } from "@/components/layout/app-shell";
import type { ProjectActor } from "@/lib/authz/actor";
import { can } from "@/lib/authz/authorize";
import { projectRoleMay } from "@/lib/authz/permissions";
import { paths } from "@/lib/paths";
import { PageFlash } from "../../../page-flash";
import { ProveEmailNotice } from "../../prove-email-notice";
import { commonShell } from "../../shell-data";

type Section = "overview" | "settings";

/** The shell of a project's pages; its switcher stays on the same kind of page where the role allows it. */
export async function ProjectPage({
  actor,
  section,
  children,
}: {
  actor: ProjectActor;
  section: Section;
  children: ReactNode;
}) {
  const { org, project } = actor;
  const { common, projects } = await commonShell(actor, { org: actor });
  const settings = { label: "Settings", href: paths.projectSettings(project.id), active: section === "settings" };
  const overview = { label: "Overview", href: paths.project(project.id), active: section === "overview" };
  return (
    <AppShell
      {...common}
      current={{ kind: "project", id: String(project.id), name: project.name, href: paths.project(project.id) }}
      org={{ id: String(org.id), name: org.name, href: paths.org(org.id) }}
      projects={{
        items: projects.map((other) => ({
          id: String(other.id),
          name: other.name,
          href:
            section === "settings" && projectRoleMay(other.role, "project.settings.view")
              ? paths.projectSettings(other.id)
              : paths.project(other.id),
        })),
        moreHref: paths.accountProjects,
      }}
      crumbs={section === "settings" ? ["Settings"] : []}
      nav={[{ title: "Project", items: can(actor, "project.settings.view") ? [overview, settings] : [overview] }]}
    >
      <PageFlash />
      <ProveEmailNotice actor={actor} />
      {children}
    </AppShell>
  );
}
