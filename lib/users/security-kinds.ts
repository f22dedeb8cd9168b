/** What people are told about the security of their account, in the words of its mail and of its page. */
export const securityKinds = {
  new_device: {
    subject: "A new device signed in to your account",
    did: "a device that your account did not know signed in.",
  },
  after_failures: {
    subject: "Your password was right after several wrong ones",
    did: "somebody signed in with your password after several wrong ones had been tried.",
  },
  second_factor_failed: {
    subject: "Wrong codes were tried for your account",
    did: "somebody signed in with your password and then entered several wrong codes.",
  },
  factor_added: { subject: "A way to prove it is you was added", did: "a second factor was added to your account." },
  factor_removed: {
    subject: "A way to prove it is you was removed",
    did: "a second factor was taken off your account.",
  },
  recovery_codes_made: {
    subject: "New recovery codes were made",
    did: "new recovery codes were made. Those before do not work any more.",
  },
  recovery_code_used: {
    subject: "A recovery code of yours was used",
    did: "one of your recovery codes was used in place of your second factor.",
  },
  two_factor_reset: {
    subject: "Your two-factor authentication was reset",
    did: "an owner or admin of your organization reset your two-factor authentication. Set it up anew.",
  },
  password_changed: { subject: "Your password was changed", did: "the password of your account was changed." },
  email_asked: {
    subject: "Your e-mail address is to be changed",
    did: "another e-mail address was asked for. It holds once it is confirmed from its own mailbox.",
  },
  email_changed: {
    subject: "Your e-mail address was changed",
    did: "the e-mail address of your account was changed to another one.",
  },
  phone_changed: { subject: "Your phone number was changed", did: "another phone number was verified." },
  phone_removed: { subject: "Your phone number was removed", did: "the phone number was taken off your account." },
  gdpr_token_made: {
    subject: "A GDPR token was made for your account",
    did: "a token was made that can retrieve and delete people's data in your name.",
  },
  gdpr_token_revoked: { subject: "Your GDPR token was revoked", did: "the token for the GDPR API was revoked." },
  deletion_asked: {
    subject: "Your account is to be deleted",
    did: "the deletion of your account was asked for. You have 14 days to change your mind.",
  },
} as const;

export type SecurityKind = keyof typeof securityKinds;
