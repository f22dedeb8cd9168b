/** Every kind of audit entry, in the past tense. */
export const auditActions = [
  "org.created",
  "org.renamed",
  "org.deleted",
  "org.restored",
  "org.erasure_started",
  "org.plan_changed",
  "org.downgrade_planned",
  "org.downgrade_taken_back",
  "org.billing_details_changed",
  "org.billing_email_added",
  "org.billing_email_confirmed",
  "org.billing_email_removed",
  "org.billing_email_resent",
  "org.period_closed",
  "org.usage_announced",
  "org.retention_announced",
  "org.retention_cancelled",
  "org.events_expired",
  "invoice.made",
  "list.exported",
  "project.created",
  "project.deleted",
  "project.restored",
  "project.erasure_started",
  "project.erased",
  "project.secret_revealed",
  "member.joined",
  "member.role_changed",
  "member.removed",
  "member.sessions_ended",
  "member.denied",
  "grant.given",
  "grant.role_changed",
  "grant.removed",
  "team.created",
  "team.renamed",
  "team.role_changed",
  "team.deleted",
  "team.member_added",
  "team.member_removed",
  "team.project_added",
  "team.project_removed",
  "invitation.sent",
  "invitation.merged",
  "invitation.edited",
  "invitation.import_started",
  "invitation.resent",
  "invitation.link_copied",
  "invitation.revoked",
  "invitation.declined",
  "invitation.accepted",
  "member.left",
  "user.sign_up_asked",
  "user.created",
  "user.signed_in",
  "user.signed_out",
  "user.sign_in_failed",
  "user.password_reset_asked",
  "user.password_changed",
  "user.email_code_sent",
  "user.email_code_made",
  "user.email_code_failed",
  "user.email_proven",
  "user.browser_link_sent",
  "user.browser_confirmed",
  "session.ended",
  "session.confirmed",
] as const;

export type AuditAction = (typeof auditActions)[number];
export type AuditObject =
  | "org"
  | "project"
  | "member"
  | "grant"
  | "team"
  | "invitation"
  | "invoice"
  | "billing_email"
  | "list"
  | "user"
  | "session";
