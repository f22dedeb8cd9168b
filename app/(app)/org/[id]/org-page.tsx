import type { ReactNode } from "react";
import { AppShell } from "@/components/layout/app-shell";
import type { NavGroup } from "@/components/layout/types";
import { getOrgCounts, type MyOrg, type OrgCounts } from "@/db/queries/orgs";
import type { OrgActor } from "@/lib/authz/actor";
import { can } from "@/lib/authz/authorize";
import { type OrgPermission, orgRoleMay } from "@/lib/authz/permissions";
import { paths } from "@/lib/paths";
import { PageFlash } from "../../../page-flash";
import { ProveEmailNotice } from "../../prove-email-notice";
import { commonShell } from "../../shell-data";
import { TwoFactorNotice } from "../../two-factor-notice";

export type OrgSection =
  | "overview"
  | "billing"
  | "projects"
  | "users"
  | "teams"
  | "permissions"
  | "security"
  | "serviceAccounts"
  | "privacy"
  | "auditLog";

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
      <TwoFactorNotice actor={actor} path={paths.org(org.id)} />
      {children}
    </AppShell>
  );
}

const needs: Record<OrgSection, OrgPermission> = {
  overview: "org.overview.view",
  billing: "org.billing.manage",
  projects: "org.directory.view",
  users: "org.directory.view",
  teams: "org.directory.view",
  permissions: "org.overview.view",
  security: "org.security.manage",
  serviceAccounts: "org.service_accounts.manage",
  privacy: "org.privacy.manage",
  auditLog: "org.audit.view",
};

/** The same kind of page in another org, where that role may open it. */
function sameSection(org: MyOrg, section: OrgSection): string {
  return section === "overview" || !orgRoleMay(org.role, needs[section])
    ? paths.org(org.id)
    : section === "security"
      ? paths.orgSecurity(org.id)
      : paths[section](org.id);
}

function navOf(actor: OrgActor, section: OrgSection, counts: OrgCounts): NavGroup[] {
  const { id } = actor.org;
  const item = (name: OrgSection, label: string, href: string, count?: number) =>
    can(actor, needs[name]) ? [{ label, href, count, active: section === name }] : [];
  return [
    {
      title: "Organization",
      items: [
        ...item("overview", "Overview", paths.org(id)),
        ...item("billing", "Plan & Billing", paths.billing(id)),
        ...item("projects", "Projects", paths.projects(id), counts.projects),
        ...item("users", "Users", paths.users(id), counts.members),
        ...item("teams", "Teams", paths.teams(id), counts.teams),
      ],
    },
    {
      title: "Access",
      items: [
        ...item("security", "Access & Security", paths.orgSecurity(id)),
        ...item("serviceAccounts", "Service accounts", paths.serviceAccounts(id)),
        ...item("privacy", "Data & Privacy", paths.privacy(id)),
        ...item("permissions", "Permissions", paths.permissions(id)),
        ...item("auditLog", "Audit Log", paths.auditLog(id)),
      ],
    },
  ];
}
