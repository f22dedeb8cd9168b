import type { BrowserContext } from "@playwright/test";
import type postgres from "postgres";
import { newId, newSecret } from "@/lib/ids";
import { makeAccountLife } from "./account";
import { makeBillingEmail, makeInvoice } from "./billing";
import { makeImport } from "./imports";
import { linkOf, makeInvitation } from "./links";
import { makeChannels } from "./messages";
import {
  addMember,
  grant,
  letters,
  makeOrg,
  makePerson,
  makeProject,
  makeReset,
  makeTeam,
  type Org,
  type Person,
  type Project,
  signIn,
} from "./people";
import { makePrivacyRequest } from "./privacy";
import { makeServiceAccount } from "./service-accounts";
import { makeSsoLife } from "./sso";
import type { Site } from "./test";

/** Every page of the app with an address that shows it, for whoever looks at all of them. */

export type World = {
  org: Org;
  project: Project;
  /** Of the owner too. */
  deletedOrg: Org;
  owner: Person;
  member: Person;
  unproven: Person;
  invitationId: string;
  importId: string;
  invitationLink: string;
  resetLink: string;
  signUpLink: string;
  browserLink: string;
  messageId: string;
  teamId: string;
  invoiceId: string;
  billingEmailLink: string;
  /** The unproven person asks for the project. */
  accessRequestId: string;
  reportId: string;
  alertId: string;
  transferId: string;
  unsubscribeLink: string;
  /** The owner asked for another address. */
  emailChangeLink: string;
  notMeLink: string;
  /** The cookie of the owner's sign-in that waits for its second factor, and of the browser it waits in. */
  halfToken: string;
  /** The owner's. */
  passkeyId: string;
  domainId: string;
  connectionId: string;
  attemptId: string;
  directoryRequestId: string;
  serviceAccountId: number;
  privacyRequestId: string;
  /** The cookie of somebody who came in through single sign-on alone. */
  ssoSession: string;
  ssoLink: string;
  /** An address that has to come in through single sign-on; nobody's. */
  ssoEmail: string;
};

type PageOf = {
  file: string;
  path: (world: World) => string;
  title: string;
  as?: "owner" | "unproven";
  /** A page to open first: it leaves what the page needs. */
  after?: (world: World) => string;
  /** Cookies of a way half gone. */
  carries?: Record<string, string> | ((world: World) => Record<string, string>);
  /** Not for members without a role above Member. */
  forMembers?: false;
  /** Not found for everybody else, also of the same organization. */
  forNobodyElse?: true;
};

const auth = "app/(auth)";
const org = "app/(app)/org/[id]";

export const pages: readonly PageOf[] = [
  { file: `${org}/page.tsx`, path: (world) => `/org/${world.org.id}`, title: "Overview", as: "owner" },
  {
    file: `${org}/users/page.tsx`,
    path: (world) => `/org/${world.org.id}/users`,
    title: "Users",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/users/page.tsx`,
    path: (world) => `/org/${world.org.id}/users?tab=invited`,
    title: "Users",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/users/page.tsx`,
    path: (world) => `/org/${world.org.id}/users?role=member&project=${world.project.id}&two_factor=off`,
    title: "Users",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/users/removal/page.tsx`,
    path: (world) => `/org/${world.org.id}/users/removal?ids=${world.member.id}&ids=${world.unproven.id}`,
    title: "Remove 2 users",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/users/removal/page.tsx`,
    path: (world) => `/org/${world.org.id}/users/removal?all=on`,
    title: "Remove 4 users",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/users/role/page.tsx`,
    path: (world) => `/org/${world.org.id}/users/role?ids=${world.member.id}`,
    title: "Change the role",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/users/team/page.tsx`,
    path: (world) => `/org/${world.org.id}/users/team?ids=${world.member.id}`,
    title: "Add 1 user to a team",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/users/invite/page.tsx`,
    path: (world) => `/org/${world.org.id}/users/invite`,
    title: "Invite Users",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/users/invite/page.tsx`,
    path: (world) => `/org/${world.org.id}/users/invite?way=paste`,
    title: "Invite Users",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/users/invite/page.tsx`,
    path: (world) => `/org/${world.org.id}/users/invite?way=csv`,
    title: "Invite Users",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/users/invite/imports/[progressId]/page.tsx`,
    path: (world) => `/org/${world.org.id}/users/invite/imports/${world.importId}`,
    title: "people.csv",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/invitations/resending/page.tsx`,
    path: (world) => `/org/${world.org.id}/invitations/resending?ids=${world.invitationId}`,
    title: "Resend 1 invitation",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/invitations/revocation/page.tsx`,
    path: (world) => `/org/${world.org.id}/invitations/revocation?all=on`,
    title: "Revoke",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/users/page.tsx`,
    path: (world) => `/org/${world.org.id}/users?tab=invited&state=accepted`,
    title: "Users",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/users/[userId]/page.tsx`,
    path: (world) => `/org/${world.org.id}/users/${world.member.id}`,
    title: "Ben Lindqvist",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/users/[userId]/grants/[projectId]/page.tsx`,
    path: (world) => `/org/${world.org.id}/users/${world.member.id}/grants/${world.project.id}`,
    title: "Ben Lindqvist on Web app",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/users/[userId]/projects/page.tsx`,
    path: (world) => `/org/${world.org.id}/users/${world.member.id}/projects?projects=${world.project.id}&role=admin`,
    title: "Add Ben Lindqvist to projects",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/users/[userId]/teams/page.tsx`,
    path: (world) => `/org/${world.org.id}/users/${world.unproven.id}/teams?teams=${world.teamId}`,
    title: "Add Una Proven to teams",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/users/[userId]/teams/[teamId]/page.tsx`,
    path: (world) => `/org/${world.org.id}/users/${world.member.id}/teams/${world.teamId}`,
    title: "Remove Ben Lindqvist from Growth",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/users/[userId]/removal/page.tsx`,
    path: (world) => `/org/${world.org.id}/users/${world.member.id}/removal`,
    title: "Remove Ben Lindqvist",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/invitations/[invitationId]/page.tsx`,
    path: (world) => `/org/${world.org.id}/invitations/${world.invitationId}`,
    title: "@",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/invitations/[invitationId]/projects/page.tsx`,
    path: (world) =>
      `/org/${world.org.id}/invitations/${world.invitationId}/projects?projects=${world.project.id}&role=admin`,
    title: "Add projects for",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/invitations/[invitationId]/projects/[projectId]/page.tsx`,
    path: (world) => `/org/${world.org.id}/invitations/${world.invitationId}/projects/${world.project.id}`,
    title: "on Web app",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/invitations/[invitationId]/teams/page.tsx`,
    path: (world) => `/org/${world.org.id}/invitations/${world.invitationId}/teams?teams=${world.teamId}`,
    title: "Add teams for",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/billing/page.tsx`,
    path: (world) => `/org/${world.org.id}/billing`,
    title: "Plan & Billing",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/billing/plan/page.tsx`,
    path: (world) => `/org/${world.org.id}/billing/plan`,
    title: "Change plan",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/billing/plan/page.tsx`,
    path: (world) => `/org/${world.org.id}/billing/plan?plan=free`,
    title: "Enterprise to Free",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/billing/invoices/page.tsx`,
    path: (world) => `/org/${world.org.id}/billing/invoices`,
    title: "Invoices",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/billing/invoices/[invoiceId]/page.tsx`,
    path: (world) => `/org/${world.org.id}/billing/invoices/${world.invoiceId}`,
    title: "Invoice for October 2026",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/billing/usage/[period]/page.tsx`,
    path: (world) => `/org/${world.org.id}/billing/usage/2026-10-01`,
    title: "Usage in October 2026",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${auth}/billing-email/page.tsx`,
    path: () => "/billing-email",
    title: "Get the billing e-mails",
    after: (world) => world.billingEmailLink,
  },
  { file: `${auth}/billing-email/page.tsx`, path: () => "/billing-email", title: "does not work" },
  {
    file: `${org}/projects/page.tsx`,
    path: (world) => `/org/${world.org.id}/projects`,
    title: "Projects",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/projects/new/page.tsx`,
    path: (world) => `/org/${world.org.id}/projects/new`,
    title: "Create Project",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/projects/deletion/page.tsx`,
    path: (world) => `/org/${world.org.id}/projects/deletion?ids=${world.project.id}`,
    title: "Delete Web app",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/projects/deleted/page.tsx`,
    path: (world) => `/org/${world.org.id}/projects/deleted`,
    title: "Projects",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/deletion/page.tsx`,
    path: (world) => `/org/${world.org.id}/deletion`,
    title: "Delete North",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/restoration/page.tsx`,
    path: (world) => `/org/${world.deletedOrg.id}/restoration`,
    title: "Restore South",
    as: "owner",
    forNobodyElse: true,
  },
  {
    file: `${org}/teams/page.tsx`,
    path: (world) => `/org/${world.org.id}/teams`,
    title: "Teams",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/teams/new/page.tsx`,
    path: (world) => `/org/${world.org.id}/teams/new`,
    title: "Create Team",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/teams/[teamId]/page.tsx`,
    path: (world) => `/org/${world.org.id}/teams/${world.teamId}`,
    title: "Growth",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/teams/[teamId]/change/page.tsx`,
    path: (world) => `/org/${world.org.id}/teams/${world.teamId}/change?kind=role&role=consumer`,
    title: "Make Growth Consumer",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/teams/[teamId]/change/page.tsx`,
    path: (world) => `/org/${world.org.id}/teams/${world.teamId}/change?kind=add-people&typed=nobody`,
    title: "Add people to Growth",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/teams/deletion/page.tsx`,
    path: (world) => `/org/${world.org.id}/teams/deletion?ids=${world.teamId}`,
    title: "Delete Growth",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/audit-log/page.tsx`,
    path: (world) => `/org/${world.org.id}/audit-log`,
    title: "Audit Log",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/audit-log/page.tsx`,
    path: (world) => `/org/${world.org.id}/audit-log?person=${world.member.id}&from=2026-01-01`,
    title: "Audit Log",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/permissions/page.tsx`,
    path: (world) => `/org/${world.org.id}/permissions`,
    title: "Permissions",
    as: "owner",
  },
  {
    file: `${org}/permissions/why/page.tsx`,
    path: (world) => `/org/${world.org.id}/permissions/why?project=nothing`,
    title: "Explain access",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/users/[userId]/access/[projectId]/page.tsx`,
    path: (world) => `/org/${world.org.id}/users/${world.member.id}/access/${world.project.id}`,
    title: "Why Ben Lindqvist can reach Web app",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/users/[userId]/access/[projectId]/page.tsx`,
    path: (world) => `/org/${world.org.id}/users/${world.unproven.id}/access/${world.project.id}`,
    title: "Una Proven cannot reach Web app",
    as: "owner",
    forMembers: false,
  },
  { file: `${org}/leave/page.tsx`, path: (world) => `/org/${world.org.id}/leave`, title: "Leave", as: "owner" },
  { file: "app/(app)/org/new/page.tsx", path: () => "/org/new", title: "Create Organization", as: "owner" },
  {
    file: "app/(app)/project/[id]/page.tsx",
    path: (world) => `/project/${world.project.id}`,
    title: "Reports",
    as: "owner",
  },
  {
    file: "app/(app)/project/[id]/reports/new/page.tsx",
    path: (world) => `/project/${world.project.id}/reports/new?e=Signed+up&m=unique&u=day&last=7d&chart=bar`,
    title: "New report",
    as: "owner",
  },
  {
    file: "app/(app)/project/[id]/reports/[reportId]/page.tsx",
    path: (world) => `/project/${world.project.id}/reports/${world.reportId}`,
    title: "Sign-ups",
    as: "owner",
  },
  {
    file: "app/(app)/project/[id]/reports/[reportId]/deletion/page.tsx",
    path: (world) => `/project/${world.project.id}/reports/${world.reportId}/deletion`,
    title: "Delete report",
    as: "owner",
  },
  {
    file: "app/(app)/project/[id]/reports/[reportId]/alerts/page.tsx",
    path: (world) => `/project/${world.project.id}/reports/${world.reportId}/alerts?alert=${world.alertId}`,
    title: "Alerts",
    as: "owner",
  },
  {
    file: "app/(app)/project/[id]/alerts/page.tsx",
    path: (world) => `/project/${world.project.id}/alerts`,
    title: "Alerts",
    as: "owner",
  },
  { file: "app/(app)/account/alerts/page.tsx", path: () => "/account/alerts", title: "Alerts", as: "owner" },
  {
    file: `${auth}/unsubscribe/page.tsx`,
    path: () => "/unsubscribe",
    title: "Unsubscribe",
    after: (world) => world.unsubscribeLink,
  },
  { file: `${auth}/unsubscribe/page.tsx`, path: () => "/unsubscribe", title: "This link does not work" },
  {
    file: "app/(app)/project/[id]/settings/page.tsx",
    path: (world) => `/project/${world.project.id}/settings`,
    title: "Project settings",
    as: "owner",
    forMembers: false,
  },
  ...(["token", "api-key", "api-secret"] as const).map(
    (key): PageOf => ({
      file: "app/(app)/project/[id]/settings/keys/[key]/page.tsx",
      path: (world) => `/project/${world.project.id}/settings/keys/${key}`,
      title: "Rotate the",
      as: "owner",
      forMembers: false,
    }),
  ),
  {
    file: "app/(app)/project/[id]/access/page.tsx",
    path: (world) => `/project/${world.project.id}/access`,
    title: "You have no access",
    as: "unproven",
  },
  {
    file: "app/(app)/project/[id]/settings/users/page.tsx",
    path: (world) => `/project/${world.project.id}/settings/users`,
    title: "Users",
    as: "owner",
    forMembers: false,
  },
  {
    file: "app/(app)/project/[id]/settings/users/[userId]/page.tsx",
    path: (world) => `/project/${world.project.id}/settings/users/${world.member.id}`,
    title: "Ben Lindqvist",
    as: "owner",
    forMembers: false,
  },
  {
    file: "app/(app)/project/[id]/settings/users/invite/page.tsx",
    path: (world) => `/project/${world.project.id}/settings/users/invite`,
    title: "Invite Users",
    as: "owner",
    forMembers: false,
  },
  {
    file: "app/(app)/project/[id]/settings/users/all/page.tsx",
    path: (world) => `/project/${world.project.id}/settings/users/all?role=consumer`,
    title: "All users",
    as: "owner",
    forMembers: false,
  },
  {
    file: "app/(app)/project/[id]/settings/users/requests/[requestId]/page.tsx",
    path: (world) => `/project/${world.project.id}/settings/users/requests/${world.accessRequestId}`,
    title: "Una Proven asks for access",
    as: "owner",
    forMembers: false,
  },
  {
    file: "app/(app)/project/[id]/settings/autotrack/page.tsx",
    path: (world) => `/project/${world.project.id}/settings/autotrack`,
    title: "Autotrack",
    as: "owner",
    forMembers: false,
  },
  {
    file: "app/(app)/project/[id]/settings/transfer/page.tsx",
    path: (world) => `/project/${world.project.id}/settings/transfer`,
    title: "Transfer Web app",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/transfers/[transferId]/page.tsx`,
    path: (world) => `/org/${world.org.id}/transfers/${world.transferId}`,
    title: "Transfer of Web app",
    as: "owner",
    forMembers: false,
  },
  {
    file: "app/(app)/project/[id]/settings/messages/page.tsx",
    path: (world) => `/project/${world.project.id}/settings/messages`,
    title: "Messages",
    as: "owner",
    forMembers: false,
  },
  ...["twilio", "apns-certificate", "apns-key", "fcm"].map(
    (channel): PageOf => ({
      file: "app/(app)/project/[id]/settings/messages/[channel]/page.tsx",
      path: (world) => `/project/${world.project.id}/settings/messages/${channel}`,
      title:
        { twilio: "Twilio account", fcm: "FCM service account", "apns-key": "APNs key" }[channel] ?? "APNs certificate",
      as: "owner",
      forMembers: false,
    }),
  ),
  {
    file: "app/(app)/project/[id]/settings/reset/page.tsx",
    path: (world) => `/project/${world.project.id}/settings/reset`,
    title: "Reset Web app",
    as: "owner",
    forMembers: false,
  },
  {
    file: "app/(app)/project/[id]/settings/deletion/page.tsx",
    path: (world) => `/project/${world.project.id}/settings/deletion`,
    title: "Delete Web app",
    as: "owner",
    forMembers: false,
  },
  {
    file: "app/(app)/project/[id]/live/page.tsx",
    path: (world) => `/project/${world.project.id}/live?event=Signed+Up`,
    title: "Live events",
    as: "owner",
  },
  { file: "app/(app)/account/page.tsx", path: () => "/account", title: "Ada Okafor", as: "owner" },
  { file: "app/(app)/account/projects/page.tsx", path: () => "/account/projects", title: "Projects", as: "owner" },
  {
    file: "app/(app)/account/projects/page.tsx",
    path: (world) => `/account/projects?tab=own&org=${world.org.id}`,
    title: "Projects",
    as: "owner",
  },
  {
    file: "app/(app)/account/data-privacy/page.tsx",
    path: () => "/account/data-privacy",
    title: "Data & Privacy",
    as: "owner",
  },
  {
    file: "app/(app)/account/deletion/page.tsx",
    path: () => "/account/deletion",
    title: "Delete account",
    as: "owner",
  },
  {
    file: `${auth}/confirm-email/page.tsx`,
    path: () => "/confirm-email",
    title: "Confirm your new address",
    as: "owner",
    after: (world) => world.emailChangeLink,
  },
  {
    file: `${auth}/confirm-email/page.tsx`,
    path: () => "/confirm-email",
    title: "This link does not work",
    as: "owner",
  },
  {
    file: `${auth}/not-me/page.tsx`,
    path: () => "/not-me",
    title: "This was not me",
    after: (world) => world.notMeLink,
  },
  { file: `${auth}/not-me/page.tsx`, path: () => "/not-me", title: "This link does not work" },
  { file: "app/(app)/account/security/page.tsx", path: () => "/account/security", title: "Security", as: "owner" },
  { file: "app/page.tsx", path: () => "/", title: "Overview", as: "owner" },
  { file: `${auth}/confirm/page.tsx`, path: () => "/confirm?return=%2Faccount", title: "Confirm", as: "owner" },
  { file: `${auth}/prove-email/page.tsx`, path: () => "/prove-email", title: "Confirm", as: "unproven" },
  { file: `${auth}/sign-up/page.tsx`, path: () => "/sign-up", title: "Sign up" },
  {
    file: `${auth}/sign-up/check-mail/page.tsx`,
    path: () => "/sign-up/check-mail",
    title: "Check your mail",
    carries: { "atrium-email": "ada@north.test" },
  },
  {
    file: `${auth}/verify-email/page.tsx`,
    path: () => "/verify-email",
    title: "Confirm your e-mail address",
    after: (world) => world.signUpLink,
  },
  { file: `${auth}/sign-in/page.tsx`, path: () => "/sign-in", title: "Sign in" },
  {
    file: `${auth}/sign-in/password/page.tsx`,
    path: () => "/sign-in/password",
    title: "Enter your password",
    carries: { "atrium-email": "ada@north.test" },
  },
  {
    file: `${auth}/sign-in/again/page.tsx`,
    path: (world) => `/sign-in/again?return=%2Forg%2F${world.org.id}`,
    title: "Sign in again",
    as: "owner",
  },
  { file: `${auth}/sign-in/continue/page.tsx`, path: () => "/sign-in/continue", title: "has run out" },
  {
    file: `${auth}/sign-in/browser/page.tsx`,
    path: () => "/sign-in/browser",
    title: "browser",
    after: (world) => world.browserLink,
  },
  { file: `${auth}/forgot-password/page.tsx`, path: () => "/forgot-password", title: "Forgot password" },
  {
    file: `${auth}/forgot-password/sent/page.tsx`,
    path: () => "/forgot-password/sent",
    title: "Check your mail",
    carries: { "atrium-email": "ada@north.test" },
  },
  {
    file: `${auth}/reset-password/page.tsx`,
    path: () => "/reset-password",
    title: "Choose a new password",
    after: (world) => world.resetLink,
  },
  ...["", "?by=totp", "?by=text", "?by=recovery_code"].map((by) => ({
    file: `${auth}/sign-in/two-factor/page.tsx`,
    path: () => `/sign-in/two-factor${by}`,
    title: "Two-factor authentication",
    carries: ({ halfToken }: World) => ({ "atrium-half": halfToken, "atrium-browser": halfToken }),
  })),
  { file: `${auth}/sign-in/two-factor/page.tsx`, path: () => "/sign-in/two-factor", title: "has run out" },
  { file: `${auth}/two-factor/page.tsx`, path: () => "/two-factor", title: "Set up two-factor", as: "unproven" },
  { file: `${auth}/two-factor/app/page.tsx`, path: () => "/two-factor/app", title: "Set up an", as: "unproven" },
  {
    file: `${auth}/two-factor/passkey/page.tsx`,
    path: () => "/two-factor/passkey",
    title: "Set up a passkey",
    as: "unproven",
  },
  { file: `${auth}/two-factor/text/page.tsx`, path: () => "/two-factor/text", title: "Set up text", as: "unproven" },
  {
    file: `${auth}/two-factor/text/page.tsx`,
    path: () => "/two-factor/text",
    title: "Set up text",
    as: "owner",
  },
  {
    file: `${auth}/two-factor/recovery-codes/page.tsx`,
    path: () => "/two-factor/recovery-codes",
    title: "New recovery codes",
    as: "owner",
  },
  {
    file: `${auth}/confirm/page.tsx`,
    path: () => "/confirm?by=recovery_code",
    title: "Confirm that it is you",
    as: "owner",
  },
  {
    file: `${org}/security/page.tsx`,
    path: (world) => `/org/${world.org.id}/security`,
    title: "Access & Security",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/security/domains/page.tsx`,
    path: (world) => `/org/${world.org.id}/security/domains`,
    title: "Domains",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/security/domains/[domainId]/page.tsx`,
    path: (world) => `/org/${world.org.id}/security/domains/${world.domainId}`,
    title: "north.example",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/privacy/page.tsx`,
    path: (world) => `/org/${world.org.id}/privacy`,
    title: "Data & Privacy",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/privacy/new/page.tsx`,
    path: (world) => `/org/${world.org.id}/privacy/new`,
    title: "New privacy request",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/privacy/[requestId]/page.tsx`,
    path: (world) => `/org/${world.org.id}/privacy/${world.privacyRequestId}`,
    title: "Deletion in",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/service-accounts/page.tsx`,
    path: (world) => `/org/${world.org.id}/service-accounts`,
    title: "Service accounts",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/service-accounts/new/page.tsx`,
    path: (world) => `/org/${world.org.id}/service-accounts/new`,
    title: "Create service account",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/service-accounts/[accountId]/page.tsx`,
    path: (world) => `/org/${world.org.id}/service-accounts/${world.serviceAccountId}`,
    title: "Warehouse import",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/security/directory/page.tsx`,
    path: (world) => `/org/${world.org.id}/security/directory`,
    title: "Directory sync",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/security/directory/log/page.tsx`,
    path: (world) => `/org/${world.org.id}/security/directory/log`,
    title: "Log",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/security/directory/log/[requestId]/page.tsx`,
    path: (world) => `/org/${world.org.id}/security/directory/log/${world.directoryRequestId}`,
    title: "PATCH /Users",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/security/sso/page.tsx`,
    path: (world) => `/org/${world.org.id}/security/sso`,
    title: "Single sign-on",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/security/sso/new/page.tsx`,
    path: (world) => `/org/${world.org.id}/security/sso/new`,
    title: "New connection",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/security/sso/[connectionId]/page.tsx`,
    path: (world) => `/org/${world.org.id}/security/sso/${world.connectionId}`,
    title: "Acme Okta",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/security/sso/[connectionId]/stage/page.tsx`,
    path: (world) => `/org/${world.org.id}/security/sso/${world.connectionId}/stage?to=draft`,
    title: "Turn single sign-on off",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/security/sso/[connectionId]/removal/page.tsx`,
    path: (world) => `/org/${world.org.id}/security/sso/${world.connectionId}/removal`,
    title: "Remove Acme Okta",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/security/sso/[connectionId]/log/page.tsx`,
    path: (world) => `/org/${world.org.id}/security/sso/${world.connectionId}/log`,
    title: "Log",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/security/sso/[connectionId]/log/[attemptId]/page.tsx`,
    path: (world) => `/org/${world.org.id}/security/sso/${world.connectionId}/log/${world.attemptId}`,
    title: "Test",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${auth}/sign-in/sso/page.tsx`,
    path: () => "/sign-in/sso",
    title: "Sign in through your organization",
    carries: ({ ssoEmail }: World) => ({ "atrium-email": ssoEmail }),
  },
  { file: `${auth}/sign-in/sso/mailed/page.tsx`, path: () => "/sign-in/sso/mailed", title: "Look into your mail" },
  {
    file: `${auth}/sign-in/sso/problem/page.tsx`,
    path: (world) => `/sign-in/sso/problem?id=${world.attemptId}`,
    title: "Single sign-on did not work",
  },
  {
    file: `${auth}/sign-in/sso/continue/page.tsx`,
    path: () => "/sign-in/sso/continue",
    title: "Single sign-on did not work",
  },
  {
    file: `${auth}/sign-out/provider/page.tsx`,
    path: () => "/sign-out/provider",
    title: "You are signed out",
    carries: ({ connectionId }: World) => ({ "atrium-sso-out": `none.${connectionId}` }),
  },
  {
    file: `${auth}/sign-in/own/page.tsx`,
    path: () => "/sign-in/own?return=%2Faccount%2Fsecurity",
    title: "Show that it is you",
    carries: ({ ssoSession }: World) => ({ "atrium-session": ssoSession }),
  },
  {
    file: "app/(app)/account/page.tsx",
    path: () => "/account",
    title: "Sol Nyberg",
    carries: ({ ssoSession }: World) => ({ "atrium-session": ssoSession }),
  },
  {
    file: `${auth}/sso-link/page.tsx`,
    path: () => "/sso-link",
    title: "sign you in?",
    after: (world) => world.ssoLink,
  },
  {
    file: `${org}/security/two-factor/page.tsx`,
    path: (world) => `/org/${world.org.id}/security/two-factor`,
    title: "Require two-factor",
    as: "owner",
    forMembers: false,
  },
  {
    file: `${org}/users/[userId]/two-factor/page.tsx`,
    path: (world) => `/org/${world.org.id}/users/${world.member.id}/two-factor`,
    title: "Reset two-factor",
    as: "owner",
    forMembers: false,
  },
  {
    file: "app/(app)/account/security/passkeys/[passkeyId]/page.tsx",
    path: (world) => `/account/security/passkeys/${world.passkeyId}`,
    title: "Laptop",
    as: "owner",
    forNobodyElse: true,
  },
  { file: `${auth}/reset-password/page.tsx`, path: () => "/reset-password", title: "does not work" },
  { file: `${auth}/invite/page.tsx`, path: () => "/invite", title: "Join", after: (world) => world.invitationLink },
  { file: `${auth}/invite/page.tsx`, path: () => "/invite", title: "does not work" },
  { file: "app/(outside)/outbox/page.tsx", path: () => "/outbox", title: "Outbox" },
  {
    file: "app/(outside)/outbox/[messageId]/page.tsx",
    path: (world) => `/outbox/${world.messageId}`,
    title: "Confirm your e-mail address",
  },
  { file: "app/not-found.tsx", path: () => "/nothing-here", title: "There is nothing here" },
  { file: "app/not-found.tsx", path: () => "/org/123456789", title: "There is nothing here", as: "owner" },
];

/** An organization with somebody in every place that a page shows. */
export async function makeWorld(sql: postgres.Sql, site: Site, mark = letters()): Promise<World> {
  const owner = await makePerson(sql, { name: "Ada Okafor", email: `ada.${mark}@north.test` });
  const member = await makePerson(sql, { name: "Ben Lindqvist", email: `ben.${mark}@north.test` });
  const unproven = await makePerson(sql, { name: "Una Proven", email: `una.${mark}@north.test` });
  const made = await makeOrg(sql, owner, { name: `North ${mark}` });
  await addMember(sql, made, member, "member");
  await addMember(sql, made, unproven, "member");
  await sql`update users set email_proven_at = null, limited_to_org_id = ${made.id} where id = ${unproven.id}`;
  await sql`update users set two_factor_enrolled_at = now() - interval '8 days' where id = ${member.id}`;
  const project = await makeProject(sql, made, "Web app");
  await grant(sql, made, project, member, "analyst");
  await makeReset(sql, project, owner);
  const team = await makeTeam(sql, made, { name: "Growth", role: "admin", people: [member], projects: [project] });
  for (const name of ["Old site", "Web app"]) {
    const gone = await makeProject(sql, made, `Gone ${name}`);
    await sql`update projects set name = ${name}, deleted_at = now() - interval '9 days', deleted_by = ${owner.id} where id = ${gone.id}`;
  }
  const deletedOrg = await makeOrg(sql, owner, { name: `South ${mark}` });
  await sql`update orgs set deleted_at = now() - interval '20 days', deleted_by = ${owner.id} where id = ${deletedOrg.id}`;
  const email = `guest.${mark}@south.test`;
  const gives = { projects: [{ project, role: "analyst" as const }] };
  const invitation = await makeInvitation(sql, site, { org: made, giver: owner, email }, gives);
  const domainId = newId("domain");
  await sql`
    insert into domains (id, org_id, domain, token, claimed_at, claimed_by, verified_at, checked_at, missing_since)
    values (${domainId}, ${made.id}, ${`${mark}.north.example`}, ${newSecret(24)}, now() - interval '30 days', ${owner.id},
        now() - interval '29 days', now(), now() - interval '2 days'),
      (${newId("domain")}, ${made.id}, ${`eu.${mark}.north.example`}, ${newSecret(24)}, now(), ${owner.id}, null, null, null)`;
  const invoiceId = await makeInvoice(sql, made, [project]);
  const billingEmail = await makeBillingEmail(sql, site, made, `ledger.${mark}@south.test`);
  const [reset, signUp, browser, message] = [newId("reset"), newId("signUp"), newId("browser"), newId("message")];
  const soon = sql`now() + interval '30 minutes'`;
  await sql`insert into password_resets (id, user_id, created_at, expires_at) values (${reset}, ${owner.id}, now(), ${soon})`;
  await sql`insert into browser_links (id, user_id, created_at, expires_at) values (${browser}, ${owner.id}, now(), ${soon})`;
  await sql`
    insert into sign_ups (id, email, name, org_name, password_hash, browser_hash, created_at, expires_at)
    values (${signUp}, ${`new.${mark}@north.test`}, 'New', 'New', 'none', 'none', now(), ${soon})`;
  await sql`
    insert into outbox_messages (id, kind, recipient, subject, html, text, created_at)
    select ${message}, kind, recipient, subject, html, text, now() from outbox_messages
    where subject = 'Confirm your e-mail address' order by created_at desc limit 1`;
  await sql`
    insert into previous_keys (id, project_id, kind, value, rotated_at, rotated_by, works_until, last_used_at)
    values (${newId("previousKey")}, ${project.id}, 'token', ${newSecret(16)}, now() - interval '1 hour', ${owner.id}, now() + interval '2 days', now()),
      (${newId("previousKey")}, ${project.id}, 'api_secret', ${newSecret(16)}, now() - interval '3 days', ${owner.id}, now() - interval '2 days', null)`;
  const accessRequestId = newId("accessRequest");
  await sql`
    insert into access_requests (id, org_id, project_id, user_id, reason, asked_at)
    values (${accessRequestId}, ${made.id}, ${project.id}, ${unproven.id}, 'To see how many sign up.', now() - interval '3 hours')`;
  await makeChannels(sql, project, owner);
  const reportId = newId("report");
  const query = { events: ["Signed up", "Opened"], filter: null, measure: "total", unit: "day", chart: "line" };
  const asked = { ...query, range: { kind: "last", count: 30, unit: "day" } };
  await sql`
    insert into reports (id, project_id, name, query, created_at, created_by, edited_at, edited_by)
    values (${reportId}, ${project.id}, 'Sign-ups', ${JSON.stringify(asked)}::text::jsonb, now(), ${owner.id}, now(), ${owner.id})`;
  const beside = await makePerson(sql, { name: "Ines Moreau", email: `ines.${mark}@east.test` });
  const neighbour = await makeOrg(sql, beside, { name: `East ${mark}` });
  const transferId = newId("transfer");
  await sql`
    insert into project_transfers (id, project_id, from_org_id, to_org_id, requested_at, requested_by, expires_at)
    values (${transferId}, ${project.id}, ${made.id}, ${neighbour.id}, now(), ${beside.id}, now() + interval '6 days')`;
  const alertId = newId("alert");
  await sql`
    insert into alerts (id, org_id, project_id, report_id, user_id, kind, hour, timezone, channel, phone, next_at, created_at)
    values (${alertId}, ${made.id}, ${project.id}, ${reportId}, ${owner.id}, 'daily', 9, 'Europe/Berlin', 'mail', null, now() + interval '1 year', now()),
      (${newId("alert")}, ${made.id}, ${project.id}, ${reportId}, ${owner.id}, 'daily', 7, 'UTC', 'text', '+4915123456789', null, now())`;
  await sql`
    with sent as (
      insert into events (dataset_id, distinct_id, time, event, insert_id, properties, arrived_at)
      select p.dataset_id, 'person ' || n % 9, now() - n * interval '7 hours', case when n % 3 = 0 then 'Opened' else 'Signed up' end,
        'i' || n, '{"plan": "growth"}', now()
      from projects p, generate_series(1, 60) n where p.id = ${project.id} returning dataset_id, event)
    insert into event_days (dataset_id, day, event, events)
    select dataset_id, current_date, event, count(*) from sent group by dataset_id, event`;
  return {
    org: made,
    project,
    deletedOrg,
    owner,
    member,
    unproven,
    invitationId: invitation.id,
    importId: await makeImport(sql, made, owner),
    invitationLink: invitation.link,
    resetLink: linkOf(site, "password-reset", reset),
    signUpLink: linkOf(site, "sign-up", signUp),
    browserLink: linkOf(site, "browser", browser),
    messageId: message,
    teamId: team.id,
    invoiceId,
    domainId,
    billingEmailLink: billingEmail.link,
    accessRequestId,
    reportId,
    alertId,
    transferId,
    unsubscribeLink: linkOf(site, "unsubscribe", alertId),
    ...(await makeSsoLife(sql, site, made, owner, mark)),
    serviceAccountId: await makeServiceAccount(sql, made, owner, project),
    privacyRequestId: await makePrivacyRequest(sql, made, owner, project),
    ...(await makeAccountLife(sql, site, owner, mark)),
  };
}

/** Makes a browser what the page is for: somebody signed in, or half-way through something. */
export async function preparePage(
  context: BrowserContext,
  { page, world, sql, site }: { page: PageOf; world: World; sql: postgres.Sql; site: Site },
): Promise<void> {
  await context.clearCookies();
  if (page.as) await signIn(context, sql, world[page.as], site);
  // As from the second page on: on the first the browser tells its timezone and the page is drawn again.
  const carries = typeof page.carries === "function" ? page.carries(world) : page.carries;
  const carried = Object.entries({ "atrium-timezone": "UTC", ...carries });
  await context.addCookies(carried.map(([name, value]) => ({ name, value, url: site.url })));
  if (page.after) await context.request.get(page.after(world), { maxRedirects: 0 });
}
