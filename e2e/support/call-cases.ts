import { newId, newSecret } from "@/lib/ids";
import { ecKey, makeCertificate, rsaKey, serviceAccountFile } from "@/lib/testing/certificates";
import type { Org, Person, Project } from "./people";

/** Who is called for in the direct calls: an organization with its people, and an outsider with one of their own. */
export type Victim = {
  org: Org;
  project: Project;
  owner: Person;
  member: Person;
  /** The member's, and a second one of the owner's. */
  sessions: { owner: string; member: string; ownerOther: string };
  invitationId: string;
  importId: string;
  teamId: string;
};

export type ActionCase = {
  /** What an attacker sends, with the victim's ids. */
  fields: (victim: Victim) => Record<string, string | string[] | File>;
  /** Changes the caller's own things only: fine for somebody signed in, on nobody else's. */
  own?: true;
  /** Every member may do it, or every analyst: the victim's member is one. */
  everyMember?: true;
  /** Tables an unknown caller may add to. */
  adds?: readonly string[];
};

const forged = `inv_${"0".repeat(24)}.${"A".repeat(43)}`;
const password = "violet harbour seven lanterns";
const orgOf = (victim: Victim) => ({ orgId: String(victim.org.id) });
const grantOf = (victim: Victim) => ({
  ...orgOf(victim),
  userId: victim.member.id,
  projectId: String(victim.project.id),
});
const invitation = (victim: Victim) => ({ ...orgOf(victim), invitationId: victim.invitationId });

const serviceAccount = (victim: Victim) => ({ ...orgOf(victim), accountId: "123456789" });
const projectOf = ({ project }: Victim) => ({ projectId: String(project.id) });
const reportOf = (victim: Victim) => ({ ...projectOf(victim), reportId: `rep_${"0".repeat(24)}` });

const passkeyId = `pky_${"0".repeat(24)}`;
const connectionId = `con_${"0".repeat(24)}`;
const attemptId = `sso_${"0".repeat(24)}`;
const connection = (victim: Victim) => ({ ...orgOf(victim), connectionId });
const domainId = `dom_${"0".repeat(24)}`;

const alertId = { alertId: `alr_${"0".repeat(24)}` };
const alertFields = (victim: Victim) => ({
  ...projectOf(victim),
  kind: "daily",
  hour: "9",
  weekday: "1",
  timezone: "UTC",
  channel: "mail",
});

const billingEmail = (victim: Victim) => ({ ...orgOf(victim), billingEmailId: `bem_${"0".repeat(24)}` });

function anImport(victim: Victim) {
  return { ...orgOf(victim), importId: victim.importId };
}
function userOn(project: Project, member: Person) {
  return { projectId: String(project.id), userId: member.id, was: "analyst" };
}
function chosenInvitation(victim: Victim) {
  return { ...orgOf(victim), ids: [victim.invitationId], shown: "1" };
}

/** One for every server action, by file and name. A new action without one fails the test. */
export const actionCases: Record<string, ActionCase> = {
  "app/(app)/actions.ts#chooseTheme": { fields: () => ({ theme: "dark" }) },
  "app/(app)/account/actions.ts#saveName": { fields: ({ owner }) => ({ name: "Evil", userId: owner.id }), own: true },
  "app/(app)/account/actions.ts#savePreferred": {
    fields: ({ owner }) => ({ locale: "de-DE", timezone: "UTC", userId: owner.id }),
    own: true,
  },
  "app/(app)/account/actions.ts#changeEmail": {
    fields: ({ owner }) => ({ email: "new@evil.test", userId: owner.id }),
    own: true,
  },
  "app/(app)/account/actions.ts#resendEmail": { fields: ({ owner }) => ({ userId: owner.id }), own: true },
  "app/(app)/account/actions.ts#cancelEmail": { fields: ({ owner }) => ({ userId: owner.id }), own: true },
  "app/(app)/account/actions.ts#savePassword": {
    fields: ({ owner }) => ({ current: password, password: "nine quiet herons over the marsh", userId: owner.id }),
    own: true,
  },
  "app/(app)/account/actions.ts#mailPasswordLink": { fields: ({ owner }) => ({ userId: owner.id }), own: true },
  "app/(app)/account/actions.ts#changePhone": {
    fields: ({ owner }) => ({ phone: "+4930901820", userId: owner.id }),
    own: true,
  },
  "app/(app)/account/actions.ts#confirmPhone": {
    fields: ({ owner }) => ({ code: "123456", userId: owner.id }),
    own: true,
  },
  "app/(app)/account/actions.ts#resendPhone": { fields: ({ owner }) => ({ userId: owner.id }), own: true },
  "app/(app)/account/actions.ts#cancelNumber": { fields: ({ owner }) => ({ userId: owner.id }), own: true },
  "app/(app)/account/actions.ts#removeNumber": { fields: ({ owner }) => ({ userId: owner.id }), own: true },
  "app/(app)/account/data-privacy/actions.ts#saveSwitches": {
    fields: ({ owner }) => ({ recorded: "on", userId: owner.id }),
    own: true,
  },
  "app/(app)/account/data-privacy/actions.ts#deleteUsage": {
    fields: ({ owner }) => ({ userId: owner.id }),
    own: true,
  },
  "app/(app)/account/data-privacy/actions.ts#requestExport": {
    fields: ({ owner }) => ({ userId: owner.id }),
    own: true,
  },
  "app/(app)/account/data-privacy/actions.ts#makeToken": { fields: ({ owner }) => ({ userId: owner.id }), own: true },
  "app/(app)/account/data-privacy/actions.ts#revokeToken": { fields: ({ owner }) => ({ userId: owner.id }), own: true },
  "app/(app)/account/deletion/actions.ts#askToDelete": {
    fields: ({ owner }) => ({ typed: owner.email, userId: owner.id }),
    own: true,
  },
  "app/(app)/account/deletion/actions.ts#keep": { fields: ({ owner }) => ({ userId: owner.id }), own: true },
  "app/(app)/account/projects/actions.ts#revealSecret": { fields: projectOf },
  "app/(auth)/confirm-email/actions.ts#confirmNewEmail": {
    fields: ({ owner }) => ({ userId: owner.id, token: forged }),
    own: true,
  },
  "app/(auth)/not-me/actions.ts#closeAccount": { fields: ({ owner }) => ({ userId: owner.id, token: forged }) },
  "app/(app)/account/security/actions.ts#end": { fields: ({ sessions }) => ({ sessionId: sessions.ownerOther }) },
  "app/(app)/account/security/actions.ts#endOthers": {
    fields: ({ owner, sessions }) => ({ userId: owner.id, sessionId: sessions.ownerOther }),
    own: true,
  },
  "app/(app)/account/security/actions.ts#renameKey": { fields: () => ({ passkeyId, name: "Mine now" }) },
  "app/(app)/account/security/actions.ts#removeKey": { fields: () => ({ passkeyId }) },
  "app/(app)/account/security/actions.ts#removeAppFactor": { fields: ({ owner }) => ({ userId: owner.id }), own: true },
  "app/(app)/account/security/actions.ts#removeTextFactor": {
    fields: ({ owner }) => ({ userId: owner.id }),
    own: true,
  },
  "app/(app)/account/security/actions.ts#untrust": { fields: () => ({ deviceId: `trd_${"0".repeat(24)}` }) },
  "app/(app)/account/security/actions.ts#untrustEvery": { fields: ({ owner }) => ({ userId: owner.id }), own: true },
  "app/(app)/org/[id]/security/actions.ts#saveSsoFactor": { fields: orgOf },
  "app/(app)/org/[id]/security/sso/actions.ts#create": {
    fields: (victim) => ({ ...orgOf(victim), name: "Evil", provider: "okta", protocol: "saml" }),
  },
  "app/(app)/org/[id]/security/sso/actions.ts#rename": {
    fields: (victim) => ({ ...connection(victim), name: "Evil" }),
  },
  "app/(app)/org/[id]/security/sso/actions.ts#saveOidc": {
    fields: (victim) => ({
      ...connection(victim),
      issuer: "https://evil.example",
      clientId: "a",
      clientSecret: "b",
      secretExpiresOn: "",
    }),
  },
  "app/(app)/org/[id]/security/sso/actions.ts#saveSaml": {
    fields: (victim) => ({
      ...connection(victim),
      issuer: "https://evil.example",
      signInUrl: "https://evil.example/in",
      signOutUrl: "",
      certificate: makeCertificate({ name: "evil" }).certificate,
      nextCertificate: "",
    }),
  },
  "app/(app)/org/[id]/security/sso/actions.ts#readMetadata": {
    fields: (victim) => ({ ...connection(victim), metadata: "https://evil.example/metadata" }),
  },
  "app/(app)/org/[id]/security/sso/actions.ts#uploadMetadata": {
    fields: (victim) => ({ ...connection(victim), file: new File(["<a/>"], "metadata.xml") }),
  },
  "app/(app)/org/[id]/security/sso/actions.ts#saveSamlOptions": {
    fields: (victim) => ({ ...connection(victim), idpInitiated: "on" }),
  },
  "app/(app)/org/[id]/security/sso/actions.ts#saveMapping": {
    fields: (victim) => ({ ...connection(victim), email: "e", givenName: "", familyName: "", name: "", groups: "" }),
  },
  "app/(app)/org/[id]/security/sso/actions.ts#saveJoining": { fields: connection },
  "app/(app)/org/[id]/security/sso/actions.ts#saveDomains": {
    fields: (victim) => ({ ...connection(victim), domainIds: [domainId] }),
  },
  "app/(app)/org/[id]/security/sso/actions.ts#mapGroup": {
    fields: (victim) => ({ ...connection(victim), group: "evil", teamId: victim.teamId }),
  },
  "app/(app)/org/[id]/security/sso/actions.ts#unmapGroup": {
    fields: (victim) => ({ ...connection(victim), group: "evil", teamId: victim.teamId }),
  },
  "app/(app)/org/[id]/security/sso/actions.ts#switchStage": {
    fields: (victim) => ({ ...connection(victim), stage: "optional" }),
  },
  "app/(app)/org/[id]/security/sso/actions.ts#remove": { fields: connection },
  "app/(app)/org/[id]/privacy/new/actions.ts#ask": {
    fields: (victim) => ({
      ...orgOf(victim),
      ...projectOf(victim),
      kind: "retrieval",
      regulation: "GDPR",
      ids: "ada",
      requestKey: "0".repeat(24),
    }),
  },
  "app/(app)/org/[id]/privacy/[requestId]/actions.ts#cancel": {
    fields: (victim) => ({ ...orgOf(victim), ...projectOf(victim), requestId: `prv_${"0".repeat(24)}` }),
  },
  "app/(app)/org/[id]/service-accounts/new/actions.ts#create": {
    fields: (victim) => ({
      ...orgOf(victim),
      name: "Evil",
      role: "member",
      expires: "never",
      requestKey: "0".repeat(24),
    }),
  },
  "app/(app)/org/[id]/service-accounts/[accountId]/actions.ts#renew": { fields: serviceAccount },
  "app/(app)/org/[id]/service-accounts/[accountId]/actions.ts#revoke": { fields: serviceAccount },
  "app/(app)/org/[id]/service-accounts/[accountId]/actions.ts#give": {
    fields: (victim) => ({ ...serviceAccount(victim), projects: `${victim.project.id}:admin` }),
  },
  "app/(app)/org/[id]/service-accounts/[accountId]/actions.ts#removeProject": {
    fields: (victim) => ({ ...serviceAccount(victim), ...projectOf(victim) }),
  },
  "app/(app)/org/[id]/service-accounts/[accountId]/actions.ts#removeTeam": {
    fields: (victim) => ({ ...serviceAccount(victim), teamId: victim.teamId }),
  },
  "app/(app)/org/[id]/security/directory/actions.ts#makeToken": {
    fields: (victim) => ({ ...orgOf(victim), name: "Evil" }),
  },
  "app/(app)/org/[id]/security/directory/actions.ts#revoke": {
    fields: (victim) => ({ ...orgOf(victim), tokenId: `dtk_${"0".repeat(24)}` }),
  },
  "app/(auth)/sso-link/actions.ts#linkAccounts": { fields: () => ({}) },
  "app/(auth)/sign-in/sso/continue/actions.ts#goOn": { fields: () => ({}) },
  "app/(app)/org/[id]/security/domains/actions.ts#claim": {
    fields: (victim) => ({ ...orgOf(victim), domain: "evil-north.com" }),
  },
  "app/(app)/org/[id]/security/domains/actions.ts#check": { fields: (victim) => ({ ...orgOf(victim), domainId }) },
  "app/(app)/org/[id]/security/domains/actions.ts#remove": { fields: (victim) => ({ ...orgOf(victim), domainId }) },
  "app/(app)/org/[id]/security/actions.ts#requireFactor": {
    fields: (victim) => ({ ...orgOf(victim), graceDays: "0", was: "" }),
  },
  "app/(app)/org/[id]/security/actions.ts#releaseFactor": { fields: (victim) => ({ ...orgOf(victim), was: "" }) },
  "app/(app)/org/[id]/security/actions.ts#remind": { fields: orgOf },
  "app/(app)/org/[id]/security/actions.ts#saveTrust": { fields: orgOf },
  "app/(app)/org/[id]/security/actions.ts#saveLimits": {
    fields: (victim) => ({ ...orgOf(victim), idleHours: "1", hours: "1" }),
  },
  "app/(app)/org/[id]/users/[userId]/actions.ts#resetFactor": {
    fields: (victim) => ({ ...orgOf(victim), userId: victim.member.id }),
  },
  "app/(app)/org/[id]/actions.ts#saveName": { fields: (victim) => ({ ...orgOf(victim), name: "Taken over" }) },
  "app/(app)/org/[id]/actions.ts#resend": { fields: invitation },
  "app/(app)/org/[id]/actions.ts#revoke": { fields: invitation },
  "app/(app)/org/[id]/billing/actions.ts#upgrade": {
    fields: (victim) => ({ ...orgOf(victim), plan: "enterprise", was: "growth", planned: "" }),
  },
  "app/(app)/org/[id]/billing/actions.ts#downgrade": {
    fields: (victim) => ({ ...orgOf(victim), plan: "free", was: "enterprise", planned: "" }),
  },
  "app/(app)/org/[id]/billing/actions.ts#takeBack": { fields: orgOf },
  "app/(app)/org/[id]/billing/actions.ts#saveDetails": {
    fields: (victim) => ({ ...orgOf(victim), company: "Evil, Inc.", country: "US" }),
  },
  "app/(app)/org/[id]/billing/actions.ts#addEmail": {
    fields: (victim) => ({ ...orgOf(victim), email: "outsider@evil.test" }),
  },
  "app/(app)/org/[id]/billing/actions.ts#resendEmail": { fields: billingEmail },
  "app/(app)/org/[id]/billing/actions.ts#removeEmail": { fields: billingEmail },
  "app/(app)/org/[id]/invitations/[invitationId]/actions.ts#copyLink": { fields: invitation },
  "app/(app)/org/[id]/invitations/[invitationId]/actions.ts#changeRole": {
    fields: (victim) => ({ ...invitation(victim), role: "owner", was: "member" }),
  },
  "app/(app)/org/[id]/invitations/[invitationId]/actions.ts#addParts": {
    fields: (victim) => ({ ...invitation(victim), projects: [String(victim.project.id)], projectRole: "owner" }),
  },
  "app/(app)/org/[id]/invitations/[invitationId]/actions.ts#changeProject": {
    fields: (victim) => ({
      ...invitation(victim),
      projectId: String(victim.project.id),
      role: "owner",
      was: "analyst",
    }),
  },
  "app/(app)/org/[id]/invitations/[invitationId]/actions.ts#removeProject": {
    fields: (victim) => ({ ...invitation(victim), projectId: String(victim.project.id) }),
  },
  "app/(app)/org/[id]/invitations/[invitationId]/actions.ts#removeTeam": {
    fields: (victim) => ({ ...invitation(victim), teamId: newId("team") }),
  },
  "app/(app)/org/[id]/leave/actions.ts#leave": {
    fields: (victim) => ({ ...orgOf(victim), userId: victim.member.id }),
    everyMember: true,
  },
  "app/(app)/org/[id]/projects/new/actions.ts#create": {
    fields: (victim) => ({ ...orgOf(victim), name: "Foothold", timezone: "UTC", requestKey: newSecret(18) }),
  },
  "app/(app)/account/projects/actions.ts#restore": { fields: ({ project }) => ({ deleted: String(project.id) }) },
  "app/(app)/account/projects/actions.ts#restoreAs": {
    fields: ({ project }) => ({ deleted: String(project.id), name: "Taken over" }),
  },
  "app/(app)/org/[id]/deletion/actions.ts#remove": {
    fields: (victim) => ({ ...orgOf(victim), typed: victim.org.name }),
  },
  "app/(app)/org/[id]/restoration/actions.ts#restore": { fields: ({ org }) => ({ deleted: String(org.id) }) },
  "app/(app)/org/[id]/projects/deletion/actions.ts#remove": {
    fields: (victim) => ({
      ...orgOf(victim),
      ids: [String(victim.project.id)],
      shown: "1",
      typed: victim.project.name,
    }),
  },
  "app/(app)/org/[id]/projects/deleted/actions.ts#restore": {
    fields: (victim) => ({ ...orgOf(victim), deleted: String(victim.project.id) }),
  },
  "app/(app)/org/[id]/projects/deleted/actions.ts#restoreAs": {
    fields: (victim) => ({ ...orgOf(victim), deleted: String(victim.project.id), name: "Taken over" }),
  },
  "app/(app)/org/[id]/users/[userId]/actions.ts#changeRole": {
    fields: (victim) => ({ ...orgOf(victim), userId: victim.member.id, role: "admin", was: "member" }),
  },
  "app/(app)/org/[id]/users/[userId]/actions.ts#endSessions": {
    fields: (victim) => ({ ...orgOf(victim), userId: victim.owner.id }),
  },
  "app/(app)/org/[id]/users/[userId]/grants/[projectId]/actions.ts#changeGrant": {
    fields: (victim) => ({ ...grantOf(victim), role: "owner", was: "analyst" }),
  },
  "app/(app)/org/[id]/users/[userId]/grants/[projectId]/actions.ts#takeGrant": {
    fields: (victim) => ({ ...grantOf(victim), was: "analyst" }),
  },
  "app/(app)/org/[id]/users/[userId]/grants/[projectId]/actions.ts#changeEnd": {
    fields: (victim) => ({ ...grantOf(victim), was: "analyst", until: "30d" }),
  },
  "app/(app)/org/[id]/users/[userId]/projects/actions.ts#give": {
    fields: (victim) => ({
      ...orgOf(victim),
      userId: victim.member.id,
      projects: [String(victim.project.id)],
      role: "owner",
    }),
  },
  "app/(app)/org/[id]/users/[userId]/teams/actions.ts#join": {
    fields: (victim) => ({ ...orgOf(victim), userId: victim.member.id, teams: [newId("team")] }),
  },
  "app/(app)/org/[id]/users/[userId]/teams/actions.ts#takeOut": {
    fields: (victim) => ({ ...orgOf(victim), userId: victim.member.id, teamId: newId("team") }),
  },
  "app/(app)/org/[id]/users/[userId]/actions.ts#remove": {
    fields: (victim) => ({ ...orgOf(victim), userId: victim.owner.id }),
  },
  "app/(app)/org/[id]/users/removal/actions.ts#removeChosen": {
    fields: (victim) => ({ ...orgOf(victim), ids: [victim.member.id, victim.owner.id], others: "on", count: "1" }),
  },
  "app/(app)/org/[id]/users/role/actions.ts#changeChosen": {
    fields: (victim) => ({ ...orgOf(victim), ids: [victim.member.id], to: "owner", count: "1" }),
  },
  "app/(app)/org/[id]/users/team/actions.ts#addChosen": {
    fields: (victim) => ({ ...orgOf(victim), ids: [victim.member.id], into: newId("team"), count: "1" }),
  },
  "app/(app)/org/[id]/users/invite/actions.ts#invite": {
    fields: (victim) => ({
      ...orgOf(victim),
      emails: "outsider@evil.test",
      role: "owner",
      projects: [String(victim.project.id)],
      projectRole: "owner",
    }),
  },
  "app/(app)/org/[id]/users/invite/actions.ts#invitePeopleByRows": {
    fields: (victim) => ({
      ...orgOf(victim),
      email1: "outsider@evil.test",
      role1: "owner",
      projects: [`${victim.project.id}:owner`],
    }),
  },
  "app/(app)/org/[id]/users/invite/actions.ts#upload": {
    fields: (victim) => ({ ...orgOf(victim), file: new File(["email\noutsider@evil.test"], "people.csv") }),
  },
  "app/(app)/org/[id]/users/invite/imports/[progressId]/actions.ts#start": { fields: anImport },
  "app/(app)/org/[id]/users/invite/imports/[progressId]/actions.ts#goOn": { fields: anImport },
  "app/(app)/org/[id]/invitations/resending/actions.ts#resendChosen": { fields: chosenInvitation },
  "app/(app)/org/[id]/invitations/revocation/actions.ts#revokeChosen": { fields: chosenInvitation },
  "app/(app)/org/[id]/teams/new/actions.ts#create": {
    fields: (victim) => ({ ...orgOf(victim), name: "Foothold", requestKey: newSecret(18) }),
  },
  "app/(app)/org/[id]/teams/[teamId]/actions.ts#rename": {
    fields: (victim) => ({ ...orgOf(victim), teamId: victim.teamId, name: "Taken over" }),
  },
  "app/(app)/org/[id]/teams/[teamId]/actions.ts#change": {
    fields: (victim) => ({
      ...orgOf(victim),
      teamId: victim.teamId,
      kind: "add-people",
      version: "1",
      ids: [victim.member.id],
    }),
  },
  "app/(app)/org/[id]/teams/deletion/actions.ts#remove": {
    fields: (victim) => ({ ...orgOf(victim), all: "on", count: "1", stamp: "x", typed: "Growth" }),
  },
  "app/(app)/org/new/actions.ts#create": {
    fields: (victim) => ({ ...orgOf(victim), name: "One more", requestKey: newSecret(18), plan: "enterprise" }),
    own: true,
  },
  "app/(app)/project/[id]/access/actions.ts#ask": {
    fields: (victim) => ({ ...orgOf(victim), projectId: String(victim.project.id), reason: "" }),
    everyMember: true,
  },
  "app/(app)/project/[id]/access/actions.ts#withdraw": {
    fields: (victim) => ({ ...orgOf(victim), projectId: String(victim.project.id) }),
    everyMember: true,
  },
  "app/(app)/project/[id]/settings/users/[userId]/actions.ts#changeRole": {
    fields: ({ project, member }) => ({ ...userOn(project, member), role: "owner" }),
  },
  "app/(app)/project/[id]/settings/users/[userId]/actions.ts#changeEnd": {
    fields: ({ project, member }) => ({ ...userOn(project, member), until: "30d" }),
  },
  "app/(app)/project/[id]/settings/users/[userId]/actions.ts#remove": {
    fields: ({ project, member }) => userOn(project, member),
  },
  "app/(app)/project/[id]/settings/users/invite/actions.ts#invite": {
    fields: ({ project }) => ({
      projectId: String(project.id),
      emails: "outsider@evil.test",
      role: "owner",
      until: "",
    }),
  },
  "app/(app)/project/[id]/settings/users/all/actions.ts#changeRole": {
    fields: ({ project }) => ({ projectId: String(project.id), role: "owner", was: "none" }),
  },
  "app/(app)/project/[id]/settings/users/requests/[requestId]/actions.ts#give": {
    fields: ({ project }) => ({ projectId: String(project.id), requestId: `arq_${"0".repeat(24)}`, role: "owner" }),
  },
  "app/(app)/project/[id]/settings/users/requests/[requestId]/actions.ts#decline": {
    fields: ({ project }) => ({ projectId: String(project.id), requestId: `arq_${"0".repeat(24)}`, answer: "" }),
  },
  "app/(app)/project/[id]/reports/actions.ts#create": {
    fields: (victim) => ({ ...projectOf(victim), name: "Planted", query: "e=Opened", requestKey: newSecret(18) }),
    everyMember: true,
  },
  "app/(app)/project/[id]/reports/actions.ts#edit": {
    fields: (victim) => ({ ...reportOf(victim), query: "e=Opened", version: "1" }),
    everyMember: true,
  },
  "app/(app)/project/[id]/reports/actions.ts#rename": {
    fields: (victim) => ({ ...reportOf(victim), name: "Taken over", was: "Sign-ups" }),
    everyMember: true,
  },
  "app/(app)/project/[id]/reports/actions.ts#duplicate": {
    fields: (victim) => ({ ...reportOf(victim), requestKey: newSecret(18) }),
    everyMember: true,
  },
  "app/(app)/project/[id]/reports/actions.ts#remove": { fields: reportOf, everyMember: true },
  "app/(app)/project/[id]/settings/autotrack/actions.ts#change": {
    fields: ({ project }) => ({ projectId: String(project.id), to: "off" }),
  },
  "app/(app)/project/[id]/reports/[reportId]/alerts/actions.ts#create": {
    fields: (victim) => ({ ...alertFields(victim), requestKey: newSecret(18), reportId: `rep_${"0".repeat(24)}` }),
    everyMember: true,
  },
  "app/(app)/project/[id]/reports/[reportId]/alerts/actions.ts#save": {
    fields: (victim) => ({ ...alertFields(victim), ...alertId }),
    everyMember: true,
  },
  "app/(app)/project/[id]/alerts/actions.ts#end": { fields: (victim) => ({ ...projectOf(victim), ...alertId }) },
  "app/(app)/account/alerts/actions.ts#pause": { fields: () => alertId },
  "app/(app)/account/alerts/actions.ts#resume": { fields: () => alertId },
  "app/(app)/account/alerts/actions.ts#leave": { fields: () => alertId },
  "app/(app)/account/alerts/actions.ts#preview": { fields: () => alertId },
  "app/(app)/account/alerts/actions.ts#confirmPhone": { fields: () => ({ ...alertId, code: "123456" }) },
  "app/(app)/account/alerts/actions.ts#resendCode": { fields: () => alertId },
  "app/(auth)/unsubscribe/actions.ts#leaveByLink": { fields: () => ({}) },
  "app/(auth)/unsubscribe/actions.ts#takeBack": { fields: () => ({}) },
  "app/(app)/project/[id]/settings/transfer/actions.ts#request": {
    fields: ({ project, org }) => ({ projectId: String(project.id), to: String(org.id), typed: project.name }),
  },
  "app/(app)/project/[id]/settings/transfer/actions.ts#cancel": {
    fields: (victim) => ({ ...projectOf(victim), transferId: `trf_${"0".repeat(24)}` }),
  },
  "app/(app)/org/[id]/transfers/[transferId]/actions.ts#confirm": {
    fields: (victim) => ({ ...orgOf(victim), transferId: `trf_${"0".repeat(24)}`, typed: victim.project.name }),
  },
  "app/(app)/org/[id]/transfers/[transferId]/actions.ts#decline": {
    fields: (victim) => ({ ...orgOf(victim), transferId: `trf_${"0".repeat(24)}` }),
  },
  "app/(app)/project/[id]/settings/actions.ts#revealSecret": {
    fields: ({ project }) => ({ projectId: String(project.id) }),
  },
  "app/(app)/project/[id]/settings/actions.ts#saveName": {
    fields: ({ project }) => ({ projectId: String(project.id), name: "Taken over", was: project.name }),
  },
  "app/(app)/project/[id]/settings/actions.ts#saveTimezone": {
    fields: ({ project }) => ({ projectId: String(project.id), timezone: "Asia/Tokyo", was: "UTC" }),
  },
  "app/(app)/project/[id]/settings/actions.ts#endPrevious": {
    fields: ({ project }) => ({ projectId: String(project.id), previousKeyId: `key_${"0".repeat(24)}` }),
  },
  "app/(app)/project/[id]/settings/keys/[key]/actions.ts#rotate": {
    fields: ({ project }) => ({
      projectId: String(project.id),
      kind: "token",
      overlap: "now",
      shownKey: "A".repeat(22),
    }),
  },
  "app/(app)/project/[id]/settings/messages/actions.ts#saveDelay": {
    fields: (victim) => ({ ...projectOf(victim), policy: "skip", longestWait: "15", was: "send 240" }),
  },
  "app/(app)/project/[id]/settings/messages/[channel]/actions.ts#keepApnsKey": {
    fields: (victim) => ({
      ...projectOf(victim),
      keySecret: ecKey(),
      keyIdentifier: "ABC123DEFG",
      teamIdentifier: "TEAM123456",
      topic: "com.evil.app",
      shown: "",
    }),
  },
  "app/(app)/project/[id]/settings/messages/[channel]/actions.ts#keepApnsCertificate": {
    fields: (victim) => ({
      ...projectOf(victim),
      pemSecret: Object.values(makeCertificate({ name: "Evil" })).join(""),
      passwordOfFile: "",
      topic: "com.evil.app",
      shown: "",
    }),
  },
  "app/(app)/project/[id]/settings/messages/[channel]/actions.ts#keepFcm": {
    fields: (victim) => ({
      ...projectOf(victim),
      jsonSecret: JSON.stringify(serviceAccountFile("evil-app", rsaKey())),
      shown: "",
    }),
  },
  "app/(app)/project/[id]/settings/messages/[channel]/actions.ts#keepTwilio": {
    fields: (victim) => ({
      ...projectOf(victim),
      accountSid: `AC${"e".repeat(32)}`,
      authTokenSecret: "e".repeat(32),
      sender: "Evil",
      shown: "",
    }),
  },
  "app/(app)/project/[id]/settings/messages/[channel]/actions.ts#test": {
    fields: (victim) => ({ ...projectOf(victim), kind: "twilio", to: "+491701234567" }),
  },
  "app/(app)/project/[id]/settings/messages/[channel]/actions.ts#remove": {
    fields: (victim) => ({ ...projectOf(victim), kind: "twilio", shown: "" }),
  },
  "app/(app)/project/[id]/settings/reset/actions.ts#reset": {
    fields: ({ project }) => ({ projectId: String(project.id), shown: "", typed: project.name }),
  },
  "app/(app)/project/[id]/settings/reset/actions.ts#restore": {
    fields: ({ project }) => ({ projectId: String(project.id), reset: newId("projectReset") }),
  },
  "app/(app)/project/[id]/settings/deletion/actions.ts#remove": {
    fields: ({ project }) => ({ projectId: String(project.id), typed: project.name }),
  },
  "app/(auth)/confirm/actions.ts#confirmIdentity": {
    fields: ({ owner }) => ({ password, userId: owner.id, email: owner.email }),
  },
  "app/(auth)/confirm/actions.ts#confirmByFactor": {
    fields: ({ owner }) => ({ factor: "recovery_code", code: "2222-2222-2222-2222", userId: owner.id }),
  },
  "app/(auth)/confirm/actions.ts#textCode": { fields: ({ owner }) => ({ userId: owner.id }), own: true },
  "app/(auth)/sign-in/actions.ts#signInByPasskey": { fields: ({ owner }) => ({ answer: "{}", userId: owner.id }) },
  "app/(auth)/sign-in/own/actions.ts#toPassword": {
    fields: ({ owner }) => ({ returnTo: "/account", email: owner.email }),
  },
  "app/(auth)/sign-in/own/actions.ts#toReset": { fields: ({ owner }) => ({ email: owner.email }) },
  "app/(auth)/sign-in/two-factor/actions.ts#proveSecondFactor": {
    fields: ({ owner }) => ({ factor: "totp", code: "123456", userId: owner.id, email: owner.email }),
  },
  "app/(auth)/sign-in/two-factor/actions.ts#textCode": {
    fields: ({ owner }) => ({ userId: owner.id, email: owner.email }),
  },
  "app/(auth)/two-factor/actions.ts#begin": { fields: ({ owner }) => ({ userId: owner.id }), own: true },
  "app/(auth)/two-factor/actions.ts#confirmAppCode": {
    fields: ({ owner }) => ({ userId: owner.id, code: "123456" }),
    own: true,
  },
  "app/(auth)/two-factor/actions.ts#registerPasskey": {
    fields: ({ owner }) => ({ userId: owner.id, answer: "{}" }),
    own: true,
  },
  "app/(auth)/two-factor/actions.ts#sendPhoneCode": {
    fields: ({ owner }) => ({ userId: owner.id, phone: "+4930901820" }),
    own: true,
  },
  "app/(auth)/two-factor/actions.ts#confirmNewPhone": {
    fields: ({ owner }) => ({ userId: owner.id, code: "123456" }),
    own: true,
  },
  "app/(auth)/two-factor/actions.ts#sendText": { fields: ({ owner }) => ({ userId: owner.id }), own: true },
  "app/(auth)/two-factor/actions.ts#confirmTextCode": {
    fields: ({ owner }) => ({ userId: owner.id, code: "123456" }),
    own: true,
  },
  "app/(auth)/two-factor/actions.ts#makeCodes": { fields: ({ owner }) => ({ userId: owner.id }), own: true },
  "app/(auth)/billing-email/actions.ts#confirmAddress": {
    fields: (victim) => ({ ...billingEmail(victim), token: forged }),
  },
  "app/(auth)/forgot-password/actions.ts#askForReset": { fields: ({ owner }) => ({ email: owner.email }) },
  "app/(auth)/invite/actions.ts#acceptAsMyself": { fields: (victim) => ({ ...invitation(victim), token: forged }) },
  "app/(auth)/invite/actions.ts#decline": { fields: (victim) => ({ ...invitation(victim), token: forged }) },
  "app/(auth)/invite/actions.ts#joinAsNew": {
    fields: (victim) => ({ ...invitation(victim), token: forged, name: "Eve", password }),
  },
  "app/(auth)/prove-email/actions.ts#sendCode": { fields: ({ owner }) => ({ userId: owner.id }), own: true },
  "app/(auth)/prove-email/actions.ts#proveEmail": { fields: ({ owner }) => ({ userId: owner.id, code: "123456" }) },
  "app/(auth)/reset-password/actions.ts#chooseNewPassword": {
    fields: ({ owner }) => ({ userId: owner.id, email: owner.email, token: forged, password }),
  },
  "app/(auth)/sign-in/actions.ts#nameEmail": { fields: ({ owner }) => ({ email: owner.email }) },
  "app/(auth)/sign-in/browser/actions.ts#letBrowserSignIn": {
    fields: ({ owner }) => ({ userId: owner.id, token: forged }),
  },
  "app/(auth)/sign-in/password/actions.ts#signIn": { fields: ({ owner }) => ({ email: owner.email, password }) },
  "app/(auth)/sign-up/actions.ts#askToSignUp": {
    fields: ({ owner }) => ({ name: "Eve", email: owner.email, password, orgName: "Evil", id: newId("user") }),
    adds: ["sign_ups"],
  },
  "app/(auth)/verify-email/actions.ts#confirmAddress": {
    fields: ({ owner }) => ({ userId: owner.id, token: forged, password }),
  },
};

export type RouteCase = {
  path: (victim: Victim) => string;
  /** Statuses without a session; GET unless the method is another. */
  anonymous: number;
  /** … and of somebody of another organization. */
  outsider: number;
};

/** One for every route handler, by file and method. */
export const routeCases: Record<string, RouteCase> = {
  "app/(auth)/billing-email/[token]/route.ts#GET": same(`/billing-email/${forged}`, 303),
  "app/(auth)/confirm-email/[token]/route.ts#GET": same(`/confirm-email/${forged}`, 303),
  "app/(auth)/not-me/[token]/route.ts#GET": same(`/not-me/${forged}`, 303),
  "app/api/account/exports/[exportId]/route.ts#GET": {
    path: () => `/api/account/exports/exp_${"0".repeat(24)}`,
    anonymous: 401,
    outsider: 404,
  },
  "app/(app)/account/data-privacy/exports/[exportId]/route.ts#GET": {
    path: () => `/account/data-privacy/exports/exp_${"0".repeat(24)}`,
    anonymous: 401,
    outsider: 404,
  },
  "app/(auth)/invite/[token]/route.ts#GET": same(`/invite/${forged}`, 303),
  "app/(auth)/reset-password/[token]/route.ts#GET": same(`/reset-password/${forged}`, 303),
  "app/(auth)/verify-email/[token]/route.ts#GET": same(`/verify-email/${forged}`, 303),
  "app/(auth)/sign-in/browser/[token]/route.ts#GET": same(`/sign-in/browser/${forged}`, 303),
  "app/(auth)/unsubscribe/[token]/route.ts#GET": same(`/unsubscribe/${forged}`, 303),
  "app/(auth)/unsubscribe/[token]/route.ts#POST": same(`/unsubscribe/${forged}`, 200),
  "app/(auth)/sign-out/route.ts#POST": same("/sign-out", 403),
  "app/(app)/org/[id]/projects/csv/route.ts#GET": ofOrg((id) => `/org/${id}/projects/csv`),
  "app/(app)/org/[id]/teams/csv/route.ts#GET": ofOrg((id) => `/org/${id}/teams/csv`),
  "app/(app)/org/[id]/teams/[teamId]/csv/route.ts#GET": {
    path: ({ org, teamId }) => `/org/${org.id}/teams/${teamId}/csv`,
    anonymous: 401,
    outsider: 404,
  },
  "app/api/auth/[...nextauth]/route.ts#GET": same("/api/auth/session", 404),
  "app/api/auth/[...nextauth]/route.ts#POST": same("/api/auth/callback/credentials", 403),
  "app/(auth)/sso-link/[token]/route.ts#GET": same(`/sso-link/${forged}`, 303),
  "app/api/app/scim/v2/[[...path]]/route.ts#GET": same("/api/app/scim/v2/Users", 401),
  "app/api/app/scim/v2/[[...path]]/route.ts#POST": same("/api/app/scim/v2/Users", 401),
  "app/api/app/scim/v2/[[...path]]/route.ts#PUT": same("/api/app/scim/v2/Users/dus_1", 401),
  "app/api/app/scim/v2/[[...path]]/route.ts#PATCH": same("/api/app/scim/v2/Users/dus_1", 401),
  "app/api/app/scim/v2/[[...path]]/route.ts#DELETE": same("/api/app/scim/v2/Users/dus_1", 401),
  "app/api/sso/start/route.ts#GET": same("/api/sso/start", 303),
  "app/api/sso/finish/[attemptId]/route.ts#GET": same(`/api/sso/finish/${attemptId}`, 303),
  "app/api/sso/[connectionId]/callback/route.ts#GET": same(`/api/sso/${connectionId}/callback?code=a&state=b`, 404),
  "app/api/sso/[connectionId]/acs/route.ts#POST": same(`/api/sso/${connectionId}/acs`, 404),
  "app/api/sso/[connectionId]/logout/route.ts#GET": same(`/api/sso/${connectionId}/logout`, 404),
  "app/api/sso/[connectionId]/metadata/route.ts#GET": same(`/api/sso/${connectionId}/metadata`, 404),
  "app/api/sso/[connectionId]/test/route.ts#GET": {
    path: () => `/api/sso/${connectionId}/test`,
    anonymous: 401,
    outsider: 404,
  },
  "app/api/health/live/route.ts#GET": same("/api/health/live", 200),
  "app/api/health/ready/route.ts#GET": same("/api/health/ready", 200),
  "app/api/passkeys/route.ts#POST": same("/api/passkeys?for=confirm", 403),
  "app/api/metrics/route.ts#GET": same("/api/metrics", 200),
  "app/api/org/[id]/people/route.ts#GET": ofOrg((id) => `/api/org/${id}/people?q=a`),
  "app/api/org/[id]/usage/route.ts#GET": ofOrg((id) => `/api/org/${id}/usage?by=period`),
  "app/api/org/[id]/invoices/[invoiceId]/route.ts#GET": ofOrg((id) => `/api/org/${id}/invoices/bill_${"0".repeat(24)}`),
  "app/api/org/[id]/progress/[progressId]/route.ts#GET": ofOrg((id) => `/api/org/${id}/progress/prg_${"0".repeat(24)}`),
  "app/api/project/[id]/progress/[progressId]/route.ts#GET": ofProject(
    (id) => `/api/project/${id}/progress/prg_${"0".repeat(24)}`,
  ),
  "app/api/project/[id]/live/route.ts#GET": ofProject((id) => `/api/project/${id}/live`),
  "app/api/project/[id]/first-event/route.ts#GET": ofProject((id) => `/api/project/${id}/first-event`),
  "app/api/project/[id]/events/route.ts#GET": ofProject((id) => `/api/project/${id}/events?q=a`),
  "app/(app)/project/[id]/reports/csv/route.ts#GET": ofProject((id) => `/project/${id}/reports/csv?e=Opened`),
  "app/api/org/[id]/projects/route.ts#GET": ofOrg((id) => `/api/org/${id}/projects?q=a`),
  "app/api/org/[id]/teams/route.ts#GET": ofOrg((id) => `/api/org/${id}/teams?q=a`),
  "app/(app)/org/[id]/audit-log/csv/route.ts#GET": ofOrg((id) => `/org/${id}/audit-log/csv`),
  "app/(app)/org/[id]/audit-log/ndjson/route.ts#GET": ofOrg((id) => `/org/${id}/audit-log/ndjson`),
  "app/(app)/org/[id]/users/invite/template/route.ts#GET": ofOrg((id) => `/org/${id}/users/invite/template`),
  "app/(app)/org/[id]/users/invite/imports/[progressId]/csv/route.ts#GET": ofOrg(
    (id) => `/org/${id}/users/invite/imports/prg_${"0".repeat(24)}/csv`,
  ),
  "app/(app)/project/[id]/settings/users/csv/route.ts#GET": {
    path: ({ project }) => `/project/${project.id}/settings/users/csv`,
    anonymous: 401,
    outsider: 404,
  },
  "app/(app)/org/[id]/users/csv/route.ts#GET": ofOrg((id) => `/org/${id}/users/csv`),
  "app/api/palette/route.ts#GET": {
    path: ({ org }) => `/api/palette?q=${encodeURIComponent(org.name)}`,
    anonymous: 401,
    outsider: 200,
  },
  "app/api/project/[id]/privacy/[requestId]/route.ts#GET": ofProject((id) => `/api/project/${id}/privacy/prv_0`),
  "app/api/project/[id]/privacy/[requestId]/file/route.ts#GET": ofProject(
    (id) => `/api/project/${id}/privacy/prv_0/file`,
  ),
  "app/api/project/[id]/privacy/[requestId]/receipt/route.ts#GET": ofProject(
    (id) => `/api/project/${id}/privacy/prv_0/receipt`,
  ),
  "app/api/app/data-retrievals/v3.0/[[...path]]/route.ts#GET": same("/api/app/data-retrievals/v3.0/?token=x", 401),
  "app/api/app/data-retrievals/v3.0/[[...path]]/route.ts#POST": same("/api/app/data-retrievals/v3.0/?token=x", 401),
  "app/api/app/data-retrievals/v3.0/[[...path]]/route.ts#DELETE": same("/api/app/data-retrievals/v3.0/?token=x", 401),
  "app/api/app/data-deletions/v3.0/[[...path]]/route.ts#GET": same("/api/app/data-deletions/v3.0/?token=x", 401),
  "app/api/app/data-deletions/v3.0/[[...path]]/route.ts#POST": same("/api/app/data-deletions/v3.0/?token=x", 401),
  "app/api/app/data-deletions/v3.0/[[...path]]/route.ts#DELETE": same("/api/app/data-deletions/v3.0/?token=x", 401),
  "app/api/app/[...path]/route.ts#GET": same("/api/app/me", 401),
  "app/api/app/[...path]/route.ts#POST": same("/api/app/me", 401),
  "app/api/app/[...path]/route.ts#DELETE": same("/api/app/me", 401),
  "app/organizations/[...path]/route.ts#GET": same("/organizations/123456789/users", 401),
  "app/organizations/[...path]/route.ts#POST": same("/organizations/123456789/users", 401),
  "app/organizations/[...path]/route.ts#DELETE": same("/organizations/123456789/users", 401),
  "app/api/app/openapi.json/route.ts#GET": same("/api/app/openapi.json", 200),
  "app/decide/route.ts#GET": same("/decide/?token=wrong", 200),
  "app/decide/route.ts#POST": same("/decide", 200),
  "app/decide/route.ts#OPTIONS": same("/decide", 204),
  "app/engage/route.ts#GET": same(wire("/engage", { $token: "wrong", $distinct_id: "x", $set: { a: 1 } }), 200),
  "app/engage/route.ts#POST": same("/engage", 200),
  "app/engage/route.ts#OPTIONS": same("/engage", 204),
  "app/groups/route.ts#GET": same(
    wire("/groups", { $token: "wrong", $group_key: "a", $group_id: "x", $set: { a: 1 } }),
    200,
  ),
  "app/groups/route.ts#POST": same("/groups", 200),
  "app/groups/route.ts#OPTIONS": same("/groups", 204),
  "app/import/route.ts#GET": same(wire("/import", { event: "Forged", properties: { time: 1 } }), 401),
  "app/import/route.ts#POST": same("/import?strict=1", 401),
  "app/import/route.ts#OPTIONS": same("/import", 204),
  "app/track/route.ts#GET": same(wire("/track", { event: "Forged", properties: { token: "wrong" } }), 200),
  "app/track/route.ts#POST": same("/track", 200),
  "app/track/route.ts#OPTIONS": same("/track", 204),
};

function same(path: string, status: number): RouteCase {
  return { path: () => path, anonymous: status, outsider: status };
}

/** A route of an org: 401 without a session, 404 for everybody who is no member. */
function ofOrg(path: (orgId: number) => string): RouteCase {
  return { path: ({ org }) => path(org.id), anonymous: 401, outsider: 404 };
}

/** A route of a project: 401 without a session, 404 for everybody who does not reach it. */
function ofProject(path: (projectId: number) => string): RouteCase {
  return { path: ({ project }) => path(project.id), anonymous: 401, outsider: 404 };
}

function wire(path: string, record: unknown): string {
  const data = Buffer.from(JSON.stringify(record)).toString("base64");
  return `${path}?verbose=1&data=${encodeURIComponent(data)}`;
}
