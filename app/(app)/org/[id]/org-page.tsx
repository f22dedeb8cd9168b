import type { ReactNode } from "react";
import { AppShell } from "@/components/layout/app-shell";
import type { NavGroup } from "@/components/layout/types";
import { getOrgCounts, type MyOrg, type OrgCounts } from "@/db/queries/orgs";
import type { OrgActor } from "@/lib/authz/actor";
import { can } from "@/lib/authz/authorize";
import { orgRoleMay } from "@/lib/authz/permissions";
import { paths } from "@/lib/paths";
import { PageFlash } from "../../../page-flash";
import { ProveEmailNotice } from "../../prove-email-notice";
import { commonShell } from "../../shell-data";

export type OrgSection = "overview" | "projects" | "users";

/** The shell of an org's pages. Pages draw it themselves, so that counts and the place in the menu are never stale. */
export async function OrgPage({
  actor,
  section,
  children,
}: {
  actor: OrgActor;
  section: OrgSection;
  children: ReactNode;
}) {
  const { org } = actor;
  const [{ common }, counts] = await Promise.all([
    commonShell(actor, { org: actor, orgHref: (other) => sameSection(other, section) }),
    getOrgCounts(actor.org.id),
  ]);
  return (
    <AppShell
      {...common}
      current={{ kind: "org", id: String(org.id), name: org.name, href: paths.org(org.id) }}
      crumbs={["Settings"]}
      nav={navOf(actor, section, counts)}
    >
      <PageFlash />
      <ProveEmailNotice actor={actor} />
      {children}
    </AppShell>
  );
}

/** The same kind of page in another org, where that role may open it. */
function sameSection(org: MyOrg, section: OrgSection): string {
  if (section === "overview" || !orgRoleMay(org.role, "org.directory.view")) return paths.org(org.id);
  return paths[section](org.id);
}

function navOf(actor: OrgActor, section: OrgSection, counts: OrgCounts): NavGroup[] {
  const { id } = actor.org;
  const overview = { label: "Overview", href: paths.org(id), active: section === "overview" };
  const directory = [
    { label: "Projects", href: paths.projects(id), count: counts.projects, active: section === "projects" },
    { label: "Users", href: paths.users(id), count: counts.members, active: section === "users" },
  ];
  return [{ title: "Organization", items: can(actor, "org.directory.view") ? [overview, ...directory] : [overview] }];
}
