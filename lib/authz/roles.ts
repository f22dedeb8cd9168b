/** Roles, lowest first, as the database's enums have them. */
export const orgRoles = ["member", "billing_admin", "admin", "owner"] as const;
export const projectRoles = ["consumer", "analyst", "admin", "owner"] as const;
export type OrgRole = (typeof orgRoles)[number];
export type ProjectRole = (typeof projectRoles)[number];

export const orgRoleNames: Record<OrgRole, string> = {
  owner: "Owner",
  admin: "Admin",
  billing_admin: "Billing admin",
  member: "Member",
};

export const projectRoleNames: Record<ProjectRole, string> = {
  owner: "Owner",
  admin: "Admin",
  analyst: "Analyst",
  consumer: "Consumer",
};

/**
 * The ceiling of R4. Owner stands above all; Admin above Member; Billing admin stands beside Admin, so only owners
 * give, change or remove it.
 */
const below: Record<OrgRole, readonly OrgRole[]> = {
  owner: ["admin", "billing_admin", "member"],
  admin: ["member"],
  billing_admin: [],
  member: [],
};

/** Whether somebody with `own` may give `role`: at or below their own. */
export function mayGiveOrgRole(own: OrgRole, role: OrgRole): boolean {
  return own === role ? own === "owner" || own === "admin" : below[own].includes(role);
}

/** Whether somebody with `own` may change or remove a person with `role`: strictly below, or an owner another owner. */
export function mayChangeOrgRole(own: OrgRole, role: OrgRole): boolean {
  return below[own].includes(role) || (own === "owner" && role === "owner");
}

/** Roles somebody with `own` may give, highest first. */
export function givableOrgRoles(own: OrgRole): OrgRole[] {
  return orgRoles.filter((role) => mayGiveOrgRole(own, role)).reverse();
}

/** Whether somebody whose effective role on a project is `own` may cause `role` on it. */
export function mayGiveProjectRole(own: ProjectRole | null, role: ProjectRole): boolean {
  return own !== null && rank(role) <= rank(own) && rank(own) >= rank("admin");
}

/** Whether somebody with `own` on a project may change or remove a grant of `role`: strictly below, or an owner's. */
export function mayChangeProjectGrant(own: ProjectRole | null, role: ProjectRole): boolean {
  return own === "owner" || (own === "admin" && rank(role) < rank(own));
}

/** The higher of two project roles. */
export function higherProjectRole(a: ProjectRole, b: ProjectRole): ProjectRole {
  return rank(a) >= rank(b) ? a : b;
}

/** The org role that allows more. Billing admin and Admin stand beside each other, and `a` is kept then. */
export function higherOrgRole(a: OrgRole, b: OrgRole): OrgRole {
  return a === "member" || below[b].includes(a) ? b : a;
}

/** What an org role gives on every project of the org (R3). */
export function projectRoleFromOrg(role: OrgRole | null): ProjectRole | null {
  if (role === "owner") return "owner";
  return role === "admin" ? "admin" : null;
}

function rank(role: ProjectRole): number {
  return projectRoles.indexOf(role);
}
