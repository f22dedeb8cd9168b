import { type AuditAction, auditActions } from "./actions";
import { type AuditFacts, actorOf, changedFields, fill, objectOf, type Part, type Ref, refsIn } from "./telling";

/** The groups that actions are chosen from, in the order of the screen. */
export const auditGroups = [
  "Organization",
  "Plan and billing",
  "Projects",
  "People",
  "Project access",
  "Reports and alerts",
  "Teams",
  "Service accounts",
  "Privacy",
  "Invitations",
  "Sign-in and accounts",
  "Downloads",
] as const;
export type AuditGroup = (typeof auditGroups)[number];

/** `does` follows the actor: "Ada" + "renamed the organization to Acme". Its placeholders are those of `fill`. */
type Words = { label: string; group: AuditGroup; does: string };

function words(group: AuditGroup, label: string, does: string): Words {
  return { label, group, does };
}

/** Every action has words: one without does not compile. */
export const auditWords: Record<AuditAction, Words> = {
  "org.created": words("Organization", "Organization created", "created the organization[ {after.name}]"),
  "org.renamed": words(
    "Organization",
    "Organization renamed",
    "renamed the organization[ from {before.name}] to {after.name}",
  ),
  "domain.claimed": words("Organization", "Domain claimed", "claimed the domain[ {after.domain}]"),
  "domain.verified": words("Organization", "Domain verified", "verified the domain[ {after.domain}]"),
  "domain.checked": words("Organization", "Domain checked", "looked for the record of[ {after.domain}]"),
  "domain.missing": words("Organization", "Domain record gone", "no longer found the record of[ {after.domain}]"),
  "domain.lapsed": words("Organization", "Domain lapsed", "no longer counts[ {before.domain}] as verified"),
  "domain.removed": words("Organization", "Domain removed", "removed the domain[ {before.domain}]"),
  "connection.created": words(
    "Organization",
    "Connection created",
    "created the single sign-on connection[ {after.name}]",
  ),
  "connection.changed": words(
    "Organization",
    "Connection changed",
    "changed the single sign-on connection[ {after.name}]",
  ),
  "connection.domains_changed": words(
    "Organization",
    "Domains of a connection changed",
    "changed which domains sign in through[ {after.name}]",
  ),
  "connection.groups_changed": words(
    "Organization",
    "Groups of a connection changed",
    "changed which groups of[ {after.name}] are in which teams",
  ),
  "connection.stage_changed": words(
    "Organization",
    "Single sign-on switched",
    "made single sign-on through[ {after.name}] {after.stage}[, before {before.stage}]",
  ),
  "connection.expiry_told": words(
    "Organization",
    "Expiry announced",
    "announced that something of the connection[ {after.name}] runs out",
  ),
  "connection.removed": words(
    "Organization",
    "Connection removed",
    "removed the single sign-on connection[ {before.name}]",
  ),
  "connection.identity_linked": words(
    "Sign-in and accounts",
    "Account linked",
    "was linked with an account at the identity provider",
  ),
  "connection.link_mailed": words(
    "Sign-in and accounts",
    "Link of accounts mailed",
    "was mailed whether to link an account at the identity provider",
  ),
  "directory.token_created": words("Organization", "Directory token made", "made the directory token[ {after.name}]"),
  "directory.token_revoked": words(
    "Organization",
    "Directory token revoked",
    "revoked the directory token[ {before.name}]",
  ),
  "directory.user_created": words("People", "Directory user added", "added a user of the directory"),
  "directory.user_changed": words("People", "Directory user changed", "changed a user of the directory"),
  "directory.user_deleted": words("People", "Directory user deleted", "deleted a user of the directory"),
  "directory.group_created": words("Teams", "Directory group added", "added the group[ {after.name}] of the directory"),
  "directory.group_changed": words(
    "Teams",
    "Directory group changed",
    "changed the group[ {after.name}] of the directory",
  ),
  "directory.group_deleted": words(
    "Teams",
    "Directory group deleted",
    "deleted the group[ {before.name}] of the directory",
  ),
  "connection.bypassed": words(
    "Sign-in and accounts",
    "Single sign-on passed by",
    "signed in past the required single sign-on[ {after.name}]",
  ),
  "connection.refused": words(
    "Sign-in and accounts",
    "Single sign-on refused",
    "could not sign in through single sign-on[: {after.failed}]",
  ),
  "org.two_factor_required": words(
    "Organization",
    "Two-factor required",
    "required two-factor authentication[ from {after.from}]",
  ),
  "org.two_factor_released": words(
    "Organization",
    "Two-factor no longer required",
    "no longer requires two-factor authentication",
  ),
  "org.sso_factor_changed": words(
    "Organization",
    "Single sign-on as second factor",
    "changed whether single sign-on stands for the second factor",
  ),
  "org.trusted_devices_changed": words(
    "Organization",
    "Trusted devices changed",
    "changed whether devices may be trusted[ to {after.allowed}]",
  ),
  "org.session_limits_changed": words("Organization", "Session limits changed", "changed how long sessions last"),
  "org.deleted": words("Organization", "Organization deleted", "deleted the organization"),
  "org.erasure_started": words("Organization", "Erasure started", "began to erase the organization"),
  "org.restored": words("Organization", "Organization restored", "restored the organization"),
  "org.plan_changed": words(
    "Plan and billing",
    "Plan changed",
    "changed the plan[ from {before.plan}] to {after.plan}",
  ),
  "org.downgrade_planned": words(
    "Plan and billing",
    "Downgrade planned",
    "planned a downgrade[ to {after.plan}] for the end of the period",
  ),
  "org.downgrade_taken_back": words(
    "Plan and billing",
    "Downgrade taken back",
    "took back the planned downgrade[ to {before.plan}]",
  ),
  "org.billing_details_changed": words("Plan and billing", "Billing details changed", "changed the billing details"),
  "org.billing_email_added": words("Plan and billing", "Billing e-mail added", "added {object} to the billing e-mails"),
  "org.billing_email_confirmed": words(
    "Plan and billing",
    "Billing e-mail confirmed",
    "confirmed {object} for billing",
  ),
  "org.billing_email_removed": words(
    "Plan and billing",
    "Billing e-mail removed",
    "removed {object} from the billing e-mails",
  ),
  "org.billing_email_resent": words(
    "Plan and billing",
    "Billing e-mail asked again",
    "sent {object} the link that confirms it again",
  ),
  "org.period_closed": words(
    "Plan and billing",
    "Billing period closed",
    "closed the billing period[ that began on {after.period}]",
  ),
  "org.usage_announced": words(
    "Plan and billing",
    "Usage announced",
    "announced that usage reached[ {after.threshold} % of] the allowance",
  ),
  "org.retention_cancelled": words(
    "Plan and billing",
    "Shorter retention called off",
    "called off the shorter retention",
  ),
  "org.events_expired": words(
    "Plan and billing",
    "Events expired",
    "deleted[ {after.events}] events past their retention",
  ),
  "org.retention_announced": words(
    "Plan and billing",
    "Retention announced",
    "announced that events past their retention will be deleted",
  ),
  "invoice.made": words("Plan and billing", "Invoice made", "made {object}"),
  "service_account.created": words(
    "Service accounts",
    "Service account created",
    "created the service account[ {after.name}]",
  ),
  "service_account.secret_renewed": words(
    "Service accounts",
    "Secret renewed",
    "renewed the secret of the service account[ {after.name}]",
  ),
  "service_account.revoked": words(
    "Service accounts",
    "Service account revoked",
    "revoked the service account[ {before.name}]",
  ),
  "service_account.added_to_project": words(
    "Service accounts",
    "Service account added to a project",
    "gave the service account[ {after.name}] the role[ {after.role}][ on {project}]",
  ),
  "service_account.removed_from_project": words(
    "Service accounts",
    "Service account removed from a project",
    "removed the service account[ {before.name}][ from {project}]",
  ),
  "service_account.added_to_team": words(
    "Service accounts",
    "Service account added to a team",
    "added the service account[ {after.name}] to a team[ {after.team}]",
  ),
  "service_account.removed_from_team": words(
    "Service accounts",
    "Service account removed from a team",
    "removed the service account[ {before.name}] from a team[ {before.team}]",
  ),
  "service_account.end_told": words(
    "Service accounts",
    "End of a service account told",
    "told that the service account[ {after.name}] ends soon",
  ),
  "privacy.requested": words(
    "Privacy",
    "Privacy request made",
    "made a {after.kind} request[ for {after.ids} ids][ in {project}]",
  ),
  "privacy.cancelled": words(
    "Privacy",
    "Privacy request cancelled",
    "cancelled a {before.kind} request[ in {project}]",
  ),
  "privacy.started": words("Privacy", "Privacy request begun", "began a {after.kind} request[ in {project}]"),
  "privacy.gone_over": words(
    "Privacy",
    "Deletion gone over again",
    "goes over a deletion again[ in {project}], because more arrived meanwhile",
  ),
  "privacy.finished": words(
    "Privacy",
    "Privacy request done",
    "finished a {after.kind} request[ in {project}]: {after.events} events, {after.profiles} profiles",
  ),
  "privacy.failed": words("Privacy", "Privacy request failed", "gave up a {after.kind} request[ in {project}]"),
  "privacy.reminded": words("Privacy", "Reminder of a privacy request", "reminded of a privacy request[ in {project}]"),
  "privacy.file_downloaded": words(
    "Privacy",
    "Archive downloaded",
    "downloaded the archive of a retrieval request[ in {project}]",
  ),
  "list.exported": words("Downloads", "List downloaded", "downloaded {object}"),
  "project.created": words("Projects", "Project created", "created the project {object}"),
  "project.deleted": words("Projects", "Project deleted", "deleted the project {object}"),
  "project.restored": words("Projects", "Project restored", "restored the project {object}"),
  "project.erasure_started": words("Projects", "Erasure started", "began to erase the project {object}"),
  "project.erased": words("Projects", "Project erased", "erased the data of the project {object}"),
  "project.secret_revealed": words("Projects", "API secret revealed", "revealed the API secret of {object}"),
  "project.renamed": words("Projects", "Project renamed", "renamed the project[ {before.name}] to {after.name}"),
  "project.timezone_changed": words(
    "Projects",
    "Project timezone changed",
    "changed the timezone of {object}[ from {before.timezone}] to {after.timezone}",
  ),
  "project.key_rotated": words("Projects", "Access key rotated", "rotated the[ {after.key}] of {object}"),
  "project.previous_key_ended": words(
    "Projects",
    "Previous access key ended",
    "ended the overlap of the previous[ {after.key}] of {object}",
  ),
  "project.reset": words("Projects", "Project reset", "reset the project {object}"),
  "project.reset_restored": words(
    "Projects",
    "Reset taken back",
    "brought back the data of {object} from before a reset",
  ),
  "project.reset_erasure_started": words(
    "Projects",
    "Erasure of a reset started",
    "began to erase the data of {object} from before a reset",
  ),
  "project.reset_erased": words("Projects", "Reset erased", "erased the data of {object} from before a reset"),
  "project.transfer_requested": words(
    "Projects",
    "Transfer asked for",
    "asked to transfer {object}[ to {after.organization}]",
  ),
  "project.transfer_confirmed": words("Projects", "Transfer confirmed", "confirmed the transfer of {object}"),
  "project.transfer_declined": words("Projects", "Transfer declined", "declined the transfer of {object}"),
  "project.transfer_cancelled": words("Projects", "Transfer cancelled", "cancelled the transfer of {object}"),
  "project.transfer_lapsed": words("Projects", "Transfer lapsed", "let the transfer of {object} lapse"),
  "project.transferred": words("Projects", "Project transferred", "transferred {object}[ to {after.organization}]"),
  "project.received": words("Projects", "Project received", "brought {object}[ from {before.organization}]"),
  "project.all_users_role_changed": words(
    "Project access",
    "All-users role changed",
    "changed the role of all users on {object}[ from {before.role}][ to {after.role}]",
  ),
  "project.autotrack_changed": words("Projects", "Autotrack changed", "changed the autotrack of {object}"),
  "project.delay_policy_changed": words(
    "Projects",
    "Delay handling changed",
    "changed what happens to messages of {object} when data is delayed",
  ),
  "message_channel.saved": words("Projects", "Message channel saved", "saved[ the {object}][ of {project}]"),
  "message_channel.removed": words("Projects", "Message channel removed", "removed[ the {object}][ of {project}]"),
  "message_channel.tested": words(
    "Projects",
    "Message channel tested",
    "sent a test[ through the {object}][ of {project}]",
  ),
  "report.created": words("Reports and alerts", "Report created", "created the report {after.name}[ in {project}]"),
  "report.edited": words("Reports and alerts", "Report edited", "edited the report {after.name}[ in {project}]"),
  "report.deleted": words("Reports and alerts", "Report deleted", "deleted the report {before.name}[ in {project}]"),
  "alert.subscribed": words("Reports and alerts", "Alert subscribed", "subscribed to {after.report}[ in {project}]"),
  "alert.edited": words("Reports and alerts", "Alert edited", "edited an alert[ of {after.report}]"),
  "alert.code_made": words("Reports and alerts", "Alert code texted", "texted a code to the phone of an alert"),
  "alert.code_resent": words("Reports and alerts", "Alert code asked for", "asked for another code for an alert"),
  "alert.code_failed": words("Reports and alerts", "Alert code wrong", "entered a wrong code for an alert"),
  "alert.phone_confirmed": words(
    "Reports and alerts",
    "Alert phone confirmed",
    "confirmed the phone number of an alert",
  ),
  "alert.paused": words("Reports and alerts", "Alert paused", "paused an alert[ of {after.report}]"),
  "alert.resumed": words("Reports and alerts", "Alert resumed", "resumed an alert[ of {after.report}]"),
  "alert.preview_asked": words(
    "Reports and alerts",
    "Alert previewed",
    "had an alert[ of {after.report}] mailed to themselves",
  ),
  "alert.unsubscribed": words("Reports and alerts", "Alert unsubscribed", "unsubscribed from[ {before.report}]"),
  "alert.resubscribed": words("Reports and alerts", "Alert taken up again", "subscribed to[ {after.report}] again"),
  "alert.ended": words("Reports and alerts", "Alert ended", "ended the alerts of {user}[ in {project}]"),
  "grant.end_changed": words(
    "Project access",
    "End of a grant changed",
    "changed when the role of {object}[ on {project}] ends",
  ),
  "grant.ended": words(
    "Project access",
    "Individual grant ended",
    "let the role[ {before.role}] of {object}[ on {project}] end",
  ),
  "access_request.made": words("Project access", "Access asked for", "asked for access[ to {project}]"),
  "access_request.granted": words(
    "Project access",
    "Access request granted",
    "granted {user} access[ to {project}][ as {after.role}]",
  ),
  "access_request.declined": words(
    "Project access",
    "Access request declined",
    "declined to give {user} access[ to {project}]",
  ),
  "access_request.withdrawn": words(
    "Project access",
    "Access request withdrawn",
    "no longer asks for access[ to {project}]",
  ),
  "member.joined": words("People", "Joined", "let {object} join[ as {after.role}]"),
  "member.role_changed": words(
    "People",
    "Organization role changed",
    "changed the organization role of {object}[ from {before.role}] to {after.role}",
  ),
  "member.removed": words("People", "Removed", "removed {object}[, who was {before.role},] from the organization"),
  "member.left": words("People", "Left", "left the organization[ as {before.role}]"),
  "member.sessions_ended": words("People", "Sessions ended", "ended the sessions of {object} in this organization"),
  "member.two_factor_reset": words(
    "People",
    "Two-factor reset",
    "reset the two-factor authentication of {object}[ {after.extent}]",
  ),
  "org.two_factor_reminded": words(
    "Organization",
    "Two-factor reminder sent",
    "mailed[ {after.people}] people to set up two-factor authentication",
  ),
  "member.denied": words("People", "Denied", "was denied[: {after.permission}]"),
  "grant.given": words(
    "Project access",
    "Individual grant given",
    "gave {object}[ the role {after.role}][ on {project}]",
  ),
  "grant.role_changed": words(
    "Project access",
    "Individual grant changed",
    "changed the role of {object}[ on {project}][ from {before.role}] to {after.role}",
  ),
  "grant.removed": words(
    "Project access",
    "Individual grant removed",
    "took the role[ {before.role}][ on {project}] from {object}",
  ),
  "team.created": words("Teams", "Team created", "created the team {object}[ with the role {after.role}]"),
  "team.renamed": words("Teams", "Team renamed", "renamed the team[ {before.name}] to {after.name}"),
  "team.role_changed": words(
    "Teams",
    "Team role changed",
    "changed the role of the team {object}[ from {before.role}] to {after.role}",
  ),
  "team.deleted": words("Teams", "Team deleted", "deleted the team {object}"),
  "team.member_added": words("Teams", "Added to a team", "added {user} to the team {object}"),
  "team.member_removed": words("Teams", "Taken out of a team", "took {user} out of the team {object}"),
  "team.project_added": words("Teams", "Project given to a team", "gave the team {object}[ the project {project}]"),
  "team.project_removed": words(
    "Teams",
    "Project taken from a team",
    "took[ the project {project}] from the team {object}",
  ),
  "invitation.sent": words("Invitations", "Invitation sent", "invited {object}[ as {after.role}]"),
  "invitation.merged": words("Invitations", "Invitation added to", "added to the invitation of {object}"),
  "invitation.edited": words("Invitations", "Invitation edited", "edited the invitation of {object}"),
  "invitation.import_started": words("Invitations", "Import started", "started to invite people from a file"),
  "invitation.resent": words("Invitations", "Invitation resent", "sent the invitation of {object} again"),
  "invitation.link_copied": words(
    "Invitations",
    "Invitation link copied",
    "copied the link of the invitation of {object}",
  ),
  "invitation.revoked": words("Invitations", "Invitation revoked", "revoked the invitation of {object}"),
  "invitation.declined": words("Invitations", "Invitation declined", "declined the invitation of {object}"),
  "invitation.accepted": words(
    "Invitations",
    "Invitation accepted",
    "accepted the invitation of {object}[ as {after.role}]",
  ),
  "user.sign_up_asked": words("Sign-in and accounts", "Sign-up asked for", "asked to sign up"),
  "user.created": words(
    "Sign-in and accounts",
    "Account created",
    "created the account of {object}[ through {after.through}]",
  ),
  "user.signed_in": words("Sign-in and accounts", "Signed in", "signed in[ with {after.methods}]"),
  "user.signed_out": words("Sign-in and accounts", "Signed out", "signed out"),
  "user.sign_in_failed": words("Sign-in and accounts", "Sign-in failed", "failed to sign in as {object}"),
  "user.password_reset_asked": words(
    "Sign-in and accounts",
    "Password reset asked for",
    "asked for a new password for {object}",
  ),
  "user.password_changed": words("Sign-in and accounts", "Password changed", "changed the password of {object}"),
  "user.failures_told": words(
    "Sign-in and accounts",
    "Told of failures",
    "told {object} of wrong passwords before a right one",
  ),
  "user.renamed": words("Sign-in and accounts", "Name changed", "changed the name of {object}"),
  "user.preferences_changed": words("Sign-in and accounts", "Preferences changed", "changed language or timezone"),
  "user.email_change_asked": words(
    "Sign-in and accounts",
    "E-mail change asked for",
    "asked for another e-mail address",
  ),
  "user.email_change_resent": words(
    "Sign-in and accounts",
    "E-mail change asked again",
    "had the link to another address mailed again",
  ),
  "user.email_change_cancelled": words(
    "Sign-in and accounts",
    "E-mail change cancelled",
    "cancelled the change of the e-mail address",
  ),
  "user.email_changed": words("Sign-in and accounts", "E-mail changed", "changed the e-mail address of {object}"),
  "user.notice_refused": words(
    "Sign-in and accounts",
    "Security notice refused",
    "said that a change was not theirs, which closed {object}",
  ),
  "user.second_factor_failed": words(
    "Sign-in and accounts",
    "Wrong second factor",
    "entered a wrong code[ from {after.factor}]",
  ),
  "user.factor_begun": words("Sign-in and accounts", "Second factor begun", "began to set up[ {after.factor}]"),
  "user.factor_added": words("Sign-in and accounts", "Second factor added", "added[ {after.factor}] to {object}"),
  "user.factor_removed": words(
    "Sign-in and accounts",
    "Second factor removed",
    "removed[ {before.factor}] from {object}",
  ),
  "user.passkey_renamed": words("Sign-in and accounts", "Passkey renamed", "renamed a passkey"),
  "user.recovery_codes_made": words("Sign-in and accounts", "Recovery codes made", "made new recovery codes"),
  "user.recovery_code_used": words(
    "Sign-in and accounts",
    "Recovery code used",
    "used a recovery code[, which leaves {after.left}]",
  ),
  "user.text_code_asked": words("Sign-in and accounts", "Sign-in code asked for", "asked for a code by text message"),
  "user.text_code_made": words("Sign-in and accounts", "Sign-in code made", "made a code for {object}"),
  "user.sign_ins_ended": words("Sign-in and accounts", "Sign-ins ended", "ended sign-ins that were under way"),
  "user.device_untrusted": words("Sign-in and accounts", "Trusted device removed", "no longer trusts a device"),
  "user.password_link_asked": words(
    "Sign-in and accounts",
    "Password link asked for",
    "asked for a link to set a password",
  ),
  "user.phone_code_asked": words("Sign-in and accounts", "Phone code asked for", "asked for a code by text message"),
  "user.phone_code_made": words("Sign-in and accounts", "Phone code made", "made a code for {object}"),
  "user.phone_code_failed": words("Sign-in and accounts", "Phone code failed", "typed a wrong code"),
  "user.phone_code_cancelled": words(
    "Sign-in and accounts",
    "Phone number cancelled",
    "gave up a phone number that waited for its code",
  ),
  "user.phone_verified": words(
    "Sign-in and accounts",
    "Phone number verified",
    "verified the phone number of {object}",
  ),
  "user.phone_removed": words("Sign-in and accounts", "Phone number removed", "removed the phone number of {object}"),
  "user.usage_switched": words("Sign-in and accounts", "Usage data switched", "changed what is recorded of their use"),
  "user.usage_deleted": words("Sign-in and accounts", "Usage data deleted", "deleted what was recorded of their use"),
  "user.export_asked": words("Sign-in and accounts", "Account export asked for", "asked for an export of the account"),
  "user.export_made": words("Sign-in and accounts", "Account export made", "made an export for {object}"),
  "user.export_downloaded": words(
    "Sign-in and accounts",
    "Account export downloaded",
    "downloaded an export of the account",
  ),
  "user.gdpr_token_made": words("Sign-in and accounts", "GDPR token made", "made a GDPR token"),
  "user.gdpr_token_revoked": words("Sign-in and accounts", "GDPR token revoked", "revoked a GDPR token"),
  "user.gdpr_token_reminded": words(
    "Sign-in and accounts",
    "GDPR token ends soon",
    "reminded {object} of a GDPR token that ends",
  ),
  "user.deletion_asked": words(
    "Sign-in and accounts",
    "Account deletion asked for",
    "asked for {object} to be deleted",
  ),
  "user.deletion_cancelled": words(
    "Sign-in and accounts",
    "Account deletion cancelled",
    "cancelled the deletion of {object}",
  ),
  "user.deletion_blocked": words(
    "Sign-in and accounts",
    "Account deletion blocked",
    "did not delete {object}, the only owner of an organization",
  ),
  "user.deleted": words("Sign-in and accounts", "Account deleted", "deleted the account of {object}"),
  "user.email_code_sent": words("Sign-in and accounts", "E-mail code asked for", "asked for a code by e-mail"),
  "user.email_code_made": words("Sign-in and accounts", "E-mail code made", "made a code for {object}"),
  "user.email_code_failed": words("Sign-in and accounts", "E-mail code failed", "typed a wrong code"),
  "user.email_proven": words("Sign-in and accounts", "E-mail confirmed", "confirmed the e-mail of {object}"),
  "user.browser_link_sent": words(
    "Sign-in and accounts",
    "Browser link sent",
    "sent {object} a link that lets a browser sign in",
  ),
  "user.browser_confirmed": words("Sign-in and accounts", "Browser confirmed", "let a browser sign in as {object}"),
  "session.ended": words("Sign-in and accounts", "Session ended", "ended a session"),
  "session.confirmed": words("Sign-in and accounts", "Identity confirmed", "confirmed who they are"),
};

/** What a kind of entry is called; one that this version does not know by its own name. */
export function actionLabel(action: string): string {
  return isKnown(action) ? auditWords[action].label : action;
}

/** What happened, without who did it: "changed the organization role of Ben from Member to Admin". */
export function deedOf(facts: AuditFacts): Part[] {
  if (facts.action === "member.joined" && isOwnDeed(facts)) return fill("joined[ as {after.role}]", facts);
  if (facts.action === "user.created" && isOwnDeed(facts))
    return fill("made an account[ through {after.through}]", facts);
  if (!isKnown(facts.action)) return [`${facts.action}: `, objectOf(facts)];
  return fill(auditWords[facts.action].does, facts);
}

/** The whole sentence, who first. */
export function sentenceOf(facts: AuditFacts): Part[] {
  return [actorOf(facts), " ", ...deedOf(facts), "."];
}

/** Everything that an entry names by id, in its sentence and in what changed: what has to be looked up to show it. */
export function refsOf(facts: AuditFacts): Ref[] {
  const fields = changedFields(facts).flatMap(({ before, after }) => [...(before ?? []), ...(after ?? [])]);
  const project: Part[] = facts.projectId === null ? [] : [{ kind: "project", id: String(facts.projectId) }];
  return refsIn([...sentenceOf(facts), objectOf(facts), ...project, ...fields]);
}

/** Actions whose label holds the text, for the search. */
export function actionsNamed(text: string): AuditAction[] {
  const sought = text.toLowerCase();
  return auditActions.filter((action) => auditWords[action].label.toLowerCase().includes(sought));
}

function isOwnDeed(facts: AuditFacts): boolean {
  const actor = actorOf(facts);
  return typeof actor === "object" && actor.kind === "user" && actor.id === facts.objectId;
}

function isKnown(action: string): action is AuditAction {
  return Object.hasOwn(auditWords, action);
}
