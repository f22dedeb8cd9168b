import "server-only";
import { now } from "@/lib/clock";
import { ensureEventPartitions } from "@/lib/events/partitions";
import { sendAccessAnswer, sendAccessRequest } from "./access-request-jobs";
import { makeAccountExport } from "./account-export-job";
import { sendBrowserLink, sendEmailCode, sendPasswordReset, sendSignUpLink } from "./account-jobs";
import {
  deleteAccount,
  deleteDueAccounts,
  remindOfTokens,
  remindOfTwoFactor,
  sendAccountDeleted,
  sendDeletionBlocked,
  sendEmailChange,
  sendGdprTokenEnding,
  sendPhoneCode,
  sendSecurityNotice,
  sendTextCode,
  sendTwoFactorReminder,
} from "./account-security-jobs";
import { checkAlert, sendAlert, sendAlertCode, sendAlertPreview } from "./alert-jobs";
import { announceUsages, applyPlannedDowngrade, closePeriods, keepRetention } from "./billing-jobs";
import {
  sendBillingEmailLink,
  sendInvoice,
  sendPlanLetter,
  sendRetentionMail,
  sendUsageMail,
} from "./billing-letter-jobs";
import { cleanUp } from "./clean-up-job";
import { recheckDomain, recheckDomains, sendDomainMail } from "./domain-jobs";
import { sendDueAlerts } from "./due-alerts-job";
import { eraseOrg } from "./erase-org-job";
import { eraseDue, eraseProject } from "./erase-project-job";
import { eraseReset } from "./erase-reset-job";
import { endDueGrants, endGrantJob, sendGrantEnded, sendGrantEnding, sendGrantGiven } from "./grant-jobs";
import type { Handlers } from "./handlers";
import { importInvitations } from "./import-invitations-job";
import { sendInvitation, sendInvitationAccepted } from "./invitation-jobs";
import { sendKeyRotated } from "./key-jobs";
import { sendTestMessage } from "./message-test-job";
import { sendOrgDeleted, sendOrgErased } from "./org-deletion-jobs";
import { runPrivacyRequest, sendPrivacyMail, tendPrivacy } from "./privacy-jobs";
import { restoreReset } from "./restore-reset-job";
import { remindOfAccounts, sendServiceAccountEnding } from "./service-account-jobs";
import { noteSignInFailure } from "./sign-in-failure-job";
import {
  announceSsoExpiry,
  sendConnectionMail,
  sendDirectoryAdded,
  sendSsoExpiry,
  sendSsoLink,
  sendWayBackIn,
  sendWayIn,
} from "./sso-jobs";
import { lapseOldTransfers, sendTransferOutcome, sendTransferRequest } from "./transfer-jobs";
import { checkUsage, countUsers } from "./usage-jobs";

/** The one list of task handlers. Only the worker's start imports it. */
export const handlers: Handlers = {
  send_invitation: sendInvitation,
  send_invitation_accepted: sendInvitationAccepted,
  send_sign_up_link: sendSignUpLink,
  send_password_reset: sendPasswordReset,
  send_security_notice: sendSecurityNotice,
  send_email_change: sendEmailChange,
  send_phone_code: sendPhoneCode,
  send_text_code: sendTextCode,
  recheck_domains: recheckDomains,
  recheck_domain: recheckDomain,
  send_domain_mail: sendDomainMail,
  send_connection_mail: sendConnectionMail,
  send_way_in: sendWayIn,
  send_way_back_in: sendWayBackIn,
  send_directory_added: sendDirectoryAdded,
  send_sso_link: sendSsoLink,
  announce_sso_expiry: announceSsoExpiry,
  send_sso_expiry: sendSsoExpiry,
  remind_of_two_factor: remindOfTwoFactor,
  send_two_factor_reminder: sendTwoFactorReminder,
  send_gdpr_token_ending: sendGdprTokenEnding,
  remind_of_gdpr_tokens: remindOfTokens,
  count_tracked_users: countUsers,
  check_usage: checkUsage,
  run_privacy_request: runPrivacyRequest,
  tend_privacy: tendPrivacy,
  send_privacy_mail: sendPrivacyMail,
  remind_of_service_accounts: remindOfAccounts,
  send_service_account_ending: sendServiceAccountEnding,
  make_account_export: makeAccountExport,
  delete_due_accounts: deleteDueAccounts,
  delete_account: deleteAccount,
  send_deletion_blocked: sendDeletionBlocked,
  send_account_deleted: sendAccountDeleted,
  send_email_code: sendEmailCode,
  send_browser_link: sendBrowserLink,
  note_sign_in_failure: noteSignInFailure,
  send_billing_email_link: sendBillingEmailLink,
  send_invoice: sendInvoice,
  send_plan_letter: sendPlanLetter,
  send_usage_mail: sendUsageMail,
  send_retention_mail: sendRetentionMail,
  apply_downgrade: applyPlannedDowngrade,
  close_periods: closePeriods,
  announce_usage: announceUsages,
  keep_retention: keepRetention,
  send_org_deleted: sendOrgDeleted,
  send_org_erased: sendOrgErased,
  send_access_request: sendAccessRequest,
  send_access_answer: sendAccessAnswer,
  send_key_rotated: sendKeyRotated,
  end_grant: endGrantJob,
  end_due_grants: endDueGrants,
  send_grant_ending: sendGrantEnding,
  send_grant_ended: sendGrantEnded,
  send_grant_given: sendGrantGiven,
  erase_due: eraseDue,
  erase_project: eraseProject,
  erase_org: eraseOrg,
  erase_reset: eraseReset,
  restore_reset: restoreReset,
  send_transfer_request: sendTransferRequest,
  send_transfer_outcome: sendTransferOutcome,
  lapse_transfers: lapseOldTransfers,
  send_test_message: sendTestMessage,
  import_invitations: importInvitations,
  send_due_alerts: sendDueAlerts,
  check_alert: checkAlert,
  send_alert: sendAlert,
  send_alert_preview: sendAlertPreview,
  send_alert_code: sendAlertCode,
  ensure_event_partitions: () => ensureEventPartitions(now()),
  clean_up: cleanUp,
};

/** In UTC; what runs once a day or an hour at quiet minutes that are nobody else's. */
export const crontab = [
  "17 2 * * * ensure_event_partitions ?max=3",
  "43 2 * * * clean_up ?max=3",
  "21 0 * * * close_periods ?max=12",
  "34 * * * * announce_usage ?max=3",
  "26 3 * * * keep_retention ?max=3",
  "7 3 * * * erase_due ?max=3",
  "52 * * * * lapse_transfers ?max=3",
  "* * * * * send_due_alerts ?max=3",
  "52 1 * * * end_due_grants ?max=3",
  "39 4 * * * remind_of_gdpr_tokens ?max=3",
  "4 1 * * * count_tracked_users ?max=3",
  "14 2 * * * check_usage ?max=3",
  "29 4 * * * tend_privacy ?max=3",
  "49 4 * * * remind_of_service_accounts ?max=3",
  "17 5 * * * recheck_domains ?max=3",
  "37 5 * * * announce_sso_expiry ?max=3",
  "11 * * * * delete_due_accounts ?max=3",
].join("\n");
