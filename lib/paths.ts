/** Addresses of pages, in one place; and the one rule for return paths (A7). */

export const paths = {
  signIn: (returnTo?: string) => withReturn("/sign-in", returnTo),
  signInPassword: (returnTo?: string) => withReturn("/sign-in/password", returnTo),
  signInAgain: (returnTo?: string) => withReturn("/sign-in/again", returnTo),
  continueSignIn: (returnTo?: string) => withReturn("/sign-in/continue", returnTo),
  browserLink: "/sign-in/browser",
  signOut: "/sign-out",
  signUp: "/sign-up",
  checkMail: "/sign-up/check-mail",
  verifyEmail: "/verify-email",
  forgotPassword: "/forgot-password",
  resetSent: "/forgot-password/sent",
  resetPassword: "/reset-password",
  invitationLink: "/invite",
  proveEmail: (returnTo?: string) => withReturn("/prove-email", returnTo),
  confirm: (returnTo: string) => withReturn("/confirm", returnTo),
  newOrg: "/org/new",
  org: (id: number) => `/org/${id}`,
  billing: (id: number) => `/org/${id}/billing`,
  plan: (id: number) => `/org/${id}/billing/plan`,
  invoices: (id: number) => `/org/${id}/billing/invoices`,
  invoice: (orgId: number, invoiceId: string) => `/org/${orgId}/billing/invoices/${invoiceId}`,
  usagePeriod: (orgId: number, firstDay: string) => `/org/${orgId}/billing/usage/${firstDay}`,
  billingEmail: "/billing-email",
  deletion: (id: number) => `/org/${id}/deletion`,
  restoreOrg: (id: number) => `/org/${id}/restoration`,
  permissions: (id: number) => `/org/${id}/permissions`,
  why: (id: number) => `/org/${id}/permissions/why`,
  auditLog: (id: number) => `/org/${id}/audit-log`,
  auditLogCsv: (id: number) => `/org/${id}/audit-log/csv`,
  auditLogNdjson: (id: number) => `/org/${id}/audit-log/ndjson`,
  projectProgress: (projectId: number, progressId: string) => `/project/${projectId}/progress/${progressId}`,
  progress: (orgId: number, progressId: string) => `/org/${orgId}/progress/${progressId}`,
  projects: (id: number) => `/org/${id}/projects`,
  newProject: (id: number) => `/org/${id}/projects/new`,
  deleteProjects: (id: number) => `/org/${id}/projects/deletion`,
  deletedProjects: (id: number) => `/org/${id}/projects/deleted`,
  projectsCsv: (id: number) => `/org/${id}/projects/csv`,
  users: (id: number) => `/org/${id}/users`,
  usersCsv: (id: number) => `/org/${id}/users/csv`,
  removeUsers: (id: number) => `/org/${id}/users/removal`,
  usersRole: (id: number) => `/org/${id}/users/role`,
  usersTeam: (id: number) => `/org/${id}/users/team`,
  invite: (id: number, way?: "paste" | "csv") => `/org/${id}/users/invite${way ? `?way=${way}` : ""}`,
  inviteTemplate: (id: number) => `/org/${id}/users/invite/template`,
  invitationImport: (orgId: number, importId: string) => `/org/${orgId}/users/invite/imports/${importId}`,
  invited: (id: number) => `/org/${id}/users?tab=invited`,
  resendInvitations: (id: number) => `/org/${id}/invitations/resending`,
  revokeInvitations: (id: number) => `/org/${id}/invitations/revocation`,
  user: (orgId: number, userId: string) => `/org/${orgId}/users/${userId}`,
  removeUser: (orgId: number, userId: string) => `/org/${orgId}/users/${userId}/removal`,
  grant: (orgId: number, userId: string, projectId: number) => `/org/${orgId}/users/${userId}/grants/${projectId}`,
  addToProjects: (orgId: number, userId: string) => `/org/${orgId}/users/${userId}/projects`,
  addToTeams: (orgId: number, userId: string) => `/org/${orgId}/users/${userId}/teams`,
  removeFromTeam: (orgId: number, userId: string, teamId: string) => `/org/${orgId}/users/${userId}/teams/${teamId}`,
  access: (orgId: number, userId: string, projectId: number) => `/org/${orgId}/users/${userId}/access/${projectId}`,
  teams: (id: number) => `/org/${id}/teams`,
  teamsCsv: (id: number) => `/org/${id}/teams/csv`,
  deleteTeams: (id: number) => `/org/${id}/teams/deletion`,
  newTeam: (id: number) => `/org/${id}/teams/new`,
  team: (orgId: number, teamId: string) => `/org/${orgId}/teams/${teamId}`,
  changeTeam: (orgId: number, teamId: string) => `/org/${orgId}/teams/${teamId}/change`,
  teamCsv: (orgId: number, teamId: string) => `/org/${orgId}/teams/${teamId}/csv`,
  leaveOrg: (id: number) => `/org/${id}/leave`,
  invitation: (orgId: number, invitationId: string) => `/org/${orgId}/invitations/${invitationId}`,
  invitationProjects: (orgId: number, invitationId: string) => `/org/${orgId}/invitations/${invitationId}/projects`,
  invitationProject: (orgId: number, invitationId: string, projectId: number) =>
    `/org/${orgId}/invitations/${invitationId}/projects/${projectId}`,
  invitationTeams: (orgId: number, invitationId: string) => `/org/${orgId}/invitations/${invitationId}/teams`,
  project: (id: number) => `/project/${id}`,
  liveFeed: (id: number) => `/project/${id}/live`,
  newReport: (id: number) => `/project/${id}/reports/new`,
  report: (projectId: number, reportId: string) => `/project/${projectId}/reports/${reportId}`,
  reportCsv: (projectId: number) => `/project/${projectId}/reports/csv`,
  deleteReport: (projectId: number, reportId: string) => `/project/${projectId}/reports/${reportId}/deletion`,
  reportAlerts: (projectId: number, reportId: string) => `/project/${projectId}/reports/${reportId}/alerts`,
  projectAlerts: (id: number) => `/project/${id}/alerts`,
  askAccess: (id: number) => `/project/${id}/access`,
  projectSettings: (id: number) => `/project/${id}/settings`,
  rotateKey: (id: number, key: "token" | "api-key" | "api-secret") => `/project/${id}/settings/keys/${key}`,
  projectUsers: (id: number) => `/project/${id}/settings/users`,
  projectUsersCsv: (id: number) => `/project/${id}/settings/users/csv`,
  inviteToProject: (id: number) => `/project/${id}/settings/users/invite`,
  projectGrant: (id: number, userId: string) => `/project/${id}/settings/users/${userId}`,
  allUsersRole: (id: number) => `/project/${id}/settings/users/all`,
  accessRequest: (id: number, requestId: string) => `/project/${id}/settings/users/requests/${requestId}`,
  projectMessages: (id: number) => `/project/${id}/settings/messages`,
  messageChannel: (id: number, channel: string, test?: string) =>
    `/project/${id}/settings/messages/${channel}${test ? `?test=${test}` : ""}`,
  autotrack: (id: number) => `/project/${id}/settings/autotrack`,
  transferProject: (id: number) => `/project/${id}/settings/transfer`,
  resetProject: (id: number) => `/project/${id}/settings/reset`,
  deleteProject: (id: number) => `/project/${id}/settings/deletion`,
  transfer: (orgId: number, transferId: string) => `/org/${orgId}/transfers/${transferId}`,
  unsubscribe: "/unsubscribe",
  account: "/account",
  accountPrivacy: "/account/data-privacy",
  deleteAccount: "/account/deletion",
  accountExport: (id: string) => `/account/data-privacy/exports/${id}`,
  confirmEmail: "/confirm-email",
  notMe: "/not-me",
  accountSecurity: "/account/security",
  accountProjects: "/account/projects",
  accountAlerts: "/account/alerts",
} as const;

function withReturn(path: string, returnTo: string | undefined): string {
  return returnTo && returnTo !== "/" ? `${path}?return=${encodeURIComponent(returnTo)}` : path;
}

/** A path of ours to return to; "/" for anything that could lead elsewhere. */
export function safeReturnPath(value: unknown): string {
  if (typeof value !== "string" || value.length > 2000) return "/";
  if (!value.startsWith("/") || hasControlOrBackslash(value)) return "/";
  const base = "http://return.invalid";
  if (!URL.canParse(value, base)) return "/";
  const url = new URL(value, base);
  if (url.origin !== base || url.pathname.startsWith("//") || url.pathname.startsWith("/api/")) return "/";
  return `${url.pathname}${url.search}${url.hash}`;
}

function hasControlOrBackslash(value: string): boolean {
  return [...value].some((char) => char < " " || char === "\\" || char === "\u007f");
}
