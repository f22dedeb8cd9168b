import type { ReactNode } from "react";
import { AppShell } from "@/components/layout/app-shell";
import type { NavGroup } from "@/components/layout/types";
import type { ProjectActor } from "@/lib/authz/actor";
import { can } from "@/lib/authz/authorize";
import { type ProjectPermission, projectRoleMay } from "@/lib/authz/permissions";
import { paths } from "@/lib/paths";
import { PageFlash } from "../../../page-flash";
import { ProveEmailNotice } from "../../prove-email-notice";
import { commonShell } from "../../shell-data";
import { TwoFactorNotice } from "../../two-factor-notice";

export type ProjectSection = "reports" | "live" | "alerts" | "settings" | "users" | "messages" | "autotrack";

type Place = { label: string; href: (id: number) => string; needs: ProjectPermission };

const places: Record<ProjectSection, Place> = {
  reports: { label: "Reports", href: paths.project, needs: "project.reports.view" },
  live: { label: "Live events", href: paths.liveFeed, needs: "project.reports.edit" },
  alerts: { label: "Alerts", href: paths.projectAlerts, needs: "project.reports.view" },
  settings: { label: "Overview", href: paths.projectSettings, needs: "project.settings.view" },
  users: { label: "Users", href: paths.projectUsers, needs: "project.members.manage" },
  messages: { label: "Messages", href: paths.projectMessages, needs: "project.settings.edit" },
  autotrack: { label: "Autotrack", href: paths.autotrack, needs: "project.settings.edit" },
};

const groups: { title: string; sections: ProjectSection[] }[] = [
  { title: "Project", sections: ["reports", "live", "alerts"] },
  { title: "Project settings", sections: ["settings", "users", "messages", "autotrack"] },
];

/** The shell of a project's pages; its switcher stays on the same kind of page where the role allows it. */
export async function ProjectPage({
  actor,
  section,
  children,
}: {
  actor: ProjectActor;
  section: ProjectSection;
  children: ReactNode;
}) {
  const { org, project } = actor;
  const { common, projects } = await commonShell(actor, { org: actor });
  const here = places[section];
  const isSetting = groups[1]?.sections.includes(section) ?? false;
  return (
    <AppShell
      {...common}
      current={{ kind: "project", id: String(project.id), name: project.name, href: paths.project(project.id) }}
      org={{ id: String(org.id), name: org.name, href: paths.org(org.id) }}
      projects={{
        items: projects.map((other) => ({
          id: String(other.id),
          name: other.name,
          href: projectRoleMay(other.role, here.needs) ? here.href(other.id) : paths.project(other.id),
        })),
        moreHref: paths.accountProjects,
      }}
      crumbs={isSetting ? ["Settings"] : []}
      nav={navOf(actor, section)}
    >
      <PageFlash />
      <ProveEmailNotice actor={actor} />
      <TwoFactorNotice actor={actor} path={paths.project(actor.project.id)} />
      {children}
    </AppShell>
  );
}

function navOf(actor: ProjectActor, section: ProjectSection): NavGroup[] {
  return groups
    .map(({ title, sections }) => ({
      title,
      items: sections
        .filter((name) => can(actor, places[name].needs))
        .map((name) => ({
          label: places[name].label,
          href: places[name].href(actor.project.id),
          active: name === section,
        })),
    }))
    .filter(({ items }) => items.length > 0);
}
