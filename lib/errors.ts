/**
 * The three expected refusals. Anything else that is thrown is a bug: it is logged with the request id and shown as
 * the error page. The message of a broken rule is written where the rule stands, in the user's words.
 */

/** Codes of broken rules; tests match on these, never on sentences. */
export type RuleCode =
  | "last_owner"
  | "role_above_own"
  | "target_not_below"
  | "role_needs_plan"
  | "plan_needed"
  | "already_added"
  | "already_member"
  | "already_invited"
  | "invitation_expired"
  | "invitation_revoked"
  | "invitation_declined"
  | "invitation_used"
  | "invitation_wrong_account"
  | "link_invalid"
  | "link_expired"
  | "link_used"
  | "password_too_short"
  | "password_too_long"
  | "password_common"
  | "password_repetitive"
  | "password_own_words"
  | "password_leaked"
  | "wrong_credentials"
  | "wrong_code"
  | "throttled"
  | "passkey_refused"
  | "factor_required"
  | "factor_missing"
  | "domain_taken"
  | "domain_unfit"
  | "record_missing"
  | "dns_unreachable"
  | "address_refused"
  | "certificate_unreadable"
  | "metadata_unreadable"
  | "provider_unreachable"
  | "connection_incomplete"
  | "test_needed"
  | "way_back_needed"
  | "sso_refused"
  | "directory_owned"
  | "browser_unknown"
  | "limit_reached"
  | "sign_up_closed"
  | "name_taken"
  | "typed_otherwise"
  | "being_erased"
  | "org_deleted"
  | "changed_meanwhile"
  | "invalid"
  | "email_unproven"
  | "transfer_open"
  | "transfer_closed"
  | "transfer_refused"
  | "already_reaches"
  | "already_asked"
  | "already_answered"
  | "credential_invalid"
  | "channel_missing"
  | "query_invalid"
  | "end_in_past"
  | "end_too_late"
  | "ends_differ";

export class NotFound extends Error {
  constructor(what = "page") {
    super(`No such ${what}.`);
    this.name = "NotFound";
  }
}

export class Forbidden extends Error {
  constructor(readonly permission: string) {
    super("You may not do this. Ask an owner or admin of the organization.");
    this.name = "Forbidden";
  }
}

export type RuleLink = { href: string; label: string };

export class RuleBroken extends Error {
  readonly field: string | undefined;
  /** Seconds after which it makes sense to try again. */
  readonly retryAfter: number | undefined;
  /** Where to go on. */
  readonly link: RuleLink | undefined;
  constructor(
    readonly code: RuleCode,
    message: string,
    options: { field?: string; retryAfter?: number; link?: RuleLink } = {},
  ) {
    super(message);
    this.name = "RuleBroken";
    this.field = options.field;
    this.retryAfter = options.retryAfter;
    this.link = options.link;
  }
}

/** The three are recognised by name because server code may be bundled twice in one process. */
export function isNotFound(error: unknown): error is NotFound {
  return error instanceof Error && error.name === "NotFound";
}
export function isForbidden(error: unknown): error is Forbidden {
  return error instanceof Error && error.name === "Forbidden";
}
export function isRuleBroken(error: unknown): error is RuleBroken {
  return error instanceof Error && error.name === "RuleBroken";
}

/** Something stands between this session and the org (`db/queries/org-gate.ts`): it is done on a page, then this is sent again. */
export class StepNeeded extends Error {
  constructor(readonly step: "again" | "own" | "sso" | "enrol" | "prove") {
    super("The organization asks for something first.");
    this.name = "StepNeeded";
  }
}
export function isStepNeeded(error: unknown): error is StepNeeded {
  return error instanceof Error && error.name === "StepNeeded";
}

/** The verb needs a confirmation (A6) that this session does not have, or has no longer. */
export class ConfirmationNeeded extends Error {
  constructor() {
    super("Confirm that it is you first.");
    this.name = "ConfirmationNeeded";
  }
}
export function isConfirmationNeeded(error: unknown): error is ConfirmationNeeded {
  return error instanceof Error && error.name === "ConfirmationNeeded";
}
