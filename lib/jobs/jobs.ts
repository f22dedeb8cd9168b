import type { ProjectRole } from "@/lib/authz/roles";
import type { PlanId } from "@/lib/billing/plans";
import type { KeyKind } from "@/lib/projects/key-words";

/** Payloads of the jobs, by task. `enqueue` takes only these; `lib/jobs/tasks.ts` handles each. */
export type Jobs = {
  send_invitation: { invitationId: string; version: number };
  send_sign_up_link: { signUpId: string };
  send_password_reset: { email: string };
  note_sign_in_failure: { email: string; ip: string | null; agent: string | null };
  send_security_notice: { noticeId: string };
  send_email_change: { changeId: string };
  send_phone_code: { userId: string };
  /** `attempt`: the half sign-in or session it is for. */
  send_text_code: { attempt: string; userId: string };
  recheck_domains: Record<string, never>;
  recheck_domain: { domainId: string };
  /** `what`: the record is gone, or was for a week. */
  send_connection_mail: {
    orgId: number;
    connectionId: string;
    name: string;
    what: "changed" | "required" | "optional" | "draft" | "removed" | "plan_ended";
    /** Who did it; null for the product. */
    by: string | null;
  };
  /** To somebody who has no other way in any more: a link to set a password. */
  send_way_in: { userId: string; orgId: number; connection: string };
  /** To all owners: somebody used the way back in. */
  send_way_back_in: { userId: string; orgId: number; connection: string };
  /** To somebody whom directory sync made a member. */
  send_directory_added: { orgId: number; userId: string };
  send_sso_link: { identityId: string };
  announce_sso_expiry: Record<string, never>;
  send_sso_expiry: { connectionId: string; kind: "certificate" | "secret"; at: string; days: number };
  send_domain_mail: { domainId: string; what: "missing" | "lapsed"; domain: string; orgId: number };
  remind_of_two_factor: { orgId: number };
  send_two_factor_reminder: { orgId: number; userId: string };
  send_gdpr_token_ending: { tokenId: string };
  remind_of_gdpr_tokens: Record<string, never>;
  count_tracked_users: Record<string, never>;
  check_usage: Record<string, never>;
  run_privacy_request: { requestId: string };
  tend_privacy: Record<string, never>;
  send_privacy_mail: { requestId: string; what: "ready" | "failed" | "due" };
  remind_of_service_accounts: Record<string, never>;
  send_service_account_ending: { accountId: number };
  make_account_export: { exportId: string };
  delete_due_accounts: Record<string, never>;
  delete_account: { userId: string };
  send_deletion_blocked: { userId: string; orgs: string[] };
  /** Everything it says travels along: by then the account is gone. */
  send_account_deleted: { email: string; name: string };
  send_invitation_accepted: { invitationId: string };
  send_email_code: { userId: string };
  send_browser_link: { email: string };
  send_billing_email_link: { billingEmailId: string; version: number };
  send_invoice: { invoiceId: string };
  /** `at` as ISO 8601: when it holds from. */
  send_plan_letter: {
    orgId: number;
    what: "upgraded" | "planned" | "downgraded";
    before: PlanId;
    after: PlanId;
    at: string;
    by: string | null;
  };
  send_usage_mail: { orgId: number; period: string; threshold: number; events: number; allowance: number };
  send_retention_mail: { orgId: number; announcedAt: string };
  apply_downgrade: { orgId: number };
  close_periods: Record<string, never>;
  announce_usage: Record<string, never>;
  keep_retention: Record<string, never>;
  send_org_deleted: { orgId: number; userId: string };
  /** Everything it says travels along: by then the organization is gone. */
  send_org_erased: { email: string; name: string; orgName: string };
  send_access_request: { requestId: string };
  send_access_answer: { requestId: string };
  /** Moments as ISO 8601. */
  send_key_rotated: { projectId: number; kind: KeyKind; by: string; at: string; worksUntil: string };
  /** `endsAt` as ISO 8601: nothing is done for a grant that ends at another moment by now. */
  end_grant: { projectId: number; userId: string; endsAt: string };
  end_due_grants: Record<string, never>;
  send_grant_ending: { projectId: number; userId: string; endsAt: string };
  /** What it was travels along: the grant is gone by then. */
  send_grant_ended: { projectId: number; userId: string; role: ProjectRole };
  send_grant_given: { projectId: number; userId: string; by: string };
  erase_due: Record<string, never>;
  erase_project: { projectId: number; progressId: string };
  erase_org: { orgId: number };
  erase_reset: { resetId: string };
  restore_reset: { projectId: number };
  /** To the owners of the org that still has to confirm. */
  send_transfer_request: { transferId: string; orgId: number };
  send_transfer_outcome: { transferId: string };
  lapse_transfers: Record<string, never>;
  /** `to`: a device token or phone number, nowhere else in full. */
  send_test_message: { progressId: string; to: string };
  import_invitations: { importId: string };
  send_due_alerts: Record<string, never>;
  check_alert: { alertId: string };
  /** `dueAt` as ISO 8601: which of its due times. */
  send_alert: { alertId: string; dueAt: string };
  send_alert_preview: { alertId: string };
  send_alert_code: { alertId: string };
  ensure_event_partitions: Record<string, never>;
  clean_up: Record<string, never>;
};

export type JobName = keyof Jobs;
