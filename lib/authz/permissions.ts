import type { OrgRole, ProjectRole } from "./roles";

/**
 * The one table of what roles allow (R5, R6). It is enforced by `authorize`, asked by `can`, drawn by the permission
 * page and driven by the role × permission test, which has SPEC's tables typed in apart.
 */
type Rule<Role> = { label: string; roles: readonly Role[] };

const everyOrgRole = ["owner", "admin", "billing_admin", "member"] as const;
const administrators = ["owner", "admin"] as const;
const ownerOnly = ["owner"] as const;

export const orgPermissions = {
  "org.overview.view": { label: "See the Overview, own teams and own projects", roles: everyOrgRole },
  "org.name.change": { label: "Rename the organization", roles: administrators },
  "org.billing.manage": {
    label: "Change plan, billing details and billing e-mails; see invoices",
    roles: ["owner", "billing_admin"],
  },
  "org.directory.view": { label: "See all projects, users and teams of the organization", roles: administrators },
  "org.projects.create": { label: "Create projects", roles: administrators },
  "org.projects.delete": { label: "Delete projects, transfer projects between organizations", roles: ownerOnly },
  "org.members.invite": { label: "Invite users", roles: administrators },
  "org.members.edit": { label: "Edit users, with roles up to one's own", roles: administrators },
  "org.members.remove": { label: "Remove users", roles: administrators },
  "org.members.give_owner": { label: "Give the Owner role", roles: ownerOnly },
  "org.teams.manage": { label: "Create, edit and delete teams", roles: administrators },
  "org.security.manage": {
    label: "Configure 2FA, SSO, domains and directory sync; reset a member's 2FA",
    roles: administrators,
  },
  "org.privacy.manage": { label: "Make GDPR requests for any project", roles: administrators },
  "org.audit.view": { label: "Read the audit log", roles: administrators },
  "org.service_accounts.manage": { label: "Manage service accounts", roles: administrators },
  "org.delete": { label: "Delete the organization", roles: ownerOnly },
} as const satisfies Record<string, Rule<OrgRole>>;

const everyProjectRole = ["owner", "admin", "analyst", "consumer"] as const;
const makers = ["owner", "admin", "analyst"] as const;

export const projectPermissions = {
  "project.reports.view": { label: "View reports; leave an alert", roles: everyProjectRole },
  "project.reports.edit": {
    label: "Create and edit reports; subscribe to alerts; export; live event feed",
    roles: makers,
  },
  "project.settings.view": { label: "See usage and access keys", roles: administrators },
  "project.settings.edit": { label: "Edit name, timezone, messages and autotrack", roles: administrators },
  "project.members.manage": {
    label: "Invite to the project, change individual grants, answer access requests",
    roles: administrators,
  },
  "project.privacy.manage": { label: "Use the GDPR API on this project", roles: administrators },
  "project.security.manage": { label: "Rotate token, API key and API secret", roles: ownerOnly },
  "project.delete": { label: "Transfer, reset and delete the project", roles: ownerOnly },
} as const satisfies Record<string, Rule<ProjectRole>>;

export type OrgPermission = keyof typeof orgPermissions;
export type ProjectPermission = keyof typeof projectPermissions;
export type Permission = OrgPermission | ProjectPermission;

export function orgRoleMay(role: OrgRole, permission: OrgPermission): boolean {
  const rule: Rule<OrgRole> = orgPermissions[permission];
  return rule.roles.includes(role);
}

export function projectRoleMay(role: ProjectRole, permission: ProjectPermission): boolean {
  const rule: Rule<ProjectRole> = projectPermissions[permission];
  return rule.roles.includes(role);
}
