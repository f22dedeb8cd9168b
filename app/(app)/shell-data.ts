import "server-only";
import { cookies } from "next/headers";
import { asTheme, themeCookie } from "@/components/layout/theme";
import type { ShellData } from "@/components/layout/types";
import { listFirstProjects, listReachedProjects, type ReachedProject } from "@/db/queries/access";
import { listMyOrgs, type MyOrg } from "@/db/queries/orgs";
import { deviceTimezone, timezoneCookie } from "@/lib/auth/viewer-timezone";
import type { OrgActor, UserActor } from "@/lib/authz/actor";
import { orgRoleMay, projectRoleMay } from "@/lib/authz/permissions";
import { projectRoleFromOrg } from "@/lib/authz/roles";
import { paths } from "@/lib/paths";
import { chooseTheme } from "./actions";

const projectsInMenu = 8;

type Common = Pick<
  ShellData,
  | "user"
  | "orgs"
  | "newOrgHref"
  | "projectsMenu"
  | "inviteHref"
  | "accountHref"
  | "timezone"
  | "theme"
  | "themeAction"
  | "signOutHref"
>;

/** What every page's shell shows, whatever it stands in, and what switchers are made of. */
export async function commonShell(
  actor: UserActor,
  options: { org?: OrgActor; orgHref?: (org: MyOrg) => string },
): Promise<{ common: Common; orgs: MyOrg[]; projects: ReachedProject[] }> {
  const [orgs, projects, jar] = await Promise.all([listMyOrgs(actor), projectsOf(actor, options.org), cookies()]);
  const invitesTo = orgs.find(
    (org) => (options.org ? org.id === options.org.org.id : true) && orgRoleMay(org.role, "org.members.invite"),
  );
  const managed = projects.filter((project) => projectRoleMay(project.role, "project.settings.view"));
  const common: Common = {
    user: actor.user,
    orgs: orgs.map((org) => ({
      id: String(org.id),
      name: org.name,
      href: options.orgHref?.(org) ?? paths.org(org.id),
      settingsHref: paths.org(org.id),
    })),
    newOrgHref: actor.user.emailProven ? paths.newOrg : undefined,
    projectsMenu: {
      items: managed.slice(0, projectsInMenu).map((project) => ({
        id: String(project.id),
        name: project.name,
        href: paths.project(project.id),
        settingsHref: paths.projectSettings(project.id),
      })),
      moreHref: projects.length > projectsInMenu || options.org ? paths.accountProjects : undefined,
    },
    inviteHref: invitesTo ? paths.invite(invitesTo.id) : null,
    accountHref: paths.account,
    timezone: { cookie: timezoneCookie, known: await deviceTimezone() },
    theme: asTheme(jar.get(themeCookie)?.value),
    themeAction: chooseTheme,
    signOutHref: "/sign-out",
  };
  return { common, orgs, projects };
}

/** The first projects of the menu: of the org one stands in, or of all. */
function projectsOf(actor: UserActor, org: OrgActor | undefined): Promise<ReachedProject[]> {
  const limit = projectsInMenu + 1;
  const role = projectRoleFromOrg(org?.role ?? null);
  return org && role ? listFirstProjects(org, role, limit) : listReachedProjects(actor, { orgId: org?.org.id, limit });
}
